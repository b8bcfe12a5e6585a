//! One connection, and statements as a person would type them: the simple protocol, values as text.

use postgres::error::SqlState;
use postgres::{Client, NoTls, SimpleQueryMessage};

use crate::value::Written;

pub type Broken = postgres::Error;

pub enum Outcome {
    Rows(Vec<Written>),
    Error { code: String, message: String },
}

/// Plans for the parameters at hand, over all partitions of the log, would take most of the time.
const SESSION: &str = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET client_min_messages = 'error';
    SET plan_cache_mode = 'force_generic_plan'; SET jit = off";

pub struct Driver {
    client: Client,
}

impl Driver {
    pub fn connect(config: &postgres::Config) -> Result<Self, Broken> {
        let mut client = config.connect(NoTls)?;
        client.simple_query(SESSION)?;
        Ok(Self { client })
    }

    /// Statements that must succeed; the rows of each that answers any.
    pub fn run(&mut self, sql: &str) -> Result<Vec<Vec<Written>>, Broken> {
        let mut answers = vec![Vec::new()];
        for message in self.client.simple_query(sql)? {
            match message {
                SimpleQueryMessage::Row(row) => {
                    let values = (0..row.len()).map(|column| row.get(column).map(str::to_owned)).collect();
                    if let Some(answer) = answers.last_mut() {
                        answer.push(values);
                    }
                }
                SimpleQueryMessage::CommandComplete(_) => answers.push(Vec::new()),
                _ => {}
            }
        }
        answers.pop();
        Ok(answers)
    }

    /// One statement that may fail. Inside of a transaction it has a savepoint of its own, so that an error ends nothing.
    pub fn attempt(&mut self, sql: &str, in_transaction: bool) -> Result<Outcome, Broken> {
        let guarded = format!("SAVEPOINT step; {sql}; RELEASE step");
        let answers = self.run(if in_transaction { &guarded } else { sql });
        match answers {
            Ok(answers) => Ok(Outcome::Rows(answers.into_iter().flatten().collect())),
            Err(error) => {
                let Some(raised) =
                    error.as_db_error().filter(|raised| *raised.code() != SqlState::ADMIN_SHUTDOWN)
                else {
                    return Err(error);
                };
                let (code, message) = (raised.code().code().to_owned(), raised.to_string());
                if in_transaction {
                    self.run("ROLLBACK TO step; RELEASE step")?;
                }
                Ok(Outcome::Error { code, message })
            }
        }
    }
}

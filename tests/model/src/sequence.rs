//! Plays one sequence on Postgres and in the model, and compares after every step.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use crate::calendar::Moment;
use crate::compare::{compare, in_any_order, in_order, with_those_there};
use crate::customer::{changes_rules, taken, unspent};
use crate::driver::{Broken, Driver, Outcome};
use crate::model::{Expected, Model, View};
use crate::operation::Operation;
use crate::sql::{set_clock, sql};
use crate::strategy::Sequence;
use crate::world::{STARTS, moment};

/// When everything that can be looked at is compared; in any case at the end.
#[derive(Clone, Copy)]
pub struct Looks {
    pub steps_between: usize,
    /// Each asks also whether the tables are as the meter made them; otherwise the last one of committed sequences does.
    pub of_tables: bool,
}

pub enum Failure {
    /// Postgres and the model disagree.
    Difference { script: Vec<String>, words: String },
    /// The connection is gone, or a statement failed that cannot.
    Broken { script: Vec<String>, error: Broken },
}

/// How often each operation came to which end.
pub type Tally = BTreeMap<String, usize>;

pub struct Player<'a> {
    driver: &'a mut Driver,
    model: Model,
    savepoints: Vec<Model>,
    committed: bool,
    looks: Looks,
    /// Everything that was sent, to be run by a person.
    script: Vec<String>,
    /// Every moment that anything was about.
    moments: BTreeSet<Moment>,
    tally: &'a mut Tally,
}

impl<'a> Player<'a> {
    pub fn new(
        driver: &'a mut Driver,
        world: &Model,
        committed: bool,
        looks: Looks,
        tally: &'a mut Tally,
    ) -> Self {
        let moments = BTreeSet::from([world.now]);
        Self {
            driver,
            model: world.clone(),
            savepoints: Vec::new(),
            committed,
            looks,
            script: Vec::new(),
            moments,
            tally,
        }
    }

    pub fn play(mut self, sequence: &Sequence) -> Result<(), Failure> {
        match self.steps(sequence) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(words)) => Err(Failure::Difference { script: self.script, words }),
            Err(error) => Err(Failure::Broken { script: self.script, error }),
        }
    }

    fn steps(&mut self, sequence: &Sequence) -> Result<Result<(), String>, Broken> {
        self.model.now = moment(STARTS[sequence.start]);
        if !self.committed {
            self.send("BEGIN")?;
        }
        self.send(&set_clock(self.model.now))?;
        for (number, operation) in sequence.operations.iter().enumerate() {
            if let Err(words) = self.step(operation)? {
                return Ok(Err(words));
            }
            if (number + 1) % self.looks.steps_between == 0
                && let Err(words) = self.look(self.looks.of_tables, false)?
            {
                return Ok(Err(words));
            }
        }
        self.look(self.looks.of_tables || self.committed, true)
    }

    fn send(&mut self, sql: &str) -> Result<(), Broken> {
        self.script.push(format!("{sql};"));
        self.driver.run(sql).map(|_| ())
    }

    fn step(&mut self, operation: &Operation) -> Result<Result<(), String>, Broken> {
        if let Operation::Savepoint | Operation::RollbackTo { .. } | Operation::ReleaseSavepoint { .. } =
            operation
        {
            self.savepoint(operation)?;
            return Ok(Ok(()));
        }
        let Some(statement) = sql(operation, &self.model) else { return Ok(Ok(())) };
        self.script.push(format!("{statement};"));
        self.remember_moments(operation);
        let before = if changes_rules(operation) { Some(unspent(self.driver)?) } else { None };
        let outcome = self.driver.attempt(&statement, !self.committed)?;
        let expected = self.model.apply(operation, &statement, &self.moments);
        let compared = compare(&expected, &outcome, &mut self.model.ids);
        self.count(operation, &outcome);
        if compared.is_ok() && matches!(expected, Expected::Resets(_)) {
            return self.nothing_more_is_due();
        }
        if let (Ok(()), Some(before)) = (&compared, before)
            && let Err(words) = taken(&before, &unspent(self.driver)?)
        {
            return Ok(Err(format!("{statement};\n{words}")));
        }
        Ok(compared.map_err(|words| format!("{statement};\n{words}")))
    }

    /// A second call closes nothing.
    fn nothing_more_is_due(&mut self) -> Result<Result<(), String>, Broken> {
        let again = self.driver.run("SELECT account, limit_name, period_start FROM meter_reset_due()")?;
        let again: Vec<_> = again.into_iter().flatten().collect();
        Ok(if again.is_empty() { Ok(()) } else { Err(format!("a second meter_reset_due() names {again:?}")) })
    }

    fn remember_moments(&mut self, operation: &Operation) {
        self.moments.insert(self.model.now);
        match operation {
            Operation::Add { minutes_late: Some(minutes), .. } => {
                self.moments.insert(self.model.now - TimeDelta::minutes(*minutes));
            }
            Operation::Clock { minutes } => {
                self.moments.insert(self.model.now + TimeDelta::minutes(*minutes));
            }
            _ => {}
        }
    }

    /// Savepoints are counted from the outermost. A sequence that commits every step has none.
    fn savepoint(&mut self, operation: &Operation) -> Result<(), Broken> {
        if self.committed {
            return Ok(());
        }
        let open = self.savepoints.len();
        match operation {
            Operation::Savepoint => {
                self.savepoints.push(self.model.clone());
                self.send(&format!("SAVEPOINT s{open}"))
            }
            Operation::RollbackTo { savepoint } if open > 0 => {
                let number = savepoint % open;
                self.savepoints.truncate(number + 1);
                self.model = self.savepoints[number].clone();
                self.send(&format!("ROLLBACK TO s{number}"))
            }
            Operation::ReleaseSavepoint { savepoint } if open > 0 => {
                let number = savepoint % open;
                self.savepoints.truncate(number);
                self.send(&format!("RELEASE s{number}"))
            }
            _ => Ok(()),
        }
    }

    /// Compares everything that can be looked at; see `Model::views`.
    fn look(&mut self, tables: bool, all: bool) -> Result<Result<(), String>, Broken> {
        let views = self.model.views(tables, all);
        let queries: Vec<&str> = views.iter().map(|view| view.sql.as_str()).collect();
        let answers = self.driver.run(&queries.join(";\n"))?;
        for (view, written) in views.iter().zip(&answers) {
            let view = &with_those_there(view, written, &self.model.ids);
            if in_order(&view.rows, written, &mut self.model.ids.clone()).is_ok() {
                self.name_ids(view, written);
            } else if let Err(words) = in_any_order(&view.rows, written, &mut self.model.ids) {
                self.script.push(format!("{};", view.sql));
                return Ok(Err(format!("{}:\n{words}", view.name)));
            }
        }
        Ok(Ok(()))
    }

    fn name_ids(&mut self, view: &View, written: &[crate::value::Written]) {
        let _ = in_order(&view.rows, written, &mut self.model.ids);
    }

    fn count(&mut self, operation: &Operation, outcome: &Outcome) {
        let words = format!("{operation:?}");
        let name = words.split([' ', '(']).next().unwrap_or_default();
        let end = match outcome {
            Outcome::Error { code, .. } => code.clone(),
            // the reason, where there is one
            Outcome::Rows(rows) => match rows.first().map(|row| row.get(1).cloned()) {
                Some(Some(Some(reason))) if rows[0].len() == 16 => reason,
                Some(_) => "rows".into(),
                None => "no row".into(),
            },
        };
        *self.tally.entry(format!("{name} {end}")).or_default() += 1;
    }
}

//! An open connection to a database whose extension speaks this version, and rows as records.

use std::time::Duration;

use postgres::Client;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};

use crate::call::Call;
use crate::connect;
use crate::error::Error;
use crate::output::Record;

const CLI_VERSION: &str = env!("CARGO_PKG_VERSION");

/// A connection, and the (quoted) schema that the meter's functions live in.
pub struct Session {
    client: Client,
    schema: String,
    sql_edition: bool,
}

/// What the catalog says of token_meter.
pub struct Installed {
    /// `extension` or `SQL`.
    pub edition: String,
    /// Of the extension's SQL; the SQL edition is only what `meter_version()` answers.
    pub version: Option<String>,
    /// Quoted where it needs to be.
    pub schema: String,
}

impl Session {
    /// Connects, and refuses a server whose extension or loaded library is of another version.
    pub fn open(database_url: Option<&str>) -> Result<Self, Error> {
        let mut session =
            Self { client: connect::open(database_url)?, schema: String::new(), sql_edition: false };
        let installed = session.installed()?.ok_or(Error::NotInstalled)?;
        session.adopt(installed)?;
        Ok(session)
    }

    /// Connects without asking for the extension; functions can be called only after [`Session::adopt`].
    pub fn open_bare(database_url: Option<&str>) -> Result<Self, Error> {
        Ok(Self { client: connect::open(database_url)?, schema: String::new(), sql_edition: false })
    }

    /// The extension or the SQL edition, if one is installed.
    pub fn installed(&mut self) -> Result<Option<Installed>, Error> {
        let rows = self.query(include_str!("../sql/installed.sql"), &[])?;
        Ok(rows.first().map(|row| Installed {
            edition: row.text("edition"),
            version: Some(row.text("version")).filter(|version| !version.is_empty()),
            schema: row.text("schema"),
        }))
    }

    /// Takes the extension's schema, after checking both versions that matter: the SQL and the loaded library.
    pub fn adopt(&mut self, installed: Installed) -> Result<(), Error> {
        self.schema = installed.schema;
        self.sql_edition = installed.version.is_none();
        let told = self.scalar("version", &Call::new("meter_version"))?.text("version");
        let Some(version) = installed.version else {
            return check_version("the SQL edition of token_meter in the server", &told);
        };
        check_version("extension token_meter in the server", &version)?;
        check_version("the token_meter library loaded by the server", &told)
    }

    /// Whether the server has the SQL edition, without the library.
    pub fn is_sql_edition(&self) -> bool {
        self.sql_edition
    }

    /// The rows of a function.
    pub fn call(&mut self, call: &Call) -> Result<Vec<Record>, Error> {
        let sql = format!("SELECT * FROM {}", call.sql(&self.schema));
        self.query(&sql, &call.values())
    }

    /// The one row of a function.
    pub fn call_one(&mut self, call: &Call) -> Result<Record, Error> {
        single(self.call(call)?)
    }

    /// The one value of a function, as a record with one column.
    pub fn scalar(&mut self, column: &str, call: &Call) -> Result<Record, Error> {
        let sql = format!("SELECT {} AS {column}", call.sql(&self.schema));
        single(self.query(&sql, &call.values())?)
    }

    /// The rows of one query, in which `:schema` stands for the schema of the functions. The server writes each as JSON,
    /// which keeps every digit of a numeric.
    pub fn query(&mut self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Record>, Error> {
        let sql = sql.replace(":schema", &self.schema);
        let sql = format!("SELECT row_to_json(answer)::text FROM (\n{sql}\n) AS answer");
        let params: Vec<(&(dyn ToSql + Sync), Type)> =
            values.iter().map(|value| (value as &(dyn ToSql + Sync), Type::TEXT)).collect();
        // the unnamed statement, so that a pooler in transaction mode does not mind
        let rows = self.client.query_typed(&sql, &params)?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get::<_, &str>(0)?)?)).collect()
    }

    /// The columns of a function's rows, without any value: for a header above no rows.
    pub fn columns(&mut self, call: &Call) -> Result<Record, Error> {
        let function = call.sql(&self.schema);
        let sql =
            format!("SELECT f.* FROM (VALUES (1)) AS one LEFT JOIN LATERAL {function} AS f ON false LIMIT 1");
        single(self.query(&sql, &call.values())?)
    }

    /// Streams the rows of one query, whose columns are all text: `take` is called for each as it arrives, so that any number of rows takes the
    /// memory of a few. Returns how many rows there were.
    pub fn each(
        &mut self,
        sql: &str,
        values: &[Option<&str>],
        mut take: impl FnMut(&[Option<&str>]) -> Result<(), Error>,
    ) -> Result<u64, Error> {
        let params = values.iter().map(|value| (value as &(dyn ToSql + Sync), Type::TEXT));
        let mut rows = self.client.query_typed_raw(sql, params)?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let cells: Vec<Option<&str>> =
                (0..row.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>()?;
            take(&cells)?;
            count += 1;
        }
        Ok(count)
    }

    /// Leaves without waiting for the rows that are still on their way.
    pub fn abandon(self) {
        std::mem::forget(self); // the end of the process closes the connection
    }

    /// A utility statement that takes no parameters.
    pub fn execute(&mut self, sql: &str) -> Result<(), Error> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// Waits at most so long for a notification of a channel that is listened to, and says whether one came. Others that have come with it
    /// are not told again.
    pub fn wait_for_notification(&mut self, at_most: Duration) -> Result<bool, Error> {
        let mut notifications = self.client.notifications();
        let came = notifications.timeout_iter(at_most).next()?.is_some();
        while notifications.iter().next()?.is_some() {}
        drop(notifications);
        if self.client.is_closed() {
            return Err(Error::Lost("the server has closed it".to_owned()));
        }
        Ok(came)
    }

    /// Runs `work` in one transaction. Without it a statement would still commit after this program was
    /// interrupted, because a server notices a lost client only when the statement has ended.
    pub fn transaction<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.execute("BEGIN")?;
        let done = work(self)?; // an error ends the connection, and with it the transaction
        self.execute("COMMIT")?;
        Ok(done)
    }
}

fn single(rows: Vec<Record>) -> Result<Record, Error> {
    rows.into_iter().next().ok_or_else(|| Error::Lost("the function returned no row".to_owned()))
}

fn check_version(what: &str, version: &str) -> Result<(), Error> {
    if series(version) == series(CLI_VERSION) {
        return Ok(());
    }
    Err(Error::VersionMismatch { cli: CLI_VERSION, found: format!("{what} is version {version}") })
}

/// Major and minor: patch releases change no function.
fn series(version: &str) -> (&str, &str) {
    let mut parts = version.splitn(3, '.');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn a_patch_release_is_the_same_series() {
        assert_eq!(series("0.1.0"), series("0.1.12"));
        assert_eq!(series("0.1.0"), series("0.1.3+sql"));
        assert_ne!(series("0.1.0"), series("0.10.0"));
        assert_ne!(series("0.1.0"), series("1.1.0"));
        assert_ne!(series("0.1.0"), series("nonsense"));
    }
}

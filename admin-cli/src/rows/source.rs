//! Where rows come from: a query whose values the server writes as text, with every digit of a number.

use postgres::Statement;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{ToSql, Type};

use super::{Cells, Column, Kind};
use crate::error::Error;
use crate::session::Session;

/// A query that is prepared; it holds until the end of its transaction.
pub struct Source {
    pub columns: Vec<Column>,
    statement: Statement,
}

impl Source {
    /// Prepares a query of so many parameters, all of them text. It needs a transaction: behind a pooler the next one may be on another server.
    ///
    /// # Errors
    /// What the server has against the query.
    pub fn new(session: &mut Session, sql: &str, parameters: usize) -> Result<Self, Error> {
        let types = vec![Type::TEXT; parameters];
        let as_it_is = session.prepare(sql, &types)?;
        let shown: Vec<String> =
            as_it_is.columns().iter().map(|column| as_text(column.name(), column.type_())).collect();
        let columns = as_it_is.columns().iter().map(|column| Column {
            name: column.name().to_owned(),
            kind: kind(column.type_()),
        });
        let columns = columns.collect();
        let wrapped = format!("SELECT {} FROM (\n{sql}\n) AS answer", shown.join(", "));
        Ok(Self { columns, statement: session.prepare(&wrapped, &types)? })
    }
}

/// Hands over the rows one by one; the server waits for whoever takes them. Says how many there were.
///
/// # Errors
/// What the server says, or what `take` does.
pub fn each(
    session: &mut Session,
    source: &Source,
    values: &[Option<&str>],
    mut take: impl FnMut(&Cells) -> Result<(), Error>,
) -> Result<u64, Error> {
    let values = values.iter().map(|value| value as &(dyn ToSql + Sync));
    let mut rows = session.rows(&source.statement, values)?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let cells: Vec<Option<&str>> =
            (0..source.columns.len()).map(|index| row.try_get(index)).collect::<Result<_, _>>()?;
        take(&cells)?;
        count += 1;
    }
    Ok(count)
}

fn kind(sql_type: &Type) -> Kind {
    match *sql_type {
        Type::INT2 | Type::INT4 | Type::INT8 => Kind::Whole,
        Type::NUMERIC => Kind::Exact,
        Type::BOOL => Kind::Flag,
        Type::TIMESTAMPTZ => Kind::Time,
        Type::JSON | Type::JSONB => Kind::Json,
        _ if is_array(sql_type) => Kind::Json,
        _ => Kind::Text,
    }
}

fn is_array(sql_type: &Type) -> bool {
    matches!(sql_type.kind(), postgres::types::Kind::Array(_))
}

fn as_text(name: &str, sql_type: &Type) -> String {
    let name = format!("\"{}\"", name.replace('"', "\"\""));
    match *sql_type {
        Type::TIMESTAMPTZ => {
            format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
        }
        _ if is_array(sql_type) => format!("to_jsonb({name})::text"),
        _ => format!("{name}::text"),
    }
}

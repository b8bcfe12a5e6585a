//! `status`

use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn run(session: &mut Session) -> Result<Vec<Section>, Error> {
    let versions =
        session.query(include_str!("../../sql/versions.sql"), &[Some(env!("CARGO_PKG_VERSION"))])?;
    let mut status = versions.into_iter().next().unwrap_or_default();
    if status.is_true("initialised") {
        for counts in session.query(include_str!("../../sql/counts.sql"), &[])? {
            status = counts.values().fold(status, |all, (column, value)| all.with(column, value.clone()));
        }
        return Ok(vec![Section::one("status", status)]);
    }
    Ok(vec![
        Section::one("status", status),
        Section::note("The tables are not there yet: run \"token-meter install\"."),
    ])
}

//! `status`

use crate::call::Call;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn run(session: &mut Session) -> Result<Vec<Section>, Error> {
    let installed = session.installed()?.ok_or(Error::NotInstalled)?;
    let meter_version = session.scalar("version", &Call::new("meter_version"))?.text("version");
    let told = [
        Some(env!("CARGO_PKG_VERSION")),
        Some(installed.edition.as_str()),
        installed.version.as_deref(),
        Some(meter_version.as_str()),
        Some(installed.schema.as_str()),
    ];
    let versions = session.query(include_str!("../../sql/versions.sql"), &told)?;
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

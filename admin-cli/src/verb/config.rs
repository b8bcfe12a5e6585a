//! `config`

use crate::call::Call;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn list(session: &mut Session) -> Result<Vec<Section>, Error> {
    Ok(vec![Section::many("settings", session.query(include_str!("../../sql/config_list.sql"), &[])?)])
}

pub fn set(session: &mut Session, setting: &str, value: &str) -> Result<Vec<Section>, Error> {
    let call = Call::new("meter_set_setting").arg("setting", "text", Some(setting)).arg(
        "value",
        "text",
        Some(value),
    );
    Ok(vec![Section::one("setting", session.call_one(&call)?)])
}

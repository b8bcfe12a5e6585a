//! `key-source`

use crate::call::Call;
use crate::cli::{KeySourceArgs, KeySourceVerb};
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn answer(session: &mut Session, verb: &KeySourceVerb) -> Result<Vec<Section>, Error> {
    match verb {
        KeySourceVerb::List { account, limit } => {
            let limit = limit.to_string();
            let sql = include_str!("../../sql/key_source_list.sql");
            let rows = session.query(sql, &[account.as_deref(), Some(&limit)])?;
            Ok(vec![Section::many("key_sources", rows)])
        }
        KeySourceVerb::Set { key, key_source } => {
            Ok(vec![Section::one("key_source", session.call_one(&call(key, Some(key_source)))?)])
        }
        KeySourceVerb::Remove(key) => {
            let removed = session.call_one(&call(key, None))?;
            Ok(vec![Section::one("removed", removed).with_title("Removed:")])
        }
    }
}

fn call(key: &KeySourceArgs, key_source: Option<&String>) -> Call {
    Call::new("meter_set_key_source")
        .arg("account", "text", Some(&key.account))
        .arg("provider", "text", Some(&key.provider))
        .arg("key_source", "text", key_source)
}

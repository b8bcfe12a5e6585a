//! `pool`

use crate::call::Call;
use crate::cli::{PoolArgs, PoolVerb};
use crate::confirm;
use crate::error::Error;
use crate::output::Section;
use crate::session::Session;

pub fn answer(open: impl FnOnce() -> Result<Session, Error>, verb: &PoolVerb) -> Result<Vec<Section>, Error> {
    match verb {
        PoolVerb::List { provider } => {
            let pools = open()?.query(include_str!("../../sql/pool_list.sql"), &[provider.as_deref()])?;
            Ok(vec![Section::many("pools", pools)])
        }
        PoolVerb::Set(pool) => {
            Ok(vec![Section::one("pool", open()?.call_one(&call("meter_set_pool", pool))?)])
        }
        PoolVerb::Remove { pool, yes } => {
            let what = format!("removing the pool \"{}\" of provider \"{}\"", pool.account, pool.provider);
            confirm::destructive(&what, *yes)?;
            let removed = open()?.call_one(&call("meter_remove_pool", pool))?;
            Ok(vec![Section::one("removed", removed).with_title("Removed:")])
        }
    }
}

fn call(function: &'static str, pool: &PoolArgs) -> Call {
    Call::new(function)
        .arg("account", "text", Some(&pool.account))
        .arg("provider", "text", Some(&pool.provider))
        .text("for_account", &pool.for_account)
}

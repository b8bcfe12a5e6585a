//! `hold`

use super::{Answer, Outcome, metering};
use crate::call::Call;
use crate::cli::HoldVerb;
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub fn answer(session: &mut Session, verb: &HoldVerb) -> Result<Answer, Error> {
    match verb {
        HoldVerb::List { account, all, limit } => {
            let (all, limit) = (all.to_string(), limit.to_string());
            let sql = include_str!("../../sql/hold_list.sql");
            let holds = session.query(sql, &[account.as_deref(), Some(&all), Some(&limit)])?;
            let filled = Grid::of_filled(&holds);
            Ok((vec![Section::many("holds", holds).with_grid(filled)], Outcome::Done))
        }
        HoldVerb::Release { hold_id, account } => {
            let call =
                Call::new("meter_release").arg("hold_id", "bigint", Some(hold_id)).text("account", account);
            Ok(metering::verdict(session.call_one(&call)?))
        }
    }
}

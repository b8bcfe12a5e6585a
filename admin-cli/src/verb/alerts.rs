//! `alerts`: those that were reached, and their delivery

mod destination;
mod follower;
mod queue;
mod webhook;

use crate::call::Call;
use crate::cli::AlertsVerb;
use crate::error::Error;
use crate::output::Section;
use crate::output::grid::Grid;
use crate::session::Session;

pub use follower::deliver;

pub fn answer(session: &mut Session, verb: &AlertsVerb) -> Result<Vec<Section>, Error> {
    let alerts = match verb {
        AlertsVerb::List { account, untaken, put_aside, limit } => {
            let (untaken, put_aside, limit) = (untaken.to_string(), put_aside.to_string(), limit.to_string());
            let sql = include_str!("../../sql/alert_list.sql");
            session.query(sql, &[account.as_deref(), Some(&untaken), Some(&limit), Some(&put_aside)])?
        }
        AlertsVerb::Take { batch } => {
            session.call(&Call::new("meter_take_alerts").opt("batch", "integer", *batch))?
        }
        AlertsVerb::Retry { alert_id } => {
            session.call(&Call::new("meter_retry_alerts").opt("alert_id", "bigint", *alert_id))?
        }
    };
    let filled = Grid::of_filled(&alerts);
    Ok(vec![Section::many("alerts", alerts).with_grid(filled)])
}

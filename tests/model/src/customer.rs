//! What the customer would say, whatever the rules of the meter are: what I have bought and not spent, I can spend, and no change of
//! plan, limit or parent takes anything of it. Asked of Postgres alone; the model does not take part.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::driver::{Broken, Driver};
use crate::operation::Operation;

/// What an account has unspent of its grants, for a limit's name and unit.
pub type Unspent = BTreeMap<[String; 3], Amount>;

/// Of accounts that have any: to list the grants of one takes as long as a call.
const UNSPENT: &str = "SELECT g.account, g.limit_name, g.unit, sum(g.remaining) FROM (SELECT DISTINCT account FROM meter.grants) a, \
    meter_grants(a.account) g GROUP BY 1, 2, 3";
/// What the accounts without open holds have unspent, of which holds may have set aside a part, for `CANNOT_SPEND`.
pub const FREE: &str = "free AS MATERIALIZED (SELECT g.account, g.limit_name, g.unit, sum(g.remaining) AS unspent \
    FROM (SELECT DISTINCT account FROM meter.grants EXCEPT SELECT c.account FROM meter.reservations JOIN meter.counters c USING (counter_id)) a, \
    meter_grants(a.account) g GROUP BY 1, 2, 3)";
/// Whether a row `s` of `meter_status` leaves its payer less of the limit than its grants have unspent: what can be spent and what is left of
/// what was bought agree at every moment.
pub const CANNOT_SPEND: &str = "EXISTS (SELECT FROM free f WHERE (f.account, f.limit_name, f.unit) = (s.payer, s.limit_name, s.unit) \
    AND s.remaining < f.unspent)";

/// Whether an operation changes nothing but rules.
pub fn changes_rules(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::SetAccount { .. }
            | Operation::SetKeySource { .. }
            | Operation::SetPool { .. }
            | Operation::RemovePool { .. }
            | Operation::SetLimit(_)
            | Operation::RemoveLimit { .. }
    )
}

pub fn unspent(driver: &mut Driver) -> Result<Unspent, Broken> {
    let answers = driver.run(UNSPENT)?;
    let rows = answers.into_iter().flatten().filter_map(|row| {
        let mut cells = row.into_iter().flatten();
        let key = [cells.next()?, cells.next()?, cells.next()?];
        Some((key, cells.next()?.parse().ok()?))
    });
    Ok(rows.collect())
}

/// What a change of rules has taken.
pub fn taken(before: &Unspent, after: &Unspent) -> Result<(), String> {
    let lost = before.iter().find(|(key, amount)| after.get(*key).copied().unwrap_or_default() < **amount);
    match lost {
        None => Ok(()),
        Some((key, amount)) => Err(format!(
            "a change of rules took from what was bought: {key:?} had {amount} unspent, and has {}",
            after.get(key).copied().unwrap_or_default()
        )),
    }
}

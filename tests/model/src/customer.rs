//! What the customer would say, whatever the rules of the meter are: what I have bought and not spent, I can spend, and no change of
//! plan, limit or parent takes anything of it. Asked of Postgres alone; the model does not take part.

use std::collections::BTreeMap;

use crate::amount::Amount;
use crate::driver::{Broken, Driver};
use crate::names::ACCOUNTS;
use crate::operation::Operation;

/// What an account has unspent of its grants, for a limit's name and unit.
pub type Unspent = BTreeMap<[String; 3], Amount>;

const UNSPENT: &str = "SELECT g.account, g.limit_name, g.unit, sum(g.remaining) FROM unnest(ARRAY[@]) a, meter_grants(a) g \
    GROUP BY 1, 2, 3";
/// Whether a row `s` of `meter_status` leaves the account `a` less of its own limit than its grants have unspent: what can be spent and what
/// is left of what was bought agree at every moment. What open holds have set aside is not there to be spent.
pub const CANNOT_SPEND: &str = "coalesce(s.payer = a AND s.remaining < (SELECT sum(g.remaining) FROM meter_grants(a) g \
    WHERE (g.limit_name, g.unit) = (s.limit_name, s.unit)) AND NOT EXISTS (SELECT FROM meter.reservations r \
    JOIN meter.counters c USING (counter_id) WHERE c.account = a), false)";

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
    let accounts: Vec<String> = ACCOUNTS.iter().map(|name| format!("'{name}'")).collect();
    let answers = driver.run(&UNSPENT.replace('@', &accounts.join(", ")))?;
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

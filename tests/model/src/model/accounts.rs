//! Accounts, their parents, pools and key sources: who pays for a call.

use super::charge::Metered;
use super::counter::Key;
use super::holds::Hold;
use super::limits::LimitId;
use super::{Answer, INVALID, Model};
use crate::calendar::{Moment, Past, Period, Rules, Span};
use crate::names::{DEFAULT_PLAN, NOBODY, Name, PLANS, ZONES, Zone};
use crate::operation::{Call, KeySource, Owner, Parent};

#[derive(Clone)]
pub struct Account {
    pub plan: Name,
    pub parent: Option<Name>,
    pub zone: Zone,
    pub anchor: Moment,
    /// What its periods went by before.
    pub past: Vec<Past>,
}

impl Account {
    pub fn rules(&self) -> Rules {
        Rules { hours_ahead: self.zone.hours_ahead, anchor: self.anchor }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pool {
    pub account: Name,
    pub provider: Name,
    pub for_account: Option<Name>,
}

/// How much there was when an account left another.
#[derive(Clone, Copy)]
pub struct Departure {
    calls: usize,
    holds: usize,
}

/// An account that a call is charged to.
#[derive(Clone, Copy)]
pub struct Payer {
    pub account: Name,
    /// Charged as a pool only: the limits of the default plan are not meant.
    pub as_pool: bool,
}

impl Model {
    pub fn account_exists(&self, account: Name) -> bool {
        self.accounts.contains_key(account)
    }

    pub(super) fn need_account(&self, account: Name) -> Answer<()> {
        if self.account_exists(account) { Ok(()) } else { Err(INVALID) }
    }

    /// An unknown account lands on the default plan; its anchored periods start with its first call.
    pub(super) fn find_or_create(&mut self, account: Name, at: Moment) {
        let made = Account { plan: DEFAULT_PLAN, parent: None, zone: ZONES[0], anchor: at, past: Vec::new() };
        self.accounts.entry(account).or_insert(made);
    }

    pub(super) fn set_account(&mut self, account: Name, plan: Option<Name>, parent: Parent) -> Answer<()> {
        if plan.is_some_and(|plan| !PLANS.contains(&plan)) {
            return Err(INVALID);
        }
        let is_known = self.account_exists(account);
        self.find_or_create(account, self.now);
        if let Parent::As(parent) = parent
            && (parent == NOBODY || !self.account_exists(parent) || self.chain(parent).contains(&account))
        {
            return Err(INVALID);
        }
        let (old_plan, old_chain) = (self.accounts.get(account).map(|known| known.plan), self.chain(account));
        let changes_plan = plan.is_some() && plan != old_plan;
        if changes_plan {
            self.carry_on_of(account);
        }
        if let Parent::As(parent) = parent
            && is_known
            && old_chain.get(1) != Some(&parent)
        {
            self.new_payers(parent, &old_chain).into_iter().for_each(|payer| self.carry_on_of(payer));
        }
        let moved: Vec<(Name, Vec<Name>)> = self
            .accounts
            .keys()
            .map(|&below| (below, self.chain(below)))
            .filter(|(_, chain)| chain.contains(&account))
            .collect();
        if let Some(known) = self.accounts.get_mut(account) {
            known.plan = plan.unwrap_or(known.plan);
            known.parent = match parent {
                Parent::As(parent) => Some(parent),
                Parent::None => None,
                Parent::Keep => known.parent,
            };
        }
        for (below, before) in moved {
            self.depart(below, &before);
        }
        self.recount();
        if changes_plan {
            self.owe_on(account);
            self.carry_on_of(account);
        }
        Ok(())
    }

    /// Those that an account has left keep what it had used by then, and are free of what they did not reserve.
    fn depart(&mut self, account: Name, before: &[Name]) {
        let now = self.chain(account);
        for &payer in before.iter().filter(|payer| !now.contains(payer)) {
            self.departures
                .insert((payer, account), Departure { calls: self.usage.len(), holds: self.holds.len() });
        }
        for number in 0..self.holds.len() {
            let hold = &self.holds[number];
            if hold.account() == account && hold.is_open(self.now) {
                let metered = &hold.metered;
                let left: Vec<Name> =
                    self.former_payers(metered).into_iter().map(|(payer, _)| payer.account).collect();
                let is_freed = |key: &Key| {
                    left.contains(&key.payer)
                        && !self.had_reserved(hold, key.payer)
                        && !self.is_lent_for(key.payer, key.limit, metered)
                };
                let freed: Vec<Key> = hold.later.keys().filter(|key| is_freed(key)).copied().collect();
                self.holds[number].later.retain(|key, _| !freed.contains(key));
            }
        }
    }

    /// Whom an account has left that count what it had used by then, with how many calls that were.
    pub(super) fn former_payers(&self, metered: &Metered) -> Vec<(Payer, usize)> {
        let account = metered.call.account;
        let now = self.payers(account, metered.call.provider, metered.key_source);
        let mut former: Vec<(Payer, usize)> = Vec::new();
        for (&(left, _), &Departure { calls, .. }) in
            self.departures.iter().filter(|((_, who), _)| *who == account)
        {
            former.push((Payer { account: left, as_pool: false }, calls));
            let pools = self.pools.iter().filter(|pool| {
                metered.key_source != KeySource::Own
                    && pool.for_account == Some(left)
                    && Some(pool.provider) == metered.call.provider
            });
            former.extend(pools.map(|pool| (Payer { account: pool.account, as_pool: true }, calls)));
        }
        // who is a pool of it still has limits that it does not lend
        let covers = |known: &Payer, payer: &Payer| {
            known.account == payer.account && (!known.as_pool || payer.as_pool)
        };
        former.retain(|(payer, _)| !now.iter().any(|known| covers(known, payer)));
        former
    }

    /// Whether an account is charged by a limit as a pool of such calls.
    pub(super) fn is_lent_for(&self, account: Name, limit: LimitId, metered: &Metered) -> bool {
        let now = self.payers(metered.call.account, metered.call.provider, metered.key_source);
        now.iter().any(|known| known.account == account && known.as_pool)
            && self.limits[limit].spec.owner != Owner::Plan(DEFAULT_PLAN)
    }

    /// Whether a hold was reserved with one whom its account has left, before it left.
    pub(super) fn had_reserved(&self, hold: &Hold, payer: Name) -> bool {
        let is_pool_of = |left: Name| {
            self.pools.iter().any(|pool| pool.account == payer && pool.for_account == Some(left))
        };
        let was_below = self.departures.iter().any(|(&(left, who), departure)| {
            who == hold.account() && hold.number < departure.holds && (left == payer || is_pool_of(left))
        });
        was_below && hold.amounts.keys().any(|key| key.payer == payer)
    }

    /// Who is charged with an account's usage once it is below this parent, and was not before as an account above it.
    fn new_payers(&self, parent: Name, old_chain: &[Name]) -> Vec<Name> {
        let above = self.chain(parent);
        let pools = self.pools.iter().filter(|pool| pool.for_account.is_some_and(|top| above.contains(&top)));
        let mut payers: Vec<Name> = above.iter().copied().chain(pools.map(|pool| pool.account)).collect();
        payers.retain(|payer| !old_chain[1..].contains(payer));
        payers
    }

    /// A changed zone or anchor holds from the end of the period that runs. Where nothing was counted yet, none does.
    pub(super) fn travel(&mut self, name: Name, zone: Option<Zone>, anchor: Option<Moment>) -> Answer<()> {
        self.find_or_create(name, self.now);
        let has_counted = self.counted.keys().any(|key| key.payer == name && key.span.end < Moment::MAX_UTC);
        let now = self.now;
        let Some(account) = self.accounts.get_mut(name) else { return Ok(()) };
        let before = account.rules();
        account.zone = zone.unwrap_or(account.zone);
        account.anchor = anchor.unwrap_or(account.anchor);
        if has_counted && before != account.rules() {
            let until = account.past.last().map_or(now, |last| last.until.max(now));
            account.past.push(Past { until, rules: before });
        }
        Ok(())
    }

    pub(super) fn span(&self, account: Name, period: Period, at: Moment) -> Span {
        match self.accounts.get(account) {
            Some(account) => period.span_since(at, &account.past, &account.rules()),
            None => period.span(at, &Rules { hours_ahead: 0, anchor: at }),
        }
    }

    pub(super) fn set_key_source(
        &mut self,
        account: Name,
        provider: Name,
        key_source: Option<KeySource>,
    ) -> Answer<()> {
        self.need_account(account)?;
        match key_source {
            Some(key_source) => self.key_sources.insert((account, provider), key_source),
            None => self.key_sources.remove(&(account, provider)),
        };
        Ok(())
    }

    pub(super) fn set_pool(&mut self, pool: Pool) -> Answer<()> {
        self.need_account(pool.account)?;
        if let Some(account) = pool.for_account {
            self.need_account(account)?;
        }
        self.carry_on_of(pool.account);
        self.pools.insert(pool);
        self.recount();
        Ok(())
    }

    pub(super) fn remove_pool(&mut self, pool: Pool) -> Answer<()> {
        if self.pools.remove(&pool) { Ok(()) } else { Err(INVALID) }
    }

    /// The account itself, its parent, and so on upward.
    pub(super) fn chain(&self, account: Name) -> Vec<Name> {
        let mut chain = vec![account];
        let mut next = self.accounts.get(account).and_then(|known| known.parent);
        while let Some(parent) = next {
            chain.push(parent);
            next = self.accounts.get(parent).and_then(|known| known.parent);
        }
        chain
    }

    pub(super) fn is_pool(&self, account: Name) -> bool {
        self.pools.iter().any(|pool| pool.account == account)
    }

    /// Whose key a call uses: what it says, else the nearest setting on the way up, else the operator's.
    pub(super) fn key_source_of(&self, call: &Call) -> KeySource {
        let set = |provider: Name| {
            self.chain(call.account)
                .into_iter()
                .find_map(|account| self.key_sources.get(&(account, provider)).copied())
        };
        call.key_source.or_else(|| call.provider.and_then(set)).unwrap_or(KeySource::Shared)
    }

    /// Everybody who pays for calls of an account: its chain, then the pools of the provider whose shared key it uses.
    pub(super) fn payers(&self, account: Name, provider: Option<Name>, key_source: KeySource) -> Vec<Payer> {
        let chain = self.chain(account);
        let mut payers: Vec<Payer> = chain.iter().map(|&account| Payer { account, as_pool: false }).collect();
        if key_source == KeySource::Own {
            return payers;
        }
        for pool in &self.pools {
            let applies =
                Some(pool.provider) == provider && pool.for_account.is_none_or(|top| chain.contains(&top));
            if applies && !payers.iter().any(|payer| payer.account == pool.account) {
                payers.push(Payer { account: pool.account, as_pool: true });
            }
        }
        payers
    }
}

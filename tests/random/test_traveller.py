"""An account that changes its zone, anchor, plan and limits at random moments, and spends all it can at each step: what it spends between
any two moments is never more than the caps of the whole periods that lie there."""
from __future__ import annotations

import random
import unittest
from datetime import datetime, timedelta
from math import ceil

from lib import under_test
from lib.database import rows
from lib.report import say
from lib.seed import seed
from playing import clock, play, prepare

DATABASE = "traveller"
START = datetime(2026, 1, 28, 9, 30)
# zones whose clocks never change, so that a day has 24 hours; up to 26 hours apart
ZONES = ["UTC", "Asia/Tokyo", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12", "Etc/GMT+5", "Etc/GMT-1", "America/Phoenix"]
HOUR = timedelta(hours=1)
# each plan is one kind of limit: its period, whether it is anchored, its cap, and the shortest and longest that a whole period is
PLANS = {
    "hour": ("hour", False, 100, HOUR, HOUR),
    "day": ("day", False, 1000, 24 * HOUR, 24 * HOUR),
    "my day": ("day", True, 1000, 24 * HOUR, 24 * HOUR),
    "week": ("week", False, 5000, 168 * HOUR, 168 * HOUR),
    "month": ("month", False, 20_000, 28 * 24 * HOUR, 31 * 24 * HOUR),
    "my month": ("month", True, 20_000, 28 * 24 * HOUR, 31 * 24 * HOUR),
}
# weeks and months may be short by so much in all: docs/functions.md, meter_set_account
SHORT_MAX = {"week": 26 * HOUR, "month": 26 * HOUR}
SETUP = """
CREATE FUNCTION spend_all(who text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    left_over numeric := (SELECT remaining FROM meter_status(who));
BEGIN
    IF left_over > 0 AND NOT (SELECT allowed FROM meter_add_tokens(who, left_over::bigint)) THEN
        RAISE EXCEPTION '% has % left, but may not spend it', who, left_over;
    END IF;
    IF (SELECT allowed FROM meter_add_tokens(who, 1)) THEN RAISE EXCEPTION '% may spend more than all', who; END IF;
END $$;
"""
SPENT = """
SELECT u.account, l.period, l.anchored, u.at AT TIME ZONE 'UTC', u.tokens
  FROM meter.usage_log u JOIN meter.counters c ON c.counter_id = u.charged[1] JOIN meter.limits l USING (limit_id) ORDER BY u.account, u.at
"""
COUNTERS = """
SELECT c.account, l.period, l.anchored, c.period_start AT TIME ZONE 'UTC', c.period_end AT TIME ZONE 'UTC'
  FROM meter.counters c JOIN meter.limits l USING (limit_id)
"""


def kind(period: str, anchored: str) -> str:
    """The plan whose kind of limit this is."""
    return next(plan for plan, (name, by_anchor, *_) in PLANS.items() if (name, by_anchor) == (period, anchored == "t"))


def change(dice: random.Random, who: str, now: datetime, home: str, plans: list[str]) -> str:
    """A change of the account, or of its own limit."""
    match dice.randrange(5):
        case 0 | 1:
            return f"SELECT meter_set_account('{who}', time_zone => '{dice.choice(ZONES)}')"
        case 2:
            anchor = now + timedelta(minutes=dice.randrange(-3000, 3000)) + timedelta(days=dice.choice([0, 0, -20, 20]))
            return f"SELECT meter_set_account('{who}', anchor => '{anchor:%Y-%m-%d %H:%M}+00')"
        case 3:
            return f"SELECT meter_set_account('{who}', plan => '{dice.choice(plans)}')"
    if dice.random() < 0.5:
        return f"SELECT meter_remove_limit('all', account => '{who}') FROM meter.limits WHERE account = '{who}' AND removed_at IS NULL"
    # an override that counts as the home plan does
    period, anchored, cap, *_ = PLANS[home]
    return f"SELECT meter_set_limit('all', 'tokens', {cap}, '{period}', account => '{who}', anchored => {anchored})"


def journey(dice: random.Random, who: str, steps: int, length: timedelta, plans: list[str]) -> list[str]:
    """So many changes within so much time, by small and large steps."""
    home = plans[0]
    moments = sorted(START + length * dice.random() for _ in range(steps))
    made = [clock(START), f"SELECT meter_set_account('{who}', plan => '{home}', time_zone => '{dice.choice(ZONES)}')"]
    for now in moments:
        made += [clock(now), change(dice, who, now, home, plans), f"SELECT spend_all('{who}')"]
    return made


def too_much(plan: str, spent: list[tuple[datetime, int]]) -> str | None:
    """The two moments between which more was spent than the caps of the whole periods that can touch them."""
    period, _, cap, shortest, _ = PLANS[plan]
    for first, (start, _) in enumerate(spent):
        total = 0
        for end, tokens in spent[first:]:
            total += tokens
            length = end - start
            touched = 1 if not length else ceil((length + SHORT_MAX.get(period, timedelta())) / shortest) + 1
            if total > cap * touched:
                return f"{plan}: {total} from {start} to {end}, which touch {touched} periods of {cap}"
    return None


class Traveller(unittest.TestCase):
    def test_gets_no_second_allowance(self):
        start = seed()
        dice = random.Random(start)
        statements = [f"SELECT meter_set_plan('{plan}'), meter_set_limit('all', 'tokens', {cap}, '{period}', plan => '{plan}', anchored => {anchored})"
                      for plan, (period, anchored, cap, *_) in PLANS.items()]
        short, long = ["hour", "day", "my day"], ["week", "month", "my month"]
        for number in range(6):
            # one kind of limit all the way, or several
            plans = dice.choice([[dice.choice(short)], dice.sample(short, 2)])
            statements += journey(dice, f"two days {number}", 60, timedelta(hours=48), plans)
            plans = dice.choice([[dice.choice(short + long)], [dice.choice(long)], dice.sample(long + short, 2)])
            statements += journey(dice, f"three months {number}", 60, timedelta(days=91), plans)
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, SETUP)
        failed = play(cluster, DATABASE, statements)
        self.assertEqual(failed[:3], [], f"again: SEED={start}")
        self.assertEqual(rows(cluster, "SELECT * FROM meter_verify()", DATABASE), [])

        spent: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
        for account, period, anchored, at, tokens in rows(cluster, SPENT, DATABASE):
            spent.setdefault((account, kind(period, anchored)), []).append((datetime.fromisoformat(at), int(tokens)))
        complaints = [f"{account}: {words}" for (account, plan), amounts in spent.items() if (words := too_much(plan, amounts))]
        self.assertEqual(complaints, [], f"again: SEED={start}")
        # nor does anybody wait for two whole periods
        for account, period, anchored, begins, ends in rows(cluster, COUNTERS, DATABASE):
            length = datetime.fromisoformat(ends) - datetime.fromisoformat(begins)
            longest = PLANS[kind(period, anchored)][4]
            self.assertLess(length, 2 * longest, f"{account}, {period}: {begins} to {ends}; again: SEED={start}")
        say(f"   {sum(map(len, spent.values()))} times all that was left was spent (SEED={start})")

"""Rolling windows with bought credits: what a window has left, and what its grants have spent, is at each moment what a ledger of our own says, whichever
slice a hold is settled in."""
from __future__ import annotations

import random
import unittest
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lib import under_test
from lib.database import rows
from lib.report import say
from lib.seed import seed
from playing import clock, play, prepare

DATABASE = "window_credits"
START = datetime(2026, 3, 10, 12, 0)
STEPS = 150
# the minutes of a slice and the cap
WINDOWS = {"an hour": (1, 5), "credits alone": (5, 0), "five hours": (5, 100), "sixty hours": (60, 50)}
SETUP = """
CREATE TABLE answers (step integer, allowed boolean, hold_id bigint, remaining numeric, spent numeric);
CREATE FUNCTION note(step integer, who text, v meter_verdict) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers VALUES (step, (v).allowed, (v).hold_id, NULL, NULL); END;
CREATE FUNCTION hold_of(n integer) RETURNS bigint LANGUAGE sql RETURN (SELECT a.hold_id FROM answers a WHERE a.step = n AND a.hold_id IS NOT NULL);
CREATE FUNCTION note_rest(n integer, who text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO answers SELECT n, NULL, NULL, s.remaining, (SELECT coalesce(sum(g.spent), 0) FROM meter_grants(who) g) FROM meter_status(who) s;
END;
"""


@dataclass
class Ledger:
    """What the cap pays leaves with its slice; what grants pay is gone. The cap pays first, and what is used before what is reserved."""
    minutes: int
    cap: int
    granted: int = 0
    spent: int = 0
    of_cap: list[tuple[int, int]] = field(default_factory=list)
    holds: dict[int, tuple[int, datetime]] = field(default_factory=dict)

    def slice_of(self, now: datetime) -> int:
        return int((now - datetime(1970, 1, 1)).total_seconds()) // (60 * self.minutes)

    def used_of_cap(self, now: datetime) -> int:
        return sum(amount for at, amount in self.of_cap if at >= self.slice_of(now) - 60)

    def room(self, now: datetime) -> int:
        held = sum(amount for amount, expires in self.holds.values() if expires > now)
        return self.cap + self.granted - self.spent - self.used_of_cap(now) - held

    def use(self, now: datetime, amount: int) -> None:
        by_grants = min(amount, max(0, self.used_of_cap(now) + amount - self.cap))
        self.of_cap.append((self.slice_of(now), amount - by_grants))
        self.spent += by_grants


def a_step(dice: random.Random, n: int, who: str, ledger: Ledger, now: datetime) -> tuple[str, bool | None]:
    """A statement, and whether it should be allowed."""
    amount = dice.choice([1, 5, 20, dice.randrange(1, 80)])
    fits = amount <= ledger.room(now)
    open_holds = [step for step, (_, expires) in ledger.holds.items() if expires > now]
    match dice.randrange(6):
        case 0 | 1:
            if fits:
                ledger.use(now, amount)
            return f"SELECT note({n}, '{who}', v) FROM meter_add_tokens('{who}', {amount}) v", fits
        case 2:
            ttl = dice.choice([60, 600, 3600, 20_000, 86_400])
            if fits:
                ledger.holds[n] = (amount, now + timedelta(seconds=ttl))
            return f"SELECT note({n}, '{who}', v) FROM meter_reserve('{who}', {amount}, ttl => '{ttl} seconds') v", fits
        case 3 if open_holds:
            step = dice.choice(open_holds)
            held, _ = ledger.holds.pop(step)
            used = dice.choice([held, 0, dice.randint(0, held)])
            ledger.use(now, used)
            return f"SELECT meter_settle(hold_of({step}), {used})", None
        case 4 if open_holds and dice.random() < 0.4:
            step = dice.choice(open_holds)
            del ledger.holds[step]
            return f"SELECT meter_release(hold_of({step}))", None
    ledger.granted += amount
    return f"SELECT meter_grant('{who}', 'window', {amount}, priority => {dice.randrange(3)})", None


class WindowCreditsTest(unittest.TestCase):
    def test_credits_pay_what_the_cap_does_not(self) -> None:
        dice = random.Random(seed())
        say(f"   SEED={seed()}")
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, SETUP)
        statements = ["SELECT meter_set_plan('windows')"]
        allowed: dict[int, bool] = {}
        rests: dict[int, tuple[int, int]] = {}
        for number, (who, (minutes, cap)) in enumerate(WINDOWS.items()):
            ledger, now = Ledger(minutes, cap), START
            statements += [clock(now), f"SELECT meter_set_account('{who}', plan => 'windows')",
                           f"SELECT meter_set_limit('window', 'tokens', {cap}, '{60 * minutes} minutes', account => '{who}', rolling => true)"]
            for n in range(number * STEPS, (number + 1) * STEPS):
                # in the same slice, some later, or when all has left
                now += timedelta(seconds=dice.choice([0, 0, 60 * minutes, dice.randrange(60 * minutes * 20), 60 * minutes * 61]))
                statement, may = a_step(dice, n, who, ledger, now)
                statements += [clock(now), statement, f"SELECT note_rest({n}, '{who}')"]
                rests[n] = max(0, ledger.room(now)), ledger.spent
                if may is not None:
                    allowed[n] = may
        self.assertEqual([], play(cluster, DATABASE, statements))
        told = rows(cluster, "SELECT step, allowed, remaining, spent FROM answers ORDER BY step, allowed", DATABASE)
        self.assertEqual({n: "ft"[may] for n, may in allowed.items()}, {int(n): may for n, may, *_ in told if may})
        self.assertEqual(rests, {int(n): (int(rest), int(spent)) for n, may, rest, spent in told if not may})
        self.assertEqual([], rows(cluster, "SELECT * FROM meter_verify()", DATABASE))

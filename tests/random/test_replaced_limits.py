"""Credits through changes of limits: where each limit that takes the place of another has the same cap, an account can spend that cap and what it bought, less what
is used and held, at each moment, whatever is reserved, settled, released and granted, and in whatever order."""
from __future__ import annotations

import random
import unittest
from dataclasses import dataclass, field

from lib import under_test
from lib.database import rows
from lib.report import say
from lib.seed import seed
from playing import play, prepare

DATABASE = "replaced_limits"
ACCOUNTS, STEPS = 24, 40
PLANS = [("never", ""), ("never", ""), ("month", ""), ("year", ", provider => 'openai'")]
SETUP = """
CREATE TABLE answers (step integer PRIMARY KEY, allowed boolean, hold_id bigint, remaining numeric);
CREATE FUNCTION note(n integer, v meter_verdict) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers VALUES (n, (v).allowed, (v).hold_id, NULL); END;
CREATE FUNCTION note_rest(n integer, who text) RETURNS void LANGUAGE sql
BEGIN ATOMIC
    INSERT INTO answers (step, remaining) SELECT n, s.remaining FROM meter_status(who) s
    ON CONFLICT (step) DO UPDATE SET remaining = excluded.remaining;
END;
CREATE FUNCTION answer(n integer) RETURNS answers LANGUAGE sql RETURN (SELECT a FROM answers a WHERE a.step = n);
"""


@dataclass
class Ledger:
    cap: int
    granted: int = 0
    used: int = 0
    own: bool = False
    holds: dict[int, int] = field(default_factory=dict)

    def room(self) -> int:
        return self.cap + self.granted - self.used - sum(self.holds.values())


def a_step(dice: random.Random, n: int, who: str, ledger: Ledger) -> tuple[str, bool | None]:
    """A statement, and whether it should be allowed."""
    amount = dice.choice([dice.randrange(1, 60), dice.randrange(1, 15)])
    fits = amount <= ledger.room()
    call = f"'{who}', {amount}, provider => 'openai'"
    match dice.randrange(10):
        case 0 | 1:
            ledger.used += amount if fits else 0
            return f"SELECT note({n}, v) FROM meter_add_tokens({call}) v", fits
        case 2:
            ledger.used += amount
            return f"SELECT note({n}, v) FROM meter_add_tokens({call}, enforce => false) v", True
        case 3 | 4:
            if fits:
                ledger.holds[n] = amount
            return f"SELECT note({n}, v) FROM meter_reserve({call}, ttl => '1 day') v", fits
        case 5 | 6 if ledger.holds:
            step = dice.choice(list(ledger.holds))
            used = max(0, ledger.holds.pop(step) + dice.choice([0, -amount, amount // 3, -amount // 2]))
            ledger.used += used
            return f"SELECT note({n}, v) FROM meter_settle((answer({step})).hold_id, {used}) v", True
        case 7 if ledger.holds:
            step = dice.choice(list(ledger.holds))
            del ledger.holds[step]
            return f"SELECT meter_release((answer({step})).hold_id)", None
        case 8:
            return f"SELECT meter_set_account('{who}', plan => 'replaced {ledger.cap} {dice.randrange(len(PLANS))}')", None
        case 9:
            ledger.own = not ledger.own
            if ledger.own:
                period = dice.choice(["never", "month", "year"])
                return f"SELECT meter_set_limit('credits', 'tokens', {ledger.cap}, '{period}', account => '{who}')", None
            return f"SELECT meter_remove_limit('credits', account => '{who}')", None
    ledger.granted += amount
    return f"SELECT meter_grant('{who}', 'credits', {amount}, priority => {dice.randrange(3)})", None


class ReplacedLimitsTest(unittest.TestCase):
    def test_the_cap_and_what_was_bought_less_what_is_used_and_held(self) -> None:
        dice = random.Random(seed())
        say(f"   SEED={seed()}")
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, SETUP)
        statements = ["SELECT set_config('token_meter.clock', '2026-11-10 12:00+00', false)"]
        for cap in (0, 20, 50):
            for number, (period, more) in enumerate(PLANS):
                plan = f"replaced {cap} {number}"
                statements += [f"SELECT meter_set_plan('{plan}')",
                               f"SELECT meter_set_limit('credits', 'tokens', {cap}, '{period}', plan => '{plan}'{more})"]
        allowed: dict[int, bool] = {}
        rests: dict[int, int] = {}
        played: dict[int, str] = {}
        for number in range(ACCOUNTS):
            ledger, who = Ledger(dice.choice([0, 20, 50])), f"account {number}"
            statements.append(f"SELECT meter_set_account('{who}', plan => 'replaced {ledger.cap} 0')")
            for n in range(number * STEPS, (number + 1) * STEPS):
                played[n], may = a_step(dice, n, who, ledger)
                statements += [played[n], f"SELECT note_rest({n}, '{who}')"]
                rests[n] = max(0, ledger.room())
                if may is not None:
                    allowed[n] = may
        self.assertEqual([], play(cluster, DATABASE, statements))
        told = {int(n): (may, rest) for n, may, rest in rows(cluster, "SELECT step, allowed, remaining FROM answers ORDER BY step", DATABASE)}
        for n, statement in played.items():
            may, rest = told[n]
            self.assertEqual(rests[n], int(rest), f"{n}: {statement}")
            if n in allowed:
                self.assertEqual("ft"[allowed[n]], may, f"{n}: {statement}")
        self.assertEqual([], rows(cluster, "SELECT * FROM meter_verify()", DATABASE))

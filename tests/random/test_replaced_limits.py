"""Credits through changes of limits: where each limit that takes the place of another has the same cap, an account can spend that cap and what it bought, less what
is used and held, at each moment, whatever is reserved, settled, released, granted and taken back, and in whatever order."""
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
STEPS_TAKEN_BACK = 24
PLANS = [("never", ""), ("never", ""), ("month", ""), ("year", ", provider => 'openai'")]
SETUP = """
CREATE TABLE answers (step integer PRIMARY KEY, allowed boolean, hold_id bigint, usage_id bigint, grant_id bigint, remaining numeric);
CREATE FUNCTION note(n integer, v meter_verdict) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers VALUES (n, (v).allowed, (v).hold_id, (v).usage_id, NULL, NULL); END;
CREATE FUNCTION note_grant(n integer, g bigint) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers VALUES (n, NULL, NULL, NULL, g, NULL); END;
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
    calls: dict[int, int] = field(default_factory=dict)
    grants: dict[int, int] = field(default_factory=dict)
    voided: dict[int, int] = field(default_factory=dict)

    def room(self) -> int:
        return self.cap + self.granted - self.used - sum(self.holds.values())

    def call(self, step: int, amount: int) -> None:
        self.used += amount
        self.calls[step] = amount


def a_step(dice: random.Random, n: int, who: str, ledger: Ledger, taken_back: bool) -> tuple[str, bool | None]:
    """A statement, and whether it should be allowed."""
    amount = dice.choice([dice.randrange(1, 60), dice.randrange(1, 15)])
    fits = amount <= ledger.room()
    call = f"'{who}', {amount}, provider => 'openai'"
    match dice.randrange(13 if taken_back else 10):
        case 0 | 1:
            if fits:
                ledger.call(n, amount)
            return f"SELECT note({n}, v) FROM meter_add_tokens({call}) v", fits
        case 2:
            ledger.call(n, amount)
            return f"SELECT note({n}, v) FROM meter_add_tokens({call}, enforce => false) v", True
        case 3 | 4:
            if fits:
                ledger.holds[n] = amount
            return f"SELECT note({n}, v) FROM meter_reserve({call}, ttl => '1 day') v", fits
        case 5 | 6 if ledger.holds:
            step = dice.choice(list(ledger.holds))
            used = max(0, ledger.holds.pop(step) + dice.choice([0, -amount, amount // 3, -amount // 2]))
            ledger.call(n, used)
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
        case 10 if ledger.calls:
            step = dice.choice(list(ledger.calls))
            ledger.used -= ledger.calls.pop(step)
            return f"SELECT meter_refund('{who}', (answer({step})).usage_id)", None
        case 11 if ledger.grants:
            step = dice.choice(list(ledger.grants))
            in_all = min(ledger.grants[step], ledger.voided[step] + amount)
            ledger.granted -= in_all - ledger.voided[step]
            ledger.voided[step] = in_all
            return f"SELECT meter_void_grant((answer({step})).grant_id, {in_all})", None
    ledger.granted += amount
    ledger.grants[n], ledger.voided[n] = amount, 0
    return f"SELECT note_grant({n}, g.grant_id) FROM meter_grant('{who}', 'credits', {amount}, priority => {dice.randrange(3)}) g", None


class ReplacedLimitsTest(unittest.TestCase):
    def test_the_cap_and_what_was_bought_less_what_is_used_and_held(self) -> None:
        self.played(DATABASE, STEPS, taken_back=False)

    def test_also_where_calls_are_refunded_and_grants_taken_back(self) -> None:
        self.played(f"{DATABASE}_taken_back", STEPS_TAKEN_BACK, taken_back=True)

    def played(self, database: str, steps: int, taken_back: bool) -> None:
        dice = random.Random(seed())
        say(f"   SEED={seed()}")
        cluster = under_test.cluster()
        prepare(cluster, database, SETUP)
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
            for n in range(number * steps, (number + 1) * steps):
                played[n], may = a_step(dice, n, who, ledger, taken_back)
                statements += [played[n], f"SELECT note_rest({n}, '{who}')"]
                rests[n] = max(0, ledger.room())
                if may is not None:
                    allowed[n] = may
        self.assertEqual([], play(cluster, database, statements))
        told = {int(n): (may, rest) for n, may, rest in rows(cluster, "SELECT step, allowed, remaining FROM answers ORDER BY step", database)}
        for n, statement in played.items():
            may, rest = told[n]
            self.assertEqual(rests[n], int(rest), f"{n}: {statement}")
            if n in allowed:
                self.assertEqual("ft"[allowed[n]], may, f"{n}: {statement}")
        self.assertEqual([], rows(cluster, "SELECT * FROM meter_verify()", database))

"""Rolling windows: whatever is asked, added, reserved, settled, released, taken back and told late, a call is let past exactly where the window has room
for it: by a count of what lies in the window, slice by slice, that knows nothing of counters."""
from __future__ import annotations

import random
import unittest
from dataclasses import dataclass
from datetime import datetime, timedelta

from lib import under_test
from lib.database import rows
from lib.report import say
from lib.seed import seed
from playing import clock, play, prepare

DATABASE = "windows"
START = datetime(2026, 1, 28, 9, 30)
STEPS = 400
# of each account's limit: its window in minutes, and its cap in tokens. A slice has as many seconds as the window has minutes
WINDOWS = {"ten minutes": (10, 100), "five hours": (300, 1000), "a week": (7 * 24 * 60, 5000)}
SETUP = """
CREATE TABLE answers (step integer, allowed boolean, used numeric, reserved numeric, hold_id bigint, usage_id bigint);
CREATE FUNCTION note(step integer, v meter_verdict) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers VALUES (step, (v).allowed, (v).used, (v).reserved, (v).hold_id, (v).usage_id); END;
CREATE FUNCTION hold_of(n integer) RETURNS bigint LANGUAGE sql RETURN (SELECT a.hold_id FROM answers a WHERE a.step = n);
CREATE FUNCTION usage_of(n integer) RETURNS bigint LANGUAGE sql RETURN (SELECT a.usage_id FROM answers a WHERE a.step = n);
CREATE FUNCTION note_status(n integer, who text) RETURNS void LANGUAGE sql
BEGIN ATOMIC INSERT INTO answers SELECT n, NULL, s.used, s.reserved FROM meter_status(who) s; END;
"""


@dataclass
class Call:
    """What was used in a slice, or is held until a moment."""
    slice: int
    amount: int
    expires: datetime | None = None


class Window:
    """What an account's window should be."""

    def __init__(self, minutes: int, cap: int) -> None:
        self.minutes, self.cap = minutes, cap
        self.used: dict[int, Call] = {}
        self.held: dict[int, Call] = {}

    def slice_of(self, now: datetime) -> int:
        return int((now - datetime(1970, 1, 1)).total_seconds()) // self.minutes

    def standing(self, now: datetime) -> tuple[int, int]:
        """What is used in the window, and what is reserved."""
        first = self.slice_of(now) - 60
        return (sum(call.amount for call in self.used.values() if call.slice >= first),
                sum(call.amount for call in self.held.values() if call.expires > now))

    def fits(self, now: datetime, amount: int) -> bool:
        return sum(self.standing(now)) + amount <= self.cap


def a_step(dice: random.Random, n: int, who: str, window: Window, now: datetime) -> tuple[str, tuple]:
    """A statement, and what it should answer: allowed, used, reserved; None where that is not told."""
    amount = dice.randint(1, window.cap // 3)
    match dice.randrange(9):
        case 0 | 1 | 2:
            late = dice.choice([0, 0, dice.randrange(window.minutes)])
            allowed = window.fits(now, amount)
            if allowed:
                window.used[n] = Call(window.slice_of(now), amount)
            at = f", at => '{now - timedelta(minutes=late):%Y-%m-%d %H:%M:%S}+00'" if late else ""
            return f"SELECT note({n}, v) FROM meter_add_tokens('{who}', {amount}{at}) v", (allowed, *window.standing(now))
        case 3 | 4:
            ttl = dice.choice([30, 600, 20_000])
            allowed = window.fits(now, amount)
            if allowed:
                window.held[n] = Call(0, amount, now + timedelta(seconds=ttl))
            return f"SELECT note({n}, v) FROM meter_reserve('{who}', {amount}, ttl => '{ttl} seconds') v", (allowed, *window.standing(now))
        case 5 if window.held:
            step = dice.choice(list(window.held))
            hold = window.held.pop(step)
            used = dice.randint(0, hold.amount)
            window.used[n] = Call(window.slice_of(now), used)  # however long ago it was reserved
            return f"SELECT note({n}, v) FROM meter_settle(hold_of({step}), {used}) v", (True, None, None)
        case 6 if window.held:
            step = dice.choice(list(window.held))
            del window.held[step]
            return f"SELECT note({n}, v) FROM meter_release(hold_of({step})) v", (True, None, None)
        case 7 if window.used:
            step = dice.choice(list(window.used))
            del window.used[step]
            return f"SELECT meter_refund('{who}', usage_of({step}))", None
        case 8:
            return f"SELECT note({n}, v) FROM meter_check_quota('{who}', {amount}) v", (window.fits(now, amount), *window.standing(now))
    return f"SELECT note_status({n}, '{who}')", (None, *window.standing(now))


class WindowsTest(unittest.TestCase):
    def test_a_window_counts_what_was_used_in_it(self) -> None:
        dice = random.Random(seed())
        say(f"   SEED={seed()}")
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, SETUP)
        statements = ["SELECT meter_set_plan('windows')"]
        expected: dict[int, tuple] = {}
        windows = {}
        for who, (minutes, cap) in WINDOWS.items():
            windows[who] = Window(minutes, cap)
            statements += [clock(START), f"SELECT meter_set_account('{who}', plan => 'windows')",
                           f"SELECT meter_set_limit('window', 'tokens', {cap}, '{minutes} minutes', account => '{who}', rolling => true)"]
        for who, window in windows.items():
            now = START
            for n in range(len(expected) + 1_000 * len(statements), len(expected) + 1_000 * len(statements) + STEPS):
                # a call's slice, the next one, or a good part of the window later
                now += timedelta(seconds=dice.choice([0, dice.randrange(window.minutes), dice.randrange(window.minutes * 12)]))
                statement, answer = a_step(dice, n, who, window, now)
                statements += [clock(now), statement]
                if answer is not None:
                    expected[n] = answer
        self.assertEqual([], play(cluster, DATABASE, statements))
        answers = {int(step): answer for step, *answer in rows(cluster, "SELECT step, allowed, used, reserved FROM answers", DATABASE)}
        self.assertEqual(set(expected), set(answers))
        for step, (allowed, used, reserved) in expected.items():
            told = answers[step]
            with self.subTest(step=step):
                self.assertEqual("" if allowed is None else "ft"[allowed], told[0])
                if used is not None:
                    self.assertEqual([str(used), str(reserved)], told[1:])
        self.assertGreater(sum(1 for answer in expected.values() if answer[0] is False), STEPS // 20)  # it refuses
        self.assertEqual([], rows(cluster, "SELECT * FROM meter_verify()", DATABASE))

"""Periods and moments: what the library answers beside the twins in SQL, over time zones whose clocks do odd things."""
from __future__ import annotations

import json
import random
import unittest
from datetime import datetime, timedelta

from difference import DIFFERENCE
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import ROOT
from lib.report import say
from lib.seed import seed

CASES = 10_000
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
PERIODS = "minute hour day week month year never".split()
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080, "month": 43_200, "year": 525_600, "never": 1440}
# half hours, gaps and repeats at midnight, changes of half an hour and of two, days that were lost or came twice
ZONES = """UTC Asia/Kathmandu Australia/Lord_Howe America/Sao_Paulo Pacific/Apia Africa/Cairo America/Havana America/St_Johns Europe/Berlin
Pacific/Chatham America/New_York Pacific/Kwajalein Asia/Manila America/Anchorage Africa/Monrovia Europe/Amsterdam Antarctica/Troll Asia/Gaza
Africa/Casablanca Etc/GMT+12 Pacific/Kiritimati Asia/Beirut America/Asuncion America/Scoresbysund Europe/Dublin Asia/Tehran""".split()
# about when their clocks did what they do seldom
ODD_DAYS = ["2011-12-30", "1994-12-31", "1993-08-21", "2018-11-04", "2010-11-07", "2026-11-01", "2026-03-29", "2026-10-25", "2016-03-27",
            "2024-04-26", "2024-10-31", "2010-09-10", "1867-10-18", "1844-12-31", "1972-01-07", "1940-05-16"]
# when a clock was set back, by half an hour, one or two, or a day was left out
CHANGES = {"Australia/Lord_Howe": "2026-04-04 15:00", "America/Havana": "2026-11-01 05:00", "Antarctica/Troll": "2026-10-25 01:00",
           "Europe/Berlin": "2026-10-25 01:00", "America/St_Johns": "2010-11-07 02:31", "America/Sao_Paulo": "2018-02-18 02:00",
           "Pacific/Apia": "2011-12-30 10:00", "Africa/Cairo": "2024-10-31 21:00", "Asia/Beirut": "2024-10-26 21:00"}
BAD_PERIODS = ["fortnight", "Day", "", " ", "d" * 256, None]
BAD_ZONES = ["Mars/Phobos", "", "z" * 256, None, "EST5EDT,M3", "europe/berlin", "+02"]
BAD_MOMENTS = ["infinity", "-infinity", "10000-01-01 00:00+00", "0001-12-31 23:59:59.999999+00 BC", "294276-01-01 00:00+00", "4713-02-01 00:00+00 BC",
               None]
EDGES = ["0001-01-01 00:00+00", "9999-12-31 23:59:59.999999+00"]

SETUP = DIFFERENCE + """
CREATE SCHEMA twin;
-- What the library checks only within a call: how late usage may be, and from when on a price may hold.
CREATE FUNCTION late_in_library(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_add_tokens('late', 0, at => at);
    RETURN 'taken';
END $$;
CREATE FUNCTION late_in_sql(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter.check_late(meter.moment(at), (SELECT value::integer FROM meter.settings WHERE setting = 'late_usage_days'));
    RETURN 'taken';
END $$;
CREATE FUNCTION price_from_in_library(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter_import_prices('"provider,model,component,price_per_million\\nca,m,input,1"', 'csv', effective_from => at, dry_run => true);
    RETURN 'taken';
END $$;
CREATE FUNCTION price_from_in_sql(at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM meter.effective_from(at);
    RETURN 'taken';
END $$;
"""


def quoted(value) -> str:
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def utc(moment: datetime) -> str:
    return moment.isoformat(" ") + "+00"


class Dice(random.Random):
    """Throws what a period is asked for."""

    def moment(self) -> str:
        kind = self.random()
        if kind < 0.3:
            return utc(datetime(1970, 1, 1) + timedelta(seconds=self.randrange(4_000_000_000)))
        if kind < 0.6:  # around a change of clocks, to the microsecond
            day = datetime.fromisoformat(self.choice(ODD_DAYS))
            return utc(day + timedelta(minutes=30 * self.randrange(-100, 100), microseconds=self.choice([-1, 0, 0, 1])))
        if kind < 0.85:  # where many boundaries lie
            midnight = datetime(self.choice([1900, 2011, 2020, 2024, 2026]), self.randrange(1, 13), self.randrange(1, 29))
            return utc(midnight + timedelta(minutes=30 * self.randrange(-60, 140), microseconds=self.choice([-1, 0, 0, 1])))
        if kind < 0.92:
            return utc(datetime(1, 1, 1) + timedelta(minutes=self.randrange(600_000)))
        return utc(datetime(9999, 12, 31, 23, 59, 59) - timedelta(minutes=self.randrange(600_000)))

    def anchor(self) -> str:
        """Often of a day that not every month has."""
        if self.random() < 0.5:
            return self.moment()
        month = self.choice([1, 3, 5, 7, 8, 10, 12])
        return utc(datetime(self.choice([1904, 2020, 2024]), month, self.randrange(29, 32), self.randrange(24)))

    def around_a_change(self) -> tuple[str, str, str]:
        """A zone, a moment about when its clocks were changed, and an anchor of about that time of another day."""
        zone, change = self.choice(list(CHANGES.items()))
        day = datetime.fromisoformat(change)
        near = lambda: timedelta(minutes=15 * self.randrange(-4, 5))
        return zone, utc(day + near()), utc(day + timedelta(days=self.choice([-1, 1]) * self.choice([7, 28, 365])) + near())

    def anchor_of_account(self) -> str:
        anchor = self.anchor()
        return anchor if "0001-01-02" <= anchor < "9999-12-31" else "2024-02-29 12:00:00+00"

    def or_bad(self, value, bad: list):
        return self.choice(bad) if self.random() < 0.02 else value

    def past(self, period: str) -> tuple[list[dict], datetime, datetime]:
        """Changes of a zone and an anchor, some soon after the one before; the first and the last of them."""
        first = now = datetime.fromisoformat(self.choice(ODD_DAYS[:12])) + timedelta(hours=self.randrange(-4000, 4000))
        past = []
        for _ in range(self.choice([1, 1, 2, 3, 5, 10, 30])):
            now += timedelta(minutes=int(self.random() ** 2 * 2 * MINUTES[period]))
            past.append({"until": now.isoformat() + "+00:00", "time_zone": self.choice(ZONES), "anchor": self.anchor_of_account().replace(" ", "T") + ":00"})
        return past, first, now


class Calendar(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.seed = seed()
        metered_database(cls.cluster, "pairs_calendar")
        twins = (ROOT / "sql/edition/time.sql").read_text()
        twins = twins.replace("CREATE FUNCTION meter_internal.", "CREATE FUNCTION twin.").replace("CREATE FUNCTION meter_", "CREATE FUNCTION twin.meter_")
        psql(cls.cluster, SETUP + twins, database="pairs_calendar")

    def assert_same(self, of_library: str, of_twin: str, calls: list[list], settings: str = "") -> None:
        called = ",\n".join("($q$" + ", ".join(map(quoted, arguments)) + "$q$)" for arguments in calls)
        asked = rows(self.cluster, f"SET timezone = 'UTC'; {settings} SELECT d FROM (VALUES {called}) c (arguments), "
                                   f"difference({quoted(of_library)}, {quoted(of_twin)}, arguments) d WHERE d IS NOT NULL LIMIT 10", "pairs_calendar")
        self.assertEqual([difference for (difference,) in asked], [], f"again: SEED={self.seed}")

    def test_periods_of_a_zone_or_an_anchor(self):
        dice = Dice(self.seed)
        for day in DAYS:
            calls = []
            for _ in range(CASES // len(DAYS)):
                if dice.random() < 0.4:
                    zone, at, anchor = dice.around_a_change()
                else:
                    zone, at, anchor = dice.choice(ZONES), dice.moment(), dice.choice([dice.anchor(), None, None])
                calls.append([dice.or_bad(dice.choice(PERIODS), BAD_PERIODS), dice.or_bad(at, BAD_MOMENTS + EDGES),
                              dice.or_bad(zone, BAD_ZONES), dice.or_bad(dice.choice([anchor, anchor, None]), BAD_MOMENTS + EDGES)])
            self.assert_same("meter_period_end", "twin.meter_period_end", calls, f"DO $$ BEGIN PERFORM meter_set_setting('week_start', '{day}'); END $$;")
        say(f"   {CASES} periods (SEED={self.seed})")

    def test_periods_of_accounts_that_have_moved(self):
        dice = Dice(self.seed + 1)
        accounts, calls = [], []
        for number in range(CASES // 4):
            period = dice.choice(PERIODS)
            past, first, last = dice.past(period)
            accounts.append(f"('a{number}', 'free', {quoted(dice.choice(ZONES))}, {quoted(dice.anchor_of_account())}, {quoted(json.dumps(past))})")
            for _ in range(4):
                at = first + (last - first + timedelta(minutes=3 * MINUTES[period])) * dice.uniform(-0.3, 1.3)
                calls.append([f"a{number}", period, dice.random() < 0.5, dice.or_bad(utc(at), BAD_MOMENTS)])
        calls += [[name, "month", anchored, utc(datetime(2026, 1, 31, 12))] for name in ["nobody", "", None, "n" * 256] for anchored in [True, False, None]]
        psql(self.cluster, "INSERT INTO meter.accounts (account, plan, time_zone, anchor, past_calendars) VALUES " + ",".join(accounts),
             database="pairs_calendar")
        self.assert_same("meter_internal._meter_reset_after", "twin._meter_reset_after", calls)
        # the library answers ends only: a period starts where the one before it ends
        asked = ",\n".join("(" + ", ".join(map(quoted, arguments)) + ")" for arguments in calls if arguments[3] not in BAD_MOMENTS and arguments[1] != "never")
        wrong = rows(self.cluster, f"""
            SELECT c.*, p.period_start FROM (VALUES {asked}) c (account, period, anchored, at) JOIN meter.accounts a USING (account),
                   meter.calendar_period(c.period, c.anchored::boolean, a.time_zone, a.anchor, a.past_calendars, c.at::timestamptz) p
             WHERE p.period_start <> meter_internal._meter_reset_after(c.account, c.period, c.anchored::boolean, p.period_start - interval '1 microsecond')
                OR c.at::timestamptz < p.period_start LIMIT 10""", "pairs_calendar")
        self.assertEqual(wrong, [], f"again: SEED={self.seed}")

    def test_moments(self):
        dice = Dice(self.seed + 2)
        for _ in range(20):
            now = datetime(2026, 5, 1) + timedelta(seconds=dice.randrange(10_000_000), microseconds=dice.choice([0, 1, 120, 5_000, 999_999]))
            near = [now + timedelta(seconds=dice.choice([0, -60, 300, -61, 301]), microseconds=dice.choice([0, 1, -1, 1000])) for _ in range(20)]
            moments = [[utc(at)] for at in near] + [[at] for at in BAD_MOMENTS + EDGES]
            clock = f"SET token_meter.clock = '{utc(now)}';"
            self.assert_same("meter_internal._meter_moment", "twin._meter_moment", moments, clock)
            self.assert_same("meter_now", "twin.meter_now", [[]], clock)
            late = [[now - timedelta(days=90) + timedelta(microseconds=dice.choice([-1, 0, 1, -7_200_000_000, -123_000]))] for _ in range(10)]
            self.assert_same("late_in_library", "late_in_sql", [[utc(at)] for (at,) in late], clock)
            self.assert_same("price_from_in_library", "price_from_in_sql", moments, clock)
        for clock in ["infinity", "-infinity", "10000-01-01", "0001-01-01 BC", "yesterday noon", "what"]:
            self.assert_same("meter_now", "twin.meter_now", [[]], f"SET token_meter.clock = '{clock}';")

    def test_a_clock_that_anybody_could_set_counts_for_administrators_only(self):
        # a session in which nothing has loaded the library: there the setting is a placeholder
        psql(self.cluster, "DROP ROLE IF EXISTS pairs_login; CREATE ROLE pairs_login LOGIN IN ROLE meter_owner;", database="pairs_calendar")
        self.addCleanup(psql, self.cluster, "DROP ROLE pairs_login;")
        now = "SET SESSION AUTHORIZATION pairs_login; SET token_meter.clock = '2001-02-03 04:05+00'; SELECT meter.now_at() = '2001-02-03 04:05+00'"
        self.assertEqual(rows(self.cluster, now, "pairs_calendar"), [["f"]])
        psql(self.cluster, "GRANT meter_admin TO pairs_login;")
        self.assertEqual(rows(self.cluster, now, "pairs_calendar"), [["t"]])


if __name__ == "__main__":
    unittest.main()

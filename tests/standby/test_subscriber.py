"""A logical subscriber's sessions hear of rules that replication has changed under them."""
from __future__ import annotations

import subprocess
import time
import unittest

from lib import under_test
from lib.database import metered_database, psql, value
from lib.throwaway import throwaway

PUBLISHER, SUBSCRIBER = "publisher", "subscriber"
RULES = "settings, plans, limits, accounts, pools, key_sources, prices, model_rules"
APPLY_SECONDS_MAX = 60


class Session:
    """One connection that stays, as an app's does."""

    def __init__(self, cluster, database: str):
        self.psql = subprocess.Popen(
            [cluster.server.program("psql"), "-X", "-q", "-A", "-t", "-d", database], env=cluster.env(),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1)

    def ask(self, sql: str) -> str:
        self.psql.stdin.write(f"{sql};\n")
        return self.psql.stdout.readline().rstrip("\n")

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()
        self.psql.stdout.close()


class Subscriber(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cluster = throwaway(under_test.cluster().server, "logical", settings="wal_level = logical\n")
        cls.cluster = cluster.__enter__()
        cls.addClassCleanup(cluster.__exit__, None, None, None)
        for database in (PUBLISHER, SUBSCRIBER):
            metered_database(cls.cluster, database)
            psql(cls.cluster, "SELECT FROM meter_set_account('ann'); SELECT FROM meter_set_price('acme', 'a', 'input', 1)",
                 database=database)
        tables = ", ".join(f"meter.{table}" for table in RULES.split(", "))
        psql(cls.cluster, f"CREATE PUBLICATION rules FOR TABLE {tables};", database=PUBLISHER)
        psql(cls.cluster, "SELECT FROM pg_create_logical_replication_slot('rules', 'pgoutput')", database=PUBLISHER)
        env = cls.cluster.env()
        psql(cls.cluster, f"""CREATE SUBSCRIPTION rules
            CONNECTION 'host={env["PGHOST"]} port={env["PGPORT"]} user={env["PGUSER"]} dbname={PUBLISHER}'
            PUBLICATION rules WITH (create_slot = false, slot_name = 'rules', copy_data = false)""", database=SUBSCRIBER)
        cls.session = Session(cls.cluster, SUBSCRIBER)
        cls.addClassCleanup(cls.session.close)

    def changed(self, change: str, seen: str) -> None:
        """Makes a change at the publisher, and waits until a query of the subscriber's tables shows it."""
        psql(self.cluster, f"SELECT FROM {change}", database=PUBLISHER)
        deadline = time.monotonic() + APPLY_SECONDS_MAX
        while value(self.cluster, f"SELECT EXISTS ({seen})", SUBSCRIBER) != "t":
            self.assertLess(time.monotonic(), deadline, f"the subscription does not apply {change}")
            time.sleep(0.05)

    def test_a_cap(self):
        check = "SELECT allowed, cap FROM meter_check_quota('bob', 500)"
        self.assertEqual(self.session.ask(check), "t|40000")
        self.changed("meter_set_limit('daily_tokens', 'tokens', 100, 'day', plan => 'free')",
                     "SELECT FROM meter.limits WHERE cap = 100")
        self.assertEqual(self.session.ask(check), "f|100")

    def test_an_account(self):
        check = "SELECT limit_name FROM meter_check_quota('ann')"
        self.assertEqual(self.session.ask(check), "daily_tokens")
        self.changed("meter_set_account('ann', plan => 'pro')",
                     "SELECT FROM meter.accounts WHERE account = 'ann' AND plan = 'pro'")
        self.assertEqual(self.session.ask(check), "monthly_tokens")

    def test_a_price(self):
        cost = "SELECT meter_cost('a', 1000000, provider => 'acme')"
        self.assertEqual(self.session.ask(cost), "1")
        self.changed("meter_set_price('acme', 'a', 'input', 7)",
                     "SELECT FROM meter.prices WHERE price_per_million = 7 AND provider = 'acme'")
        self.assertEqual(self.session.ask(cost), "7")

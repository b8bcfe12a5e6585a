"""Everything at once: 32 clients charge, reserve, settle, grant and refund while plans, limits, parents and pools change.
Nobody meets an error or a deadlock, and afterwards every sum is what its rows say."""
from __future__ import annotations

import os
import re
import unittest
from pathlib import Path

from lib import under_test
from lib.database import metered_database, psql, rows, value
from lib.pgbench import load

DATABASE = "changing rules"
CLIENTS = 32
CALLS = int(os.environ.get("MIXED_CALLS", 6_400))
ACCOUNTS = 6
ENTRIES_OF_A_WAIT = 4  # LOG, DETAIL, CONTEXT, STATEMENT

SETUP = """
SELECT FROM meter_set_plan('one');
SELECT FROM meter_set_plan('two');
SELECT FROM meter_set_limit('total', 'tokens', 200000, 'never', plan => 'one');
SELECT FROM meter_set_limit('daily', 'requests', 900, 'day', plan => 'one', carry_over_cap => 100);
SELECT FROM meter_set_limit('total', 'tokens', 150000, 'month', plan => 'two');
SELECT FROM meter_set_limit('spend', 'cost', 0.05, 'never', plan => 'two');
SELECT FROM meter_set_limit('billed', 'charged_cost', 0.06, 'month', plan => 'two');
SELECT FROM meter_set_account('company', plan => 'one');
SELECT FROM meter_set_account('team 1', plan => 'one', parent => 'company');
SELECT FROM meter_set_account('team 2', plan => 'two', parent => 'company');
SELECT FROM meter_set_account('credits', plan => 'one');
SELECT FROM meter_set_limit('total', 'tokens', 1000000, 'never', account => 'company');
SELECT FROM meter_set_limit('bought', 'tokens', 1000, 'never', account => 'credits');
SELECT FROM meter_set_pool('credits', 'openai');
SELECT FROM generate_series(1, {accounts}) n, LATERAL meter_set_account('a' || n, plan => 'one', parent => 'team ' || 1 + n % 2);
"""
# what may be refused as invalid, because another client came first
TRY = "DO $$ BEGIN PERFORM {};\nEXCEPTION WHEN invalid_parameter_value THEN NULL; END $$;"
TRY_SET = "DO $$ BEGIN PERFORM {};\nEXCEPTION WHEN unique_violation THEN NULL; END $$;"
RESERVE = ("SELECT coalesce(hold_id, 0) AS hold FROM meter_reserve('a' || :a, :n, 50, model => 'gpt-4o-mini',"
           " provider => 'openai', ttl => '{}') \\gset\n")
# weight, script: what an app, an administrator and a job do
SCRIPTS = {
    "add": (50, "SELECT FROM meter_add_tokens('a' || :a, :n, 5, model => 'gpt-4o-mini', provider => 'openai');"),
    "of_team": (5, "SELECT FROM meter_add_tokens('team ' || 1 + :d % 2, :n);"),
    "batch": (6, "SELECT FROM meter_add_batch((SELECT jsonb_agg(jsonb_build_object('account', 'a' || 1 + (:a + i * :d) % {accounts},\n"
                  "  'input_tokens', :n + i, 'model', 'gpt-4o-mini', 'provider', 'openai')) FROM generate_series(1, 6) i));"
              .replace("{accounts}", str(ACCOUNTS))),
    "late": (8, "SELECT FROM meter_add_tokens('a' || :a, :n, at => now() - interval '1 day' * :d);"),
    "again": (8, "SELECT FROM meter_add_tokens('a' || :a, 100, idempotency_key => 'k' || :n / 8);"),
    "unforced": (2, "SELECT FROM meter_add_tokens('a' || :a, :n, enforce => false);"),
    "rolled_back": (6, "BEGIN;\nSELECT FROM meter_add_tokens('a' || :a, :n);\nROLLBACK;"),
    # not two that count: see test_striped_pool for those
    "savepoint": (6, "BEGIN;\nSAVEPOINT s;\nSELECT FROM meter_add_tokens('a' || :a, :n);\nROLLBACK TO s;\n"
                     "SELECT FROM meter_add_tokens('a' || :a, :n);\nCOMMIT;"),
    "repeatable": (6, "BEGIN ISOLATION LEVEL REPEATABLE READ;\n"
                      "SELECT FROM meter_add_tokens('a' || :a, :n);\nCOMMIT;"),
    "settled": (20, RESERVE.format("1 minute") + "\\if :hold > 0\nSELECT FROM meter_settle(:hold, :n, 4 * :d);\n\\endif"),
    "released": (6, RESERVE.format("1 minute") + "\\if :hold > 0\nSELECT FROM meter_release(:hold);\n\\endif"),
    "abandoned": (6, RESERVE.format("1 second")),
    "grant": (5, "SELECT FROM meter_grant('a' || :a, 'total', 50, priority => 1, idempotency_key => 'g' || :n / 8);"),
    "top_up": (3, "SELECT FROM meter_grant('credits', 'bought', 20 * :n, expires_at => now() + interval '1 day');"),
    "refund": (5, TRY.format("meter_refund(u.account, u.usage_id) FROM (SELECT * FROM meter.usage_log u\n"
                             "  WHERE u.account = 'a:a' AND u.requests = 1 ORDER BY u.usage_id DESC OFFSET :d LIMIT 1) u")),
    "plan_one": (4, "SELECT FROM meter_set_account('a' || :a, plan => 'one');"),
    "plan_two": (4, "SELECT FROM meter_set_account('a' || :a, plan => 'two');"),
    "override": (3, "SELECT FROM meter_set_limit('total', 'tokens', 250000, 'never', account => 'a' || :a);"),
    "unit": (2, "SELECT FROM meter_set_limit('total', 'output_tokens', 9000, 'day', account => 'a' || :a);"),
    "cap": (2, "SELECT FROM meter_set_limit('total', 'tokens', 100000 + :n, 'never', plan => 'one');"),
    "no_override": (4, TRY.format("meter_remove_limit('total', account => 'a:a')")),
    "moved": (3, "SELECT FROM meter_set_account('a' || :a, parent => 'team ' || 1 + :d % 2);"),
    "left": (1, "SELECT FROM meter_set_account('a' || :a, parent => '');"),
    "team_limit": (2, "SELECT FROM meter_set_limit('team', 'tokens', 500000 + :n, 'month', account => 'team ' || 1 + :d % 2);"),
    "no_team_limit": (1, TRY.format("meter_remove_limit('team', account => 'team ' || 1 + :d % 2)")),
    "team_plan": (1, "SELECT FROM meter_set_account('team ' || 1 + :d % 2, plan => CASE WHEN :n > 200 THEN 'one' ELSE 'two' END);"),
    "price": (2, TRY_SET.format("meter_set_price('openai', 'gpt-4o-mini', 'input', 0.1 + :n / 1000.0)")),
    "markup": (1, "SELECT FROM meter_set_plan('two', markup => 1 + :d / 10.0);"),
    "reprice": (1, "SELECT FROM meter_reprice(now() - interval '2 seconds', now() + interval '1 hour', account => 'a' || :a,\n"
                   "  prices_at => now());"),
    "own": (2, "SELECT FROM meter_set_key_source('a' || :a, 'openai', 'own');"),
    "shared": (2, "SELECT FROM meter_set_key_source('a' || :a, 'openai', 'shared');"),
    "pool": (1, "SELECT FROM meter_set_pool('credits', 'openai');"),
    "pool_of_one": (1, "SELECT FROM meter_set_pool('credits', 'openai', for_account => 'a' || :a);"),
    "no_pool_of_one": (1, TRY.format("meter_remove_pool('credits', 'openai', for_account => 'a:a')")),
    "no_pool": (1, TRY.format("meter_remove_pool('credits', 'openai')")),
    "alerts": (2, "SELECT FROM meter_take_alerts(3);"),
    "reset": (1, "SELECT FROM meter_reset_due();"),
    "maintain": (1, "SELECT FROM meter_maintain();"),
}
DRAW = f"\\set a random(1, {ACCOUNTS})\n\\set n random(1, 400)\n\\set d random(0, 3)\n"

LOGGED = """
SELECT c.account, (f.l).limit_name, c.period_start, meter.used_of(c), log.used
  FROM meter.accounts a, meter.limits_in_force(a.account, a.plan) f, meter.counters c,
       meter.logged(c.account, f.l, c.period_start, c.period_end) log
 WHERE c.account = a.account AND c.limit_id = f.limit_id AND a.account LIKE 'a_' AND meter.used_of(c) <> log.used
"""


def deadlocks_told(log: Path) -> str:
    """What the server's log says of each deadlock: who waited for whom, and in the midst of what."""
    told = re.split(r"^(?=\d{4}-\d\d-\d\d )", log.read_text(errors="replace"), flags=re.MULTILINE)
    chosen: set[int] = set()
    for met in (i for i, entry in enumerate(told) if "waits for" in entry):
        for process in set(re.findall(r"rocess (\d+) waits", told[met])):
            asked = [i for i in range(met) if f"[{process}] LOG:  statement: " in told[i] or f"[{process}] LOG:  execute " in told[i]]
            chosen.update(asked[-1:])
            waits = [i for i in range(met) if f"LOG:  process {process} " in told[i]]
            chosen.update(range(waits[-1], waits[-1] + ENTRIES_OF_A_WAIT) if waits else [])
        chosen.update(range(met - 1, met + ENTRIES_OF_A_WAIT))
    return "".join(told[i] for i in sorted(chosen) if i < len(told))


class ChangingRules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP.format(accounts=ACCOUNTS), database=DATABASE)
        psql(cls.cluster, f'ALTER DATABASE "{DATABASE}" SET log_statement = \'all\'')
        scripts = {name: (weight, DRAW + sql) for name, (weight, sql) in SCRIPTS.items()}
        cls.done = load(cls.cluster, DATABASE, scripts, "--max-tries=10000", clients=CLIENTS, calls=CALLS)

    def none_of(self, sql: str) -> None:
        self.assertEqual(rows(self.cluster, sql, DATABASE), [])

    def test_nobody_meets_an_error(self):
        self.assertEqual(self.done.returncode, 0, self.done.stdout)
        self.assertIn(f"actually processed: {CALLS}/{CALLS}", self.done.stdout)

    def test_nobody_meets_a_deadlock(self):
        deadlocks = value(self.cluster, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", DATABASE)
        self.assertEqual(deadlocks, "0", deadlocks_told(self.cluster.log))

    def test_every_sum_is_what_its_rows_say(self):
        self.none_of("SELECT * FROM meter_verify()")

    def test_what_accounts_have_used_is_what_the_log_holds(self):
        self.none_of(LOGGED)

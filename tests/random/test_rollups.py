"""Reports that read meter.rollups say what the log alone says: whatever was charged, late, taken back or corrected, and whoever was still at it
while the sums were made; in every bucket, zone and group."""
from __future__ import annotations

import random
import subprocess
import unittest
from datetime import datetime, timedelta

from lib import under_test
from lib.database import psql, rows
from lib.report import say
from lib.seed import seed
from lib.under_edition import is_sql, without_extension
from playing import clock, prepare

DATABASE = "rollups"
START = datetime(2026, 3, 27, 20)  # two days before Europe's clocks change
ROUNDS, STEPS, QUESTIONS = 8, 25, 25
ACCOUNTS = ["ann", "bob", "cy"]
MODELS = ["m0", "m1", "none0"]
ZONES = ["UTC", "Asia/Kathmandu", "Asia/Kolkata", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Monrovia"]
KEYS = ["provider", "model", "operation", "key_source", "account", "plan", "price_match", "session", "metadata.f"]

SETUP = """
CREATE TABLE asked (number serial, call text);
CREATE TABLE told (number integer, from_log boolean, answer jsonb);
CREATE PROCEDURE ask(from_log boolean) LANGUAGE plpgsql AS $$
DECLARE
    q asked;
BEGIN
    FOR q IN SELECT * FROM asked LOOP
        EXECUTE format('INSERT INTO told SELECT %s, %L, to_jsonb(u) FROM %s u', q.number, from_log, q.call);
    END LOOP;
END $$;
SELECT meter_set_setting('unknown_model', 'record'), meter_set_setting('late_usage_days', '90');
SELECT meter_set_plan('one', markup => 1.25), meter_set_plan('two');
SELECT meter_set_limit('few', 'tokens', 40000, 'hour', plan => 'one');
SELECT meter_set_account('team', plan => 'two'), meter_set_account('ann', plan => 'one', parent => 'team', time_zone => 'Asia/Kathmandu'),
       meter_set_account('bob', plan => 'two', parent => 'team'), meter_set_account('cy', plan => 'two', time_zone => 'America/St_Johns');
SELECT meter_set_price('ca', 'm0', c, p, effective_from => '2025-01-01', allow_past => true) FROM (VALUES ('input', 2.5), ('output', 10)) v (c, p);
SELECT meter_set_price('ca', 'm1', c, p, effective_from => '2025-01-01', allow_past => true) FROM (VALUES ('input', 0.15), ('output', 0.6), ('cache_read', 0.075)) v (c, p);
"""

# Asked twice in one transaction: with the sums, and with none.
COMPARE = """
TRUNCATE told;
BEGIN;
CALL ask(false);
DELETE FROM meter.rollups;
UPDATE meter.rollup_state SET rolled_to = 0;
CALL ask(true);
CREATE TEMP TABLE differ ON COMMIT DROP AS
    SELECT x.from_log, a.call, x.answer
      FROM ((SELECT true AS from_log, number, answer FROM told WHERE from_log EXCEPT ALL SELECT true, number, answer FROM told WHERE NOT from_log)
            UNION ALL
            (SELECT false, number, answer FROM told WHERE NOT from_log EXCEPT ALL SELECT false, number, answer FROM told WHERE from_log)) x
      JOIN asked a USING (number);
SELECT * FROM differ ORDER BY call, from_log LIMIT 6;
ROLLBACK;
"""


class Client:
    """A session whose transaction stays open."""

    def __init__(self, cluster):
        self.psql = subprocess.Popen([cluster.server.program("psql"), "-X", "-q", "-A", "-t", "-d", DATABASE], env=cluster.env(),
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, sql: str) -> str:
        self.psql.stdin.write((without_extension(sql) if is_sql() else sql) + "\n\\echo <end>\n")
        self.psql.stdin.flush()
        said = ""
        while (line := self.psql.stdout.readline()).strip() != "<end>":
            if not line:
                raise AssertionError(f"psql ended: {said}")
            said += line
        return said

    def close(self):
        self.psql.stdin.close()
        self.psql.wait()
        self.psql.stdout.close()


class Dice:
    def __init__(self, dice: random.Random):
        self.dice = dice
        self.now = START

    def moment(self) -> datetime:
        back = self.dice.choice([timedelta(0), timedelta(seconds=self.dice.randrange(3 * 86_400)), timedelta(seconds=self.dice.randrange(60 * 86_400))])
        return self.now - back

    def add(self, account: str) -> str:
        dice, more = self.dice, ""
        if dice.random() < 0.3:
            more += f""", other_units => '{{"web_search": {dice.randint(1, 3)}{', "pages": 1.5' if dice.random() < 0.5 else ''}}}'"""
        if dice.random() < 0.3:
            more += f""", metadata => '{{"f": {dice.randint(1, 2)}}}', session_id => 's{dice.randint(1, 2)}'"""
        if dice.random() < 0.2:
            more += ", cache_read_tokens => 40"
        return (f"SELECT count(*) FROM meter_add_tokens('{account}', {dice.randrange(40, 9000)}, {dice.randrange(900)}, provider => 'ca', "
                f"model => '{dice.choice(MODELS)}', operation => {dice.choice(['NULL', chr(39) + 'chat' + chr(39)])}, "
                f"key_source => '{dice.choice(['shared', 'shared', 'own'])}', at => '{self.moment():%Y-%m-%d %H:%M:%S.%f}+00'{more});")

    def step(self) -> str:
        dice = self.dice
        kind = dice.choices(["add", "refund", "reprice", "price", "maintain", "clock"], [20, 4, 2, 2, 4, 3])[0]
        match kind:
            case "add":
                return self.add(dice.choice(ACCOUNTS))
            case "refund":
                return ("SELECT count(*) FROM (SELECT u.account, u.usage_id FROM meter.usage_log u WHERE num_nonnulls(refunds, adjusts) = 0 AND NOT EXISTS "
                        "(SELECT FROM meter.usage_log r WHERE (r.account, r.at, r.refunds) = (u.account, u.at, u.usage_id)) "
                        f"ORDER BY hashint8(usage_id + {dice.randrange(10**6)}) LIMIT 1) u, LATERAL meter_refund(u.account, u.usage_id);")
            case "reprice":
                first = self.moment() - timedelta(days=1)
                return f"SELECT count(*) FROM meter_reprice('{first:%Y-%m-%d %H:%M}+00', '{self.now + timedelta(days=1):%Y-%m-%d}+00');"
            case "price":
                return (f"SELECT count(*) FROM meter_set_price('ca', '{dice.choice(MODELS)}', '{dice.choice(['input', 'output', 'web_search', 'pages'])}', "
                        f"{dice.choice(['1', '2.75', '30000', '0.333'])}, effective_from => '{self.moment():%Y-%m-%d %H:%M:%S}.{dice.randrange(10**6):06}+00', allow_past => true);")
            case "maintain":
                return f"SELECT count(*) FROM meter_maintain({dice.choice(['1', '10000', '10000'])});"
        self.now += timedelta(minutes=dice.choice([7, 90, 1500]))
        return clock(self.now) + ";"

    def question(self) -> str:
        dice = self.dice
        account = dice.choice(["NULL", "NULL", "'ann'", "'bob'", "'cy'", "'team'"])
        given = ["descendants => true"] if account == "'team'" else []
        if dice.random() < 0.6:
            first = self.moment()
            first = dice.choice([first, first.replace(hour=0, minute=0, second=0), first.replace(minute=15, second=0), first.replace(day=1, hour=0, minute=0, second=0)])
            given += [f"from_at => '{first:%Y-%m-%d %H:%M:%S}+00'"]
            if dice.random() < 0.5:
                given += [f"to_at => '{first + timedelta(days=dice.choice([1, 2, 31]), minutes=dice.choice([0, 0, 15, 7])):%Y-%m-%d %H:%M:%S}+00'"]
        given += [f"bucket => '{dice.choice(['none', 'none', 'hour', 'day', 'day', 'week', 'month'])}'"]
        if dice.random() < 0.8:
            given += [f"time_zone => '{dice.choice(ZONES)}'"]
        keys = dice.sample(KEYS[:-2] if dice.random() < 0.8 else KEYS, dice.randrange(4))
        given += [f"group_by => '{{{','.join(keys)}}}'"]
        for name, among in (("provider", ["ca"]), ("model", MODELS), ("operation", ["chat"]), ("key_source", ["own", "shared"]), ("session_id", ["s1"])):
            if dice.random() < 0.08:
                given += [f"{name} => '{dice.choice(among)}'"]
        return f"meter_usage({account}, {', '.join(given)})"


class Rollups(unittest.TestCase):
    maxDiff = None

    def test_reports_are_those_of_the_log(self):
        start = seed()
        dice = Dice(random.Random(start))
        cluster = under_test.cluster()
        prepare(cluster, DATABASE, "SET timezone = 'UTC'; SELECT set_config('token_meter.clock', '2026-03-27 20:00+00', false);" + SETUP)
        clients = [Client(cluster) for _ in range(3)]
        try:
            failed = [client.run("SET client_min_messages = error; SET timezone = 'UTC';" + clock(dice.now) + ";") for client in clients]
            for number in range(ROUNDS):
                # the first plays; of the others each may have an account's calls in flight meanwhile, which are none of the first's
                open_ones = [n for n in (1, 2) if dice.dice.random() < 0.7]
                for n in open_ones:
                    clients[n].run("BEGIN; SET LOCAL lock_timeout = '10s';" + clock(dice.now) + ";" + dice.add(f"flight {n}"))
                for _ in range(STEPS):
                    step = dice.step()
                    if open_ones and "meter_reprice" in step:
                        continue  # it waits for all charges
                    said = clients[0].run(step)
                    self.assertNotIn("ERROR", said, f"{step}\nagain: SEED={start}")
                    if open_ones and dice.dice.random() < 0.15:
                        clients[dice.dice.choice(open_ones)].run(dice.add(f"flight {dice.dice.choice(open_ones)} b"))
                asked = ", ".join(f"($q${dice.question()}$q$)" for _ in range(QUESTIONS))
                psql(cluster, f"TRUNCATE asked; INSERT INTO asked (call) VALUES {asked};", database=DATABASE)
                # some while others are in flight, and again after they have ended
                self.compare(cluster, dice, start)
                for n in open_ones:
                    clients[n].run(dice.dice.choice(["COMMIT;", "COMMIT;", "ROLLBACK;"]))
                self.compare(cluster, dice, start)
                clients[0].run("SELECT count(*) FROM meter_maintain();")
                self.compare(cluster, dice, start)
        finally:
            for client in clients:
                client.close()
        self.assertEqual(rows(cluster, "SELECT * FROM meter_verify()", DATABASE), [], f"again: SEED={start}")
        ((calls, rolled_to, sums),) = rows(cluster, "SELECT count(*), max(s.rolled_to), (SELECT count(*) FROM meter.rollups) FROM meter.usage_log u, meter.rollup_state s", DATABASE)
        psql(cluster, "SELECT meter_rebuild_rollups()", database=DATABASE)
        self.compare(cluster, dice, start)
        self.assertEqual(rows(cluster, "SELECT * FROM meter_verify()", DATABASE), [], f"again: SEED={start}")
        self.assertGreater(int(rolled_to), 0)
        say(f"   {calls} rows of the log in {sums} sums (SEED={start})")

    def compare(self, cluster, dice, start):
        settings = f"SET timezone = 'UTC'; SET client_min_messages = error; DO $$ BEGIN PERFORM {clock(dice.now)[7:]}; END $$;"
        printed = psql(cluster, settings + COMPARE, "--csv", "--tuples-only", database=DATABASE)
        self.assertEqual(printed, "", f"again: SEED={start}")


if __name__ == "__main__":
    unittest.main()

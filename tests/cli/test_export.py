"""`export`: the rows of the log as CSV, JSON Lines and Parquet, to the last digit."""

import csv
import io
import json
import os
import sys
import unittest
from decimal import Decimal

from exporting import ExportTest
from lib.report import Failure
from lib.wheels import importable
from support import psql, with_database

FORMULA = '=HYPERLINK("http://x")'
NUMBERS = ("requests", "input_tokens", "output_tokens", "tokens", "cache_read_tokens", "cost", "charged_cost")
PYARROW = ("pyarrow==26.0.1",)
ALL = ("--from", "2026-03-01", "--to", "2026-04-01")


class Export(ExportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a token of this costs 10^-24 USD, the least that a price can make
        psql(cls.url, "SELECT FROM meter_set_price('openai', 'tiny', 'input', 0.000000000000000001, effective_from => '2020-01-01', allow_past => true);"
                      "SELECT FROM meter_set_setting('unknown_model', 'record');"
                      "SELECT FROM meter_set_account('ann'); SELECT FROM meter_set_account('kid', parent => 'ann')")
        cls.add("ann", 1000, 500, "gpt-4o", "2026-03-10 08:00+00", """, metadata => '{"feature": "chat"}', cache_read_tokens => 100""")
        cls.add("ann", 4000, 0, "gpt-4o-mini", "2026-03-10 23:59:59.999999+00")
        cls.add("kid", 2000, 0, "gpt-4o-mini", "2026-03-11 00:00+00", ", key_source => 'own'")
        cls.add("ann", 1, 0, "tiny", "2026-03-11 10:00:00.5+00", ", session_id => 's1'")
        cls.add("@bob", 10, 0, FORMULA, "2026-03-12 10:00+00")
        psql(cls.url, "SELECT FROM meter_refund('ann', 1, note => '-1')")

    def test_csv_has_every_row_with_every_digit_in_the_order_of_time(self):
        rows = self.rows(*ALL)
        self.assertEqual([row["usage_id"] for row in rows], ["1", "6", "2", "3", "4", "5"])
        sums = self.sql(f"SELECT {', '.join(f'sum({name})' for name in NUMBERS)} FROM meter.usage_log").split("|")
        for name, expected in zip(NUMBERS, sums):
            self.assertEqual(sum(Decimal(row[name] or 0) for row in rows), Decimal(expected), name)
        costs = self.sql("SELECT usage_id, coalesce(cost::text, '') FROM meter.usage_log ORDER BY at, usage_id").splitlines()
        self.assertEqual([f"{row['usage_id']}|{row['cost']}" for row in rows], costs)
        self.assertEqual(rows[4]["cost"], "0.000000000000000000000001")
        self.assertEqual(rows[2]["at"], "2026-03-10T23:59:59.999999Z")
        self.assertEqual((rows[1]["refunds"], rows[1]["tokens"]), ("1", "-1500"))
        # what nobody knows is not 0
        self.assertEqual((rows[5]["cost"], rows[5]["price_match"]), ("", "none"))

    def test_json_lines_say_the_same_as_csv(self):
        lines = self.run_cli("export", *ALL, "--format", "jsonl").stdout.splitlines()
        told = [json.loads(line, parse_int=str, parse_float=str) for line in lines]
        for row, line in zip(self.rows(*ALL), told, strict=True):
            self.assertEqual(list(row), list(line))
            for column, value in line.items():
                if isinstance(value, (dict, list)):
                    self.assertEqual(json.loads(row[column], parse_int=str), value)
                elif column not in ("account", "model"):  # a formula stays as it is in JSON
                    self.assertEqual(row[column], "" if value is None else str(value).replace("True", "true").replace("False", "false"), column)
        self.assertEqual((told[5]["account"], told[5]["model"]), ("@bob", FORMULA))
        self.assertEqual(told[0]["metadata"], {"feature": "chat"})

    def test_parquet_is_read_by_arrow_with_every_digit(self):
        try:
            sys.path.append(str(importable(PYARROW, "pyarrow")))
            import pyarrow
            from pyarrow import parquet
        except (Failure, ImportError) as why:
            raise unittest.SkipTest(f"pyarrow cannot be had here: {str(why).splitlines()[-1]}") from why
        path = self.folder() / "usage.parquet"
        self.run_cli("export", *ALL, "--format", "parquet", "--out", str(path))
        table = parquet.read_table(path)
        self.assertEqual(table.schema.field("cost").type, pyarrow.decimal128(38, 24))
        self.assertEqual(table.schema.field("at").type, pyarrow.timestamp("us", tz="UTC"))
        self.assertEqual(table.schema.field("tokens").type, pyarrow.int64())
        self.assertEqual(table.schema.field("enforced").type, pyarrow.bool_())
        rows = self.rows(*ALL)
        self.assertEqual(table.column_names, list(rows[0]))
        for row, read in zip(rows, table.to_pylist(), strict=True):
            self.assertEqual(Decimal(row["cost"]) if row["cost"] else None, read["cost"])
            self.assertEqual(row["at"], read["at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
            self.assertEqual(row["tokens"], str(read["tokens"]))
            self.assertEqual(row["operation"], read["operation"] or "")
        self.assertEqual(table.column("model").to_pylist()[5], FORMULA)

    def test_a_spreadsheet_runs_nothing_of_it(self):
        last = self.rows(*ALL)[5]
        self.assertEqual((last["account"], last["model"]), ("'@bob", "'" + FORMULA))

    def test_filters_are_those_of_usage(self):
        def ids(*args):
            return [row["usage_id"] for row in self.rows(*ALL, *args)]
        self.assertEqual(ids("--account", "kid"), ["3"])
        self.assertEqual(ids("--account", "ann"), ["1", "6", "2", "4"])
        self.assertEqual(ids("--account", "ann", "--descendants"), ["1", "6", "2", "3", "4"])
        self.assertEqual(ids("--model", "gpt-4o"), ["1", "6"])
        self.assertEqual(ids("--session", "s1"), ["4"])
        self.assertEqual(ids("--key-source", "own"), ["3"])
        # a provider has several names, here as in usage
        self.assertEqual(len(ids("--provider", "OpenAI")), 6)
        self.assertEqual(ids("--provider", "nobody"), [])

    def test_days_are_those_of_utc_whatever_the_role_s_zone(self):
        url = with_database(self.url, self.database, options="-c timezone=Asia/Tokyo")
        told = self.run_cli("export", "--from", "2026-03-11", "--to", "2026-03-12", DATABASE_URL=url).stdout
        self.assertEqual([row["usage_id"] for row in csv.DictReader(io.StringIO(told))], ["3", "4"])
        self.assertIn("2026-03-11T00:00:00.000000Z", told)

    def test_a_span_without_rows_has_a_header(self):
        empty = self.run_cli("export", "--from", "2020-01-01", "--to", "2020-01-03").stdout
        self.assertEqual(empty, self.run_cli("export", *ALL).stdout.splitlines()[0] + "\n")
        self.assertEqual(self.run_cli("export", "--from", "2026-03-10", "--to", "2026-03-10").stdout, empty)
        self.assertEqual(self.run_cli("export", "--from", "2020-01-01", "--to", "2020-01-03", "--format", "jsonl").stdout, "")

    def test_mistakes_are_told_with_what_to_do(self):
        for args, told in [
            (["--from", "2026-03-11", "--to", "2026-03-10"], "is after --to"),
            (["--from", "2026-03-11", "--format", "xml"], "csv, jsonl, parquet, focus"),
            (["--from", "soon"], "2026-11-01"),
            (["--from", "-infinity"], "--from -infinity: an export begins and ends at a moment"),
            (["--from", "infinity"], "--from infinity: an export begins and ends at a moment"),
            (["--from", "2026-03-10", "--to", "infinity"], "--to infinity: an export begins and ends at a moment"),
            (["--from", "2026-03-10", "--to=-infinity"], "--to -infinity: an export begins and ends at a moment"),
            (["--from", "infinity", "--format", "focus", "--out", str(self.scratch / "none.csv")], "2026-11-01"),
            (["--from", "0001-01-01"], "--from in the time of the log"),
            ([], "--from"),
            (["--from", "2026-03-10", "--key-source", "mine"], "shared, own"),
            (["--from", "2026-03-10", "--json"], "--format jsonl"),
            (["--from", "2026-03-10", "--out", "a", "--dir", "b"], "cannot be used with"),
            (["--from", "2026-03-10", "--out", "/no such folder/a.csv"], "a folder that is there"),
            (["--from", "2026-03-10", "--dir", "/no such folder"], "a folder that is there"),
            (["--from", "2026-03-10 08:00", "--to", "2026-03-12", "--dir", str(self.scratch)], "as dates"),
            (["--from", "2026-03-10", "--to", "2026-03-11 08:00", "--dir", str(self.scratch)], "as dates"),
        ]:
            with self.subTest(args):
                args = [f"--from={args[1]}", *args[2:]] if args[1:] and args[1].startswith("-") else args
                done = self.run_cli("export", *args, code=2)
                self.assertIn(told, done.stderr)
                self.assertEqual(done.stdout, "")
        self.assertEqual(list(self.scratch.glob("*.csv")), [])

    def test_it_is_for_admins(self):
        role = f"cli_exporting_{os.getpid()}"
        psql(self.url, f"CREATE ROLE {role} LOGIN")
        self.addCleanup(psql, self.url, f"DROP ROLE {role}")
        url = with_database(self.url, self.database, options=f"-c role={role}")
        for granted, code in (("meter_reader", 2), ("meter_app", 2), ("meter_admin", 0)):
            self.sql(f"GRANT {granted} TO {role}")
            done = self.run_cli("export", *ALL, code=code, DATABASE_URL=url)
            self.assertEqual("--grant admin=ROLE" in done.stderr, code == 2, done.stderr)
            self.assertEqual(len(done.stdout.splitlines()), 0 if code else 7)

    def test_a_log_without_some_of_its_months_is_not_taken_for_whole(self):
        # as meter_detach_log leaves it
        self.sql("INSERT INTO meter.months (month, gone_at) VALUES ('2020-02-01', now())")
        self.addCleanup(self.sql, "DELETE FROM meter.months WHERE month = '2020-02-01'")
        done = self.run_cli("export", "--from", "2020-01-01", "--to", "2026-04-01", code=2)
        self.assertIn("2020-02", done.stderr)
        self.assertIn("--from 2020-03-01", done.stderr)
        self.run_cli("export", "--from", "2020-03-01", "--to", "2020-03-02")
        self.run_cli("export", "--from", "2020-01-01", "--to", "2020-02-01")
        # its table was dropped, and made anew for a late call: the others are gone all the same
        self.sql("SELECT meter.make_partition('2020-02-01')")
        self.addCleanup(self.sql, "DROP TABLE meter.usage_log_202002")
        self.assertIn("2020-02", self.run_cli("export", "--from", "2020-01-01", "--to", "2026-04-01", code=2).stderr)

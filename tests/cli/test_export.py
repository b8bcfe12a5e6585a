"""`export`: the rows of the log as CSV, JSON Lines and Parquet, to the last digit; in one stream, in a file, or in a file a day."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from decimal import Decimal
from pathlib import Path

from lib.report import Failure
from lib.wheels import importable
from support import PROGRAM, CliTest, environment, psql, with_database

FORMULA = '=HYPERLINK("http://x")'
NUMBERS = ("requests", "input_tokens", "output_tokens", "tokens", "cache_read_tokens", "cost", "charged_cost")
PYARROW = ("pyarrow==26.0.1",)
ALL = ("--from", "2026-03-01", "--to", "2026-04-01")


class ExportTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.scratch = Path(folder.name)

    @classmethod
    def add(cls, account, given, got, model, at, more=""):
        quoted = model.replace("'", "''")
        psql(cls.url, f"SET token_meter.clock = '{at}'; SELECT FROM meter_add_tokens('{account}', {given}, {got},"
                      f" model => '{quoted}', provider => 'openai', enforce => false {more})")

    def folder(self):
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.run_cli("export", *args).stdout)))


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
            (["--from", "-infinity"], "2026-11-01"),
            (["--from", "0001-01-01"], "--from in the time of the log"),
            ([], "--from"),
            (["--from", "2026-03-10", "--key-source", "mine"], "shared, own"),
            (["--from", "2026-03-10", "--json"], "--format jsonl"),
            (["--from", "2026-03-10", "--out", "a", "--dir", "b"], "cannot be used with"),
            (["--from", "2026-03-10", "--out", "/no such folder/a.csv"], "must be there"),
            (["--from", "2026-03-10", "--dir", "/no such folder"], "must be there"),
            (["--from", "2026-03-10 08:00", "--to", "2026-03-12", "--dir", str(self.scratch)], "as dates"),
            (["--from", "2026-03-10", "--to", "2026-03-11 08:00", "--dir", str(self.scratch)], "as dates"),
        ]:
            with self.subTest(args):
                args = [f"--from={args[1]}", *args[2:]] if args and args[1].startswith("-") else args
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


class Disturbed(ExportTest):
    """What is interrupted, and what cannot be written."""

    DAYS = ("--from", "2026-03-01", "--to", "2026-03-06")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, """
            INSERT INTO meter.usage_log (account, at, plan, provider, model, key_source, service_tier, input_tokens, output_tokens, tokens,
                                         cost, charged_cost, price_match, price_ids, charged, enforced)
            SELECT 'user_' || i % 100, timestamptz '2026-03-01 00:00+00' + i * interval '4.3 seconds', 'free', 'openai', 'gpt-4o', 'shared',
                   'standard', i, 0, i, i * 0.0000025, i * 0.0000025, 'exact', '{1}', '{}', true
              FROM generate_series(0, 99999) i""")

    def whole(self):
        return self.run_cli("export", *self.DAYS).stdout.splitlines()

    def test_a_folder_has_a_file_a_day_and_is_gone_on_with(self):
        folder = self.folder()
        told = self.run_json("export", *self.DAYS, "--dir", str(folder))
        self.assertEqual((told["rows"], told["days_written"], told["days_there_already"]), ("100000", "5", "0"))
        files = sorted(folder.glob("*.csv"))
        self.assertEqual([file.name for file in files], [f"usage-2026-03-0{day}.csv" for day in range(1, 6)])
        lines = [file.read_text().splitlines() for file in files]
        header, *rows = self.whole()
        self.assertEqual({file[0] for file in lines}, {header})
        self.assertEqual([row for file in lines for row in file[1:]], rows)

        files[1].unlink()
        kept = files[0].stat().st_mtime_ns
        told = self.run_json("export", *self.DAYS, "--dir", str(folder))
        self.assertEqual((told["days_written"], told["days_there_already"]), ("1", "4"))
        self.assertEqual(files[1].read_text().splitlines(), lines[1])
        self.assertEqual(files[0].stat().st_mtime_ns, kept)
        self.assertEqual(self.run_json("export", *self.DAYS, "--dir", str(folder), "--overwrite")["days_written"], "5")
        self.assertNotEqual(files[0].stat().st_mtime_ns, kept)

        done = self.run_cli("export", *self.DAYS, "--dir", str(folder), "--account", "user_1", code=2)
        self.assertIn("a folder of its own", done.stderr)

    def test_a_killed_run_leaves_nothing_that_looks_whole(self):
        folder = self.folder()
        command = [PROGRAM, "export", *self.DAYS, "--dir", str(folder)]
        run = subprocess.Popen(command, env=environment(DATABASE_URL=self.url), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        while not list(folder.glob("*.csv")) and run.poll() is None:
            time.sleep(0.001)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        header, *rows = self.whole()
        for file in folder.glob("*.csv"):
            day = file.stem.removeprefix("usage-")
            self.assertEqual(file.read_text().splitlines(), [header, *(row for row in rows if row.split(",")[1].startswith(day))])
        self.run_cli("export", *self.DAYS, "--dir", str(folder))
        found = [line for file in sorted(folder.glob("*.csv")) for line in file.read_text().splitlines()[1:]]
        self.assertEqual(found, rows)
        self.assertEqual(list(folder.glob("*.part")), [])

    def test_what_an_interruption_left_is_written_anew(self):
        folder = self.folder()
        (folder / "usage-2026-03-02.csv.part").write_text("half a line" * 1_000_000)
        self.run_cli("export", *self.DAYS, "--dir", str(folder))
        self.assertTrue((folder / "usage-2026-03-02.csv").read_text().startswith("usage_id,"))
        self.assertNotIn("half", (folder / "usage-2026-03-02.csv").read_text())

    def test_a_day_that_is_not_over_is_told_and_not_written(self):
        folder = self.folder()
        today = self.sql("SELECT (now() AT TIME ZONE 'UTC')::date")
        for to in ("now", "tomorrow", "2999-01-01"):
            if to.startswith("2999"):
                to = self.sql("SELECT current_date + 30")
            told = self.run_json("export", "--from", "yesterday", "--to", to, "--dir", str(folder))
            self.assertEqual(told["day_not_over"], today)
            self.assertEqual(len(list(folder.glob("*.csv"))), 1)
            self.assertFalse((folder / f"usage-{today}.csv").exists())

    def test_a_full_disk_is_told_and_a_closed_pipe_is_not(self):
        for name in ("csv", "jsonl", "parquet", "focus"):
            with self.subTest(name), open("/dev/full", "wb") as full:
                command = [PROGRAM, "export", *self.DAYS, "--format", name]
                env = environment(DATABASE_URL=self.url)
                done = subprocess.run(command, env=env, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
                self.assertEqual(done.returncode, 2)
                self.assertIn("No space left", done.stderr)
                done = self.run_cli("export", *self.DAYS, "--format", name, "--out", "/dev/full", code=2)
                self.assertIn("/dev/full", done.stderr)

                run = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                self.assertTrue(run.stdout.read(10))
                run.stdout.close()
                self.assertEqual(run.stderr.read(), b"")
                self.assertEqual(run.wait(timeout=60), 0)
                run.stderr.close()

    def test_a_file_is_replaced_by_a_whole_one_or_not_at_all(self):
        path = self.folder() / "usage.parquet"
        path.write_text("the one of yesterday")
        # more digits than Parquet's decimals have; in a day of its own
        self.sql("INSERT INTO meter.usage_log (account, at, plan, key_source, service_tier, input_tokens, output_tokens, tokens, cost, charged_cost,"
                 " price_match, price_ids, charged, enforced) VALUES ('a', '2026-02-01', 'free', 'shared', 'standard', 1, 0, 1,"
                 " 0.0000000000000000000000001, 0, 'exact', '{1}', '{}', true)")
        done = self.run_cli("export", "--from", "2026-02-01", "--to", "2026-03-02", "--format", "parquet", "--out", str(path), code=2)
        self.assertIn("jsonl have no such bounds", done.stderr)
        self.assertEqual(path.read_text(), "the one of yesterday")
        self.assertEqual(list(path.parent.glob("*.part")), [])
        self.run_cli("export", *self.DAYS, "--format", "parquet", "--out", str(path))
        self.assertEqual(path.read_bytes()[:4], b"PAR1")

    def test_memory_stays_small_however_many_rows_there_are(self):
        for name in ("csv", "jsonl", "focus", "parquet"):
            with self.subTest(name):
                command = [PROGRAM, "export", *self.DAYS, "--format", name]
                run = subprocess.Popen(command, env=environment(DATABASE_URL=self.url), stdout=subprocess.PIPE)
                peak, read = 0, 0
                with run.stdout:
                    while part := run.stdout.read(1 << 16):
                        read += len(part)
                        peak = max(peak, self.memory_kib(run.pid))
                self.assertEqual(run.wait(timeout=60), 0)
                self.assertGreater(read, 1 << 20)
                self.assertLess(peak, 48 * 1024)

    @staticmethod
    def memory_kib(pid):
        """The most that the program has had so far; 0 once it has ended."""
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)

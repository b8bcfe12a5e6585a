"""`export` that is interrupted, gone on with, or cannot write: no part of a file is taken for the whole."""

import signal
import subprocess
import time
from pathlib import Path

from exporting import ExportTest
from support import PROGRAM, environment, psql


class Interrupted(ExportTest):
    DAYS = ("--from", "2026-03-01", "--to", "2026-03-06")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, """
            INSERT INTO meter.usage_log (account, at, plan, provider, model, key_source, service_tier, input_tokens, output_tokens, tokens,
                                         cost, charged_cost, price_match, price_ids, charged, enforced)
            SELECT 'user_' || i % 100, timestamptz '2026-03-01 00:00+00' + i * interval '14.3 seconds', 'free', 'openai', 'gpt-4o', 'shared',
                   'standard', i, 0, i, i * 0.0000025, i * 0.0000025, 'exact', '{1}', '{}', true
              FROM generate_series(0, 29999) i""")

    def whole(self):
        return self.run_cli("export", *self.DAYS).stdout.splitlines()

    def test_a_folder_has_a_file_a_day_and_is_gone_on_with(self):
        folder = self.folder()
        told = self.run_json("export", *self.DAYS, "--dir", str(folder))
        self.assertEqual((told["rows"], told["days_written"], told["days_there_already"]), ("30000", "5", "0"))
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

        self.run_cli("account", "set", "user_1")
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
                self.assertGreater(read, 1 << 19)
                self.assertLess(peak, 48 * 1024)

    @staticmethod
    def memory_kib(pid):
        """The most that the program has had so far; 0 once it has ended."""
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)

"""add-batch: events of a file, chunk by chunk; what is refused, what is wrong, and how it goes on."""

import json
import os
import signal
import subprocess
import tempfile
import time

from support import PROGRAM, CliTest, environment, with_database


class Batch(CliTest):
    def file(self, events, lines=True):
        file = tempfile.NamedTemporaryFile("w", suffix=".jsonl")
        self.addCleanup(file.close)
        file.write("".join(json.dumps(event) + "\n" for event in events) if lines else json.dumps(events, indent=1))
        file.flush()
        return file.name

    def rows(self, account):
        return self.sql(f"SELECT count(*), sum(tokens) FROM meter.usage_log WHERE account = '{account}'")

    def test_lines_and_an_array_are_charged_alike(self):
        for account, lines in (("lines", True), ("array", False)):
            events = [{"account": account, "input_tokens": 1200, "output_tokens": 300, "model": "gpt-4o-mini", "provider": "openai"},
                      {"account": account, "input_tokens": 100, "enforce": False}]
            told = self.run_json("add-batch", self.file(events, lines))
            self.assertEqual((told["events"], told["allowed"], told["refused"], told["tokens"]), ("2", "2", "0", "1600"))
            self.assertEqual(told["cost"].rstrip("0"), "0.00037")
            self.assertEqual(self.rows(account), "2|1600")

    def test_refused_events_are_told_by_their_number(self):
        for chunk in ("1000", "1"):
            account = f"ann {chunk}"
            events = [{"account": account, "input_tokens": tokens} for tokens in (30000, 10001, 10000)]
            told = self.run_json("add-batch", self.file([*events, {"account": "zoe\x1b[2J", "input_tokens": 40001}]), "--chunk", chunk, code=1)
            self.assertEqual((told["allowed"], told["refused"], told["last_event"]), ("2", "2", "4"))
            self.assertEqual([(row["event"], row["account"], row["reason"], row["limit_name"], row["used"]) for row in told["refused_events"]],
                             [("2", account, "over_limit", "daily_tokens", "30000"), ("4", "zoe\x1b[2J", "over_limit", "daily_tokens", "0")])
        shown = self.run_cli("add-batch", code=1, stdin='{"account": "zoe\\u001b[2J", "input_tokens": 40001}').stdout
        self.assertIn("event 1 of zoe\\u{1b}[2J: over_limit, 40,001 tokens, daily_tokens has 0 / 40,000 tokens", shown)
        self.assertRegex(shown, r"(?m)^refused +1$")

    def test_a_wrong_event_ends_it_before_its_chunk_and_it_goes_on_from_there(self):
        events = [{"account": "bob", "input_tokens": 10} for _ in range(7)]
        events[5] = {"account": "bob", "input_tokens": 10, "colour": "red"}
        done = self.run_cli("add-batch", self.file(events), "--chunk", "2", code=2)
        self.assertIn('event 6: unknown argument "colour"', done.stderr)
        self.assertIn("SQLSTATE:  22023", done.stderr)
        self.assertIn("--from-event 5", done.stderr)
        self.assertRegex(done.stdout, r"(?m)^allowed +4$")
        self.assertEqual(self.rows("bob"), "4|40")
        del events[5]["colour"]
        self.assertEqual(self.run_json("add-batch", self.file(events), "--from-event", "5")["events"], "3")
        self.assertEqual(self.rows("bob"), "7|70")

    def test_with_a_key_prefix_it_is_safe_to_run_twice(self):
        events = [{"account": "cid", "input_tokens": 10}, {"account": "cid", "input_tokens": 20, "idempotency_key": "own"},
                  {"account": "cid", "input_tokens": 30, "idempotency_key": None}, {"account": "cid", "input_tokens": 50000}]
        file = self.file(events)
        first = self.run_json("add-batch", file, "--key-prefix", "november", code=1)
        self.assertEqual((first["without_key"], first["refused"]), ("0", "1"))
        self.assertEqual(self.run_json("add-batch", file, "--key-prefix", "november", "--chunk", "1", code=1), first)
        self.assertEqual(self.rows("cid"), "3|60")
        self.assertEqual(self.sql("SELECT string_agg(idempotency_key, ' ' ORDER BY idempotency_key) FROM meter.idempotency_keys WHERE account = 'cid'"),
                         "november:1 november:3 november:4 own")
        changed = self.run_cli("add-batch", self.file(events[1:]), "--key-prefix", "november", code=2).stderr
        self.assertIn('event 3: idempotency key "november:3" was used for another request', changed)

    def test_without_keys_it_says_what_a_second_run_would_do(self):
        events = [{"account": "dan", "input_tokens": 1}, {"account": "dan", "input_tokens": 1, "idempotency_key": "k"}]
        told = self.run_cli("add-batch", self.file(events)).stdout
        self.assertIn("A second run would charge 1 event again", told)
        self.assertNotIn("second run", self.run_cli("add-batch", self.file(events[1:])).stdout)

    def test_what_is_not_json_is_told_by_its_line(self):
        good = '{"account": "eve", "input_tokens": 1}\n'
        for text, told in ((good + "\n" + "{nope\n", "event 3 is not JSON"), (good + "x" * (1 << 20), "event 2 has more than a mebibyte"),
                           ("[" + good + ",", "is not JSON: EOF"), ("[" + good + "] x", "is not JSON: trailing"), ("17\n", "event 1: not an object"),
                           ('{"account": "eve"}', "event 1: input_tokens")):
            with self.subTest(told):
                done = self.run_cli("add-batch", "--chunk", "1000", code=2, stdin=text)
                self.assertIn(told, done.stderr)
                self.assertIn("--from-event 1", done.stderr)
        self.assertEqual(self.rows("eve"), "0|")
        self.assertIn("standard input", self.run_cli("add-batch", "/no/such", code=2).stderr)

    def test_nothing_is_no_error(self):
        for text in ("", "\n\n", "[]", " \n[ ]\n", "\ufeff[]"):
            self.assertEqual(self.run_json("add-batch", stdin=text)["events"], "0", text)

    def test_an_app_s_role_may(self):
        role = f"cli_batching_{os.getpid()}"
        self.sql(f"CREATE ROLE {role} LOGIN; GRANT meter_app TO {role}")
        self.addCleanup(self.sql, f"DROP ROLE {role}")
        url = with_database(self.url, self.database, options=f"-c role={role}")
        self.assertEqual(self.run_json("add-batch", DATABASE_URL=url, stdin='{"account": "app", "input_tokens": 5}')["tokens"], "5")

    def test_an_interrupted_run_ends_behind_a_chunk_and_says_where(self):
        env = environment(DATABASE_URL=self.url)
        program = subprocess.Popen([PROGRAM, "add-batch", "--chunk", "1"], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(program.kill)
        program.stdin.write('{"account": "fay", "input_tokens": 1}\n' * 3)
        program.stdin.flush()
        until = time.monotonic() + 60
        while self.rows("fay") != "2|2":  # a chunk is charged when an event comes for which it has no room
            self.assertLess(time.monotonic(), until)
        program.send_signal(signal.SIGTERM)
        out, err = program.communicate('{"account": "fay", "input_tokens": 1}\n', timeout=60)
        self.assertEqual(program.returncode, 2, err)
        charged = int(self.rows("fay").split("|")[0])
        self.assertIn(f"Events up to {charged} are done. Go on with --from-event {charged + 1}", err)
        self.assertIn("interrupted", err)
        self.assertRegex(out, rf"(?m)^allowed +{charged}$")

    def test_memory_does_not_grow_with_the_file(self):
        def peak(count):
            event = json.dumps({"account": "gus", "input_tokens": 1, "enforce": False, "metadata": {"note": "x" * 400}}) + "\n"
            script = f"import sys, os\nfor _ in range({count}): sys.stdout.write({event!r})"
            writer = subprocess.Popen(["python3", "-c", script], stdout=subprocess.PIPE)
            done = subprocess.Popen([PROGRAM, "add-batch", "--json"], env=environment(DATABASE_URL=self.url), stdin=writer.stdout,
                                    stdout=subprocess.PIPE)
            writer.stdout.close()
            told = json.loads(done.stdout.read())
            done.stdout.close()
            _, status, used = os.wait4(done.pid, 0)
            done.returncode = os.waitstatus_to_exitcode(status)
            writer.wait()
            self.assertEqual((told["events"], done.returncode), (count, 0))
            return used.ru_maxrss
        self.assertLess(peak(40_000), peak(2_000) + 8 * 1024)

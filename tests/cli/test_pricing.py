"""pricing: what is set or imported, what is refused, and what is shown of it."""

import contextlib
import json
import signal
import subprocess
import tempfile
import time

from support import PROGRAM, CliTest, environment, server_program, with_database

FILE = {
    "sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of openai, …"},
    "acme/small": {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": 1.5e-07,
                   "output_cost_per_token": 6e-07},
    "acme/large": {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": 5.0000000000000004e-08,
                   "output_cost_per_token": 2e-06},
}


class Pricing(CliTest):
    def price_file(self, content):
        file = tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8")
        self.addCleanup(file.close)
        file.write(content if isinstance(content, str) else json.dumps(content))
        file.flush()
        return file.name

    def prices(self):
        return self.sql("SELECT count(*) FROM meter.prices")

    def import_json(self, content, *args, **kwargs):
        return self.run_json("pricing", "import", self.price_file(content), *args, **kwargs)

    def current(self, model):
        rows = self.run_json("pricing", "show", "acme", model)
        return {row["component"]: row["price_per_million"].rstrip("0").rstrip(".") for row in rows}

    def test_1_a_dry_run_writes_nothing_and_says_so(self):
        before = self.prices()
        done = self.run_cli("pricing", "import", self.price_file(FILE), "--dry-run")
        self.assertIn("nothing was written", done.stdout)
        self.assertRegex(done.stdout, r"added +4\b")
        self.assertNotIn("\x1b", done.stdout + done.stderr)
        self.assertEqual(self.prices(), before)

    def test_2_an_import_is_exact_and_can_be_repeated(self):
        report = self.import_json(FILE)
        summary = report["summary"]
        self.assertEqual((summary["entries"], summary["added"], summary["changed"]), ("3", "4", "0"))
        self.assertIs(summary["dry_run"], False)
        self.assertEqual(sum(row["change"] == "added" for row in report["rows"]), 4)
        self.assertEqual(self.current("small"), {"input": "0.15", "output": "0.6"})
        self.assertEqual(self.current("large"), {"input": "0.05", "output": "2"})
        again = self.import_json(FILE)["summary"]
        self.assertEqual((again["added"], again["changed"], again["unchanged"]), ("0", "0", "4"))

    def test_3_a_change_is_shown_old_and_new_and_kept_in_the_history(self):
        changed = json.loads(json.dumps(FILE))
        changed["acme/small"]["input_cost_per_token"] = 1.2e-07
        done = self.run_cli("pricing", "import", self.price_file(changed))
        self.assertRegex(done.stdout, r"acme +small +input +0\.15 +0\.12\b")
        history = self.run_json("pricing", "history", "acme", "small")
        inputs = [row["price_per_million"].rstrip("0") for row in history if row["component"] == "input"]
        self.assertEqual(inputs, ["0.15", "0.12"])
        self.assertEqual(self.current("small")["input"], "0.12")

    def test_4_standard_input_is_a_file_too(self):
        content = json.dumps({"acme/piped": FILE["acme/small"]})
        done = self.run_cli("pricing", "import", "-", stdin=content)
        self.assertRegex(done.stdout, r"added +2\b")
        self.assertEqual(self.run_json("pricing", "list", "--provider", "acme", "--model", "PIPE")[0]["model"], "piped")

    def test_5_a_broken_file_imports_nothing(self):
        before = self.prices()
        broken_row = json.loads(json.dumps(FILE)) | {
            "acme/new": FILE["acme/small"],
            "acme/broken": {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": -1e-07,
                            "output_cost_per_token": 1e-07},
        }
        done = self.run_cli("pricing", "import", self.price_file(broken_row), code=2)
        self.assertIn("broken", done.stderr)
        self.assertEqual(done.stdout, "")
        for content, told in [
            ('{"a": 1,\n "b": }', "line 2 column 7"),
            ("", "line 1"),
            ("[]", "empty"),
            ("17", "an object or an array"),
        ]:
            done = self.run_cli("pricing", "import", self.price_file(content), code=2)
            self.assertIn(told, done.stderr)
            self.assertIn("Nothing was imported", done.stderr)
        self.run_cli("pricing", "import", "/no/such/file.json", code=2)
        self.assertEqual(self.prices(), before)

    def test_6_bytes_that_are_no_text_are_refused(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b'{"a\xff": 1}')
            file.flush()
            done = self.run_cli("pricing", "import", file.name, code=2)
        self.assertIn("not UTF-8 at byte 4", done.stderr)

    def test_7_a_price_is_set_for_a_tier_and_a_context(self):
        set_price = ["pricing", "set", "acme", "tiered", "input"]
        self.run_cli(*set_price, "1.25")
        self.run_cli(*set_price, "2.5", "--above", "200000")
        row = self.run_json(*set_price, "0.625", "--tier", "batch")
        self.assertEqual((row["service_tier"], row["price_per_million"]), ("batch", "0.625"))
        rows = self.run_json("pricing", "show", "acme", "tiered")
        shown = {(row["service_tier"], row["context_above"]): row["price_per_million"] for row in rows}
        self.assertEqual(shown, {("batch", "0"): "0.625", ("standard", "0"): "1.25", ("standard", "200000"): "2.5"})

        for bad in ("-1", "NaN", "cheap"):
            self.run_cli(*set_price, bad, code=2)
        self.run_cli(*set_price, "1", "--from", "2020-01-01", code=2)
        self.run_cli(*set_price, "1", "--from", "2020-01-01", "--allow-past")
        self.run_cli("pricing", "show", "acme", "no such model", code=2)


    def test_8_a_table_is_a_price_file_too(self):
        header = "provider,model,component,price_per_million,effective_from\n"
        content = header + 'acme,"a, b",input,1.25,\nacme,"a, b",output,7.5,\n'
        summary = self.import_json(content)["summary"]
        self.assertEqual((summary["entries"], summary["added"]), ("2", "2"))
        self.assertEqual(self.current("a, b"), {"input": "1.25", "output": "7.5"})
        report = self.import_json(header + 'acme,"a, b",input,1.25,\nacme,"a, b",output,8,\n', "--only-changed")
        self.assertEqual([(row["change"], row["component"]) for row in report["rows"]], [("changed", "output")])
        done = self.run_cli("pricing", "import", self.price_file(header + "acme,m,input,cheap,\n"), code=2)
        self.assertIn("line 2", done.stderr)
        done = self.run_cli("pricing", "import", self.price_file(header), code=2)
        self.assertIn("no line of prices", done.stderr)

    def test_9_a_price_that_jumps_needs_force(self):
        self.import_json({"acme/jump": FILE["acme/small"]})
        dear = self.price_file({"acme/jump": FILE["acme/small"] | {"input_cost_per_token": 1.5e-05}})
        done = self.run_cli("pricing", "import", dear, code=2)
        self.assertIn("acme/jump input from 0.15 (of litellm) to 15", done.stderr)
        self.assertIn("SQLSTATE:  22023", done.stderr)
        self.assertEqual(self.current("jump")["input"], "0.15")
        done = self.run_cli("pricing", "import", dear, "--dry-run")
        self.assertIn("Refused without --force", done.stdout)
        self.run_cli("pricing", "import", dear, "--force", "--max-factor", "2", code=2)
        self.run_cli("pricing", "import", dear, "--max-factor", "0", code=2)
        self.run_cli("pricing", "import", dear, "--force")
        self.assertEqual(self.current("jump")["input"], "15")
        self.run_cli("pricing", "import", self.price_file({"acme/jump": FILE["acme/small"]}), "--max-factor", "100")
        self.assertEqual(self.current("jump")["input"], "0.15")

    def test_a_what_is_exported_imports_back_to_no_change(self):
        before = self.prices()
        for form in ("csv", "litellm"):
            exported = self.run_cli("pricing", "export", "--format", form, "--provider", "openai").stdout
            summary = self.import_json(exported)["summary"]
            self.assertGreater(int(summary["unchanged"]), 10)
            self.assertEqual([summary[kind] for kind in ("added", "changed", "ended", "skipped")], ["0"] * 4)
        self.assertEqual(self.prices(), before)
        exported = self.run_json("pricing", "export", "--provider", "openai")
        self.assertEqual(exported["format"], "csv")
        self.assertTrue(exported["prices"].startswith("provider,model,component,price_per_million,"))
        self.run_cli("pricing", "export", "--format", "openrouter", code=2)


class Differences(CliTest):
    """A gateway's own bill beside what the prices say."""

    def test_models_whose_bills_and_prices_part_are_listed_with_amounts(self):
        for model, bill in (("acme/same", "0.0003"), ("acme/dearer", "0.0005")):
            self.run_cli("pricing", "set", "openrouter", model, "input", "1")
            self.run_cli("pricing", "set", "openrouter", model, "output", "2")
            body = {"id": f"gen-{model}", "object": "chat.completion", "provider": "Acme", "model": model,
                    "choices": [{"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 100, "total_tokens": 200, "cost": "BILL"}}
            response = json.dumps(body).replace('"BILL"', bill)
            self.sql(f"SELECT allowed FROM meter_add_response('u1', '{response}', provider => 'openrouter')")
        found = self.run_json("pricing", "differences")
        self.assertEqual([row["model"] for row in found], ["acme/dearer"])
        self.assertEqual((found[0]["calls"], found[0]["differing"]), ("1", "1"))
        amounts = [found[0][column].rstrip("0") for column in ("reported_cost", "priced_cost", "difference")]
        self.assertEqual(amounts, ["0.0005", "0.0003", "0.0002"])
        self.assertIn("acme/dearer", self.run_cli("pricing", "differences", "--provider", "openrouter").stdout)
        for none in (["--provider", "openai"], ["--model", "acme/same"], ["--to", "2020-01-01"]):
            self.assertEqual(self.run_json("pricing", "differences", *none), [])
        self.run_cli("pricing", "differences", "--from", "nonsense", code=2)


class InterruptedImport(CliTest):
    def test_an_interrupted_import_writes_nothing(self):
        before = self.sql("SELECT count(*) FROM meter.prices")
        with self.lock_on_prices():
            # the import waits for the lock, and is interrupted while it waits
            program = subprocess.Popen(
                [PROGRAM, "pricing", "import", self.price_file()],
                env=environment(DATABASE_URL=with_database(self.url, self.database, application_name="interrupted")),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                # a run in the background of a script ignores it, and what it starts inherits that
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
            self.wait_for("count(*) = 1", "wait_event_type = 'Lock'")
            program.send_signal(signal.SIGINT)
            self.assertNotEqual(program.wait(timeout=60), 0)
        self.wait_for("count(*) = 0", "true")
        self.assertEqual(self.sql("SELECT count(*) FROM meter.prices"), before)

    def price_file(self):
        file = tempfile.NamedTemporaryFile("w", suffix=".json")
        self.addCleanup(file.close)
        json.dump(FILE, file)
        file.flush()
        return file.name

    @contextlib.contextmanager
    def lock_on_prices(self):
        psql = subprocess.Popen(
            [server_program("psql"), "-XAtq", "-d", self.url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        with psql:  # the end of its input ends the session, and with it the lock
            psql.stdin.write("BEGIN; LOCK TABLE meter.prices; SELECT 'locked';\n")
            psql.stdin.flush()
            self.assertEqual(psql.stdout.readline().strip(), "locked")
            yield

    def wait_for(self, count, which):
        condition = f"SELECT {count} FROM pg_stat_activity WHERE application_name = 'interrupted' AND {which}"
        deadline = time.monotonic() + 60
        while self.sql(condition) != "t":
            self.assertLess(time.monotonic(), deadline, condition)
            time.sleep(0.05)

"""What programs and terminals get: JSON, colours, closed pipes, and ids that would trick a terminal."""

import json
import subprocess

from support import PROGRAM, CliTest, environment

GREEN, YELLOW, RED = "\x1b[38;5;10m", "\x1b[38;5;11m", "\x1b[38;5;9m"
ESCAPE = "\x1b["


class Output(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = environment(DATABASE_URL=cls.url)
        for account, tokens in [("fine", "100"), ("warned", "34000"), ("critical", "39000")]:
            subprocess.run([PROGRAM, "add", account, tokens], env=env, check=True, capture_output=True)

    def on_a_terminal(self, *args, **env):
        code, screen = self.run_on_terminal(*args, **env)
        self.assertEqual(code, 0, screen)
        return screen

    def test_gauges_are_coloured_by_level_on_a_terminal(self):
        for account, colour in [("fine", GREEN), ("warned", YELLOW), ("critical", RED)]:
            screen = self.on_a_terminal("account", "show", account)
            self.assertIn(colour, screen)
            for other in {GREEN, YELLOW, RED} - {colour}:
                self.assertNotIn(other, screen)

    def test_colour_can_be_switched_off_and_on(self):
        show = ["account", "show", "warned"]
        self.assertNotIn(ESCAPE, self.on_a_terminal(*show, NO_COLOR="1"))
        self.assertNotIn(ESCAPE, self.on_a_terminal(*show, "--color", "never"))
        self.assertIn(ESCAPE, self.on_a_terminal(*show, NO_COLOR=""))
        self.assertIn(ESCAPE, self.run_cli(*show, "--color", "always").stdout)
        plain = self.run_cli(*show).stdout
        self.assertNotIn(ESCAPE, plain)
        self.assertIn("[" + "█" * 17 + "░" * 3 + "]", plain)
        self.assertIn("warning", plain)

    def test_json_is_an_object_or_an_array_with_numbers(self):
        verdict = json.loads(self.run_cli("check", "fine", "1", "--json").stdout)
        self.assertEqual(
            list(verdict),
            ["allowed", "reason", "limit_name", "unit", "period", "used", "reserved", "cap", "remaining", "percent",
             "level", "resets_at", "tokens", "cost", "usage_id", "hold_id", "charged_cost",
             "price_match", "duplicate"],
        )
        self.assertIs(verdict["allowed"], True)
        self.assertEqual(verdict["cap"], 40000)
        self.assertIsNone(verdict["hold_id"])
        self.assertRegex(verdict["resets_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$")
        self.assertIsInstance(self.run_json("account", "list"), list)
        self.assertEqual(list(self.run_json("account", "show", "fine")), ["account", "limits"])
        self.assertEqual(list(self.run_json("plan", "list")), ["plans", "limits"])
        models = self.run_json("pricing", "list", "--provider", "openai", "--model", "gpt-4o-mini")
        prices = {model["model"]: model["input"].rstrip("0") for model in models}
        self.assertEqual(prices["gpt-4o-mini"], "0.15")

    def test_a_reader_that_goes_away_is_no_error(self):
        for args in (["pricing", "list"], ["pricing", "list", "--json"], ["completions", "bash"], ["--help"]):
            program = subprocess.Popen(
                [PROGRAM, *args], env=environment(DATABASE_URL=self.url), stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            program.stdout.close()
            told = program.stderr.read().decode()
            program.stderr.close()
            self.assertEqual((program.wait(timeout=60), told), (0, ""), args)

    def test_any_id_is_shown_without_tricking_the_terminal(self):
        account = "a'\";-- %\n\x1b[31mred\u202e 🎉"
        self.run_cli("add", account, "5")
        shown = self.run_cli("account", "show", account).stdout
        self.assertIn("\\n\\u{1b}[31mred\\u{202e} 🎉", shown)
        self.assertNotIn("\x1b", shown)
        self.assertEqual(self.run_json("account", "show", account)["account"]["account"], account)

    def test_help_names_the_verbs_and_hides_the_environment(self):
        secret = "postgresql://me:hunter2@localhost/db"
        told = self.run_cli("--help", DATABASE_URL=secret).stdout
        for verb in ("install", "status", "pricing", "plan", "limit", "account", "add", "check", "grant", "reset-due", "maintain", "verify"):
            self.assertIn(verb, told)
        self.assertNotIn("hunter2", told)
        self.run_cli(code=2)
        self.run_cli("no-such-verb", code=2)

"""What a mistake is answered with: exit code 2, nothing on standard output, the reason, and what to do."""

import os
import subprocess

from support import PROGRAM, CliTest, environment, psql, with_database

# what is wrong, what the message says, and what the hint leads to
MISTAKES = [
    (["account", "set", "a", "--plan", "gold"], 'no plan "gold"', "token-meter plan set"),
    (["account", "set", "a", "--anchor", "soon"], '"soon"', "2026-11-01 08:00"),
    (["account", "set", "a", "--metadata", "{a"], "json", "single quotes"),
    (["account", "set", "a", "--time-zone", "Mars/Dust"], "Mars/Dust", "IANA"),
    (["account", "show", "nobody"], 'no account "nobody"', "account set"),
    (["account", "grants", "nobody"], 'no account "nobody"', "account set"),
    (["account", "list", "--plan", "gold"], 'no plan "gold"', "plan list"),
    (["limit", "set", "x", "--plan", "free", "--unit", "words", "--cap", "1", "--period", "day"], "words", "output_tokens"),
    (["limit", "set", "daily_tokens", "--plan", "free", "--thresholds", "80,high"], "high", "number"),
    (["plan", "set", "x", "--markup", "a lot"], "a lot", "number"),
    (["pricing", "set", "acme", "m", "input", "1 USD"], "1 USD", "number"),
    (["pricing", "set", "acme", "m", "input", "1", "--from", "2020-01-01"], "in the past", "--allow-past"),
    (["pricing", "show", "acme", "none"], "no price", "pricing list --model"),
    (["pricing", "unalias", "none"], "no such model rule", "pricing aliases"),
    (["pricing", "import", "litelm"], "litelm", "litellm, openrouter, genai-prices or models.dev"),
    (["pricing", "export", "--format", "xml"], "xml", "csv"),
    (["pricing", "differences", "--from", "long ago"], "long ago", "2026-11-01"),
    (["pricing", "match", ""], "blank", "NULL"),
    (["grant", "a", "daily_tokens", "5", "--kind", "present"], "present", "top_up"),
    (["grant", "void", "987654", "--yes"], "987654", "account grants"),
    (["grant", "void", "987654"], "--yes", "Nothing was changed"),
    (["plan", "show", "gold"], 'no plan "gold"', "plan list"),
    (["limit", "list", "--plan", "gold"], 'no plan "gold"', "plan list"),
    (["limit", "list", "--account", "nobody"], 'no account "nobody"', "account set"),
    (["pool", "set", "nobody", "openai"], "nobody", "token-meter account set"),
    (["pool", "remove", "a", "openai"], "--yes", "Nothing was changed"),
    (["key-source", "set", "a", "openai", "mine"], "mine", "own"),
    (["refund", "a", "987654"], "987654", "history"),
    (["hold", "release", "987654"], "987654", "token-meter hold list"),
    (["alerts", "take", "--batch", "0"], "batch is 0", "bounds"),
    (["denials", "--from", "long ago"], "long ago", "2026-11-01"),
    (["account", "stats", "a", "--at", "2999-01-01"], "invalid at", "has been"),
    (["account", "stats", "a", "--top", "-1"], "invalid top", "1,000"),
    (["account", "cheaper", "a", "--from", "2026-11-02", "--to", "2026-11-01"], "from_at", "--from TIME"),
    (["account", "remove", "used", "--yes"], "cannot be removed", "token-meter account forget"),
    (["export", "--from", "2026-01-01", "--dir", "/no/such/folder"], "/no/such/folder", "Give a folder that is there"),
    (["config", "set", "colour", "red"], "colour", "denial_days"),
    (["config", "set", "unknown_model", "guess"], "guess", "refuse"),
    (["reset-due", "--batch", "-1"], "batch is -1", "bounds"),
    (["maintain", "--batch", "0"], "batch is 0", "bounds"),
    (["install", "--grant", "app=no such role"], "no such role", "CREATE ROLE"),
    (["status", "--database-url", "postgresql://127.0.0.1:1/x"], "could not connect", "DATABASE_URL"),
]


class Mistakes(CliTest):
    def test_each_is_told_with_what_to_do(self):
        self.run_cli("account", "set", "a")
        self.run_cli("add", "used", "10")
        for args, reason, todo in MISTAKES:
            with self.subTest(args):
                done = self.run_cli(*args, "--json", code=2)
                self.assertEqual(done.stdout, "")
                told, _, hints = done.stderr.partition("HINT:")
                self.assertIn(reason, told)
                self.assertIn(todo, hints)

    def test_who_may_not_is_told_who_gives_the_right(self):
        role = f"cli_stranger_{os.getpid()}"
        psql(self.url, f"CREATE ROLE {role} LOGIN")
        self.addCleanup(psql, self.url, f"DROP ROLE {role}")
        # the statements of a session of its own, whatever the server asks of logins
        stranger = with_database(self.url, self.database, options=f"-c role={role}")
        for args in (["status"], ["plan", "list"], ["grant", "a", "daily_tokens", "5"]):
            done = self.run_cli(*args, code=2, DATABASE_URL=stranger)
            self.assertIn("permission denied", done.stderr)
            self.assertIn("token-meter install --grant admin=ROLE", done.stderr)


class NotInitialised(CliTest):
    installed = False

    def test_tables_that_are_not_there_are_told_as_that(self):
        self.assertIn("token-meter install", self.run_cli("status", code=2).stderr)
        self.sql("CREATE EXTENSION token_meter")
        self.assertIn("token-meter install", self.run_cli("status").stdout)
        for args in (["plan", "list"], ["account", "list"], ["account", "show", "a"], ["pricing", "list"], ["add", "a", "1"],
                     ["pricing", "aliases"], ["config", "list"], ["verify"], ["doctor"]):
            done = self.run_cli(*args, code=2)
            self.assertRegex(done.stderr, "HINT:.*token-meter install", args)
        env = environment(DATABASE_URL=self.url)
        subprocess.run([PROGRAM, "install"], env=env, check=True, capture_output=True)
        self.run_cli("plan", "list")

"""Every verb: help with examples that run, and an answer in JSON that lacks no column of the table.

Verbs are found by --help: one that is new must have its line in CALLS."""

import os
import re
import shlex
import tempfile

from support import CliTest

WORDS_OF_THE_SHELL = re.compile(r"(\s\s+\(.*\)| > .*)$")
EXAMPLE = re.compile(r"^  (?:[\d*/]+ .* |.*\| )?(token-meter .*)$", re.MULTILINE)

# examples that name a role, a file, an address, a format that the SQL edition does not write, a schema, a grant, a call or a hold which is not here, or that ask first
MAY_FAIL = {"install", "pricing export", "estimate", "extract", "add-response", "add-batch", "pricing import", "grant void", "limit remove", "pool remove", "refund", "hold release", "export", "account rename", "account forget", "account remove"}

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
ANSWER, EVENTS = os.path.join(DATA, "answer.json"), os.path.join(DATA, "events.jsonl")

# a call of each verb, in an order in which each finds what it is about
CALLS = [
    ("install", []), ("status", []), ("plan list", []), ("plan set", ["team"]), ("plan show", ["team"]),
    ("limit set", ["daily", "--plan", "team", "--unit", "tokens", "--cap", "1000", "--period", "day"]),
    ("limit list", ["--plan", "team"]),
    ("account set", ["ann", "--plan", "team"]), ("account list", []), ("account show", ["ann"]),
    ("pool set", ["ann", "openai"]), ("pool list", []), ("key-source set", ["ann", "openai", "own"]), ("key-source list", []),
    ("add", ["ann", "10", "--model", "no-such-model"]), ("account stats", ["ann"]), ("account cheaper", ["ann"]), ("denials", []),
    ("usage", ["--by", "model,day"]), ("history", ["ann"]), ("report", ["--html", os.devnull]),
    ("export", ["--from", "2020-01-01", "--out", os.devnull]), ("top", []),
    ("alerts list", []), ("alerts take", []), ("alerts retry", []), ("hold list", ["--all"]), ("hold release", ["1"]), ("refund", ["ann", "1"]), ("check", ["ann"]), ("grant", ["ann", "daily", "50"]),
    ("account grants", ["ann"]), ("account set", ["bea"]), ("account rename", ["bea", "ada"]), ("account remove", ["ada", "--yes"]), ("grant void", ["1", "--yes"]),
    ("cost", ["gpt-4o-mini", "10", "--provider", "openai"]), ("estimate", ["gpt-4o-mini", "--text", "Tell me a story.", "--account", "ann"]),
    ("extract", [ANSWER]), ("add-response", ["bob", ANSWER]), ("add-batch", [EVENTS]),
    ("pricing set", ["acme", "m", "input", "1"]), ("pricing list", []), ("pricing show", ["acme", "m"]),
    ("pricing history", ["acme", "m"]), ("pricing match", ["gpt-4o", "--account", "ann"]), ("pricing unpriced", []),
    ("pricing alias", ["ours", "m"]), ("pricing aliases", []), ("pricing unalias", ["ours"]),
    ("pricing differences", []), ("pricing import", ["-", "--dry-run"]), ("pricing export", ["--provider", "acme"]),
    ("pricing reprice", ["--from", "2020-01-01", "--to", "2099-01-01", "--dry-run"]),
    ("config list", []), ("config set", ["denial_days", "30"]), ("reset-due", []), ("maintain", []), ("log detach", ["--before", "2020-01-01", "--yes"]), ("log rebuild", []), ("verify", []),
    ("doctor", []), ("key-source remove", ["ann", "openai"]), ("pool remove", ["ann", "openai", "--yes"]),
    ("limit remove", ["daily", "--plan", "team", "--yes"]), ("account forget", ["ann", "--yes"]),
]
# these draw gauges, choose among the columns, or write a file
NOT_A_TABLE_OF_COLUMNS = {"add-response", "add-batch", "estimate", "account show", "account stats", "add", "check", "cost", "hold release", "pricing import", "pricing export", "usage", "export", "top"}


class EveryVerb(CliTest):
    def helps(self, *verb):
        """The help of this verb, if it is one that can be run, and of all below it."""
        told = self.run_cli(*verb, "--help").stdout
        part = re.search(r"^Commands:\n(.*?)\n\n", told, re.DOTALL | re.MULTILINE)
        below = re.findall(r"^  ([a-z-]+) ", part[1], re.MULTILINE) if part else []
        if not below or "\nArguments:\n" in told:
            yield " ".join(verb), told
        for name in below:
            if name != "help":
                yield from self.helps(*verb, name)

    def test_each_has_examples_and_they_run(self):
        folder = tempfile.TemporaryDirectory()  # some write a file
        self.addCleanup(folder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(folder.name)
        self.run_cli("account", "set", "user_2abc")
        for limit in ("monthly_tokens", "monthly_cost", "spend"):
            unit = "tokens" if limit == "monthly_tokens" else "cost"
            self.run_cli("limit", "set", limit, "--account", "user_2abc", "--unit", unit, "--cap", "100000", "--period", "month")
        self.run_cli("account", "set", "acme")
        self.run_cli("limit", "set", "credits", "--account", "acme", "--unit", "tokens", "--cap", "0", "--period", "never")
        for verb, told in self.helps():
            examples = EXAMPLE.findall(told.split("Options of every command:")[1])
            self.assertTrue(examples, f"{verb}: no example")
            self.assertTrue(any(line.startswith(f"token-meter {verb}") for line in examples), verb)
            for line in examples:
                args = shlex.split(WORDS_OF_THE_SHELL.sub("", line))[1:]
                with self.subTest(line):
                    code = (0, 2) if any(line.startswith(f"token-meter {verb}") for verb in MAY_FAIL) else 0
                    done = self.run_cli(*args, code=code, HTTPS_PROXY="http://127.0.0.1:1", ALL_PROXY=None)
                    # what is said of words and options that there are not begins so
                    self.assertNotRegex(done.stderr, "^error: ")

    def test_each_answers_in_json_with_every_column_of_its_table(self):
        verbs = {verb for verb, _ in self.helps()}
        self.assertEqual(verbs - {"completions"}, {verb for verb, _ in CALLS})
        self.run_cli("account", "set", "ann")
        self.sql("SELECT hold_id FROM meter_reserve('ann', 10)")
        price = '{"acme/x": {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": 1e-07}}'
        for verb, args in CALLS:
            with self.subTest(verb):
                answer = self.run_json(*verb.split(), *args, stdin=price)
                table = self.again(verb, args, price)
                if verb not in NOT_A_TABLE_OF_COLUMNS:
                    self.assertLessEqual(self.columns(table), self.keys(answer))

    def again(self, verb, args, price):
        if verb in ("limit remove", "pool remove", "pricing unalias", "refund", "hold release", "account rename", "account remove", "account forget"):
            return ""  # it is gone, or done
        return self.run_cli(*verb.split(), *args, stdin=price).stdout

    @staticmethod
    def columns(table):
        """The words above a rule, or those that the lines of a single thing begin with."""
        lines = table.splitlines()
        heads = [head for head, rule in zip(lines, lines[1:]) if rule.startswith("──")]
        if heads:
            return set(" ".join(heads).split())
        return {line.split()[0] for line in lines if re.match(r"[a-z_]+  ", line)}

    @classmethod
    def keys(cls, answer):
        if isinstance(answer, list):
            return set().union(*map(cls.keys, answer)) if answer else set()
        if isinstance(answer, dict):
            return set(answer).union(*map(cls.keys, answer.values()))
        return set()

    def test_what_reads_prints_an_array_or_an_object_where_there_is_nothing(self):
        for args in (["pricing", "differences"], ["pricing", "aliases"], ["pricing", "unpriced", "--to", "2020-01-01"],
                     ["reset-due"], ["verify"], ["doctor"], ["pricing", "list", "--provider", "none"], ["pool", "list", "--provider", "none"],
                     ["key-source", "list", "--account", "nobody"], ["hold", "list", "--account", "nobody"],
                     ["alerts", "list", "--account", "nobody"], ["alerts", "retry"], ["denials", "--to", "2020-01-01"]):
            self.assertEqual(self.run_json(*args), [], args)

"""What the demo's chapters share: a command and its answer, shown as on a terminal."""
from __future__ import annotations

import re

from lib.cluster import Cluster
from lib.database import psql
from lib.meter_cli import expect
from lib.report import say

INDENT = "   "


def indented(text: str) -> None:
    for line in text.strip("\n").splitlines():
        say(f"{INDENT}{line}".rstrip())
    say()


class Story:
    """Runs the chapters' commands against one cluster."""

    def __init__(self, cluster: Cluster):
        self.cluster = cluster

    def tell(self, text: str) -> None:
        say(re.sub(r"\s+", " ", text).strip())
        say()

    def run(self, *words: str, exit_code: int = 0, only: tuple[str, ...] | None = None) -> None:
        """A command of the CLI, shown with what it prints; with `only`, with those of its lines that begin so."""
        typed = " ".join(f"'{word}'" if re.search(r"[\s*$^()]", word) else word for word in words)
        say(f"$ token-meter {typed}" + (f"   # exit code {exit_code}" if exit_code else ""))
        printed = expect(self.cluster, *words, exit_code=exit_code)
        if only is None:
            indented(printed)
        else:
            for line in filter(lambda line: line.startswith(only), printed.splitlines()):
                say(f"{INDENT}{line}".rstrip())

    def sql(self, statement: str) -> None:
        """A query in plain psql, shown with its table."""
        for number, line in enumerate(statement.strip().splitlines()):
            say(f"{'=#' if number == 0 else '-#'} {line}")
        indented(psql(self.cluster, statement))

    def set_clock(self, moment: str) -> None:
        """The meter's test clock, for every session from now on."""
        psql(self.cluster, "LOAD 'token_meter';"
                           f"ALTER DATABASE postgres SET token_meter.clock = '{moment}'")

"""docs/benchmarks.md: written by a full run, but for what stands between the marks."""
from __future__ import annotations

import datetime
from pathlib import Path

from lib.bench import redis, settings
from lib.bench.machine import machine
from lib.bench.series import HEADINGS, Line, table
from lib.bench.session import Session
from lib.layout import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN = "<!-- by hand: what stands from here to the next mark stays when `make bench` writes this page -->"
END = "<!-- the end of what is written by hand -->"
NOTHING_YET = "Nothing is written here yet."

INTRODUCTION = """# Benchmarks

`make bench` measures this, and a full run writes this page. The contestants of a figure take turns, round by round, on one
server; a ratio is one of the medians of their rounds, and in brackets are the least and the most of the rounds. The numbers are this
machine's, only ratios carry over to another. Who the contestants are stands in [tests/README.md](../tests/README.md#benchmarks)."""


def by_hand(text: str) -> str:
    """What the page says by hand; the least that it must have where it says nothing."""
    if BEGIN not in text or END not in text:
        return NOTHING_YET
    return text.split(BEGIN, 1)[1].split(END, 1)[0].strip("\n")


def figures(lines: list[Line], notes: list[str]) -> str:
    return "\n".join([table(HEADINGS, [line.cells() for line in lines]), "", *(f"- {note}" for note in notes)]).rstrip()


def _circumstances(session: Session) -> str:
    scale = session.scale
    rows = [
        *machine(),
        ("PostgreSQL", f"{session.server.version} ({session.server.name})"),
        ("Redis", redis.version()),
        ("measured", f"{datetime.date.today()}, {scale.rounds} rounds of {scale.seconds} s"),
        ("every server", ", ".join(settings.BASE.strip().splitlines())),
        *((setting.name, ", ".join(setting.also.split("\n")[:-1])) for setting in settings.ALL if setting.also),
    ]
    return table(["", ""], [list(row) for row in rows])


def rendered(session: Session, kept: str) -> str:
    return f"""{INTRODUCTION}

{_circumstances(session)}

## Figures

{figures(session.lines, session.notes)}

## Where a ratio is not reached, what bounds it

{BEGIN}
{kept}
{END}
"""


def write(session: Session, page: Path = PAGE) -> None:
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    page.write_text(rendered(session, by_hand(before)), encoding="utf-8")

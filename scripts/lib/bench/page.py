"""docs/benchmarks.md: a full run writes the figures that it has measured into its server's section, and leaves the others, other
servers' sections and what is written by hand."""
from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from lib.bench import redis, settings
from lib.bench.machine import machine
from lib.bench.series import HEADINGS, row, table
from lib.bench.session import Session
from lib.layout import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN = "<!-- by hand: what stands from here to the next mark stays when `make bench` writes this page -->"
END = "<!-- the end of what is written by hand -->"
SECTION = "<!-- {} -->"  # where the section of a server begins, and ends
SECTIONS = re.compile(r"<!-- (PostgreSQL \d+) -->\n(.*?)\n<!-- \1 -->", re.DOTALL)
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


@dataclass
class Figures:
    """Rows of the table, and notes, by the name of their figure, in the order in which they are measured."""
    rows: dict[str, list[str]] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> Figures:
        found = cls()
        for line in session.lines:
            found.rows.setdefault(line.figure, []).append(row(line.cells()))
        for note in session.notes:
            found.notes.setdefault(note.split(":", 1)[0], []).append(f"- {note}")
        return found

    @classmethod
    def written(cls, text: str, names: list[str]) -> Figures:
        found = cls()
        figures = text.partition(table(HEADINGS, []))[2]  # not the machine's lines above them
        for line in figures.splitlines():
            for name in names:
                if line.startswith(f"| {name} |"):
                    found.rows.setdefault(name, []).append(line)
                if line.startswith(f"- {name}:"):
                    found.notes.setdefault(name, []).append(line)
        return found

    def over(self, older: Figures, names: list[str]) -> Figures:
        """These, and of the older ones those that were not measured again."""
        newer = {name: self if name in self.rows or name in self.notes else older for name in names}
        return Figures({name: its.rows[name] for name, its in newer.items() if name in its.rows},
                       {name: its.notes[name] for name, its in newer.items() if name in its.notes})

    def shown(self) -> str:
        lines = [line for lines in self.rows.values() for line in lines]
        notes = [note for notes in self.notes.values() for note in notes]
        return "\n".join([table(HEADINGS, []), *lines, "", *notes]).rstrip()


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


def section(session: Session, before: str, names: list[str]) -> str:
    figures = Figures.of(session).over(Figures.written(before, names), names)
    return f"{_circumstances(session)}\n\n{figures.shown()}"


def rendered(sections: dict[str, str], kept: str) -> str:
    """The page of the sections by the name of their server, the newest first."""
    shown = "\n\n".join(f"## {name}\n\n{SECTION.format(name)}\n{sections[name]}\n{SECTION.format(name)}"
                        for name in sorted(sections, reverse=True))
    return f"""{INTRODUCTION}

{shown}

## What bounds them

{BEGIN}
{kept}
{END}
"""


def write(session: Session, names: list[str], page: Path = PAGE) -> None:
    before = page.read_text(encoding="utf-8") if page.is_file() else ""
    sections = dict(SECTIONS.findall(before))
    name = f"PostgreSQL {session.server.version.split('.')[0]}"
    sections[name] = section(session, sections.get(name, ""), names)
    page.write_text(rendered(sections, by_hand(before)), encoding="utf-8")

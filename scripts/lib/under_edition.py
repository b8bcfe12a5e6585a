"""EDITION=engine: the suites run with the fast path off. EDITION=sql: they run on the SQL edition. What stands in tests for the extension's commands is put in its place.

The edition's code comes without its tables, as CREATE EXTENSION has it, so that tests call meter_init() themselves.
"""
from __future__ import annotations

import os
import re
from pathlib import Path

from lib.edition import drop_commands, edition
from lib.layout import ROOT, TARGET
from lib.report import Failure, say

CODE, DROP = TARGET / "sql" / "code_only.sql", TARGET / "sql" / "drop.sql"
LISTED = ROOT / "tests" / "sql_edition.txt"
LISTED_OF_ENGINE = ROOT / "tests" / "without_fast_path.txt"

CREATE = re.compile(r"^( *)CREATE EXTENSION (IF NOT EXISTS )?token_meter(?: SCHEMA (\w+))?;", re.MULTILINE)
DROPPED = re.compile(r"^( *)DROP EXTENSION token_meter;", re.MULTILINE)
QUIET = "\\set ECHO none"
NO_CONTEXT = "\\set SHOW_CONTEXT never"  # of functions in SQL, which the extension's are not


def is_sql() -> bool:
    """Whether the suites are to run on the SQL edition."""
    return asked_edition() == "sql"


def has_fast_path() -> bool:
    """Whether calls are metered by the library where it can; EDITION=engine is the extension without that."""
    return asked_edition() != "engine"


def title() -> str:
    """What is under test, as a heading tells it."""
    return {"extension": "", "engine": ", without the fast path", "sql": ", SQL edition"}[asked_edition()]


def asked_edition() -> str:
    asked = os.environ.get("EDITION") or "extension"
    if asked not in ("extension", "engine", "sql"):
        raise Failure(f"no edition {asked}; there are: extension, engine, sql")
    return asked


def write_edition() -> None:
    """The edition as it is in this checkout, also while functions are missing, whose tests then fail."""
    text, missing = edition(partial=True)
    if missing:
        say(f"-- the SQL edition lacks {', '.join(missing)}")
    for switch, off in (("constant boolean := true;", "constant boolean := false;"), ("RAISE NOTICE '%', report;", "NULL;")):
        if switch not in text:
            raise Failure(f"the SQL edition has no line {switch}")
        text = text.replace(switch, off)
    CODE.parent.mkdir(parents=True, exist_ok=True)
    CODE.write_text(text)
    DROP.write_text(drop_commands())


def without_extension(script: str, echoed: bool = False) -> str:
    """A psql script in which the SQL edition stands for the extension; where psql echoes the script, it does not echo the edition."""
    def included(file: Path, schema: str | None = None) -> str:
        lines = [file.read_text()]  # not by \\i: psql would name the file with each error
        if schema:
            lines = [f"SET search_path = {schema};", *lines, "RESET search_path;"]
        return "\n".join([QUIET, *lines, "\\set ECHO all"] if echoed else lines)

    script = CREATE.sub(lambda found: "" if found[2] else included(CODE, found[3]), script)
    script = DROPPED.sub(lambda _: included(DROP), script)
    return f"{NO_CONTEXT}\n{script}" if echoed else script


def without_extension_as_printed(expected: str) -> str:
    """What psql prints of such a script where it prints this of the extension's."""
    expected = re.sub(r"^ *(CREATE|DROP) EXTENSION token_meter( SCHEMA \w+)?;", lambda _: QUIET, expected, flags=re.MULTILINE)
    return f"{NO_CONTEXT}\n{expected}"


def listed(suite: str) -> dict[str, str]:
    """Tests of a suite that may differ on this edition, or `*`, and why."""
    if asked_edition() == "extension":
        return {}
    exceptions = LISTED if is_sql() else LISTED_OF_ENGINE
    lines = (line.split(None, 2) for line in exceptions.read_text().splitlines() if line and not line.startswith("#"))
    return {test: why for of_suite, test, why in lines if of_suite == suite}

"""The extension scripts that update an older release to this one.

They follow from the script that installs this version and the one that installed the release, which is kept in sql/releases:
functions are replaced, those that are gone or have another header are dropped first, and so are types that have changed. What
schema `meter` needs is meter_init()'s.
"""
from __future__ import annotations

import re
from pathlib import Path

from lib.layout import ROOT

RELEASES = ROOT / "sql" / "releases"
NAME = "token_meter--{}.sql"

FUNCTION = re.compile(r'^CREATE +(?:OR +REPLACE +)?FUNCTION +([\w."]+)\s*\((.*?)\b(?:LANGUAGE|IMMUTABLE|STABLE|VOLATILE|SECURITY|SET)\b',
                      re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^CREATE TYPE (\w+) AS \((.*?)\);\n", re.MULTILINE | re.DOTALL)
NOT_IN_AN_UPDATE = re.compile(r"^-- begin: not in an update\n.*?^-- end: not in an update\n", re.MULTILINE | re.DOTALL)


def plainly(sql: str) -> str:
    """Without comments, quotes and spaces, which mean nothing in a header."""
    return re.sub(r'\s+|"', "", re.sub(r"/\*.*?\*/|--[^\n]*", "", sql, flags=re.DOTALL)).lower()


def _objects(pattern: re.Pattern, script: str) -> dict[str, str]:
    return {name.replace('"', ""): plainly(header) for name, header in pattern.findall(script)}


def update_script(older: str, newer: str) -> str:
    """The commands that make what `newer` makes of what `older` has made."""
    types, types_before = _objects(TYPE, newer), _objects(TYPE, older)
    functions, functions_before = _objects(FUNCTION, newer), _objects(FUNCTION, older)
    types_dropped = [name for name, is_ in types_before.items() if types.get(name) != is_]
    of_dropped_types = re.compile(rf"\b({'|'.join(types_dropped)})\b") if types_dropped else None
    as_written = {name.replace('"', ""): header for name, header in FUNCTION.findall(older)}  # plainly() joins words
    functions_dropped = [name for name, header in functions_before.items()
                         if functions.get(name) != header or of_dropped_types and of_dropped_types.search(as_written[name])]
    drops = [f"DROP FUNCTION {name};" for name in functions_dropped] + [f"DROP TYPE {name};" for name in types_dropped]

    def type_if_new(found: re.Match) -> str:
        return found.group(0) if types_before.get(found.group(1)) != types[found.group(1)] else ""

    script = NOT_IN_AN_UPDATE.sub("", newer)
    script = TYPE.sub(type_if_new, script)
    script = re.sub(r"^CREATE +FUNCTION", "CREATE OR REPLACE FUNCTION", script, flags=re.MULTILINE)
    return "\n".join([*drops, script])


def write_update_scripts(extension_folder: Path, version: str) -> None:
    """Beside the installed extension: one script for each older release."""
    newer = (extension_folder / NAME.format(version)).read_text()
    for release in RELEASES.glob(NAME.format("*")):
        before = release.stem.partition("--")[2]
        if before != version:
            (extension_folder / NAME.format(f"{before}--{version}")).write_text(update_script(release.read_text(), newer))

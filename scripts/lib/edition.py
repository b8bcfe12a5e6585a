"""The SQL edition: one file that makes all of the meter, without the library.

It is sql/edition/install/token_meter.sql with its parts put in: functions of sql/api, which both editions have, those of sql/edition,
which stand for functions of the library, and the scripts that make schema `meter`, as listed in extension/src/store/schema.rs.
"""
from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from lib.build import shipped_prices, version
from lib.layout import EXTENSION, ROOT, TARGET
from lib.report import Failure
from lib.update_script import FUNCTION, NOT_IN_AN_UPDATE, TYPE, plainly

SQL = ROOT / "sql"
FRAME = SQL / "edition" / "install" / "token_meter.sql"
EDITION = TARGET / "sql" / "token_meter.sql"

TAKEOVER = re.compile(r"^-- begin: takeover\n(.*?)^-- end: takeover\n", re.MULTILINE | re.DOTALL)
EXTENSION_ONLY = re.compile(r"^-- begin: extension only\n.*?^-- end: extension only\n", re.MULTILINE | re.DOTALL)
SCRIPT_LIST = re.compile(r"Purpose::(\w+)(?:\((\d+)\))? => \[(.*?)\]", re.DOTALL)
RUST_FUNCTION = re.compile(r"#\[pg_extern\b.*?\bfn (_?meter_\w+)", re.DOTALL)
FULL_NAMES = {"timestamptz": "timestamp with time zone", "timestamptz[]": "timestamp with time zone[]", "timestamp": "timestamp without time zone"}

# in this order; the rest of sql/api goes between them and comes by name
FIRST, LAST = ("roles.sql", "types.sql"), ("privileges.sql",)


def scripts() -> list[tuple[str, str | None, str]]:
    """The scripts that make schema meter: purpose, the version that a migration leads to, file."""
    listed = (EXTENSION / "src" / "store" / "schema.rs").read_text().split("SCRIPTS: &[Script]")[1].split("];\n")[0]
    found = [(purpose.lower(), number or None, file) for purpose, number, files in SCRIPT_LIST.findall(listed)
             for file in re.findall(r'"([^"]+)"', files)]
    if len(found) != len(re.findall(r'"[^"]+"', listed)):
        raise Failure("the list of scripts in extension/src/store/schema.rs is not understood")
    return found


def quoted(text: str, tag: str) -> str:
    """In dollar quotes that nothing in the text ends."""
    while f"${tag}$" in text:
        tag += "_"
    return f"${tag}${text}${tag}$"


def _script_rows() -> str:
    rows = []
    for number, (purpose, leads_to, file) in enumerate(scripts()):
        rows.append(f"('{purpose}', {leads_to or 'NULL'}::integer, '{file}', {quoted((SQL / file).read_text(), f's{number}')})")
    return ",\n".join(rows)


def _schema_version() -> str:
    """The version of the tables: that of the last migration."""
    return str(max([1, *(int(leads_to) for _, leads_to, _ in scripts() if leads_to)]))


def _filled(text: str) -> str:
    """A file of sql/edition with what it names put in."""
    text = re.sub(r"@file ([\w/.]+)@", lambda named: (SQL / named[1]).read_text().rstrip(), text)
    for name, value in (("@version@", version), ("@schema_version@", _schema_version), ("@scripts@", _script_rows), ("@shipped_prices@", shipped_prices)):
        if name in text:
            text = text.replace(name, value())
    return text


def parts_of_it() -> dict[str, str]:
    """Path under sql/ → its commands, with functions that replace those of an earlier run."""
    api = sorted(path for path in (SQL / "api").glob("*.sql") if path.name not in (*FIRST, *LAST))
    edition = sorted((SQL / "edition").glob("*.sql"))
    parts = {str(path.relative_to(SQL)): path.read_text() for path in (*edition, *api)}
    for name in (*FIRST, *LAST):
        parts[f"api/{name}"] = (SQL / "api" / name).read_text()
    replacing = re.compile(r"^CREATE +FUNCTION", re.MULTILINE)
    return {name: replacing.sub("CREATE OR REPLACE FUNCTION", text) for name, text in parts.items()}


def _headers(text: str) -> dict[str, str]:
    """Name of a function → an md5 of its arguments and answer."""
    return {name.replace('"', ""): hashlib.md5(plainly(header).encode()).hexdigest() for name, header in FUNCTION.findall(text)}


def _types(text: str) -> dict[str, str]:
    """Name of a type → its columns, as the catalog names their types."""
    def column(written: str) -> str:
        name, of = written.split(None, 1)
        return f"{name} {FULL_NAMES.get(of, of)}"

    return {name: ", ".join(column(one.strip()) for one in columns.split(",")) for name, columns in TYPE.findall(text)}


def surface() -> set[str]:
    """Every function that the extension has outside of schema meter."""
    rust = {name for path in (EXTENSION / "src" / "api").glob("*.rs") for name in RUST_FUNCTION.findall(path.read_text())}
    sql = {name for path in (SQL / "api").glob("*.sql") for name in _headers(path.read_text())}
    return {name.rpartition(".")[2] for name in rust | sql}


def _made_twice(parts: dict[str, str]) -> list[str]:
    """Functions that two files make: the later one would take the earlier one's place, or be another of its name."""
    listed = {file: (SQL / file).read_text() for purpose, _, file in scripts() if purpose == "objects"}
    makers: dict[str, set[str]] = {}
    for of_schema, files in (("meter.", listed), ("", parts)):
        for file, text in files.items():
            for name in _headers(EXTENSION_ONLY.sub("", text)):
                makers.setdefault(of_schema + name, set()).add(file)
    return [f"{name} is made by {' and by '.join(sorted(files))}" for name, files in makers.items() if len(files) > 1]


def _without(missing: set[str], privileges: str) -> str:
    """Grants and comments without those on functions that are not there."""
    for name in missing:
        privileges = re.sub(rf"^COMMENT ON FUNCTION (?:meter_internal\.)?{name} IS.*?;\n", "", privileges, flags=re.MULTILINE | re.DOTALL)
        privileges = re.sub(rf"(?<= |\n)(?:meter_internal\.)?{name}(?:, ?| (?=TO ))", "", privileges)
    return re.sub(r",(\s*TO )", r"\1", privileges)


def _executed(name: str, text: str) -> str:
    tag = re.sub(r"\W", "_", name.removesuffix(".sql"))
    return f"    -- {name}\n    EXECUTE replace({quoted(text, tag)}, '@extschema@', to_quoted);\n"


def _role_commands(roles: str) -> str:
    """What makes the roles that roles.sql lists, for somebody else to run."""
    listed = re.search(r"FUNCTION meter_internal\._meter_roles.*?^END;", roles, re.MULTILINE | re.DOTALL)[0]
    return " ".join(f"CREATE ROLE {role}; COMMENT ON ROLE {role} IS {purpose};" for role, purpose in
                    re.findall(r"\('(\w+)'(?:::name)?, ('(?:[^']|'')*')\)", listed))


def drop_commands() -> str:
    """What takes the edition out of a database again, and leaves schema meter; the extension does it before it comes in."""
    return TAKEOVER.search((SQL / "api" / "roles.sql").read_text())[1]


def edition(partial: bool = False, parts: dict[str, str] | None = None) -> tuple[str, list[str]]:
    """The file, and the functions that it lacks; which is an error unless it may be partial."""
    parts = parts or parts_of_it()
    headers = {name: header for text in parts.values() for name, header in _headers(text).items()}
    missing = sorted(surface() - {name.rpartition(".")[2] for name in headers})
    twice = _made_twice(parts)
    if twice:
        raise Failure("\n".join(twice))
    if missing and not partial:
        raise Failure(f"the SQL edition lacks {len(missing)} functions: {', '.join(missing)}\n"
                      "     how: a file in sql/edition; PARTIAL=1 writes what there is")
    frame, roles, types, privileges = (FRAME.read_text(), *(parts.pop(f"api/{name}") for name in (*FIRST, *LAST)))
    roles = EXTENSION_ONLY.sub("", NOT_IN_AN_UPDATE.sub("", roles))
    listed = ",".join(sorted(f"{name} {header}" for name, header in headers.items()))
    made = parts.pop("edition/made.sql").replace("@function_names@", ",".join(sorted(headers)))
    parts["edition/headers.sql"] = parts["edition/headers.sql"].replace("@function_headers@", listed)
    called_by_init = sorted(set(re.findall(r"meter_internal\._meter_\w+", parts["api/init.sql"])))
    functions = {"api/types.sql": TYPE.sub("", types), **{name: _filled(text) for name, text in parts.items()}}
    filled = {
        "@version@": version(), "@function_headers@": listed, "@types@": json.dumps(_types(types)), "@called_by_init@": ", ".join(called_by_init), "@role_commands@": _role_commands(roles), "@takeover@": drop_commands(),
        "@roles@": _executed("edition/made.sql", made) + _executed("api/roles.sql", roles),
        "@functions@": "\n".join(_executed(name, text) for name, text in functions.items()),
        "@privileges@": _executed("api/privileges.sql", _without(set(missing), privileges)),
    }
    for marker, text in filled.items():
        frame = frame.replace(marker, text)
    return frame, missing

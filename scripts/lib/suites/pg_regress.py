"""Runs PostgreSQL's own pg_regress and pg_isolation_regress.

They work in a copy of the suite's folder under target/, so that one way of calling
them serves every version and the tree gains no results.
"""
from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lib.cluster import Cluster
from lib.context import Context
from lib.database import create_database, metered_database, psql
from lib.layout import ROOT, TARGET, TESTS
from lib.report import shown
from lib.server import Server
from lib.under_edition import LISTED, asked_edition, is_sql, listed, without_extension, without_extension_as_printed

DATABASE = "token_meter_regress"
SECONDS_MAX = 1200
FIRST = "setup"  # the regress file that installs the extension for those after it

# pg_regress sets a zone and a date style of its own; the launcher sets ours again.
LAUNCHER = "env PGTZ=UTC PGDATESTYLE=ISO,YMD"

# "ok 3 - name  12 ms" since 16; "test name ... ok  12 ms" in 15
VERDICT = re.compile(r"^(?:(?P<tap>ok|not ok) \d+\s+[-+] (?P<tap_name>\S+)"
                     r"|test (?P<name>\S+)\s+\.\.\. (?P<old>ok|FAILED))", re.MULTILINE)


@dataclass(frozen=True)
class Kind:
    suite: str
    program: str
    sources: str  # the folder of the test files
    extension: str


REGRESS = Kind("regress", "pg_regress", "sql", ".sql")
ISOLATION = Kind("isolation", "pg_isolation_regress", "specs", ".spec")


def test_names(kind: Kind, only: str | None) -> list[str]:
    folder = TESTS / kind.suite / kind.sources
    found = sorted(path.stem for path in folder.glob(f"*{kind.extension}"))
    if only:
        found = [name for name in found if name in (only, FIRST)]
    return sorted(found, key=lambda name: name != FIRST)


def _work_folder(kind: Kind, server: Server, names: list[str]) -> tuple[Path, set[str]]:
    """A fresh copy of the suite, and the names of the tests with no expected output yet."""
    work = TARGET / "test" / f"{server.name}-{server.major}-{asked_edition()}" / kind.suite
    shutil.rmtree(work, ignore_errors=True)
    for folder in (kind.sources, "expected"):
        shutil.copytree(TESTS / kind.suite / folder, work / folder)
    shutil.copytree(ROOT / "docs", work / "docs")  # its tables are compared with the catalog
    if is_sql():
        of_psql = kind is REGRESS
        for path in (work / kind.sources).iterdir():
            path.write_text(without_extension(path.read_text(), echoed=of_psql))
        for path in (work / "expected").iterdir() if of_psql else ():
            path.write_text(without_extension_as_printed(path.read_text()))
    missing = set()
    for name in names:
        expected = work / "expected" / f"{name}.out"
        if not expected.exists():
            expected.touch()  # without the file pg_regress gives up on the whole run
            missing.add(name)
    return work, missing


def run_program(kind: Kind, server: Server, env: dict, names: list[str],
                database: str) -> tuple[Path, str, set[str]]:
    """Runs the tests in a database that exists; answers the folder and what was printed."""
    work, missing = _work_folder(kind, server, names)
    command = [server.regress_program(kind.suite, kind.program), f"--bindir={server.bindir}",
               f"--inputdir={work}", f"--outputdir={work}", f"--dbname={database}",
               "--use-existing", f"--launcher={LAUNCHER}"]
    if server.major >= 16:
        command.append(f"--expecteddir={work}")
    for option, variable in (("host", "PGHOST"), ("port", "PGPORT"), ("user", "PGUSER")):
        if variable in env:
            command.append(f"--{option}={env[variable]}")
    done = subprocess.run([str(word) for word in command] + names, env=env, text=True, cwd=work,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=SECONDS_MAX)
    return work, done.stdout, missing


def _diff_of(work: Path, kind: Kind, name: str) -> str:
    diffs = work / "regression.diffs"
    text = diffs.read_text(errors="replace") if diffs.exists() else ""
    for part in re.split(r"^(?=diff )", text, flags=re.MULTILINE):
        if f"/results/{name}.out" in part.split("\n", 1)[0]:
            return part
    return f"no diff; see {shown(work)}"


def count(context: Context, kind: Kind, names: list[str], ran: tuple[Path, str, set[str]]) -> None:
    work, printed, missing = ran
    differing = listed(kind.suite)
    verdicts = {found["tap_name"] or found["name"]: (found["tap"] or found["old"]) == "ok"
                for found in VERDICT.finditer(printed)}
    for name in names:
        result = work / "results" / f"{name}.out"
        if name in differing and not verdicts.get(name):
            context.results.skip(name, differing[name])
        elif name in differing:
            context.results.fail(name, f"{shown(LISTED)} says that it differs, and it does not")
        elif name not in verdicts:
            context.results.fail(name, f"it did not run\n{printed}")
        elif verdicts[name] and name not in missing:
            context.results.ok()
        elif context.accept and result.exists():
            expected = TESTS / kind.suite / "expected" / f"{name}.out"
            shutil.copyfile(result, expected)
            print(f"   accepted as expected, read it before you commit it: {shown(expected)}")
            context.results.ok()
        elif name in missing:
            context.results.fail(name, f"nothing says what to expect; it printed {shown(result)}:\n"
                                       + result.read_text(errors="replace"))
        else:
            context.results.fail(name, _diff_of(work, kind, name))


def _run(context: Context, kind: Kind, prepare) -> None:
    names = test_names(kind, context.test)
    if not names:
        return
    program = context.server.regress_program(kind.suite, kind.program)
    if not program.is_file():
        context.results.skip(kind.suite, f"this server comes without {program}", len(names))
        return
    if kind is ISOLATION:  # a step that waits where another was expected to go on waits until the suite is given up
        exceptions = listed(kind.suite)
        for name in [name for name in names if name in exceptions]:
            context.results.skip(name, exceptions[name])
        names = [name for name in names if name not in exceptions]
        if not names:
            return
    prepare(context.cluster, DATABASE)
    ran = run_program(kind, context.server, context.cluster.env(), names, DATABASE)
    count(context, kind, names, ran)


def run_regress(context: Context) -> None:
    _run(context, REGRESS, create_database)


def run_isolation(context: Context) -> None:
    _run(context, ISOLATION, _isolation_database)


def _isolation_database(cluster: Cluster, database: str) -> None:
    metered_database(cluster, database)
    psql(cluster, (TESTS / "isolation" / "setup.sql").read_text(), database=database)

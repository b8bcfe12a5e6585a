"""Databases of ordinary owners, and the file of the SQL edition."""
from __future__ import annotations

import os
import subprocess
import unittest

from lib.cluster import Cluster
from lib.database import create_database, psql, value
from lib.edition import edition
from lib.layout import TARGET
from lib.under_test import cluster

FILE = TARGET / "sql" / "token_meter.sql"


def write() -> str:
    """Writes the file anew, and answers its text; a test of an edition that lacks functions is skipped."""
    text, missing = edition(partial=True)
    if missing and not os.environ.get("PARTIAL"):
        raise unittest.SkipTest(f"the SQL edition lacks {len(missing)} functions")
    FILE.parent.mkdir(parents=True, exist_ok=True)
    fresh = FILE.with_suffix(f".{os.getpid()}")
    fresh.write_text(text)
    fresh.replace(FILE)  # whole at any moment: the suites of another server read it too
    return text


def owned_database(database: str, owner: str, attributes: str = "CREATEROLE") -> None:
    """A new database of a role that may log in, which is made where it is missing."""
    create_database(cluster(), database)
    owned_by(owner, database, attributes)


def owned_by(owner: str, database: str, attributes: str = "CREATEROLE") -> None:
    there = f"SELECT count(*) FROM pg_roles WHERE rolname = '{owner}'"
    if value(cluster(), there) == "0":
        psql(cluster(), f"CREATE ROLE {owner} LOGIN {attributes}")
    psql(cluster(), f"ALTER DATABASE {database} OWNER TO {owner}")


def run(database: str, user: str, script: str, *options: str) -> subprocess.CompletedProcess:
    """psql as this user; what it says on both outputs is in stdout."""
    at: Cluster = cluster()
    return subprocess.run([at.server.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", *options, "-d", database, "-U", user],
                          env=at.env(), input=script, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def install(database: str, user: str, text: str) -> str:
    """Runs the edition as `psql -f` does; what it says."""
    return run(database, user, text).stdout

"""Plain SQL through the server's own psql."""
from __future__ import annotations

import csv
import io
import subprocess

from lib.cluster import Cluster
from lib.report import Failure
from lib.under_edition import is_sql, without_extension


def psql(cluster: Cluster, sql: str, *options: str, database: str = "postgres",
         env: dict | None = None) -> str:
    """What psql prints; an error in the SQL is a Failure with psql's own message."""
    if is_sql():
        sql = without_extension(sql)
    done = subprocess.run(
        [cluster.server.program("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *options,
         "-d", database],
        env={**cluster.env(), **(env or {})}, input=sql, text=True, capture_output=True)
    if done.returncode != 0:
        raise Failure(f"{done.stderr}\nfailed: {sql[:400]}")
    return done.stdout


def rows(cluster: Cluster, sql: str, database: str = "postgres") -> list[list[str]]:
    """The rows of one query, as text."""
    printed = psql(cluster, sql, "--csv", "--tuples-only", database=database)
    return list(csv.reader(io.StringIO(printed)))


def value(cluster: Cluster, sql: str, database: str = "postgres") -> str:
    """The one value of a query that answers one row of one column."""
    ((only,),) = rows(cluster, sql, database)
    return only


def create_database(cluster: Cluster, database: str) -> None:
    psql(cluster, f'CREATE DATABASE "{database}"')


def metered_database(cluster: Cluster, database: str, shipped_prices: bool = True) -> None:
    """A new database in which the extension is installed and initialised; without the shipped prices where a list alone is judged."""
    create_database(cluster, database)
    psql(cluster, "CREATE EXTENSION token_meter; SELECT meter_init();", database=database)
    if not shipped_prices:
        psql(cluster, "DELETE FROM meter.prices WHERE source = 'seed';", database=database)

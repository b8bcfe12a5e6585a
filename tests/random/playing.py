"""Statements one after the other, each in a transaction of its own, with what went wrong written down."""
from __future__ import annotations

from lib.cluster import Cluster
from lib.database import metered_database, psql, rows

SETUP = """
CREATE TABLE failures (number integer, statement text, sqlstate text, message text);
CREATE PROCEDURE play(statements text[]) LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1 .. cardinality(statements) LOOP
        BEGIN
            EXECUTE statements[n];
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO failures VALUES (n, statements[n], SQLSTATE, SQLERRM);
        END;
        COMMIT;
    END LOOP;
END $$;
"""


def prepare(cluster: Cluster, database: str, more: str) -> None:
    """A database with the extension and what is needed to play there."""
    metered_database(cluster, database)
    psql(cluster, "SET client_min_messages = error;" + SETUP + more, database=database)


def play(cluster: Cluster, database: str, statements: list[str]) -> list[list[str]]:
    """Plays the statements in one session, and answers what failed: number, statement, SQLSTATE, message."""
    quoted = ",\n".join(f"$s${statement}$s$" for statement in statements)
    psql(cluster, f"SET client_min_messages = error; SET timezone = 'UTC';\nCALL play(ARRAY[{quoted}]);", database=database)
    return rows(cluster, "SELECT * FROM failures ORDER BY number", database)


def clock(moment) -> str:
    """Sets the meter's clock."""
    return f"SELECT set_config('token_meter.clock', '{moment:%Y-%m-%d %H:%M:%S}+00', false)"

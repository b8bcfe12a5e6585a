"""Plays queries on both halves of a pair: a function of the library, and its twin in SQL."""
from __future__ import annotations

import json
import os
import re
import subprocess
from urllib.parse import urlsplit, urlunsplit

from lib.layout import ROOT

BATCH = 500
NOW = "2026-11-28 12:00+00"
SETUP = """
CREATE EXTENSION token_meter;
SELECT meter_init();
CREATE TABLE played (half text, number integer, answer jsonb);
-- What a query of one value answers, or its error; nothing that it writes stays.
CREATE FUNCTION answer_of(query text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb; state text; message text; detail text; hint text;
BEGIN
    EXECUTE query INTO answer;
    RAISE EXCEPTION USING ERRCODE = 'UNDO1';
EXCEPTION
    WHEN SQLSTATE 'UNDO1' THEN RETURN answer;
    WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        RETURN jsonb_build_object('sqlstate', state, 'message', message, 'detail', detail, 'hint', hint);
END $$;
CREATE PROCEDURE play(half text, first integer, queries text[]) LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1 .. cardinality(queries) LOOP
        RAISE NOTICE 'call %', first + n;
        INSERT INTO played VALUES (half, first + n, answer_of(queries[n]));
        COMMIT;
    END LOOP;
END $$;
"""


def twins(file: str) -> str:
    """The functions of a file of the SQL edition, in schema twin beside the library's own."""
    text = (ROOT / "sql/edition" / file).read_text(encoding="utf-8")
    for name in re.findall(r"CREATE FUNCTION meter_internal\.(\w+)", text):
        text = text.replace(f"meter_internal.{name}", f"twin.{name}")
    text = text.replace("CREATE FUNCTION meter_", "CREATE FUNCTION twin.meter_")
    return "CREATE SCHEMA twin;" + text


class Halves:
    """A database of its own, in which both halves are."""

    def __init__(self, database: str, setup: str):
        self._server = os.environ["DATABASE_URL"]
        self._url = urlunsplit(urlsplit(self._server)._replace(path="/" + database))
        self._psql(f'CREATE DATABASE "{database}"', self._server)
        self._psql("SET client_min_messages = error;" + SETUP + setup)

    def _psql(self, sql: str, url: str | None = None, *options: str) -> tuple[str, str]:
        program = os.path.join(os.environ["TOKEN_METER_PGBIN"], "psql")
        done = subprocess.run([program, "-X", "-q", "-v", "ON_ERROR_STOP=1", *options, url or self._url], input=sql, text=True, capture_output=True,
                              check=False)
        if done.returncode:
            raise AssertionError(f"{done.stderr}\nfailed: {sql[:400]}")
        return done.stdout, done.stderr

    def run(self, sql: str) -> str:
        return self._psql(sql, None, "--tuples-only", "--no-align")[0]

    def differences(self, pairs: list[tuple[str, str]]) -> list[str]:
        """What the halves of each pair answer, tell or raise differently, at most ten of them."""
        self.run("TRUNCATE played;")
        told = {"library": [], "sql": []}
        for half, name in enumerate(told):
            for first in range(0, len(pairs), BATCH):
                quoted = ",\n".join(f"$q${pair[half]}$q$" for pair in pairs[first:first + BATCH])
                _, messages = self._psql(f"SET timezone = 'UTC'; SET token_meter.clock = '{NOW}'; CALL play('{name}', {first}, ARRAY[{quoted}]::text[]);")
                told[name] += messages.split("NOTICE:  call ")[1:]
        answers = self.run("SELECT jsonb_build_object('number', l.number, 'library', l.answer::text, 'sql', s.answer::text) FROM played l JOIN played s "
                           "USING (number) WHERE l.half = 'library' AND s.half = 'sql' AND l.answer::text IS DISTINCT FROM s.answer::text "
                           "ORDER BY l.number LIMIT 10;")
        found = [json.loads(line) for line in answers.splitlines()]
        found = [f"{pairs[row['number'] - 1][1]}\n  library: {row['library']}\n  sql:     {row['sql']}" for row in found]
        warnings = [f"{pair[1]}\n  library: {one}\n  sql:     {other}"
                    for pair, one, other in zip(pairs, told["library"], told["sql"]) if one != other]
        return (found + warnings)[:10]

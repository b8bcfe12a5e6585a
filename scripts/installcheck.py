"""make installcheck: the regress tests against a running server that has the extension installed.

libpq's environment (PGHOST, PGPORT, PGUSER ...) says which; the user must be a superuser.
"""
import os
import subprocess

from lib.context import Context
from lib.report import Failure, heading, run_main, say
from lib.results import Results
from lib.server import clean_env
from lib.servers import installed
from lib.suites.pg_regress import DATABASE, REGRESS, count, run_program, test_names


def psql(server, env, sql):
    done = subprocess.run([server.program("psql"), "-X", "-A", "-t", "-c", sql],
                          env={"PGDATABASE": "postgres", **env},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(done.stderr.strip())
    return done.stdout.strip()


def main():
    server = installed()
    program = server.regress_program("regress", REGRESS.program)
    if not program.is_file():
        raise Failure(f"missing: {program}\n     how: Debian: "
                      f"apt-get install postgresql-server-dev-{server.major}")
    env = {**clean_env(), **{name: value for name, value in os.environ.items()
                             if name.startswith("PG") and name != "PG_CONFIG"}}
    if psql(server, env, "SELECT 1 FROM pg_available_extensions WHERE name = 'token_meter'") != "1":
        raise Failure("the running server does not have the extension: make install PG_CONFIG=... first")
    results = Results()
    names = test_names(REGRESS, os.environ.get("TEST") or None)
    psql(server, env, f"CREATE DATABASE {DATABASE} ENCODING 'UTF8' TEMPLATE template0")
    try:
        heading(f"PostgreSQL {psql(server, env, 'SHOW server_version')}")
        results.begin("installcheck")
        ran = run_program(REGRESS, server, env, names, DATABASE)
        count(Context("installcheck", results), REGRESS, names, ran)
        results.end()
    finally:
        psql(server, env, f"DROP DATABASE {DATABASE}")
    say()
    say(results.summary())
    return 1 if results.failed or not (results.passed or results.skipped) else 0


run_main(main)

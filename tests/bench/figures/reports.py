"""What do reports cost over a long log, and the sums that they read?"""
import os
import subprocess
import time
from datetime import datetime, timedelta

from lib.bench.beside import once
from lib.bench.series import Series
from lib.bench.session import script
from lib.bench.settings import ROOMY
from lib.build import build_cli
from lib.database import psql, rows
from lib.report import Failure

NAME = "reports"
TITLE = "reports over 90 days of calls"
ACCOUNTS = 8192  # of report_log.sql
ROWS_A_RUN = 1_000_000
CALLS_A_SECOND = 500  # beside a roll-up: a load that leaves room on two cores, as a server in use does
EXPORT_MIB = 64

MONTH = "date_trunc('month', now() - interval '32 days', 'UTC'), date_trunc('month', now() - interval '32 days', 'UTC') + interval '1 month'"
TIMES = """
SET jit = off;
CREATE FUNCTION pg_temp.ms(query text, times integer) RETURNS SETOF numeric LANGUAGE plpgsql AS $$
DECLARE
    start timestamptz;
BEGIN
    FOR n IN 0 .. times LOOP
        start := clock_timestamp();
        EXECUTE format('SELECT count(*) FROM (%s) q', query);
        IF n > 0 THEN  -- the first plans, and reads from the disk
            RETURN NEXT extract(epoch FROM clock_timestamp() - start) * 1000;
        END IF;
    END LOOP;
END $$;
"""


def measure(session):
    calls = session.scale.report_rows
    with session.running(ROOMY):
        database = session.database("token_meter", name="reports", accounts=20_000)
        session.run_file(database, script("token_meter", "report_log.sql"), rows=calls)
        session.settle(database)
        runs = roll_up(session, database, calls)
        session.tell(Series(f"sums of {min(ROWS_A_RUN, calls):,} new calls", "s", runs), below=10 if calls >= ROWS_A_RUN else None)
        session.settle(database)
        everybody = timed(session, database, "everybody's month by model", f"SELECT * FROM meter_usage(NULL, {MONTH}, group_by => '{{model}}')")
        session.tell(everybody, below=150)
        session.compare(Series("months by model a second", "1/s", rates(everybody)),
                        Series("GROUP BY over the log", "1/s", rates(timed(session, database, "", by_hand(), times=3))), 50)
        session.tell(timed(session, database, "an account's month by model and day",
                           f"SELECT * FROM meter_usage('a77', {MONTH}, 'day', '{{model}}')"), below=10)
        session.tell(timed(session, database, "stats of an account", "SELECT * FROM meter_account_stats('a77')"), below=15)
        session.tell(timed(session, database, "a page of history", "SELECT * FROM meter_history('a77')"), below=3)
        depth = min(500, calls // ACCOUNTS // 2)
        ((deep,),) = rows(session.cluster, f"SELECT max(next_cursor) FROM meter_history('a77', page_size => {depth})", database)
        session.tell(timed(session, database, f"a page, {depth} calls deep", f"SELECT * FROM meter_history('a77', before => '{deep}')"), below=3)
        export(session, database)
        beside_a_load(session, database, calls)


def export(session, database):
    """All rows as CSV: how much memory the program takes, as the kernel counts it, and how many rows come a second."""
    command = [build_cli(), "export", "--from", (datetime.now() - timedelta(days=91)).date().isoformat()]
    count = int(psql(session.cluster, "SELECT count(*) FROM meter.usage_log", "--csv", "--tuples-only", database=database))
    start = time.monotonic()
    exporter = subprocess.Popen(command, env={**session.cluster.env(), "DATABASE_URL": session.cluster.url(database)}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    lines = sum(block.count(b"\n") for block in iter(lambda: exporter.stdout.read(1 << 20), b""))
    _, status, usage = os.wait4(exporter.pid, 0)
    exporter.returncode = os.waitstatus_to_exitcode(status)
    if exporter.returncode != 0 or lines != count + 1:
        raise Failure(f"the export ended with {exporter.returncode}, after {lines:,} lines of {count:,} rows")
    session.tell(Series(f"memory of an export of {count:,} rows", "MiB", (usage.ru_maxrss / 1024,)), below=EXPORT_MIB)
    session.tell(Series("rows exported", "1/s", (count / (time.monotonic() - start),)))


def beside_a_load(session, database, calls):
    """The mean time of calls, at a steady rate, while as many new rows as before are summed up; and without."""
    load = session.pgbench("calls", database, script("token_meter", "report_add.sql"))
    alone, beside = [], []
    for _ in range(3):
        session.run_file(database, script("token_meter", "report_log.sql"), rows=min(ROWS_A_RUN, calls))
        session.settle(database)
        alone.append(1000 / load.latency(session.scale.seconds, CALLS_A_SECOND))
        with once(session, database, "SELECT FROM meter_maintain()"):
            beside.append(1000 / load.latency(session.scale.seconds, CALLS_A_SECOND))
    session.compare(Series("calls beside a roll-up, by their mean time", "1/s", tuple(beside)), Series("without", "1/s", tuple(alone)), 0.95)


def by_hand():
    first, last = MONTH.split(", date_trunc")
    return ("SELECT model, count(*), sum(input_tokens), sum(output_tokens), sum(cost), sum(charged_cost) FROM meter.usage_log "
            f"WHERE at >= {first} AND at < date_trunc{last} GROUP BY model")


def roll_up(session, database, calls):
    """Seconds of each meter_maintain() that had a million calls to sum up, or all."""
    seconds = []
    for _ in range(max(calls // ROWS_A_RUN, 1)):
        start = time.monotonic()
        psql(session.cluster, "SELECT FROM meter_maintain()", database=database)
        seconds.append(time.monotonic() - start)
    return tuple(seconds)


def timed(session, database, name, query, times=15):
    printed = psql(session.cluster, TIMES + f"SELECT * FROM pg_temp.ms($q${query}$q$, {times});", "--csv", "--tuples-only", database=database)
    return Series(name, "ms", tuple(float(line) for line in printed.split()))


def rates(series):
    return tuple(1000 / value for value in series.values)

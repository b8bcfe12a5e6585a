"""A transaction that stays open keeps every version of a hot row: what that does to its charges. For information."""
import contextlib
import subprocess
import time

from lib.bench.series import Series
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS
from lib.database import value
from lib.report import Failure

NAME = "old_snapshot"
TITLE = "charges of one counter while an old snapshot is held, 16 clients"
SECONDS_MAX = 1200  # the snapshot is held that long at most, and charged for half of it
SECONDS_TO_OPEN = 30

HOLD = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1; SELECT pg_sleep({});"
HELD = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'BEGIN ISOLATION%' AND wait_event = 'PgSleep'"
UPDATES = "SELECT count(*) FROM meter.usage_log WHERE account = 'pool'"
CLIENTS = 16
PAGES = "SELECT (pg_relation_size('meter.counters') + pg_relation_size('meter.stripes')) / 8192"


def measure(session):
    if not session.scale.snapshot_updates:
        session.note("skipped: not in a quick run")
        return
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "hot_setup.sql", accounts=1, stripes=CLIENTS)
        charge = session.pgbench("one counter", meter, script("token_meter", "hot.sql"), clients=CLIENTS)
        before = [charge.rate(session.scale.seconds) for _ in range(session.scale.rounds)]
        with held(session, meter):
            after = charged_until(session, meter, charge)
        pages = value(session.cluster, PAGES, meter)
        session.compare(Series("with the snapshot", "calls/s", tuple(after)), Series("without", "calls/s", tuple(before)))
        session.note(f"after {value(session.cluster, UPDATES, meter)} charges in all the counter's tables have {pages} pages")


@contextlib.contextmanager
def held(session, database):
    cluster = session.cluster
    holder = subprocess.Popen([cluster.server.program("psql"), "-X", "-q", "-d", database, "-c", HOLD.format(SECONDS_MAX)],
                              env=cluster.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        wait_until_held(cluster)
        yield
    finally:
        holder.kill()
        holder.wait()


def wait_until_held(cluster):
    end = time.monotonic() + SECONDS_TO_OPEN
    while value(cluster, HELD) == "0":
        if time.monotonic() > end:
            raise Failure("the snapshot was not taken")
        time.sleep(0.1)


def charged_until(session, database, charge):
    """Charges until enough have come; the rates of the last rounds."""
    wanted = int(value(session.cluster, UPDATES, database)) + session.scale.snapshot_updates
    end = time.monotonic() + SECONDS_MAX / 2
    rates = []
    while len(rates) < session.scale.rounds or int(value(session.cluster, UPDATES, database)) < wanted:
        if time.monotonic() > end:
            session.note("stopped before all charges were made")
            break
        rates.append(charge.rate(session.scale.seconds))
    return rates[-session.scale.rounds:]

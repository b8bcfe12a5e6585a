"""A plan's limit is set, replaced and removed, while a transaction of one of its accounts stays open: what accounts of another plan notice."""
import contextlib
import subprocess
import threading

from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS
from lib.database import psql

NAME = "plan_changes"
TITLE = "adds of 16 clients while another plan's limits change ten times a second, and one of its accounts has a transaction open"
CLIENTS = 16
SLOWEST_MS = 50

OPEN = "BEGIN; SELECT FROM meter_add_tokens('changing', 1);"
CHANGES = ("SELECT FROM meter_set_limit('extra', 'tokens', 1000000, 'day', plan => 'changing')",
           "SELECT FROM meter_set_limit('extra', plan => 'changing', cap => 2000000)",
           "SELECT FROM meter_set_limit('extra', plan => 'changing', key_source => NULL)",
           "SELECT FROM meter_remove_limit('extra', plan => 'changing')")
SECONDS_BETWEEN = 0.1


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "changing_setup.sql")
        load = session.pgbench("adds", meter, script("token_meter", "add.sql"), clients=CLIENTS)
        alone = load.slowest("the slowest add without changes", session.scale)
        with open_charge(session, meter), changing(session, meter):
            beside = load.slowest("the slowest add", session.scale)
        session.tell(alone)
        session.tell(beside, SLOWEST_MS)


@contextlib.contextmanager
def open_charge(session, database):
    holder = subprocess.Popen([session.cluster.server.program("psql"), "-X", "-q", "-d", database], env=session.cluster.env(),
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        holder.stdin.write(OPEN + "\n\\echo charged\n")
        holder.stdin.flush()
        yield
        holder.communicate("COMMIT;\n")
    finally:
        holder.kill()
        holder.wait()


@contextlib.contextmanager
def changing(session, database):
    stopped = threading.Event()
    failures = []

    def work():
        try:
            while not stopped.is_set():
                for change in CHANGES:
                    psql(session.cluster, change, database=database)
                    stopped.wait(SECONDS_BETWEEN)
        except Exception as failure:  # raised where the figure is measured
            failures.append(failure)

    changer = threading.Thread(target=work)
    changer.start()
    try:
        yield
    finally:
        stopped.set()
        changer.join()
    if failures:
        raise failures[0]

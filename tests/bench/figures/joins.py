"""Accounts join a team and leave it, ten times a second: what the calls of others notice, also while a third account's transaction stays open."""
from lib.bench.beside import open_charge, repeated
from lib.bench.series import Series
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS

NAME = "joins"
TITLE = "adds of 16 clients while an account joins a team or leaves it ten times a second"
CLIENTS = 16
SLOWEST_MS = 50

MOVES = ("SELECT FROM meter_set_account('joining', parent => 'team')",
         "SELECT FROM meter_set_account('joining', parent => '')")


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "joining_setup.sql")
        load = session.pgbench("adds", meter, script("token_meter", "add.sql"), clients=CLIENTS)
        alone, beside = [], []
        for _ in range(session.scale.rounds):
            alone.append(load.rate(session.scale.seconds))
            with repeated(session, meter, MOVES, 0.1):
                beside.append(load.rate(session.scale.seconds))
        session.compare(Series("adds beside moves", "calls/s", tuple(beside)), Series("without", "calls/s", tuple(alone)), 0.9)
        with open_charge(session, meter, "changing"), repeated(session, meter, MOVES, 0.1):
            slowest = load.slowest("the slowest add, while a third account's transaction is open", session.scale)
        session.tell(slowest, SLOWEST_MS)

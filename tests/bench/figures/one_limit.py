"""A call on one of many accounts, with one limit, a cost and a log row."""
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS, DURABLE

NAME = "one_limit"
TITLE = "a call with one limit, its cost and log row, on many accounts, 16 clients"

CONTESTANTS = (("token_meter", "add.sql"), ("floor", "call.sql"), ("plpgsql", "call.sql"), ("app", "call.sql"))


def measure(session):
    under(session, DURABLE, floor=0.95, plpgsql=1.25, app=3.5)
    if session.scale.name == "full":
        under(session, ASYNCHRONOUS)  # for information


def under(session, setting, floor=None, plpgsql=None, app=None):
    with session.running(setting):
        ours, *theirs = session.rounds(*(session.pgbench(name, session.database(name), script(name, file))
                                         for name, file in CONTESTANTS))
        for other, at_least in zip(theirs, (floor, plpgsql, app)):
            session.compare(ours, other, at_least)

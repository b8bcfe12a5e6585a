"""A plan's limit is set, replaced and removed, while a transaction of one of its accounts stays open: what accounts of another plan notice."""
from lib.bench.beside import open_charge, repeated
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS

NAME = "plan_changes"
TITLE = "adds of 16 clients while another plan's limits change ten times a second, and one of its accounts has a transaction open"
CLIENTS = 16
SLOWEST_MS = 50

CHANGES = ("SELECT FROM meter_set_limit('extra', 'tokens', 1000000, 'day', plan => 'changing')",
           "SELECT FROM meter_set_limit('extra', plan => 'changing', cap => 2000000)",
           "SELECT FROM meter_set_limit('extra', plan => 'changing', key_source => NULL)",
           "SELECT FROM meter_remove_limit('extra', plan => 'changing')")


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "changing_setup.sql")
        load = session.pgbench("adds", meter, script("token_meter", "add.sql"), clients=CLIENTS)
        alone = load.slowest("the slowest add without changes", session.scale)
        with open_charge(session, meter, "changing"), repeated(session, meter, CHANGES, 0.1):
            beside = load.slowest("the slowest add", session.scale)
        session.tell(alone)
        session.tell(beside, SLOWEST_MS)

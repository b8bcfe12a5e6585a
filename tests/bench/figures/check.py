"""meter_check_quota beside the least that a server can be asked."""
from lib.bench.session import script
from lib.bench.settings import DURABLE

NAME = "check"
TITLE = "meter_check_quota beside SELECT 1, 16 clients"


def measure(session):
    with session.running(DURABLE):
        meter = session.database("token_meter")
        checks, nothing = session.rounds(
            session.pgbench("meter_check_quota", meter, script("token_meter", "check.sql")),
            session.pgbench("SELECT 1", meter, script("select_1", "call.sql")))
        session.compare(checks, nothing, 0.5)

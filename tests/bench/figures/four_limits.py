"""Four limits a call instead of one: the member's day and month, the team's month, a pool that all use."""
from lib.bench.session import script
from lib.bench.settings import DURABLE

NAME = "four_limits"
TITLE = "four limits a call (day, month, team, pool) beside one, 16 clients"


def measure(session):
    with session.running(DURABLE):
        meter = session.database("token_meter", "four_setup.sql")
        of_four, of_one = session.rounds(
            session.pgbench("four limits", meter, script("token_meter", "four.sql")),
            session.pgbench("one limit", meter, script("token_meter", "add.sql")))
        session.compare(of_four, of_one, 0.65)

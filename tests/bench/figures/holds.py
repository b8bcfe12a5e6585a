"""A hold and its settlement, which are two calls and two commits, beside a charge."""
from lib.bench.session import script
from lib.bench.settings import DURABLE

NAME = "holds"
TITLE = "meter_reserve and meter_settle, a pair, beside meter_add_tokens, 16 clients"


def measure(session):
    with session.running(DURABLE):
        meter = session.database("token_meter")
        of_pairs, of_calls = session.rounds(
            session.pgbench("meter_reserve and meter_settle", meter, script("token_meter", "pair.sql"), unit="pairs/s"),
            session.pgbench("meter_add_tokens", meter, script("token_meter", "add.sql")))
        session.compare(of_pairs, of_calls, 0.45)

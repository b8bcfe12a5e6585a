"""One pool that 64 clients charge, while each commit takes 2 ms."""
from lib.bench.session import script
from lib.bench.settings import SLOW_COMMIT

NAME = "hot_pool"
TITLE = "one pool that everybody charges, 64 clients"
CLIENTS = 64


def measure(session):
    with session.running(SLOW_COMMIT):
        meter = session.database("token_meter", "hot_setup.sql", stripes=CLIENTS)
        row_lock = session.database("plpgsql", accounts=1)
        limiter = session.database("limiter", accounts=1)
        pool, separate, one_row, bucket = session.rounds(
            session.pgbench("token_meter, one pool", meter, script("token_meter", "hot.sql"), clients=CLIENTS),
            session.pgbench("token_meter, separate accounts", meter, script("token_meter", "add.sql"), clients=CLIENTS),
            session.pgbench("plpgsql, one row", row_lock, script("plpgsql", "call.sql"), accounts=1, clients=CLIENTS),
            session.pgbench("limiter, one bucket", limiter, script("limiter", "call.sql"), accounts=1, clients=CLIENTS))
        session.compare(pool, separate, 0.9)
        session.compare(pool, one_row, 40)
        session.compare(pool, bucket)

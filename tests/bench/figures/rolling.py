"""A rolling window of five hours beside a calendar month."""
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS

NAME = "rolling"
TITLE = "a limit of the last five hours beside one of the month, 16 clients"
ACCOUNTS = 2_000


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "rolling_setup.sql", accounts=ACCOUNTS)
        rolling, calendar = session.rounds(
            session.pgbench("a rolling window", meter, script("token_meter", "rolling_add.sql"), accounts=ACCOUNTS),
            session.pgbench("a calendar month", meter, script("token_meter", "add.sql"), accounts=ACCOUNTS))
        session.compare(rolling, calendar, 0.8)

"""A rolling window of five hours beside a calendar month, and one of a minute, of whose calls many are the first of a slice."""
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS

NAME = "rolling"
TITLE = "a limit of the last five hours, and one of the last minute, beside one of the month, 16 clients"
ACCOUNTS = 2_000


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "rolling_setup.sql", accounts=ACCOUNTS)
        rolling, minute, calendar = session.rounds(
            session.pgbench("a rolling window", meter, script("token_meter", "rolling_add.sql"), accounts=ACCOUNTS),
            session.pgbench("a rolling minute", meter, script("token_meter", "minute_add.sql"), accounts=ACCOUNTS),
            session.pgbench("a calendar month", meter, script("token_meter", "add.sql"), accounts=ACCOUNTS))
        session.compare(rolling, calendar, 0.8)
        session.compare(minute, calendar)

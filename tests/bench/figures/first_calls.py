"""The first call of an account in a period, and of an account that nobody has made, beside later ones."""
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS

NAME = "first_calls"
TITLE = "first calls beside later ones, 16 clients"


def measure(session):
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter", "first_setup.sql", accounts=max(session.scale.accounts, 300_000))
        first, new, later = session.rounds(
            session.pgbench("the first call of an account in a period", meter, script("token_meter", "first_add.sql")),
            session.pgbench("the first call of a new account", meter, script("token_meter", "new_add.sql")),
            session.pgbench("a later call", meter, script("token_meter", "add.sql")))
        session.compare(first, later, 0.75)
        session.compare(new, later, 0.75)

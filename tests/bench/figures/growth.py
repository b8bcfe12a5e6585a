"""Does it stay as fast when there are a thousand times more accounts, and a log?"""
import time

from lib.bench.session import script
from lib.bench.settings import ROOMY

NAME = "growth"
TITLE = "with many accounts and a long log beside 1,000 accounts and none, 16 clients"
SMALL = 1_000
ROWS_EACH = 20


def measure(session):
    if not session.scale.growth_rows:
        session.note("skipped: not in a quick run without GROWTH_ROWS=")
        return
    accounts = max(session.scale.growth_rows // ROWS_EACH, 1)
    with session.running(ROOMY):
        small = session.database("token_meter", name="small", accounts=SMALL)
        large = session.database("token_meter", name="large", accounts=1)
        fill(session, large, accounts)
        of_large, of_small = session.rounds(
            session.pgbench(f"{accounts:,} accounts, {accounts * ROWS_EACH:,} log rows", large,
                            script("token_meter", "add.sql"), accounts=accounts),
            session.pgbench(f"{SMALL:,} accounts", small, script("token_meter", "add.sql"), accounts=SMALL))
        session.compare(of_large, of_small, 0.9)


def fill(session, database, accounts):
    start = time.monotonic()
    session.run_file(database, script("token_meter", "grow.sql"), accounts=accounts, rows_each=ROWS_EACH)
    session.settle(database)
    session.note(f"filled in {time.monotonic() - start:.0f} s")

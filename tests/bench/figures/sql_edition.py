"""The SQL edition beside the extension: the same calls under the same rules."""
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS, DURABLE

NAME = "sql_edition"
TITLE = "calls of the SQL edition beside those of the extension, one limit, 16 clients"

CALLS = (("meter_add_tokens", "add.sql", "calls/s", 0.5), ("meter_check_quota", "check.sql", "calls/s", None),
         ("meter_reserve and meter_settle", "pair.sql", "pairs/s", None))


def measure(session):
    under(session, DURABLE, CALLS)
    if session.scale.name == "full":
        under(session, ASYNCHRONOUS, CALLS[:1])  # the CPU alone


def under(session, setting, calls):
    with session.running(setting):
        editions = ("SQL edition", session.database_of_edition()), ("extension", session.database("token_meter"))
        for call, file, unit, at_least in calls:
            session.compare(*session.rounds(*(session.pgbench(f"{call}, {name}", database, script("token_meter", file), unit=unit)
                                              for name, database in editions)), at_least)

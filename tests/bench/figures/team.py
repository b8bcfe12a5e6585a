"""Members of one team that reserve, settle and add, 64 clients, while each commit takes 2 ms: beside accounts of their own."""
from lib.bench.session import script
from lib.bench.settings import SLOW_COMMIT

NAME = "team"
TITLE = "members of one team, 64 clients: pairs of a hold, and calls beside an open hold"
CLIENTS = 64
ACCOUNTS = 2_000


def measure(session):
    with session.running(SLOW_COMMIT):
        meter = session.database("token_meter", "team_setup.sql", stripes=CLIENTS, accounts=ACCOUNTS)

        def load(name, file, unit="calls/s"):
            return session.pgbench(name, meter, script("token_meter", file), accounts=ACCOUNTS, clients=CLIENTS, unit=unit)

        of_team, of_auto, separate = session.rounds(load("meter_reserve and meter_settle, one team", "team_pair.sql", "pairs/s"),
                                                    load("the same, stripes left to the meter", "auto_pair.sql", "pairs/s"),
                                                    load("the same, separate accounts", "pair.sql", "pairs/s"))
        session.compare(of_team, separate, 0.9)
        session.compare(of_auto, separate, 0.9)
        adds, adds_auto, held, separate = session.rounds(load("meter_add_tokens, one team", "team_add.sql"),
                                                         load("the same, stripes left to the meter", "auto_add.sql"),
                                                         load("the same, beside an open hold", "held_add.sql"),
                                                         load("the same, separate accounts", "add.sql"))
        session.compare(adds, separate, 0.9)
        session.compare(adds_auto, separate, 0.9)
        session.compare(held, adds, 0.95)

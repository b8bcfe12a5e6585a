"""A thousand events in one call beside a call for each."""
from lib.bench.session import script
from lib.bench.settings import DURABLE
from lib.database import rows

NAME = "batch"
TITLE = "meter_add_batch of 1,000 events beside single calls, one client"
EVENTS = 1000


def measure(session):
    with session.running(DURABLE):
        meter = session.database("token_meter", "batch_setup.sql")
        if not rows(session.cluster, "SELECT 1 FROM pg_proc WHERE proname = 'meter_add_batch'", meter):
            session.note("skipped: this token_meter has no meter_add_batch yet")
            return
        of_batches, of_calls = session.rounds(
            session.pgbench("meter_add_batch", meter, script("token_meter", "batch.sql"), clients=1, events=EVENTS,
                            unit="events/s"),
            session.pgbench("meter_add_tokens", meter, script("token_meter", "add.sql"), clients=1, unit="events/s"))
        session.compare(of_batches, of_calls, 10)

"""A hot pool beside a Redis that is as durable: each call is on the disk before it is answered."""
from lib.bench import redis
from lib.bench.session import script
from lib.bench.settings import DURABLE

NAME = "redis"
TITLE = "one pool beside Redis with appendfsync always, 16 clients"
CLIENTS = 16
CALL = [1100, 300, 100, 10**15]  # input, output and cached tokens, the cap


def measure(session):
    absent = redis.missing()
    if absent:
        session.note(f"skipped: {', '.join(absent)} not installed (Debian: redis-server)")
        return
    with session.running(DURABLE):
        meter = session.database("token_meter", "hot_setup.sql", stripes=CLIENTS)
        with redis.serving(session.cluster, script("redis", "charge.lua"), ["pool", "log"], CALL, CLIENTS) as theirs:
            ours, other = session.rounds(
                session.pgbench("token_meter", meter, script("token_meter", "hot.sql"), clients=CLIENTS), theirs)
        session.compare(ours, other, 0.8)

"""What a backend's memory grows by when it makes many calls, and when it has met many prices and plans."""
from lib.bench.series import Series
from lib.bench.session import script
from lib.bench.settings import ASYNCHRONOUS
from lib.database import psql

NAME = "memory"
TITLE = "the growth of one backend"
CALLS_A_BLOCK = 10_000
FIRST_CALLS = 1_000  # they fill the caches that every backend has


# what is the process's own, as the kernel counts it; a superuser may read it
RSS = "SELECT (regexp_match(pg_read_file('/proc/self/status'), 'RssAnon:\\s+(\\d+)'))[1]::bigint;\n"


def calls(first, last, account, model):
    """Calls with a transaction each; `account` and `model` are SQL of the number n."""
    return f"""
DO $$ BEGIN
    FOR n IN {first}..{last} LOOP
        PERFORM FROM meter_add_tokens({account}, 1000, 300, model => {model}, provider => 'bench', cache_read_tokens => 100);
        COMMIT;
    END LOOP;
END $$;
"""


def grown(session, database, warm_up, work):
    """MiB between the two moments, in one session."""
    printed = psql(session.cluster, warm_up + RSS + work + RSS, "--csv", "--tuples-only", database=database)
    before, after = (int(line) for line in printed.split())
    return (after - before) / 1024


def measure(session):
    scale = session.scale
    with session.running(ASYNCHRONOUS):
        meter = session.database("token_meter")
        account, model = f"'a' || 1 + n % {scale.accounts}", "'bench-1'"
        blocks = [calls(at + 1, at + CALLS_A_BLOCK, account, model)
                  for at in range(0, scale.memory_calls, CALLS_A_BLOCK)]
        growth = grown(session, meter, calls(1, FIRST_CALLS, account, model), "".join(blocks))
        session.tell(Series(f"after {scale.memory_calls:,} calls", "MiB", (growth,)), below=2)

        session.run_file(meter, script("token_meter", "many_setup.sql"), prices=scale.prices, plans=scale.plans)
        session.settle(meter)
        growth = grown(session, meter, calls(1, FIRST_CALLS, account, model),
                       calls(1, scale.prices, f"'p' || 1 + n % {scale.plans}", f"'model ' || n"))
        session.tell(Series(f"with {scale.prices:,} prices and {scale.plans:,} plans", "MiB", (growth,)), below=8)


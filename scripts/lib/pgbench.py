"""A load of many clients: weighted scripts, drawn with a seed that is printed; and clients that are killed amid theirs."""
from __future__ import annotations

import random
import subprocess
import tempfile
import time
from pathlib import Path

from lib.cluster import Cluster
from lib.database import rows
from lib.report import say

SECONDS_MAX = 900
WAIT_SECONDS_MAX = 60
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'pgbench'"


def load(cluster: Cluster, database: str, scripts: dict[str, tuple[int, str]], *options: str,
         clients: int, calls: int) -> subprocess.CompletedProcess:
    """Runs `calls` of the scripts, each with its weight; what pgbench said of it is in `stdout`."""
    seed = random.randrange(2**31)
    say(f"   pgbench --random-seed={seed}")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, (weight, sql) in scripts.items():
            path = Path(folder) / f"{name}.sql"
            path.write_text(sql + "\n")
            files.append(f"--file={path}@{weight}")
        return subprocess.run(
            [cluster.server.program("pgbench"), "--no-vacuum", f"--client={clients}", "--jobs=2",
             f"--transactions={calls // clients}", f"--random-seed={seed}", *options, *files, database],
            env=cluster.env(), stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS_MAX)


def failed(done: subprocess.CompletedProcess) -> str:
    """What went wrong in a load, or ''. Calls that met a deadlock or a serialization failure are counted by pgbench, and leave its return code at 0."""
    went_well = done.returncode == 0 and "number of failed transactions: 0 " in done.stdout
    return "" if went_well else done.stdout


def kill_amid(cluster: Cluster, database: str, sql: str, how_far: str, wanted: str, clients: int) -> None:
    """Has clients begin a script, kills them once `how_far` answers what is wanted, and waits until their sessions have ended."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(sql)
        file.flush()
        running = subprocess.Popen(
            [cluster.server.program("pgbench"), "--no-vacuum", f"--client={clients}", "--transactions=1", "--file", file.name, database],
            env=cluster.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(cluster, database, how_far, wanted)
        finally:
            running.kill()
            running.wait()
    _wait_for(cluster, database, CONNECTED, "0")


def _wait_for(cluster: Cluster, database: str, sql: str, wanted: str) -> None:
    end = time.monotonic() + WAIT_SECONDS_MAX
    while (found := rows(cluster, sql, database)[0][0]) != wanted:
        if time.monotonic() > end:
            raise AssertionError(f"{found} instead of {wanted}: {sql}")

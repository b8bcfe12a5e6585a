"""A load of many clients: weighted scripts, drawn with a seed that is printed."""
from __future__ import annotations

import random
import subprocess
import tempfile
from pathlib import Path

from lib.cluster import Cluster
from lib.report import say

SECONDS_MAX = 900


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

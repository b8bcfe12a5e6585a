"""One contestant that pgbench drives: a script, run by a number of clients against one database."""
from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from lib.bench.scale import Scale
from lib.bench.series import Series
from lib.cluster import Cluster
from lib.report import Failure

WARM_UP_SECONDS = 1  # new connections load the library, read their caches and plan: a running app does that once
SECONDS_TO_END = 60  # pgbench waits for the calls under way

FIRST_SECOND = re.compile(r"^progress: ([\d.]+) s, ([\d.]+) tps", re.MULTILINE)
PROCESSED = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)
FAILED = re.compile(r"^number of failed transactions: (\d+)", re.MULTILINE)
LATENCY = re.compile(r"^latency average = ([\d.]+) ms", re.MULTILINE)
LATE = re.compile(r"^rate limit schedule lag: avg ([\d.]+) ", re.MULTILINE)
TPS = re.compile(r"^tps = ([\d.]+) \(without initial", re.MULTILINE)


@dataclass(frozen=True)
class Pgbench:
    name: str
    cluster: Cluster
    database: str
    script: Path
    clients: int = 16
    events: int = 1  # of one transaction
    unit: str = "calls/s"
    variables: dict[str, int] = field(default_factory=dict)

    def rate(self, seconds: int) -> float:
        """Events a second, once it runs warm."""
        return rate_in(self._run(seconds + WARM_UP_SECONDS)) * self.events

    def latency(self, seconds: int, rate: int) -> float:
        """The mean milliseconds of a transaction, of so many a second; how late it began is not in it."""
        printed = self._run(seconds, f"--rate={rate}")
        mean, late = (float(found.search(printed)[1]) for found in (LATENCY, LATE))
        return mean - late

    def slowest(self, name: str, scale: Scale) -> Series:
        """The time that the slowest transaction of each round took, once it runs warm."""
        return Series(name, "ms", tuple(self._slowest(scale.seconds) for _ in range(scale.rounds)))

    def _slowest(self, seconds: int) -> float:
        with tempfile.TemporaryDirectory() as logs:
            self._run(seconds + WARM_UP_SECONDS, "--log", f"--log-prefix={logs}/log")
            calls = [line.split() for log in Path(logs).iterdir() for line in log.read_text().splitlines()]
        took = [(float(f"{call[4]}.{call[5]:0>6}"), int(call[2])) for call in calls]  # when it ended, and microseconds
        warm = min(took)[0] + WARM_UP_SECONDS
        return max(microseconds for at, microseconds in took if at > warm) / 1000

    def _run(self, seconds: int, *more: str) -> str:
        command = [self.cluster.server.program("pgbench"), "-n", "-M", "prepared", f"--client={self.clients}",
                   f"--jobs={min(self.clients, 2)}", "-T", str(seconds), "--progress=1", "--file", self.script,
                   *(f"--define={name}={value}" for name, value in self.variables.items()), *more, self.database]
        done = subprocess.run([str(word) for word in command], env=self.cluster.env(), stdin=subprocess.DEVNULL,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=seconds + SECONDS_TO_END)
        failed = FAILED.search(done.stdout)
        if done.returncode != 0 or (failed and failed[1] != "0"):
            raise Failure(f"{done.stdout[-4000:]}\nfailed: {self.name}")
        return done.stdout


def rate_in(printed: str) -> float:
    """Transactions a second of what pgbench printed, without the first second."""
    at, first = (float(found) for found in FIRST_SECOND.search(printed).groups())
    processed, rate = int(PROCESSED.search(printed)[1]), float(TPS.search(printed)[1])
    if not processed:
        raise Failure(f"{printed[-4000:]}\nnot one transaction has ended")
    return max(processed - at * first, 0) / (processed / rate - at)

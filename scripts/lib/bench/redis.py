"""A Redis of our own that writes every command to the disk before it answers, and its benchmark as a contestant."""
from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

from lib.cluster import Cluster
from lib.identity import as_ordinary_user, give
from lib.report import Failure
from lib.server import clean_env

PROGRAMS = ("redis-server", "redis-cli", "redis-benchmark")
START_SECONDS_MAX = 10
SECONDS_MAX = 120
CALLS_FIRST = 1_000  # of the first round, which tells how many make the seconds of the next

RATE = re.compile(r"([\d.]+) requests per second")


def missing() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


def version() -> str:
    if missing():
        return "not installed"
    return f"{re.search(r'v=([0-9.]+)', _answer('redis-server', '--version'))[1]}, appendfsync always"


def _answer(*command) -> str:
    done = subprocess.run([str(word) for word in command], env=clean_env(), stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS_MAX)
    if done.returncode != 0:
        raise Failure(f"{done.stdout}\nfailed: {command[0]}")
    return done.stdout.strip()


@dataclass
class Redis:
    """The contestant: one script, called by a number of clients."""

    socket: Path
    call: list[str]
    clients: int
    name: str = "redis"
    unit: str = "calls/s"
    _calls_a_second: float = 0

    def rate(self, seconds: int) -> float:
        calls = int(self._calls_a_second * seconds) or CALLS_FIRST
        printed = _answer("redis-benchmark", "-s", self.socket, "-c", self.clients, "-n", calls, "-q", *self.call)
        self._calls_a_second = float(RATE.findall(printed)[-1])
        return self._calls_a_second


@contextlib.contextmanager
def serving(cluster: Cluster, script: Path, keys: list[str], arguments: list[int], clients: int) -> Iterator[Redis]:
    """Beside a cluster: its data on the same disk and gone with it, its socket in the same folder."""
    folder = cluster.folder / "redis"
    folder.mkdir()
    give(folder)
    socket = cluster.socket / "redis.sock"
    command = [shutil.which("redis-server"), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "777",
               "--dir", folder, "--daemonize", "no", "--save", "", "--appendonly", "yes", "--appendfsync", "always",
               "--auto-aof-rewrite-percentage", "0"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(as_ordinary_user(command), env=clean_env(), stdin=subprocess.DEVNULL,
                                  stdout=log, stderr=log)
    try:
        _wait_for(socket, server, folder / "log")
        loaded = _answer("redis-cli", "-s", socket, "SCRIPT", "LOAD", script.read_text())
        call = ["evalsha", loaded, str(len(keys)), *keys, *(str(argument) for argument in arguments)]
        if not _answer("redis-cli", "-s", socket, *call).startswith("1"):
            raise Failure(f"{script} does not let a call through")
        yield Redis(socket, call, clients)
    finally:
        server.kill()  # its data is thrown away
        server.wait()


def _wait_for(socket: Path, server: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_SECONDS_MAX
    while not socket.exists():
        if server.poll() is not None or time.monotonic() > end:
            raise Failure(f"{log.read_text()}\nfailed: redis-server")
        time.sleep(0.05)

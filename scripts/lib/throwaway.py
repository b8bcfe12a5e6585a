"""Clusters that are gone afterwards: after success, failure, Ctrl-C and SIGTERM.

A folder carries the number of the process that made it, so that what a killed run
left behind is recognised and removed by the next one.
"""
from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Iterator

from lib.cluster import Cluster, alive
from lib.ground import ground
from lib.server import Server
from lib.under_edition import has_fast_path

# Losing such a cluster to a power cut costs nothing, so it need not wait for the disk.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
"""
WITHOUT_FAST_PATH = "token_meter.fast_path = off\n"

_alive: set[Cluster] = set()


def _end(cluster: Cluster) -> None:
    if cluster not in _alive:
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave it half
    try:
        with contextlib.suppress(Exception):
            cluster.stop("immediate")
        cluster.remove()
        _alive.discard(cluster)
    finally:
        signal.signal(signal.SIGINT, before)


@atexit.register
def _end_all() -> None:
    for cluster in list(_alive):
        _end(cluster)


def _leave(number: int, _frame) -> None:
    sys.exit(128 + number)


def leave_cleanly_on_signals() -> None:
    """SIGTERM and SIGHUP end the script the way an exit does: with the clean-up."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)


def _clusters_folder() -> Path:
    folder = ground() / "clusters"
    folder.mkdir(exist_ok=True)
    return folder


def sweep() -> None:
    """Removes what killed runs left; a server whose data folder is gone ends by itself."""
    for folder in _clusters_folder().iterdir():
        owner = folder.name.split("-")[0]
        if not owner.isdigit():
            continue
        if not alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def throwaway(server: Server, name: str, settings: str = "",
              follows: Cluster | None = None) -> Iterator[Cluster]:
    """A cluster of its own, or a standby of the one that it follows."""
    folder = _clusters_folder() / f"{os.getpid()}-{name}"
    cluster = Cluster(server, folder)
    _alive.add(cluster)
    try:
        if follows is None:
            cluster.create(settings=SETTINGS + ("" if has_fast_path() else WITHOUT_FAST_PATH) + settings)
        else:
            cluster.follow(follows)
        cluster.start()
        yield cluster
    finally:
        _end(cluster)

"""What a suite of `make test` runs with."""
from __future__ import annotations

from dataclasses import dataclass

from lib.cluster import Cluster
from lib.results import Results
from lib.server import Server


@dataclass
class Context:
    suite: str
    results: Results
    test: str | None = None  # run only this one
    accept: bool = False  # what came out becomes what is expected
    server: Server | None = None  # None in a suite that needs no server
    cluster: Cluster | None = None

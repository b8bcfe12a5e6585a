"""The server and cluster that a Python test runs against, handed over in the environment."""
from __future__ import annotations

import functools
import os
from pathlib import Path

from lib.cluster import Cluster
from lib.layout import CLI
from lib.server import server_at
from lib.under_edition import CODE, is_sql


def environment_for(cluster: Cluster) -> dict[str, str]:
    """What `make test` gives to a suite's own process.

    DATABASE_URL, TOKEN_METER_BIN and TOKEN_METER_PGBIN are all that a test needs which
    knows nothing of these scripts; TOKEN_METER_SQL is a file to be run in place of CREATE EXTENSION.
    """
    edition = {"EDITION": "sql", "TOKEN_METER_SQL": str(CODE)} if is_sql() else {}
    return {
        **cluster.env(),
        **edition,
        "DATABASE_URL": cluster.url(),
        "TOKEN_METER_BIN": str(CLI),
        "TOKEN_METER_PGBIN": str(cluster.server.bindir),
        "TOKEN_METER_PG_CONFIG": str(cluster.server.pg_config),
        "TOKEN_METER_CLUSTER": str(cluster.folder),
    }


@functools.lru_cache(maxsize=None)
def cluster() -> Cluster:
    """The running cluster of this suite."""
    server = server_at(Path(os.environ["TOKEN_METER_PG_CONFIG"]), "under test")
    running = Cluster(server, Path(os.environ["TOKEN_METER_CLUSTER"]))
    assert running.running()
    return running

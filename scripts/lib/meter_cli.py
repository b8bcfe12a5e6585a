"""The release CLI, called as a user would."""
from __future__ import annotations

import subprocess

from lib.cluster import Cluster
from lib.layout import CLI, ROOT
from lib.report import Failure
from lib.server import clean_env


def token_meter(url: str, *words: str) -> subprocess.CompletedProcess:
    """Runs one command against the database of the URL; whatever its exit code."""
    return subprocess.run([CLI, *words], env={**clean_env(), "DATABASE_URL": url},
                          cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def expect(cluster: Cluster, *words: str, exit_code: int = 0, database: str = "postgres") -> str:
    """What the command prints when it ends with this exit code; anything else is a Failure."""
    done = token_meter(cluster.url(database), *words)
    if done.returncode != exit_code:
        raise Failure(f"{done.stdout}{done.stderr}\n"
                      f"failed: token-meter {' '.join(words)} (exit code {done.returncode})")
    return done.stdout

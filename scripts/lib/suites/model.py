"""Random sequences, played on PostgreSQL and in a plain model of the rules (tests/model)."""
from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from lib.cluster import Cluster
from lib.context import Context
from lib.layout import ROOT, TARGET
from lib.report import step
from lib.under_test import environment_for

PROGRAM = TARGET / "release" / "token_meter_model"
SECONDS_MAX = 1200


def build() -> Path:
    """The program that plays; in release mode, for which the CLI's build has compiled most of it already."""
    step("building the model (half a minute the first time)",
         ["cargo", "build", "--release", "-p", "token_meter_model"], "model",
         env={**os.environ, "CARGO_TARGET_DIR": str(TARGET)})
    return PROGRAM


def play(cluster: Cluster, seconds_max: int | None = None, **defaults: str) -> str | None:
    """Plays the sequences; what it says where PostgreSQL and the model disagree, else None.

    CASES, STEPS, SEED, WORKERS, TALLY and VERIFY of the caller's environment go before the defaults.
    """
    asked = {name: os.environ.get(name) or value for name, value in defaults.items()}
    env = {**environment_for(cluster), **asked}
    with tempfile.TemporaryFile("w+") as said:
        child = subprocess.Popen([str(build())], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stderr=said)
        try:
            status = child.wait(seconds_max)
        except subprocess.TimeoutExpired:
            status = f"more than {seconds_max} s"
        finally:
            child.kill()
            child.wait()
        said.seek(0)
        return None if status == 0 else f"{said.read()}\n(its process ended with {status})"


def run(context: Context) -> None:
    failure = play(context.cluster, SECONDS_MAX)
    if failure is None:
        context.results.ok()
    else:
        context.results.fail("the sequences", failure)

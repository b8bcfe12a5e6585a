"""Runs the Python unittest files of one folder of tests/, in a process of their own."""
from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from lib.context import Context
from lib.layout import ROOT, TESTS
from lib.report import shown
from lib.under_edition import LISTED, listed
from lib.under_test import environment_for

CHILD = Path(__file__).with_name("python_child.py")
SECONDS_MAX = 1200
SECONDS_TO_CLEAN_UP = 30


def _run_child(command: list[str], env: dict) -> int:
    """Waits for the child; when this script is stopped, the child may still clean up."""
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL)
    try:
        return child.wait(SECONDS_MAX)
    except BaseException:
        child.terminate()
        try:
            child.wait(SECONDS_TO_CLEAN_UP)
        except subprocess.TimeoutExpired:
            child.kill()
        raise


def run(context: Context) -> None:
    if not (TESTS / context.suite).is_dir():
        return
    env = {**environment_for(context.cluster), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as outcomes:
        command = [sys.executable, str(CHILD), str(TESTS / context.suite), outcomes.name,
                   context.test or ""]
        try:
            status = _run_child(command, env)
        except subprocess.TimeoutExpired:
            status = f"more than {SECONDS_MAX} s"
        differing = listed(context.suite)
        for line in outcomes:
            outcome = json.loads(line)
            why = next((why for test, why in differing.items() if test in outcome["test"]), None)
            if why and outcome["outcome"] == "fail":
                context.results.skip(outcome["test"], why)
            elif why and outcome["outcome"] == "ok" and outcome["test"].endswith(tuple(differing)):
                context.results.fail(outcome["test"], f"{shown(LISTED)} says that it differs, and it does not")
            elif outcome["outcome"] == "ok":
                context.results.ok()
            elif outcome["outcome"] == "skip":
                context.results.skip(outcome["test"], outcome["detail"])
            else:
                context.results.fail(outcome["test"], outcome["detail"])
    if status != 0:
        context.results.fail("the suite itself", f"its process ended with {status}")

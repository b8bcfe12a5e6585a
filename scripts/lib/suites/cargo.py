"""The unit tests of the crates that know no Postgres."""
from __future__ import annotations

import os
import re
import subprocess

from lib.context import Context
from lib.layout import LOGS, ROOT, TARGET

PACKAGES = ("token_meter_core", "token-meter", "token_meter_model")


def run(context: Context) -> None:
    command = ["cargo", "test", "--no-fail-fast"]
    for package in PACKAGES:
        command += ["-p", package]
    if context.test:
        command.append(context.test)
    env = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "CARGO_TERM_COLOR": "never"}
    done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / "core.log").write_text(done.stdout)
    counts = re.findall(r"^test result: .*? (\d+) passed; \d+ failed; (\d+) ignored", done.stdout,
                        re.MULTILINE)
    context.results.ok(sum(int(passed) for passed, _ in counts))
    ignored = sum(int(count) for _, count in counts)
    if ignored:
        context.results.skip("unit tests", "marked #[ignore]", ignored)
    failed = sorted(set(re.findall(r"^test (.+?) \.\.\. FAILED", done.stdout, re.MULTILINE)))
    for name in failed:
        context.results.fail(name, _said_by(name, done.stdout))
    if done.returncode != 0 and not failed:
        context.results.fail("cargo test", "\n".join(done.stdout.splitlines()[-60:]))


def _said_by(name: str, output: str) -> str:
    said = re.search(rf"^---- {re.escape(name)} stdout ----\n(.*?)(?=^---- |^failures:)", output,
                     re.MULTILINE | re.DOTALL)
    return said[1] if said else ""

"""What the scripts say: headings, announced steps that are quiet when they succeed, failures."""
from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from lib.layout import LOGS, ROOT

TAIL_LINES = 40


class Failure(Exception):
    """Something a person must read; its text is the whole message."""


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    mark = "\033[1m" if sys.stdout.isatty() else ""
    say(f"\n{mark}== {text} =={mark and chr(27) + '[0m'}")


def shown(path: Path) -> str:
    """A path as a person in the checkout would type it."""
    try:
        return str(path.relative_to(ROOT))
    except ValueError:
        return str(path)


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(text[-lines:])


def step(announcement: str, command: list, log_name: str, *, env: dict | None = None,
         cwd: Path = ROOT, announce: bool = True) -> None:
    """Run one long command: announced first, logged whole, and shown only when it fails."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{log_name}.log"
    if announce:
        say(f"-- {announcement} ...")
    start = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.run([str(word) for word in command], cwd=cwd, env=env,
                                 stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    if process.returncode != 0:
        raise Failure(f"{tail(log)}\n\nfailed: {announcement} (whole log: {shown(log)})")
    if announce and time.monotonic() - start > 5:
        say(f"   done in {time.monotonic() - start:.0f} s")


def run_main(main) -> None:
    """The last line of every script: failures become a message and an exit status."""
    try:
        sys.exit(main() or 0)
    except Failure as failure:
        sys.stderr.write(f"\n{failure}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)

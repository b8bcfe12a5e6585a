"""Runs work in a process beside this one; what it prints is shown when it has ended."""
from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import tempfile
from typing import Any, Callable, Iterator

from lib.report import say

SECONDS_TO_CLEAN_UP = 30
_PROCESSES = multiprocessing.get_context("fork")


def _work(work: Callable, arguments: tuple, printed: int, answer) -> None:
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    answer.send(work(*arguments))


@contextlib.contextmanager
def beside(work: Callable, *arguments: Any) -> Iterator[Callable[[], Any]]:
    """Runs `work` while the block runs. What the block gets waits for it, and answers what it has answered, or None where it broke off."""
    sys.stdout.flush()
    with tempfile.TemporaryFile() as printed:
        ours, its = _PROCESSES.Pipe(duplex=False)
        child = _PROCESSES.Process(target=_work, args=(work, arguments, printed.fileno(), its))
        child.start()
        its.close()

        def answer() -> Any:
            try:
                answered = ours.recv()
            except EOFError:
                answered = None
            child.join()
            printed.seek(0)
            say(printed.read().decode(errors="replace").rstrip())
            return answered

        try:
            yield answer
        finally:
            child.terminate()  # nothing where it has ended
            child.join(SECONDS_TO_CLEAN_UP)
            child.kill()

"""Counts tests, and prints one line a suite and every failure with its detail."""
from __future__ import annotations

import time

from lib.report import say

DETAIL_LINES_MAX = 400


class Results:
    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self.skipped = 0
        self.failures: list[str] = []
        self._suite = ""
        self._before = (0, 0, 0)
        self._start = 0.0

    def begin(self, suite: str) -> None:
        self._suite = suite
        self._before = (self.passed, self.failed, self.skipped)
        self._start = time.monotonic()

    def end(self) -> None:
        counts = (self.passed, self.failed, self.skipped)
        passed, failed, skipped = (now - then for now, then in zip(counts, self._before))
        words = f"{passed} passed" + (f", {failed} FAILED" if failed else "")
        words += f", {skipped} skipped" if skipped else ""
        say(f"   {self._suite:<28} {words:<28} {time.monotonic() - self._start:6.1f} s")

    def ok(self, count: int = 1) -> None:
        self.passed += count

    def fail(self, test: str, detail: str) -> None:
        self.failed += 1
        self.failures.append(f"{self._suite}: {test}")
        say(f"\n-- FAILED {self._suite}: {test}")
        lines = detail.rstrip().splitlines()
        for line in lines[:DETAIL_LINES_MAX]:
            say(f"   {line}")
        if len(lines) > DETAIL_LINES_MAX:
            say(f"   ... {len(lines) - DETAIL_LINES_MAX} more lines")
        say()

    def skip(self, test: str, why: str, count: int = 1) -> None:
        self.skipped += count
        say(f"   {self._suite}: {test} skipped: {why}")

    def add(self, others: Results | None) -> None:
        """What was counted elsewhere; None: it broke off."""
        if others is None:
            self._suite = "another server"
            self.fail("its suites", "they broke off; see what they printed")
            return
        self.passed += others.passed
        self.failed += others.failed
        self.skipped += others.skipped
        self.failures += others.failures

    def summary(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"

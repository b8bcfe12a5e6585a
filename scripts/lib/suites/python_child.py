"""The process that runs one folder of Python tests: folder, file for the outcomes, filter."""
from __future__ import annotations

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lib.throwaway import leave_cleanly_on_signals  # noqa: E402  (the path comes first)


class _Writing(unittest.TestResult):
    """Writes every outcome as a line of JSON as soon as it is known."""

    def __init__(self, out):
        super().__init__()
        self._out = out

    def _write(self, outcome, test, detail=""):
        name = test if isinstance(test, str) else test.id()
        self._out.write(json.dumps({"outcome": outcome, "test": name, "detail": detail}) + "\n")
        self._out.flush()

    def addSuccess(self, test):
        self._write("ok", test)

    def addFailure(self, test, err):
        self._write("fail", test, self._exc_info_to_string(err, test))

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._write("fail", subtest, self._exc_info_to_string(err, test))

    def addSkip(self, test, reason):
        self._write("skip", test, reason)

    def addExpectedFailure(self, test, err):
        self._write("ok", test)

    def addUnexpectedSuccess(self, test):
        self._write("fail", test, "expected to fail, and passed")


def _selected(suite, only):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _selected(test, only)
        elif not only or only in test.id():
            yield test


def main():
    folder, outcomes, only = sys.argv[1:]
    leave_cleanly_on_signals()
    sys.path.insert(0, folder)
    found = unittest.TestLoader().discover(folder, top_level_dir=folder)
    with open(outcomes, "w", encoding="utf-8") as out:
        unittest.TestSuite(_selected(found, only)).run(_Writing(out))


main()

"""Runs the SQL of README.md and docs/*.md: what a page shows is what happens."""
from __future__ import annotations

import subprocess
import unittest
from pathlib import Path

from blocks import Block, blocks_of, trimmed
from lib import under_test
from lib.database import metered_database
from lib.layout import ROOT
from lib.under_edition import is_sql


def pages() -> list[Path]:
    return [page for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
            if page.exists()]


class Page(unittest.TestCase):
    """One page in a database of its own; each block is one psql session."""

    database: str
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, cls.database)

    def run_block(self, block: Block) -> None:
        if is_sql() and block.needs_library:
            self.skipTest("it needs the library")
        # a page may show an error on purpose, and then shows its text too
        on_error = [] if block.expected is not None else ["-v", "ON_ERROR_STOP=1"]
        done = subprocess.run(
            [self.cluster.server.program("psql"), "-X", "-q", "-v", "SHOW_CONTEXT=never", *on_error, "-d", self.database],
            env=self.cluster.env(), input=block.sql, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if block.expected is None:
            self.assertEqual(done.returncode, 0, f"\n{block.sql}\n{done.stdout}")
        else:
            self.assertEqual(block.expected, trimmed(done.stdout), f"\n{block.sql}")


def page_case(page: Path) -> type:
    def one(block: Block):
        return lambda self: self.run_block(block)

    tests = {f"line_{block.line:04}": one(block) for block in blocks_of(page)}
    name = page.name.replace(".", "_")
    return type(name, (Page,), {**tests, "database": f"docs {page.stem}", "__doc__": str(page)})


def load_tests(loader, standard_tests, pattern):
    suite = unittest.TestSuite()
    for page in pages():
        case = page_case(page)
        suite.addTests(case(name) for name in dir(case) if name.startswith("line_"))
    return suite

"""The suites of `make test`, in the order in which they run.

`run(context)` counts its tests in context.results. A suite that needs a server gets
a cluster of its own.
"""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from lib.context import Context
from lib.suites import cargo, model, pg_regress, python


@dataclass(frozen=True)
class Suite:
    name: str
    run: Callable[[Context], None]
    needs_server: bool = True
    needs_cli: bool = False
    extension_only: bool = False  # it is about the extension, or about both editions side by side


SUITES = (
    Suite("core", cargo.run, needs_server=False, extension_only=True),
    Suite("regress", pg_regress.run_regress),
    Suite("isolation", pg_regress.run_isolation),
    Suite("cli", python.run, needs_cli=True),
    Suite("page", python.run, needs_cli=True),
    Suite("corpus", python.run),
    Suite("model", model.run),
    Suite("random", python.run),
    Suite("concurrency", python.run),
    Suite("dump", python.run),
    Suite("upgrade", python.run, extension_only=True),
    Suite("edition", python.run, needs_cli=True, extension_only=True),
    Suite("pairs", python.run, extension_only=True),
    Suite("standby", python.run),
    Suite("docs", python.run),
)

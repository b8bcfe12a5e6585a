"""make test: every suite on every server, each on a throwaway cluster of its own; the servers side by side."""
from __future__ import annotations

import contextlib
import os
import re

from lib import need
from lib.beside import beside
from lib.build import build_cli, install_extension
from lib.context import Context
from lib.layout import ROOT
from lib.report import Failure, heading, run_main, say
from lib.results import Results
from lib.servers import for_tests
from lib.suites import SUITES, model
from lib.throwaway import leave_cleanly_on_signals, sweep, throwaway
from lib.under_edition import is_sql, listed, title, write_edition


def chosen_suites() -> list:
    """Those that SUITE names, or all."""
    names = re.split(r"[\s,]+", os.environ.get("SUITE", "").strip())
    if names == [""]:
        return [suite for suite in SUITES if not (is_sql() and suite.extension_only)]
    known = {suite.name: suite for suite in SUITES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Failure(f"no suite {', '.join(unknown)}; there are: {', '.join(known)}")
    return [known[name] for name in names]


def run_suite(suite, context: Context, label: str) -> None:
    context.results.begin(label)
    try:
        if "*" in listed(suite.name):
            context.results.skip("all of it", listed(suite.name)["*"])
            return
        if suite.needs_server:
            with throwaway(context.server, suite.name) as context.cluster:
                suite.run(context)
        else:
            suite.run(context)
    except Failure as failure:
        context.results.fail("the suite itself", str(failure))
    finally:
        context.results.end()


def run_server(server, suites: list, test: str | None, accept: bool) -> Results:
    heading(f"PostgreSQL {server.version} ({server.name})" + title())
    results = Results()
    for suite in suites:
        run_suite(suite, Context(suite.name, results, test, accept, server), f"{server.major} {suite.name}")
    return results


def main() -> int:
    suites = chosen_suites()
    need.to_build(ROOT)
    leave_cleanly_on_signals()
    sweep()
    test = os.environ.get("TEST") or None
    accept = bool(os.environ.get("ACCEPT"))
    if accept and is_sql():
        raise Failure("what is expected is what the extension prints: ACCEPT=1 without EDITION=sql")
    results = Results()
    alone = [suite for suite in suites if not suite.needs_server]
    serverful = [suite for suite in suites if suite.needs_server]
    servers = for_tests(os.environ.get("SERVER")) if serverful else []
    servers = servers[:1] if accept else servers  # one server says what is expected
    if alone:
        heading("without a server")
    for suite in alone:
        run_suite(suite, Context(suite.name, results, test), suite.name)
    if any(suite.needs_cli for suite in suites):
        build_cli()
    if is_sql():
        write_edition()
    if any(suite.name == "model" for suite in serverful):
        model.build()
    for server in [] if is_sql() else servers:
        install_extension(server)
    with contextlib.ExitStack() as others:  # hardly a suite keeps more than one core busy
        waited_for = [others.enter_context(beside(run_server, server, serverful, test, accept)) for server in servers[1:]]
        for server in servers[:1]:
            results.add(run_server(server, serverful, test, accept))
        for answer in waited_for:
            results.add(answer())
    if results.failures:
        heading("failed")
        for failure in results.failures:
            say(f"   {failure}")
    say()
    say(results.summary())
    return 1 if results.failed or not (results.passed or results.skipped) else 0


run_main(main)

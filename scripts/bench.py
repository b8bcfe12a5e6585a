"""make bench: token_meter beside other ways to meter, as ratios of medians; what a full run measures is written to
docs/benchmarks.md, figure by figure."""
import os
import sys
import time

from lib import need
from lib.bench import page
from lib.bench.scale import asked
from lib.bench.session import CONTESTANTS, Session
from lib.build import install_extension
from lib.layout import ROOT
from lib.report import Failure, heading, run_main, say, shown
from lib.servers import for_tests
from lib.throwaway import leave_cleanly_on_signals, sweep

sys.path.insert(0, str(CONTESTANTS))
from figures import FIGURES  # noqa: E402  (the path comes first)


def chosen_figures() -> list:
    """The one that ONLY names, or all."""
    only = os.environ.get("ONLY", "").strip()
    chosen = [figure for figure in FIGURES if only in ("", figure.NAME)]
    if not chosen:
        raise Failure(f"no figure {only}; there are: {', '.join(figure.NAME for figure in FIGURES)}")
    return chosen


def measured(server, scale, chosen) -> Session:
    session = Session(server, scale)
    for figure in chosen:
        start = time.monotonic()
        heading(f"{figure.NAME}: {figure.TITLE}")
        session.figure = figure.NAME
        figure.measure(session)
        if scale.name == "full":
            page.write(session, [figure.NAME for figure in FIGURES])
        say(f"   ({time.monotonic() - start:.0f} s)")
    return session


def main():
    chosen, scale = chosen_figures(), asked()
    need.to_build(ROOT)
    leave_cleanly_on_signals()
    sweep()
    for server in for_tests(os.environ.get("SERVER") or "18"):
        install_extension(server)
        say(f"-- PostgreSQL {server.version} ({server.name}), {scale.name} run: {scale.rounds} rounds of {scale.seconds} s, "
            f"{scale.accounts:,} accounts")
        session = measured(server, scale, chosen)
        heading("figures")
        say(page.Figures.of(session).shown())
        left = "written" if scale.name == "full" else "left as it is by a quick run"
        say(f"\n-- {shown(page.PAGE)}: {left}")


run_main(main)

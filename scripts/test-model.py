"""make test-model: many more random sequences against the model of the rules than `make test` plays."""
import os

from lib import need
from lib.build import install_extension
from lib.layout import ROOT
from lib.report import heading, run_main, say
from lib.servers import for_tests
from lib.suites import model
from lib.throwaway import leave_cleanly_on_signals, sweep, throwaway

CASES = "50000"


def main():
    need.to_build(ROOT)
    leave_cleanly_on_signals()
    sweep()
    for server in for_tests(os.environ.get("SERVER") or "18"):
        install_extension(server)
        heading(f"PostgreSQL {server.version} ({server.name})")
        with throwaway(server, "model") as cluster:
            failure = model.play(cluster, CASES=CASES)
        if failure is not None:
            say(failure)
            return 1
    return 0


run_main(main)

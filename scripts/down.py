"""make down: stops what `make up` started. CLEAN=1 forgets its data too."""
import os

from lib.report import run_main, say, shown
from lib.standing import Standing


def main():
    standing = Standing()
    if standing.running():
        standing.cluster.stop("fast")
        say("stopped")
    else:
        say("nothing is up")
    if os.environ.get("CLEAN"):
        standing.cluster.remove()
    elif standing.exists:
        say(f"its data stays in {shown(standing.folder)}; make down CLEAN=1 removes it")


run_main(main)

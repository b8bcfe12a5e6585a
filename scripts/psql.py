"""make psql: opens the database of `make up`."""
import os
import shutil

from lib.report import run_main
from lib.server import clean_env
from lib.standing import Standing


def main():
    standing = Standing()
    standing.demand_running()
    # the embedded psql has no line editing: one that is installed is nicer to type in
    program = shutil.which("psql") or str(standing.cluster.server.program("psql"))
    terminal = {name: value for name, value in os.environ.items() if name.startswith(("LC_", "LANG"))}
    os.execve(program, [program, standing.url], {**clean_env(), **terminal})


run_main(main)

"""make up: an embedded PostgreSQL that stays, with the extension; the last line is its URL."""
import os

from lib import need
from lib.build import build_cli, install_extension
from lib.layout import ROOT
from lib.meter_cli import token_meter
from lib.report import Failure, run_main, say, shown
from lib.standing import Standing


def main():
    standing = Standing()
    if not standing.running():
        need.to_build(ROOT)
        install_extension(standing.cluster.server)
        build_cli()
        port = os.environ.get("PORT")
        standing.start(int(port) if port else None)
    installed = token_meter(standing.url, "install")
    if installed.returncode != 0:
        raise Failure(f"{installed.stdout}{installed.stderr}\nfailed: token-meter install")
    say(f"socket: {shown(standing.cluster.socket)}, log: {shown(standing.cluster.log)}")
    say(f"DATABASE_URL={standing.url}")


run_main(main)

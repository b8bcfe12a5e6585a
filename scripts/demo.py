"""make demo: the main job on a throwaway embedded PostgreSQL 18, shown step by step."""
from lib import need
from lib.build import build_cli, install_extension
from lib.chapters import a_gauge, a_refusal, a_reset, prices, responses
from lib.layout import ROOT
from lib.report import run_main, say
from lib.servers import embedded
from lib.story import Story
from lib.throwaway import leave_cleanly_on_signals, sweep, throwaway


def main():
    need.to_build(ROOT)
    leave_cleanly_on_signals()
    sweep()
    server = embedded()
    install_extension(server)
    build_cli()
    say(f"-- a meter inside an embedded PostgreSQL {server.version} ...")
    with throwaway(server, "demo") as cluster:
        story = Story(cluster)
        for chapter in (prices, responses, a_gauge, a_refusal, a_reset):
            chapter(story)
    say("-- the server is stopped and gone. To keep one: make up")


run_main(main)

"""make lint: the formatting, and clippy over everything with warnings as errors."""
import subprocess

from lib import need
from lib.build import build_env
from lib.layout import ROOT
from lib.report import run_main, say
from lib.servers import embedded

CLIPPY = ["cargo", "clippy", "--workspace", "--all-targets", "--no-default-features",
          "--features", "token_meter/pg18", "--", "-D", "warnings"]


def main():
    need.to_build(ROOT)
    say("-- cargo fmt --check")
    formatted = subprocess.run(["cargo", "fmt", "--all", "--check"], cwd=ROOT).returncode
    env = build_env(embedded())
    say("-- cargo clippy")
    clean = subprocess.run(CLIPPY, cwd=ROOT, env=env).returncode
    return formatted or clean


run_main(main)

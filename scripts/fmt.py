"""make fmt: formats the Rust code."""
import subprocess

from lib.layout import ROOT
from lib.report import run_main


def main():
    return subprocess.run(["cargo", "fmt", "--all"], cwd=ROOT).returncode


run_main(main)

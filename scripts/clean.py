"""make clean: removes what runs leave under target/, but nothing that took long to build."""
import shutil

from lib.layout import LOGS, TARGET
from lib.report import run_main
from lib.throwaway import sweep


def main():
    sweep()
    shutil.rmtree(TARGET / "test", ignore_errors=True)
    shutil.rmtree(LOGS, ignore_errors=True)


run_main(main)

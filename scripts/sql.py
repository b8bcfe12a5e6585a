"""make sql: target/sql/token_meter.sql, the SQL edition as one file."""
import os

from lib.edition import EDITION, edition
from lib.report import run_main, say, shown


def main():
    text, missing = edition(partial=bool(os.environ.get("PARTIAL")))
    EDITION.parent.mkdir(parents=True, exist_ok=True)
    EDITION.write_text(text)
    if missing:
        say(f"not in it: {', '.join(missing)}")
    say(f"wrote {shown(EDITION)} ({len(text) // 1024} kB)")


run_main(main)

"""How long and how large: the full run, and the quick one that shows that everything works."""
from __future__ import annotations

import os
from dataclasses import dataclass

from lib.report import Failure

GROWTH_ROWS = 20_000_000


@dataclass(frozen=True)
class Scale:
    name: str
    rounds: int
    warm_up: bool  # a round before them that is not counted
    seconds: int  # of one contestant in one round, without the second that it takes to warm up
    accounts: int
    memory_calls: int
    prices: int
    plans: int
    snapshot_updates: int  # 0: not measured
    growth_rows: int  # 0: not measured
    report_rows: int


QUICK = Scale("quick", rounds=3, warm_up=False, seconds=1, accounts=10_000, memory_calls=20_000, prices=1_000,
              plans=200, snapshot_updates=0, growth_rows=0, report_rows=200_000)
FULL = Scale("full", rounds=5, warm_up=True, seconds=4, accounts=100_000, memory_calls=1_000_000, prices=5_000,
             plans=1_000, snapshot_updates=50_000, growth_rows=GROWTH_ROWS, report_rows=10_000_000)


def asked() -> Scale:
    """The scale that QUICK and GROWTH_ROWS ask for."""
    scale = QUICK if os.environ.get("QUICK") else FULL
    rows = os.environ.get("GROWTH_ROWS", "").strip()
    if not rows:
        return scale
    if not rows.isdigit():
        raise Failure(f"GROWTH_ROWS is a number of rows, not {rows!r}")
    return Scale(**{**vars(scale), "growth_rows": int(rows)})

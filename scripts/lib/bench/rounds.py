"""Contestants take turns, A B C A B C: what else the machine does then falls on all of them."""
from __future__ import annotations

from lib.bench.scale import Scale
from lib.bench.series import Series
from lib.report import say


def interleaved(contestants: list, scale: Scale) -> list[Series]:
    """The rounds of each; a contestant has a name, a unit and a rate(seconds)."""
    values = {contestant.name: [] for contestant in contestants}
    for contestant in contestants if scale.warm_up else []:
        contestant.rate(scale.seconds)  # pages come in, and are written whole once after the checkpoint
    for _ in range(scale.rounds):
        for contestant in contestants:
            values[contestant.name].append(contestant.rate(scale.seconds))
    series = [Series(one.name, one.unit, tuple(values[one.name])) for one in contestants]
    for one in series:
        say(f"   {one.shown()}")
    return series

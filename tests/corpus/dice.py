"""What random calls are made of: numbers of tokens, and their parts."""
from __future__ import annotations

import random

BIG = 10_000_000


def size(dice: random.Random, steps: list[int]) -> int:
    """A number of tokens: none, few, many, and often one beside a step of the price."""
    if steps and dice.random() < 0.7:
        return dice.choice(steps) + dice.choice((-1, 0, 1))
    return dice.choice([0, 1, dice.randrange(1000), round(10 ** dice.uniform(2, 7)), BIG])


def split(dice: random.Random, whole: int, parts: int) -> list[int]:
    """Parts that are together no more than the whole; some are nothing, some all of it."""
    cuts = sorted(dice.choice((0, whole, dice.randint(0, whole))) for _ in range(parts))
    taken = [after - before for before, after in zip([0] + cuts, cuts)]
    dice.shuffle(taken)
    return taken

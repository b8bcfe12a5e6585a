"""The seed of a random test, with which a failure can be repeated."""
from __future__ import annotations

import os
import random


def seed() -> int:
    """SEED of the caller's environment, else a new one."""
    return int(os.environ.get("SEED") or random.SystemRandom().randrange(1 << 32))

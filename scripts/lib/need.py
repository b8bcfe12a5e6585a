"""Is everything here that must be installed by hand? Asked before anything is built.

This file must stay readable by old Pythons: it is the one that tells them apart.
"""
import os
import shutil
import subprocess
import sys
import tempfile

PYTHON_MIN = (3, 9)

C_PROGRAM = "#include <stdlib.h>\nint main(void) { return EXIT_SUCCESS; }\n"


def fail(problems):
    for problem, remedy in problems:
        sys.stderr.write("missing: {}\n     how: {}\n".format(problem, remedy))
    sys.exit(2)


def python():
    """Called before anything newer is imported."""
    if sys.version_info < PYTHON_MIN:
        have = "{}.{}".format(*sys.version_info[:2])
        fail([("Python 3.9 or newer (this is {})".format(have),
               "Debian: apt-get install python3, then make PYTHON=/path/to/python3 ...")])


def _runs(command):
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def _links_c():
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "probe.c")
        with open(source, "w") as out:
            out.write(C_PROGRAM)
        return _runs(["cc", source, "-o", os.path.join(folder, "probe")])


def _rust(root):
    """cargo's own message goes to the terminal: rustup may be fetching the pinned toolchain."""
    try:
        return subprocess.run(["cargo", "--version"], cwd=root, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def to_build(root):
    """What building the extension and the CLI takes."""
    python()
    problems = []
    if not _runs([sys.executable, "-m", "pip", "--version"]):
        problems.append(("pip for {}".format(sys.executable),
                         "Debian: apt-get install python3-pip; elsewhere: python3 -m ensurepip"))
    if shutil.which("cargo") is None or shutil.which("rustc") is None:
        problems.append(("Rust (cargo and rustc)", "https://rustup.rs"))
    elif not _rust(root):
        problems.append(("the Rust toolchain that rust-toolchain.toml pins",
                         "rustup toolchain install, in this folder"))
    if shutil.which("cc") is None:
        problems.append(("a C compiler called cc", "Debian: apt-get install gcc libc6-dev"))
    elif not _links_c():
        problems.append(("a C compiler that links a program (cc is here, but fails)",
                         "Debian: apt-get install gcc libc6-dev"))
    if problems:
        fail(problems)

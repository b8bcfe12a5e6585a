"""What the CLI's tests share: a database for each class of tests, the program, and psql.

DATABASE_URL names a superuser of a server that has the extension's files; TOKEN_METER_BIN is the program.
TOKEN_METER_PGBIN, the folder of the server's own programs, is used where it is set; so is TOKEN_METER_SQL, the file of the SQL edition.
"""

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import termios
import unittest
import urllib.parse

SERVER = os.environ.get("DATABASE_URL")
PROGRAM = os.environ.get("TOKEN_METER_BIN")
PGBIN = os.environ.get("TOKEN_METER_PGBIN")
# where the tests run on the SQL edition: how that is installed
EDITION = ["--sql", os.environ["TOKEN_METER_SQL"]] if os.environ.get("TOKEN_METER_SQL") else []

# a test says itself what is in the environment that the program reads
LIBPQ = [name for name in os.environ if name.startswith("PG")]


def server_program(name):
    """Path of a program of the server, or None."""
    return (shutil.which(name, path=PGBIN) if PGBIN else None) or shutil.which(name)


def with_database(url, database, **query):
    """The same server, another database; `query` adds parameters, `None` removes one."""
    parts = urllib.parse.urlsplit(url)
    params = dict(urllib.parse.parse_qsl(parts.query)) | query
    params = {key: value for key, value in params.items() if value is not None}
    return parts._replace(path="/" + database, query=urllib.parse.urlencode(params, quote_via=urllib.parse.quote)).geturl()


def psql(url, statement):
    """Runs SQL, returns what psql prints: unaligned, without headings."""
    program = server_program("psql")
    if program is None:
        raise RuntimeError("psql is needed: set TOKEN_METER_PGBIN or PATH")
    done = subprocess.run(
        [program, "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url],
        input=statement, capture_output=True, text=True, timeout=60,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def environment(**changes):
    """The tests' environment without libpq's variables and what changes colours; `None` removes one more."""
    base = {name: value for name, value in os.environ.items() if name not in LIBPQ}
    for name in ("NO_COLOR", "DATABASE_URL"):
        base.pop(name, None)
    base |= changes
    return {name: value for name, value in base.items() if value is not None}


class CliTest(unittest.TestCase):
    """Each class has a database of its own, with the extension in it unless it says otherwise."""

    installed = True

    @classmethod
    def setUpClass(cls):
        if not SERVER or not PROGRAM:
            raise RuntimeError("set DATABASE_URL and TOKEN_METER_BIN")
        cls.database = f"cli_{cls.__name__.lower()}_{os.getpid()}"
        psql(SERVER, f"CREATE DATABASE {cls.database}")
        cls.addClassCleanup(psql, SERVER, f"DROP DATABASE {cls.database} WITH (FORCE)")
        cls.url = with_database(SERVER, cls.database)
        if cls.installed:
            subprocess.run([PROGRAM, "install", *EDITION], env=environment(DATABASE_URL=cls.url), check=True, capture_output=True)

    def run_cli(self, *args, code=0, stdin="", **env):
        """Runs the program, expects an exit code, or one of several, returns the finished process."""
        env = environment(**({"DATABASE_URL": self.url} | env))
        done = subprocess.run(
            [PROGRAM, *args], env=env, input=stdin, capture_output=True, text=True, encoding="utf-8", timeout=60
        )
        told = f"{args}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
        self.assertNotIn("panicked", done.stderr, told)
        self.assertIn(done.returncode, code if isinstance(code, tuple) else (code,), told)
        return done

    def run_json(self, *args, code=0, stdin="", **env):
        """Runs the program with --json, returns the answer with numbers as their digits."""
        done = self.run_cli(*args, "--json", code=code, stdin=stdin, **env)
        return json.loads(done.stdout, parse_int=str, parse_float=str)

    def run_on_terminal(self, *args, answer="", columns=0, **env):
        """Runs the program on a terminal of its own, which may say how wide it is; returns the exit code and what was on the screen."""
        main, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24 if columns else 0, columns, 0, 0))
        env = environment(**({"DATABASE_URL": self.url, "TERM": "xterm-256color"} | env))
        program = subprocess.Popen([PROGRAM, *args], stdin=terminal, stdout=terminal, stderr=terminal, env=env)
        os.close(terminal)
        screen, answered = b"", False
        try:
            while part := os.read(main, 4096):
                screen += part
                if not answered and b"[y/N]" in screen:  # sooner, and the terminal would write it into the question
                    os.write(main, answer.encode())
                    answered = True
        except OSError:  # how Linux tells that the other end is closed
            pass
        os.close(main)
        return program.wait(timeout=60), screen.decode()

    def sql(self, statement):
        return psql(self.url, statement)

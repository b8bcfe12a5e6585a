"""What goes on beside a load: a transaction that has charged and stays open, and statements one after the other."""
from __future__ import annotations

import contextlib
import subprocess
import threading

from lib.database import psql
from lib.report import Failure

DONE = "done with it\n"


class Console:
    """One psql session that stays open, as the sessions of an app's pool do."""

    def __init__(self, session, database):
        self._psql = subprocess.Popen(
            [session.cluster.server.program("psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", database],
            env=session.cluster.env(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, statement):
        self._psql.stdin.write(f"{statement};\n\\echo {DONE}")
        self._psql.stdin.flush()
        printed = []
        for line in self._psql.stdout:
            if line == DONE:
                return
            printed.append(line)
        raise Failure(f"{''.join(printed)}\nfailed: {statement}")

    def end(self):
        self._psql.kill()
        self._psql.communicate()


@contextlib.contextmanager
def console(session, database):
    opened = Console(session, database)
    try:
        yield opened
    finally:
        opened.end()


@contextlib.contextmanager
def open_charge(session, database, account):
    with console(session, database) as holder:
        holder.run(f"BEGIN; SELECT FROM meter_add_tokens('{account}', 1)")
        yield
        holder.run("COMMIT")


@contextlib.contextmanager
def once(session, database, statement):
    """The statement begins with the load, and ends in its own time."""
    with _working(lambda stopped: psql(session.cluster, statement, database=database)):
        yield


@contextlib.contextmanager
def repeated(session, database, statements, seconds_between):
    def work(stopped):
        with console(session, database) as changing:
            while not stopped.is_set():
                for statement in statements:
                    changing.run(statement)
                    stopped.wait(seconds_between)

    with _working(work):
        yield


@contextlib.contextmanager
def _working(work):
    """Another thread works; what it raises is raised where the figure is measured."""
    stopped = threading.Event()
    failures = []

    def guarded():
        try:
            work(stopped)
        except Exception as failure:
            failures.append(failure)

    worker = threading.Thread(target=guarded)
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join()
    if failures:
        raise failures[0]

"""What goes on beside a load: a transaction that has charged and stays open, and statements one after the other."""
from __future__ import annotations

import contextlib
import subprocess
import threading

from lib.database import psql


@contextlib.contextmanager
def open_charge(session, database, account):
    holder = subprocess.Popen([session.cluster.server.program("psql"), "-X", "-q", "-d", database], env=session.cluster.env(),
                              stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    try:
        holder.stdin.write(f"BEGIN; SELECT FROM meter_add_tokens('{account}', 1);\n\\echo charged\n")
        holder.stdin.flush()
        yield
        holder.communicate("COMMIT;\n")
    finally:
        holder.kill()
        holder.wait()


@contextlib.contextmanager
def once(session, database, statement):
    """The statement begins with the load, and ends in its own time."""
    with _working(lambda stopped: psql(session.cluster, statement, database=database)):
        yield


@contextlib.contextmanager
def repeated(session, database, statements, seconds_between):
    def work(stopped):
        while not stopped.is_set():
            for statement in statements:
                psql(session.cluster, statement, database=database)
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

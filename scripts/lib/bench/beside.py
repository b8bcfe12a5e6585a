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
def repeated(session, database, statements, seconds_between):
    stopped = threading.Event()
    failures = []

    def work():
        try:
            while not stopped.is_set():
                for statement in statements:
                    psql(session.cluster, statement, database=database)
                    stopped.wait(seconds_between)
        except Exception as failure:  # raised where the figure is measured
            failures.append(failure)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        stopped.set()
        worker.join()
    if failures:
        raise failures[0]

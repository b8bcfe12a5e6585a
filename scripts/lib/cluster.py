"""A PostgreSQL cluster of our own: created, started, stopped and removed."""
from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from lib.identity import as_ordinary_user, give
from lib.report import Failure, tail
from lib.server import Server, clean_env

SUPERUSER = "postgres"
SOCKET_PATH_BYTES_MAX = 107
START_SECONDS_MAX = 60
START_ATTEMPTS_MAX = 5

SETTINGS = """
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
max_prepared_transactions = 10
log_lock_waits = on  # who waited for whom, with the statement's context, where a test meets a deadlock
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def alive(process: int) -> bool:
    """Does a process of this number run? One that died and was not waited for does not."""
    try:
        os.kill(process, 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except (PermissionError, FileNotFoundError):  # somebody else's; or there is no /proc
        return True


class Cluster:
    """One data folder and the server that runs on it."""

    def __init__(self, server: Server, folder: Path):
        self.server = server
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "server.log"
        self.port = 0
        self.socket = folder / "socket"
        self._process: subprocess.Popen | None = None

    def create(self, *, password: str | None = None, settings: str = "") -> None:
        """initdb. Without a password whoever reaches 127.0.0.1 or the socket is let in."""
        self.folder.mkdir(parents=True)
        give(self.folder)
        auth = ["--auth=trust"]
        if password is not None:
            password_file = self.folder / "password"
            password_file.touch(mode=0o600)
            password_file.write_text(password)
            give(password_file)
            auth = ["--auth=scram-sha-256", f"--pwfile={password_file}"]
        self._run(["initdb", "-D", self.data, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C",
                   "--no-sync", "--no-instructions", *auth])
        with (self.data / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write(SETTINGS + settings)

    def follow(self, primary: "Cluster") -> None:
        """A streaming standby of a running cluster, instead of one of its own data."""
        self.folder.mkdir(parents=True)
        give(self.folder)
        self._run(["pg_basebackup", "-D", self.data, "--write-recovery-conf", "--checkpoint=fast",
                   "--no-sync", "-h", primary.socket, "-p", primary.port, "-U", SUPERUSER])

    def _run(self, command: list) -> None:
        program = self.server.program(command[0])
        done = subprocess.run(as_ordinary_user([program, *command[1:]]), cwd=self.folder,
                              env=clean_env(), stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise Failure(f"{done.stdout}\nfailed: {command[0]}")

    def start(self, port: int | None = None) -> None:
        """Starts the server on 127.0.0.1 and on a socket; on a free port when none is given."""
        self._make_socket_folder()
        for _ in range(START_ATTEMPTS_MAX):
            self.port = port or free_port()
            if self._start_once():
                return
            if port or "Address already in use" not in tail(self.log):
                break  # only a port that was chosen here may be chosen anew
        raise Failure(f"{tail(self.log, 12)}\nfailed: PostgreSQL {self.server.version} did not start "
                      f"on port {self.port}")

    def _make_socket_folder(self) -> None:
        if len(str(self.socket / ".s.PGSQL.65535").encode()) > SOCKET_PATH_BYTES_MAX:
            self.socket = Path(tempfile.mkdtemp(prefix="token_meter-", dir="/tmp"))
        self.socket.mkdir(exist_ok=True)
        self.socket.chmod(0o755)
        give(self.socket)

    def _start_once(self) -> bool:
        command = [self.server.program("postgres"), "-D", self.data, "-p", self.port,
                   "-c", "listen_addresses=127.0.0.1",
                   "-c", f"unix_socket_directories={self.socket}"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                as_ordinary_user(command), cwd=self.folder, env=clean_env(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)  # a Ctrl-C is for the script, which stops the server
        deadline = time.monotonic() + START_SECONDS_MAX
        ready = [self.server.program("pg_isready"), "-q", "-h", self.socket, "-p", str(self.port)]
        while self._process.poll() is None and time.monotonic() < deadline:
            if subprocess.run(ready, env=clean_env()).returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def stop(self, mode: str = "immediate") -> None:
        """Stops what the cluster's own pid file names; nothing when it names nothing."""
        if self.running():
            self._run(["pg_ctl", "stop", "-D", self.data, "-m", mode, "-s"])
        if self._process is not None:
            self._process.wait()
            self._process = None
        shutil.rmtree(self.socket, ignore_errors=True)

    def running(self) -> bool:
        """Does the server of this data folder run? Then its port and socket are known too."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            if not alive(int(lines[0])):
                return False
            self.port, self.socket = int(lines[3]), Path(lines[4])
        except (FileNotFoundError, IndexError, ValueError):
            return False
        return True

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def env(self) -> dict[str, str]:
        """What libpq's programs need to reach this cluster as its superuser."""
        return {**clean_env(), "PGHOST": str(self.socket), "PGPORT": str(self.port),
                "PGUSER": SUPERUSER, "PGDATABASE": "postgres", "PGTZ": "UTC"}

    def url(self, database: str = "postgres", password: str | None = None) -> str:
        login = SUPERUSER if password is None else f"{SUPERUSER}:{password}"
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

"""The server of `make up`: it stays, with its data under target/up/ (or where its user can reach)."""
from __future__ import annotations

import contextlib
import secrets

from lib.cluster import Cluster
from lib.ground import ground
from lib.report import Failure
from lib.servers import embedded


class Standing:
    """A cluster that outlives the script. Any user of this machine reaches its port: it has a password."""

    def __init__(self) -> None:
        self.folder = ground() / "up"
        self.cluster = Cluster(embedded(), self.folder)

    @property
    def exists(self) -> bool:
        return (self.cluster.data / "PG_VERSION").exists()

    @property
    def url(self) -> str:
        return self.cluster.url(password=self._password())

    def _password(self) -> str:
        return (self.folder / "password").read_text()

    def running(self) -> bool:
        return self.exists and self.cluster.running()

    def start(self, port: int | None) -> None:
        """Starts it, on the port it had unless another is asked for; makes it when it is new."""
        if not self.exists:
            self.cluster.remove()  # what an interrupted start left
            self.cluster.create(password=secrets.token_urlsafe(12))
        used = self.folder / "port"
        if port is None and used.exists():
            with contextlib.suppress(Failure):  # somebody else may have it by now
                self.cluster.start(int(used.read_text()))
                return
        self.cluster.start(port)
        used.write_text(str(self.cluster.port))

    def demand_running(self) -> None:
        if not self.running():
            raise Failure("nothing is up; start it with: make up")

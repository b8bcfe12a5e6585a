"""What a figure is given: servers to measure on, databases of the contestants, and where its results go."""
from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

from lib.bench.pgbench import Pgbench
from lib.bench.rounds import interleaved
from lib.bench.scale import Scale
from lib.bench.series import Line, Series
from lib.bench.settings import Setting
from lib.cluster import Cluster
from lib.database import create_database, psql, rows
from lib.edition import EDITION, edition
from lib.layout import TESTS
from lib.report import Failure, say
from lib.server import Server
from lib.throwaway import throwaway

CONTESTANTS = TESTS / "bench"


@dataclass
class Session:
    server: Server
    scale: Scale
    figure: str = ""  # the one that is being measured
    setting: Setting | None = None
    cluster: Cluster | None = None
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self, setting: Setting) -> Iterator[None]:
        """A server of this setting. What was metered on it is checked at the end: a wrong meter is not fast."""
        self.setting = setting
        with throwaway(self.server, "bench", setting.text) as self.cluster:
            yield
            self._verify()

    def database(self, contestant: str, *more: str, name: str = "", accounts: int = 0, **variables: int | Path) -> str:
        """A database of its own, made by the contestant's setup.sql and by `more` of its files, which read the variables."""
        name = name or contestant
        create_database(self.cluster, name)
        for file in ("setup.sql", *more):
            self.run_file(name, script(contestant, file), accounts=accounts or self.scale.accounts, **variables)
        self.settle(name)
        return name

    def database_of_edition(self) -> str:
        """One in which the SQL edition stands for the extension."""
        EDITION.parent.mkdir(parents=True, exist_ok=True)
        EDITION.write_text(edition()[0])
        return self.database("token_meter", name="sql_edition", edition=EDITION)

    def run_file(self, database: str, file: Path, **variables: int | Path) -> None:
        given = [word for name, number in variables.items() for word in ("-v", f"{name}={number}")]
        psql(self.cluster, "", *given, "-f", str(file), database=database)

    def settle(self, database: str) -> None:
        """Statistics, and no checkpoint due: every contestant starts from there."""
        psql(self.cluster, "VACUUM ANALYZE; CHECKPOINT;", database=database)

    def pgbench(self, name: str, database: str, file: Path, accounts: int = 0, **more) -> Pgbench:
        return Pgbench(name, self.cluster, database, file,
                       variables={"accounts": accounts or self.scale.accounts}, **more)

    def rounds(self, *contestants) -> list[Series]:
        return interleaved(list(contestants), self.scale)

    def compare(self, measured: Series, against: Series, at_least: float | None = None) -> None:
        self._add(Line(self.figure, self.setting.name, measured, against, at_least))

    def tell(self, measured: Series, below: float | None = None) -> None:
        self._add(Line(self.figure, self.setting.name, measured, below=below))

    def note(self, text: str) -> None:
        say(f"   {text}")
        self.notes.append(f"{self.figure}: {text}")

    def _add(self, line: Line) -> None:
        self.lines.append(line)
        if line.against:
            say(f"   {line.measured.name} / {line.against.name}: {line.ratio:.2f}, asked {line.asked()},"
                f" reached {line.reached()}")
        else:
            say(f"   {line.measured.shown()}, asked {line.asked()}, reached {line.reached()}")

    def _verify(self) -> None:
        for (database,) in rows(self.cluster, "SELECT datname FROM pg_database WHERE datallowconn"):
            if not rows(self.cluster, "SELECT 1 FROM pg_proc WHERE proname = 'meter_verify'", database):
                continue
            wrong = rows(self.cluster, "SELECT problem, count(*) FROM meter_verify() GROUP BY 1"
                                       " UNION ALL SELECT 'calls were refused', count(*) FROM meter.denials HAVING count(*) > 0",
                         database)
            if wrong:
                raise Failure(f"{database} was metered wrongly: {wrong}")


def script(contestant: str, file: str) -> Path:
    return CONTESTANTS / contestant / file

"""What the tests of `export` share: a folder that is gone afterwards, and rows as they are read."""

import csv
import io
import tempfile
from pathlib import Path

from support import CliTest, psql


class ExportTest(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.scratch = Path(folder.name)

    @classmethod
    def add(cls, account, given, got, model, at, more=""):
        quoted = model.replace("'", "''")
        psql(cls.url, f"SET token_meter.clock = '{at}'; SELECT FROM meter_add_tokens('{account}', {given}, {got},"
                      f" model => '{quoted}', provider => 'openai', enforce => false {more})")

    def folder(self):
        return Path(tempfile.mkdtemp(dir=self.scratch))

    def rows(self, *args):
        return list(csv.DictReader(io.StringIO(self.run_cli("export", *args).stdout)))

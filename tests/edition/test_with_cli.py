"""The CLI with the SQL edition, which is no extension: installing it, what status tells, and price lists, which are read by the CLI."""
from __future__ import annotations

import json
import sys
import unittest

from lib.layout import ROOT
from owned import FILE, owned_by, write

sys.path.append(str(ROOT / "tests" / "cli"))
from support import CliTest  # noqa: E402  (the path comes first)


def listed(price: float) -> str:
    return json.dumps({"acme-1": {"litellm_provider": "acme", "input_cost_per_token": price, "output_cost_per_token": 2e-6}})


class SqlEdition(CliTest):
    installed = False

    @classmethod
    def setUpClass(cls):
        write()
        super().setUpClass()
        owned_by("boss", cls.database)

    def test_1_install_twice_and_status(self):
        first = self.run_json("install", "--sql", str(FILE))
        self.assertEqual((first["sql_edition"], first["schema"]), ("created", "public"))
        self.assertEqual(self.run_json("install", "--sql", str(FILE))["sql_edition"], "was installed already")
        status = self.run_json("status")
        self.assertEqual((status["edition"], status["extension_version"]), ("SQL", None))
        self.assertEqual(status["meter_version"], status["cli_version"] + "+sql")
        self.assertIs(self.run_json("add", "u1", "10")["allowed"], True)

    def test_2_lists_are_read_by_the_cli(self):
        self.assertEqual(self.imported(listed(1e-6))["summary"]["added"], "2")
        self.assertEqual(self.imported(listed(1e-6))["summary"]["unchanged"], "2")
        self.assertEqual(self.sql("SELECT string_agg(concat_ws(' ', component, price_per_million, source), ', ' ORDER BY 1) FROM meter.prices WHERE provider = 'acme'"),
                         "input 1 litellm, output 2 litellm")

    def test_3_what_cannot_be_imported_is_named(self):
        said = self.run_cli("pricing", "import", "-", stdin=listed("much"), code=2).stderr
        self.assertIn('entry "acme-1" has input_cost_per_token = "much"', said)
        self.assertIn("acme/acme-1 input from 1 (of litellm) to 100.", self.run_cli("pricing", "import", "-", stdin=listed(1e-4), code=2).stderr)
        self.assertIn("to 20000", self.run_cli("pricing", "import", "-", stdin=listed(2e-2), code=2).stderr)
        self.assertIn("token-meter pricing import", self.sql_error("SELECT * FROM meter_import_prices('{\"a\": {}}')"))

    def test_4_what_is_exported_is_imported_again(self):
        exported = self.run_cli("pricing", "export").stdout
        self.assertIn("acme,acme-1,input,1,standard,0,,", exported)
        summary = self.imported(exported)["summary"]
        self.assertEqual([summary[change] for change in ("added", "changed", "ended")], ["0", "0", "0"])

    def imported(self, text: str) -> dict:
        return self.run_json("pricing", "import", "-", stdin=text)

    def sql_error(self, statement: str) -> str:
        with self.assertRaises(RuntimeError) as raised:
            self.sql(statement)
        return str(raised.exception)


class NoSuchFile(CliTest):
    installed = False

    def test_it_is_named(self):
        self.assertIn("no/such.sql", self.run_cli("install", "--sql", "no/such.sql", code=2).stderr)


if __name__ == "__main__":
    unittest.main()

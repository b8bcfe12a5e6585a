"""`report`: where the page goes, and what is said when it cannot be made. What the page shows is tested in tests/page."""

import os
import tempfile
from pathlib import Path

from support import CliTest, with_database


class ReportPage(CliTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.page = self.folder / "page.html"

    def test_a_file_and_what_is_told_of_it(self):
        self.run_cli("add", "ann", "10", "--model", "gpt-4o", "--provider", "openai")
        told = self.run_json("report", "--html", str(self.page), "--account", "ann")
        self.assertEqual((told["file"], told["requests"], told["calls_listed"], told["more_calls"]), (str(self.page), "1", "1", False))
        self.assertEqual(int(told["bytes"]), self.page.stat().st_size)
        self.assertEqual(os.listdir(self.folder), ["page.html"])

    def test_standard_output_takes_the_page_and_nothing_else(self):
        page = self.run_cli("report", "--html", "-").stdout
        self.assertTrue(page.startswith("<!doctype html>") and page.endswith("</html>\n"))
        self.assertIn("--json", self.run_cli("report", "--html", "-", "--json", code=2).stderr)

    def test_after_an_error_the_old_page_is_still_there(self):
        self.page.write_text("old")
        for args, told in [
            (["--account", "nobody-of-this-name"], "there is no account"),
            (["--from", "2026-03-11", "--to", "2026-03-10"], "from_at"),
            (["--time-zone", "Mars/Base"], "Mars/Base"),
            (["--from", "soon"], "soon"),
            (["--descendants"], "--account"),
        ]:
            with self.subTest(args):
                self.assertIn(told, self.run_cli("report", "--html", str(self.page), *args, code=2).stderr)
                self.assertEqual(self.page.read_text(), "old")
        self.assertEqual(os.listdir(self.folder), ["page.html"])

    def test_a_place_that_cannot_be_written_to_is_named(self):
        for place in (self.folder, self.folder / "no" / "page.html"):
            error = self.run_cli("report", "--html", str(place), code=2).stderr
            self.assertIn(f"could not write {place}: ", error)
            self.assertIn("HINT:  Give a file", error)

    def test_a_link_stays_one_and_rights_are_kept(self):
        self.page.write_text("old")
        self.page.chmod(0o640)
        link = self.folder / "link.html"
        link.symlink_to(self.page)
        self.run_cli("report", "--html", str(link))
        self.assertTrue(link.is_symlink())
        self.assertIn("</html>", self.page.read_text(encoding="utf-8"))
        self.assertEqual(self.page.stat().st_mode & 0o777, 0o640)

    def test_everybody_s_page_is_for_admins(self):
        role = f"report_app_{os.getpid()}"
        self.sql(f"CREATE ROLE {role} IN ROLE meter_app")
        self.addCleanup(self.sql, f"DROP ROLE {role}")
        self.sql("SELECT FROM meter_set_account('of_app')")
        url = with_database(self.url, self.database, options=f"-c role={role}")
        self.assertIn("42501", self.run_cli("report", "--html", str(self.page), code=2, DATABASE_URL=url).stderr)
        self.run_cli("report", "--html", str(self.page), "--account", "of_app", DATABASE_URL=url)

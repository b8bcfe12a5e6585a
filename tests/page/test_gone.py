"""Months that have left the log are in the sums of the page, and not in its list; it says so."""
from __future__ import annotations

from filled import Pages, psql

# one call of three months ago, and one of now; "new" has none of then
CALLS = """
SELECT FROM meter_set_account('old');
SELECT FROM meter_set_account('new');
SELECT count(meter.make_partition((date_trunc('month', now()) - interval '3 months')::date));
SELECT FROM meter_add_tokens('old', 1000, 1, model => 'gpt-4o', provider => 'openai', enforce => false, at => now() - interval '3 months');
SELECT FROM meter_add_tokens('old', 200, 1, model => 'gpt-4o', provider => 'openai', enforce => false);
SELECT FROM meter_add_tokens('new', 30, 1, model => 'gpt-4o', provider => 'openai', enforce => false);
"""


class Gone(Pages):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, "SELECT FROM meter_set_setting('late_usage_days', '180');" + CALLS)
        psql(cls.url, "SELECT meter_set_setting('late_usage_days', '1'), meter_set_setting('idempotency_days', '1'), meter_set_setting('usage_days', '31')")
        for _ in range(6):  # one month leaves at a call
            psql(cls.url, "SELECT FROM meter_maintain()")

    def test_the_list_says_where_the_log_begins(self):
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log").strip(), "2")
        for args, tokens, listed in ((["--account", "old"], "1,202", 1), ([], "1,233", 2)):
            page = self.open(*args)
            self.assertEqual(page.locator("[data-card=Total] [data-field=tokens]").inner_text(), tokens)
            self.assertEqual(page.locator("#table tbody tr").count(), listed)
            self.assertIn("have left the log", page.locator("#bounded").inner_text())
        self.assertFalse(self.open("--account", "new").locator("#bounded").is_visible())

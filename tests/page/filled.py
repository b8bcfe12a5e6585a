"""A database with usage of every kind that the page shows, and the pages made of it."""
from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path

from browser import Browser
from lib.layout import ROOT

sys.path.append(str(ROOT / "tests" / "cli"))
from support import CliTest, psql  # noqa: E402  (the path comes first)

# names are data, whatever they look like
MODEL = "</script><img src=x onerror=\"document.title='run'\">"
ACCOUNT = "<b>&amp;\u2028</b>'\"</script>"
FORMULA = "=HYPERLINK(\"x\")"

RULES = """
SELECT meter_set_account('acme', plan => 'pro', time_zone => 'Asia/Kolkata');
SELECT meter_set_limit('fine', 'tokens', 10000000, 'year', account => 'acme');
SELECT meter_set_limit('nearly', 'tokens', 200000, 'year', account => 'acme', hard => false);
SELECT meter_set_limit('close', 'tokens', 170000, 'year', account => 'acme', hard => false);
SELECT meter_set_limit('over', 'tokens', 100000, 'year', account => 'acme', hard => false);
SELECT meter_set_limit('counted', 'requests', NULL, 'year', account => 'acme');
SELECT meter_set_limit('credits', 'cost', 0, 'never', account => 'acme');
SELECT meter_grant('acme', 'credits', 12.5);
SELECT meter_set_account('unused');
SELECT meter_set_account('new');
SELECT meter_set_limit('to buy', 'tokens', 0, 'never', account => 'new');
SELECT meter_set_account('kept', plan => 'pro', metadata => '{"note": "late payer", "stripe": "cus_SECRET"}', auth_subject => 'sub-of-kept');
SELECT meter_set_key_source('kept', 'openai', 'own');
SELECT meter_set_plan('marked', markup => 1.333333);
SELECT meter_set_account('marked', plan => 'marked');
SELECT meter_set_account('shared');
SELECT meter_set_limit('bought', 'tokens', 0, 'never', account => 'shared');
SELECT meter_grant('shared', 'bought', 5000000);
SELECT meter_set_pool('shared', 'openai');
SELECT meter_set_account('team');
SELECT meter_set_account('member', parent => 'team');
SELECT meter_set_account('spiky');
"""

# 120 calls over as many half days; so many that three pages are shown, and each operation has two
CALLS = """
SELECT count(*) FROM generate_series(0, 119) n, LATERAL meter_add_tokens(
    'acme', 1000 + n, 300 + n, model => (ARRAY['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4-5'])[1 + n % 3],
    provider => (ARRAY['openai', 'openai', 'anthropic'])[1 + n % 3],
    operation => CASE WHEN n < 60 THEN 'TRAINING' WHEN n < 115 THEN 'AUTO_RESPONSE' END, session_id => 'session ' || n / 10,
    at => date_trunc('hour', now()) - interval '12 hours' * n, enforce => false);
"""

# twenty usual days, and one with sixty times as much
SPIKY = """
SELECT count(*) FROM generate_series(1, 20) n, LATERAL meter_add_tokens('spiky', CASE WHEN n = 8 THEN 600000 ELSE 8000 + 100 * n END, 500, model => 'gpt-4o-mini',
    provider => 'openai', at => date_trunc('day', now()) - interval '1 day' * n, enforce => false);
"""


class Pages(CliTest):
    """Each class has a database and a browser; a page is made by page_of()."""

    @classmethod
    def setUpClass(cls):
        cls.browser = Browser()  # first: without one there is nothing to fill a database for
        cls.addClassCleanup(cls.browser.close)
        super().setUpClass()
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)

    def page_of(self, *args):
        """The file that the program writes."""
        file = self.folder / (re.sub(r"\W+", "_", " ".join(args)) + ".html")
        self.run_cli("report", "--html", str(file), *args)
        return file

    def open(self, *args, **how):
        return self.browser.open(self.page_of(*args), **how)

    def tearDown(self):
        """Whatever a test did: the page asked nobody, and nothing of it broke its policy."""
        self.assertEqual([url for url in self.browser.asked if not url.startswith(("file:", "blob:"))], [])
        self.assertEqual(self.browser.complaints, [])

    def answer(self, query):
        """Rows of SQL; numbers as their digits."""
        text = self.sql(f"SET timezone = 'UTC'; SELECT json_agg(q) FROM ({query}) q")
        return json.loads(text, parse_float=str, parse_int=str) or []


class Filled(Pages):
    """The database has usage of every kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        psql(cls.url, RULES + CALLS + SPIKY)
        quoted = [name.replace("'", "''") for name in (MODEL, ACCOUNT, FORMULA)]
        psql(cls.url, "SELECT FROM meter_add_tokens('acme', 7, 1, model => '{0}', provider => 'acme-llm', session_id => '{2}', enforce => false);"
                      "SELECT FROM meter_add_tokens('{1}', 5, 5, model => '{0}', provider => 'openai', operation => '{2}', enforce => false);"
                      "SELECT FROM meter_add_tokens('kept', 1000, 10, model => 'gpt-4o', provider => 'openai');"
                      "SELECT FROM meter_add_tokens('marked', 1234567, 101, model => 'gpt-4o', provider => 'openai', enforce => false);"
                      "SELECT FROM meter_add_tokens('member', 40, 2, model => 'gpt-4o', provider => 'openai', operation => 'chat');"
                      .format(*quoted))
        psql(cls.url, "SELECT FROM meter_refund('acme', (SELECT max(usage_id) FROM meter.usage_log WHERE account = 'acme' AND input_tokens = 1030))")


def grouped(digits):
    whole, dot, fraction = digits.partition(".")
    return f"{int(whole):,}{dot}{fraction}"


def money(digits):
    """Two decimals, and as many more as say something."""
    if digits is None:
        return "unknown"
    whole, _, fraction = digits.partition(".")
    return f"${int(whole):,}.{fraction.rstrip('0').ljust(2, '0')}"

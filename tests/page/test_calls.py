"""The table of calls: tabs, filters, pages, the address that keeps them, the keyboard, and the sheet."""
from __future__ import annotations

import csv
import io

from filled import FORMULA, MODEL, Filled, grouped, money

HISTORY = "SELECT h.* FROM meter_history('acme', page_size => 1000) h"


class Calls(Filled):
    def shown(self, page):
        return page.locator("#shown").inner_text()

    def lines(self, page):
        """Ids of the calls on the page."""
        return [line.get_attribute("data-call") for line in page.locator("#table tbody tr").all()]

    def ids(self, where="true"):
        return [row["id"] for row in self.answer(f"{HISTORY} WHERE {where} ORDER BY h.at DESC, h.id DESC")]

    def test_fifty_a_page_newest_first(self):
        page = self.open("--account", "acme")
        ids = self.ids()
        self.assertEqual(len(ids), 121)
        self.assertEqual(self.shown(page), "1–50 of 121 calls")
        self.assertEqual(self.lines(page), ids[:50])
        older = page.get_by_role("button", name="Older")
        older.click()
        self.assertEqual(self.lines(page), ids[50:100])
        older.click()
        self.assertEqual((self.shown(page), self.lines(page)), ("101–121 of 121 calls", ids[100:]))
        older.click(force=True)  # there is no further one
        self.assertEqual(self.lines(page), ids[100:])
        self.assertEqual(older.get_attribute("aria-disabled"), "true")
        page.get_by_role("button", name="Newer").click()
        self.assertEqual(self.lines(page), ids[50:100])

    def test_each_call_has_its_own_numbers(self):
        page = self.open("--account", "acme")
        rows = self.answer(f"{HISTORY} ORDER BY h.at DESC, h.id DESC LIMIT 50")
        for row, line in zip(rows, page.locator("#table tbody tr").all()):
            shown = {node.get_attribute("data-field"): node.inner_text() for node in line.locator("[data-field]").all()}
            self.assertEqual(shown, {"cost": money(row["cost"])} | {name: grouped(row[name]) for name in ("input_tokens", "output_tokens", "tokens")})
        self.assertEqual(page.locator("tr.refunded").count(), 1)
        self.assertIn("taken back", page.locator("tr.refunded").inner_text())

    def test_tabs_of_the_operations_that_there_are(self):
        page = self.open("--account", "acme")
        tabs = page.get_by_role("group", name="Operation").get_by_role("button")
        self.assertEqual([tab.inner_text().split("\n")[0].rstrip("0123456789 ") for tab in tabs.all()],
                         ["All", "Training", "Auto-Response", "No operation"])
        for name, where in (("Training", "operation = 'TRAINING'"), ("Auto-Response", "operation = 'AUTO_RESPONSE'"), ("No operation", "operation IS NULL")):
            tab = page.get_by_role("button", name=name)
            tab.click()
            ids = self.ids(where)
            self.assertEqual(self.lines(page), ids[:50], name)
            self.assertIn(f"of {len(ids)} calls", self.shown(page))
            self.assertEqual(tab.get_attribute("aria-pressed"), "true")
        page.get_by_role("button", name="All", exact=False).first.click()
        self.assertIn("of 121", self.shown(page))

    def test_filters_and_the_address_that_keeps_them(self):
        page = self.open("--account", "acme")
        page.get_by_role("combobox", name="Model").select_option(label="gpt-4o")
        self.assertEqual(self.lines(page), self.ids("model = 'gpt-4o'")[:50])
        page.get_by_label("Text", exact=True).fill("SESSION 3")
        self.assertEqual(self.lines(page), self.ids("model = 'gpt-4o' AND session_id = 'session 3'"))
        page.reload()
        self.assertEqual(self.lines(page), self.ids("model = 'gpt-4o' AND session_id = 'session 3'"))
        page.get_by_label("Text", exact=True).fill("nothing has this")
        page.get_by_role("button", name="Show all calls").click()
        self.assertIn("of 121", self.shown(page))
        # days are those of the account's zone
        days = self.answer(f"SELECT DISTINCT (h.at AT TIME ZONE 'Asia/Kolkata')::date AS day FROM ({HISTORY}) h ORDER BY 1")
        first, last = days[3]["day"], days[5]["day"]
        page.get_by_label("From").fill(first)
        page.get_by_label("Until").fill(last)
        self.assertEqual(self.lines(page), self.ids(f"(h.at AT TIME ZONE 'Asia/Kolkata')::date BETWEEN '{first}' AND '{last}'"))

    def test_the_sheet_has_what_is_shown_and_runs_nothing(self):
        page = self.open("--account", "acme")
        for choose, where in ((lambda: None, "true"), (lambda: page.get_by_role("button", name="Training").click(), "operation = 'TRAINING'")):
            choose()
            with page.expect_download() as started:
                page.get_by_role("button", name="Download CSV").click()
            sheet = started.value.path().read_text(encoding="utf-8")
            rows = list(csv.DictReader(io.StringIO(sheet)))
            self.assertEqual([row["id"] for row in rows], self.ids(where))
            self.assertRegex(started.value.suggested_filename, r"^calls-acme-[\d-]+\.csv$")
            expected = self.answer(f"{HISTORY} WHERE {where} ORDER BY h.at DESC, h.id DESC")
            for column in ("input_tokens", "output_tokens", "tokens", "cost", "charged_cost"):
                self.assertEqual([row[column] for row in rows], [row[column] or "" for row in expected])
            if where == "true":
                self.assertIn("'" + FORMULA, [row["session_id"] for row in rows])
                self.assertIn(MODEL, [row["model"] for row in rows])
                # as the program's own CSV has them
                own = list(csv.DictReader(io.StringIO(self.run_cli("history", "acme", "--page-size", "1000", "--csv").stdout)))
                for column in ("model", "provider", "operation", "session_id", "cost"):
                    self.assertEqual([row[column] for row in rows], [row[column] for row in own])

    def test_by_keyboard_alone(self):
        page = self.open("--account", "acme")
        page.keyboard.press("Tab")
        self.assertEqual(page.evaluate("document.activeElement.textContent"), "Skip to the calls")
        page.keyboard.press("Enter")
        wanted = ["Download CSV", "Training", "Older"]
        for _ in range(80):
            page.keyboard.press("Tab")
            name = page.evaluate("document.activeElement.textContent")
            if wanted and name.startswith(wanted[0]) and page.evaluate("document.activeElement.tagName") == "BUTTON":
                if wanted[0] != "Download CSV":
                    page.keyboard.press("Enter")
                wanted.pop(0)
        self.assertEqual(wanted, [])
        self.assertEqual(self.shown(page), "51–60 of 60 calls")
        # somebody who sees no mouse sees where the focus is
        page.get_by_role("button", name="Newer").focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        self.assertNotEqual(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "none")

    def test_the_newest_5000_and_that_there_are_more(self):
        self.sql("SELECT count(*) FROM generate_series(1, 5003) n, LATERAL meter_add_tokens('busy', n, model => 'gpt-4o', provider => 'openai', enforce => false)")
        page = self.open("--account", "busy")
        self.assertIn("of 5,000 calls", self.shown(page))
        self.assertIn("newest 5,000 calls; there are more", page.locator("#bounded").inner_text())
        self.assertEqual(page.locator("[data-card=Total] [data-field=requests]").inner_text(), "5,003")
        self.assertFalse(self.open("--account", "acme").locator("#bounded").is_visible())

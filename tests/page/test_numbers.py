"""What the page shows is what SQL answers, digit by digit: cards, gauges, tables of sums, pools, charts."""
from __future__ import annotations

from filled import ACCOUNT, MODEL, Filled, grouped, money

SUMS = ("input_tokens", "output_tokens", "tokens", "requests")


class Numbers(Filled):
    def fields(self, place):
        """The values within an element, by name."""
        return {node.get_attribute("data-field"): node.inner_text().strip() for node in place.locator("[data-field]").all()}

    def is_sum(self, shown, sums):
        self.assertEqual({name: shown[name] for name in SUMS}, {name: grouped(sums[name]) for name in SUMS})
        self.assertEqual(shown["cost"], money(sums["cost"]))

    def test_cards_are_the_sums_of_meter_usage(self):
        page = self.open("--account", "acme")
        [total] = self.answer("SELECT * FROM meter_usage('acme')")
        self.is_sum(self.fields(page.locator("[data-card=Total]")), total)
        for row in self.answer("SELECT * FROM meter_usage('acme', group_by => '{operation}') WHERE groups ->> 'operation' IS NOT NULL"):
            card = page.locator(f"[data-card='{row['groups']['operation']}']")
            self.is_sum(self.fields(card), row)
        self.assertEqual(page.get_by_role("heading", name="Auto-Response").count(), 1)
        self.assertIn("1 call taken back", page.locator("#notes").inner_text())

    def test_whose_keys_were_used(self):
        page = self.open("--account", "kept")
        self.assertIn("using own API keys at openai", page.locator("#about").inner_text())
        self.assertIn("own key", page.locator("#table tbody tr").inner_text())
        self.assertNotIn("own key", self.open("--account", "acme").locator("body").inner_text().lower())

    def test_what_the_app_keeps_of_an_account_is_not_in_the_page(self):
        text = self.page_of("--account", "kept").read_text()
        for secret in ("cus_SECRET", "late payer", "sub-of-kept"):
            self.assertNotIn(secret, text)

    def test_a_limit_with_nothing_bought_yet_is_empty_and_not_exceeded(self):
        page = self.open("--account", "new")
        shown = self.fields(page.locator("[data-gauge='to buy']"))
        self.assertEqual((shown["level"], shown["percent"]), ("Empty", "Nothing yet"))
        self.assertNotIn("exceeded", page.locator("[data-gauge='to buy']").get_attribute("class"))

    def test_the_running_period_is_that_of_the_stats(self):
        page = self.open("--account", "acme")
        [stats] = self.answer("SELECT period FROM meter_account_stats('acme')")
        self.is_sum(self.fields(page.locator("[data-card='This year']")), stats["period"])

    def test_gauges_have_the_level_of_their_thresholds_in_words_too(self):
        page = self.open("--account", "acme")
        limits = {row["limit_name"]: row for row in self.answer("SELECT * FROM meter_status('acme')")}
        self.assertEqual({limit["level"] for limit in limits.values()}, {"ok", "warning", "critical", "exceeded"})
        for name, limit in limits.items():
            shown = self.fields(page.locator(f"[data-gauge='{name}']"))
            amount = money if limit["unit"] == "cost" else grouped
            self.assertEqual(shown["level"].lower(), limit["level"])
            self.assertIn(amount(limit["used"]), shown["used"])
            if limit["cap"] is not None:
                self.assertEqual(shown["percent"], grouped(limit["percent"]) + " % used")
                self.assertIn(amount(limit["cap"]), shown["used"])
                left = self.answer(f"SELECT greatest(0, 100 - {limit['percent']}) AS left")[0]["left"]
                self.assertIn(f"{amount(limit['remaining'])} ({grouped(left)} %)", shown["remaining"])
                meter = page.get_by_role("meter", name=name, exact=True)
                self.assertIn(limit["level"], meter.get_attribute("aria-valuetext").lower())
        green, red = (page.locator(f"[data-gauge='{name}'] .fill").evaluate("bar => getComputedStyle(bar).backgroundColor") for name in ("fine", "close"))
        self.assertNotEqual(green, red)

    def test_models_and_operations_have_a_line_each(self):
        page = self.open("--account", "acme")
        for table, groups in (("by-model", "provider,model"), ("by-operation", "operation")):
            rows = self.answer(f"SELECT * FROM meter_usage('acme', group_by => '{{{groups}}}') ORDER BY cost DESC NULLS LAST, tokens DESC, groups")
            lines = page.locator(f"#{table} tbody tr").all()
            self.assertEqual(len(lines), len(rows))
            for row, line in zip(rows, lines):
                shown = self.fields(line)
                self.assertEqual((shown["tokens"], shown["requests"], shown["cost"]),
                                 (grouped(row["tokens"]), grouped(row["requests"]), money(row["cost"])))
                self.assertIn(row["groups"].get("model") or {"TRAINING": "Training", "AUTO_RESPONSE": "Auto-Response", None: "No operation"}
                              .get(row["groups"].get("operation"), ""), line.inner_text())
                self.assertEqual(line.locator("[data-field=average_cost]").get_attribute("title"), money(row["average_cost"]))

    def test_pools_tell_what_was_bought_used_and_is_left(self):
        [pool] = self.answer("SELECT * FROM meter_status('shared') WHERE limit_name = 'bought'")
        for args in (["--account", "acme"], []):
            shown = self.fields(self.open(*args).locator("[data-pool='shared bought']"))
            self.assertEqual((shown["purchased"], shown["used"], shown["remaining"]),
                             (grouped(pool["cap"]), grouped(pool["used"]), grouped(pool["remaining"])))

    def test_charts_tell_each_day_by_arrow_keys_and_as_a_table(self):
        page = self.open("--account", "acme")
        days = self.answer("SELECT * FROM meter_usage('acme', bucket => 'day', fill => true)")
        plot = page.get_by_role("slider", name="Spend a day")
        plot.focus()
        for key, day in (("End", days[-1]), ("ArrowLeft", days[-2]), ("Home", days[0])):
            page.keyboard.press(key)
            told = plot.get_attribute("aria-valuetext")
            for words in (money(day["cost"]) + ",", grouped(day["input_tokens"]) + " tokens in", grouped(day["requests"]) + " call"):
                self.assertIn(words, told)
        page.locator("#tokens summary").click()
        shown = page.locator("#tokens tbody tr td:last-child").all_inner_texts()
        self.assertEqual(shown, [money(day["cost"]) for day in days])
        drawn = page.locator("#spend canvas").evaluate(
            "canvas => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size")
        self.assertGreater(drawn, 2)

    def test_the_last_days_are_chosen_with_a_click_and_kept_in_the_address(self):
        page = self.open("--account", "acme")
        choices = page.get_by_role("group", name="Sums and charts of")
        self.assertEqual(choices.locator("label").all_inner_texts(), ["All", "30 days", "7 days"])
        for days in ("7", "30"):
            choices.get_by_text(f"{days} days", exact=True).click()
            since = f"(date_trunc('day', now() AT TIME ZONE 'Asia/Kolkata') - interval '{int(days) - 1} days') AT TIME ZONE 'Asia/Kolkata'"
            [total] = self.answer(f"SELECT * FROM meter_usage('acme', {since})")
            self.is_sum(self.fields(page.locator("[data-card=Total]")), total)
            models = self.answer(f"SELECT tokens FROM meter_usage('acme', {since}, group_by => '{{provider,model}}') ORDER BY cost DESC NULLS LAST, tokens DESC, groups")
            self.assertEqual(page.locator("#by-model td[data-field=tokens]").all_inner_texts(), [grouped(row["tokens"]) for row in models])
            self.assertEqual(page.get_by_role("slider", name="Spend a day").get_attribute("aria-valuemax"), days)
            self.assertEqual(page.get_by_role("heading", name=f"Used in the last {days} days").count(), 1)
        page.reload()
        self.assertTrue(page.get_by_role("radio", name="30 days").is_checked())
        self.is_sum(self.fields(page.locator("[data-card=Total]")), total)
        self.assertEqual(page.locator("#table tbody tr").count(), 50)  # the calls have filters of their own
        choices.get_by_text("All", exact=True).click()
        self.is_sum(self.fields(page.locator("[data-card=Total]")), self.answer("SELECT * FROM meter_usage('acme')")[0])

    def test_a_page_of_an_asked_time_has_no_choice_of_days(self):
        page = self.open("--account", "acme", "--from", "2000-01-01")
        self.assertFalse(page.locator("#days").is_visible())

    def test_everybody_with_the_accounts_that_cost_most(self):
        page = self.open()
        [total] = self.answer("SELECT * FROM meter_usage()")
        self.is_sum(self.fields(page.locator("[data-card=Total]")), total)
        accounts = self.answer("SELECT groups ->> 'account' AS account, tokens FROM meter_usage(group_by => '{account}')")
        lines = page.locator("#by-account tbody tr")
        self.assertEqual([line.get_attribute("data-group") for line in lines.all()], [row["account"] for row in accounts])
        self.assertIn(ACCOUNT, [row["account"] for row in accounts])
        self.assertEqual(lines.locator("td[data-field=tokens]").all_inner_texts(), [grouped(row["tokens"]) for row in accounts])

    def test_a_team_with_those_below_it(self):
        page = self.open("--account", "team", "--descendants")
        self.assertEqual(self.fields(page.locator("[data-card=Total]"))["tokens"], "42")
        self.assertEqual(page.locator("#table tbody tr").count(), 1)
        self.assertIn("member", page.locator("#table tbody").inner_text())

    def test_a_span_is_that_of_the_sums_and_of_the_calls(self):
        span = ["--from", "2000-01-01", "--to", "yesterday"]
        page = self.open("--account", "acme", *span)
        [total] = self.answer("SELECT * FROM meter_usage('acme', '2000-01-01', 'yesterday')")
        self.is_sum(self.fields(page.locator("[data-card=Total]")), total)
        self.assertIn(f"of {int(total['requests']) + int(total['refunds'])} calls", page.locator("#shown").inner_text())

    def test_names_are_text_whatever_they_look_like(self):
        page = self.open()
        self.assertEqual(page.locator("img, b, iframe").count(), 0)
        self.assertNotEqual(page.title(), "run")
        self.assertEqual(page.locator("#by-model tbody tr").filter(has_text=MODEL).count(), 2)  # of two providers
        self.assertEqual(page.locator("script").count(), 2)

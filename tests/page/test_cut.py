"""One tall day does not flatten a chart: the axis ends above the others, and the page says what is cut off, until it is shown in full."""
from __future__ import annotations

from filled import Filled, grouped, money

# Pixels of the columns' colour, in the left half: the tall day is in the right one.
PAINTED = """canvas => {
  const data = canvas.getContext('2d').getImageData(0, 0, Math.floor(canvas.width / 2), canvas.height).data;
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = 'var(--spend)';
  const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 12 && data[at + 3] > 200) count += 1;
  }
  return count;
}"""


class Cut(Filled):
    def test_a_tall_day_is_cut_off_and_told(self):
        page = self.open("--account", "spiky")
        [most] = self.answer("SELECT tokens, cost FROM meter_usage('spiky', bucket => 'day', fill => true) ORDER BY tokens DESC LIMIT 1")
        spend, tokens = page.locator("#spend [data-field=cut]"), page.locator("#tokens [data-field=cut]")
        self.assertRegex(spend.inner_text(), "^1 column is cut off: .* has " + money(most["cost"]).replace("$", r"\$") + r"\.$")
        self.assertIn(grouped(most["tokens"]) + " tokens.", tokens.inner_text())
        canvas = page.locator("#spend canvas")
        cut = canvas.evaluate(PAINTED)
        page.locator("#spend").get_by_role("button", name="Show in full").click()
        self.assertIn("Nothing is cut off", spend.inner_text())
        self.assertIn("cut off", tokens.inner_text())  # each chart has a switch of its own
        full = page.locator("#spend canvas").evaluate(PAINTED)
        # what was flat in full height is a chart when the day is cut off
        self.assertGreater(cut, 20 * max(full, 1))
        page.locator("#spend").get_by_role("button", name="Cut off").click()
        self.assertEqual(page.locator("#spend canvas").evaluate(PAINTED), cut)
        # the day itself tells all it has
        plot = page.get_by_role("slider", name="Spend a day")
        plot.focus()
        page.keyboard.press("End")
        told = []
        for _ in range(20):
            told.append(plot.get_attribute("aria-valuetext"))
            page.keyboard.press("ArrowLeft")
        self.assertTrue(any(money(most["cost"]) + "," in words for words in told))

    def test_where_days_are_alike_nothing_is_cut_off(self):
        for args in (["--account", "acme"], ["--account", "kept"]):
            page = self.open(*args)
            self.assertEqual(page.locator("#spend canvas").count(), 1)
            self.assertEqual(page.locator("[data-field=cut]").count(), 0)

"""On a phone and on a desk, in light and dark: nothing is cut off, all can be read and has a name; and what is shown where there is nothing."""
from __future__ import annotations

from browser import DESK, PHONE, SCREENSHOTS, SMALL
from filled import Filled

# Elements whose text has too little contrast with what is behind it (WCAG AA): 4.5, or 3 for large text.
FAINT = """() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!hasText || !element.checkVisibility() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(parts(style.color)), light(behind(element))].sort((x, y) => y - x);
    const least = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < least) faint.push(`${element.className} ${element.textContent.slice(0, 40)}: ${((a + 0.05) / (b + 0.05)).toFixed(2)}`);
  }
  return faint;
}"""

# What can be operated, and has no name that could be read out.
NAMELESS = """() => [...document.querySelectorAll("button, input, select, a, summary, [tabindex], [role]")].filter((element) => element.checkVisibility()
  && !(element.textContent.trim() || element.getAttribute("aria-label") || element.labels?.length
       || document.getElementById(element.getAttribute("aria-labelledby"))?.textContent)).map((element) => element.outerHTML)"""


class Looks(Filled):
    def test_two_widths_and_two_themes(self):
        folder = SCREENSHOTS / self.sql("SHOW server_version").split(".")[0]
        folder.mkdir(parents=True, exist_ok=True)
        for name, args in (("account", ["--account", "acme"]), ("everybody", []), ("unused", ["--account", "unused"]), ("marked", ["--account", "marked"]),
                           ("spiky", ["--account", "spiky"])):
            file = self.page_of(*args)
            for width in (SMALL, PHONE, DESK):
                for theme in ("light", "dark"):
                    with self.subTest(page=name, width=width, theme=theme):
                        page = self.browser.open(file, width=width, theme=theme)
                        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
                        self.assertEqual(page.evaluate(FAINT), [])
                        self.assertEqual(page.evaluate(NAMELESS), [])
                        page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
                        self.assertEqual(self.browser.complaints, [])

    def test_the_switch_goes_before_the_system_and_is_remembered(self):
        page = self.open("--account", "acme", theme="light")
        ground = "getComputedStyle(document.body).backgroundColor"
        bright = page.evaluate(ground)
        chart = "document.querySelector('#spend canvas').toDataURL()"
        drawn = page.evaluate(chart)
        page.get_by_role("radio", name="Dark").check(force=True)
        dark = page.evaluate(ground)
        self.assertNotEqual(dark, bright)
        self.assertNotEqual(page.evaluate(chart), drawn)
        page.reload()
        self.assertEqual(page.evaluate(ground), dark)
        page.get_by_role("radio", name="Light").focus()
        page.keyboard.press("ArrowLeft")  # to Auto
        page.emulate_media(color_scheme="dark")
        self.assertEqual(page.evaluate(ground), dark)

    def test_headings_and_landmarks(self):
        page = self.open("--account", "acme")
        self.assertEqual(page.get_by_role("heading", level=1).all_inner_texts(), ["acme"])
        self.assertEqual(page.title(), "acme · token_meter")
        for role, name in (("region", "Limits"), ("region", "Calls"), ("navigation", "Pages of calls"), ("search", "Filter calls"),
                           ("table", "Calls, the newest first"), ("table", "By model"), ("slider", "Tokens a day"), ("group", "Colours")):
            self.assertGreaterEqual(page.get_by_role(role, name=name).count(), 1, (role, name))
        self.assertEqual(page.get_by_role("status").count(), 1)

    def test_where_there_is_nothing_the_page_helps(self):
        page = self.open("--account", "unused")
        self.assertTrue(page.get_by_role("heading", name="No calls yet").is_visible())
        call = page.locator("pre").first.inner_text()
        self.assertIn("meter_add_tokens('unused'", call)
        self.assertFalse(page.locator("#calls").is_visible())
        # its limits are there already, and what it tells to do works
        self.assertEqual(page.get_by_role("meter", name="daily_tokens").count(), 1)
        self.sql(call)
        self.assertEqual(self.open("--account", "unused").locator("#table tbody tr").count(), 1)
        page = self.open("--account", "acme", "--to", "2001-01-01")
        self.assertTrue(page.get_by_role("heading", name="No calls in this time").is_visible())

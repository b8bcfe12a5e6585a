"""The chapters of the demo."""
from __future__ import annotations

import os
import textwrap
from collections import defaultdict

from lib.charging import charge
from lib.database import rows, value
from lib.layout import GENAI_PRICES, RESPONSES, ROOT
from lib.recorded import Recorded, recorded_responses
from lib.report import heading, say
from lib.story import INDENT, Story

# Public prices and made-up calls, for a machine without the recorded ones.
BUILT_IN = [
    Recorded(f"call-{number}", provider, model, "standard",
             dict(input=given, output=answered, cache_read=cached, cache_write=0, reasoning=0,
                  audio_in=0, audio_out=0))
    for number, (provider, model, given, answered, cached) in enumerate([
        ("openai", "gpt-4o-mini", 1200, 300, 0),
        ("openai", "gpt-4o-mini", 8000, 450, 6400),
        ("openai", "gpt-4o", 2500, 900, 1024),
        ("openai", "a-model-nobody-priced", 100, 100, 0),
    ])
]

PER_PROVIDER = """
SELECT coalesce(account, '(all)') AS provider, count(*) AS responses, sum(tokens) AS tokens,
       sum(cost) FILTER (WHERE price_match <> 'fallback') AS usd
  FROM meter.usage_log GROUP BY ROLLUP (account) ORDER BY usd DESC NULLS LAST, 1 LIMIT 6;
"""
WITHOUT_PRICE = """
SELECT account, coalesce(model, ''), count(*)
  FROM meter.usage_log WHERE price_match = 'fallback' GROUP BY 1, 2 ORDER BY 1, 2
"""


def prices(story: Story) -> None:
    heading("Prices: shipped, and a public list over them")
    story.run("install", only=("version", "tables"))
    file = os.path.relpath(GENAI_PRICES, ROOT)
    if GENAI_PRICES.exists():
        story.run("pricing", "import", file, only=("added", "changed", "unchanged", "ended"))


def responses(story: Story) -> None:
    recorded = recorded_responses() if RESPONSES.exists() else BUILT_IN
    heading(f"{len(recorded)} {'recorded' if RESPONSES.exists() else 'made-up'} LLM responses, charged by meter_add_tokens")
    value(story.cluster, "SELECT plan FROM meter_set_plan('recordings')")
    value(story.cluster, "SELECT limit_name FROM meter_set_limit('monthly_tokens', 'tokens', NULL, "
                         "'month', plan => 'recordings')")
    for provider in sorted({response.provider for response in recorded}):
        value(story.cluster,
              f"SELECT account FROM meter_set_account('{provider}', plan => 'recordings')")
    refused = charge(story.cluster, recorded)
    story.sql(PER_PROVIDER)
    for response in refused:
        say(f"{INDENT}refused as bad input: {response.provider} {response.id}: {response.why}")
    _name_the_unpriced(story)


def _name_the_unpriced(story: Story) -> None:
    """A model without a price costs the marked fallback; none of them is hidden."""
    models, priceless, nameless = defaultdict(list), 0, 0
    for provider, model, count in rows(story.cluster, WITHOUT_PRICE):
        if model:
            priceless += int(count)
            models[provider].append(model if count == "1" else f"{model} (x{count})")
        else:
            nameless += int(count)
    if priceless:
        _paragraph(f"Without a price: {priceless}, charged at the fallback price and marked so, in the answer and in the log. "
                   + "; ".join(f"{provider}: {', '.join(names)}" for provider, names in models.items()) + ".")
    if nameless:
        _paragraph(f"{nameless} more are recorded without a model's name, which an app knows from its request.")


def _paragraph(text: str) -> None:
    say(textwrap.fill(text, width=118, break_long_words=False, break_on_hyphens=False))


def a_gauge(story: Story) -> None:
    heading("A cost and a gauge")
    story.run("account", "set", "u1", "--plan", "free", "--time-zone", "Europe/Berlin", only=())
    story.sql("SELECT allowed, used, remaining, level, cost\n"
              "  FROM meter_add_tokens('u1', 26200, 8300, model => 'gpt-4o-mini', provider => 'openai', cache_read_tokens => 20000);")
    story.run("account", "show", "u1", only=("limit ", "daily_tokens"))


def a_refusal(story: Story) -> None:
    heading("A refusal at the cap of 40,000 tokens a day: a row, not an error; for scripts an exit code")
    story.sql("SELECT allowed, reason, limit_name, used, cap, remaining, resets_at\n"
              "  FROM meter_add_tokens('u1', 5000, 600, model => 'gpt-4o-mini', provider => 'openai');")
    story.run("add", "u1", "5000", "600", exit_code=1, only=("allowed", "used"))


def a_reset(story: Story) -> None:
    midnight = value(story.cluster, "SELECT resets_at FROM meter_check_quota('u1')")
    heading("A reset: the meter's test clock passes the midnight of Berlin; no job runs")
    story.set_clock(value(story.cluster,
                          f"SELECT '{midnight}'::timestamptz + interval '1 minute'"))
    story.sql("SELECT allowed, reason, used, remaining, resets_at FROM meter_add_tokens('u1', 5000, 600);")

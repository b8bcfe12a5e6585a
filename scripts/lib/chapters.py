"""The chapters of the demo."""
from __future__ import annotations

import os
import textwrap
from collections import defaultdict

from lib.charging import charge
from lib.database import rows, value
from lib.layout import PRICES, RESPONSES, ROOT
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
SELECT account AS provider, count(*) AS responses, sum(tokens) AS tokens,
       sum(cost) FILTER (WHERE price_match IN ('exact', 'model')) AS usd,
       count(*) FILTER (WHERE price_match = 'fallback') AS "without a price",
       sum(cost) FILTER (WHERE price_match = 'fallback') AS "usd at the fallback"
  FROM meter.usage_log GROUP BY account ORDER BY 4 DESC NULLS LAST, account;
"""
WITHOUT_PRICE = """
SELECT account, coalesce(model, '(no model recorded)'), count(*)
  FROM meter.usage_log WHERE price_match = 'fallback' GROUP BY 1, 2 ORDER BY 1, 2
"""


def prices(story: Story) -> None:
    heading("Real prices")
    file = os.path.relpath(PRICES, ROOT)
    if PRICES.exists():
        story.run("pricing", "import", file)
    else:
        story.tell(f"There is no {file}: the prices that token_meter ships serve.")
    story.run("pricing", "show", "openai", "gpt-4o-mini")


def responses(story: Story) -> None:
    heading("Real LLM responses, charged")
    recorded = recorded_responses() if RESPONSES.exists() else BUILT_IN
    story.run("plan", "set", "recordings", "--description", "counts everything, refuses nothing")
    story.run("limit", "set", "monthly_tokens", "--plan", "recordings", "--unit", "tokens",
              "--cap", "unlimited", "--period", "month")
    for provider in sorted({response.provider for response in recorded}):
        value(story.cluster,
              f"SELECT account FROM meter_set_account('{provider}', plan => 'recordings')")
    say(f"-- {len(recorded)} responses, each one call of meter_add_tokens ...\n")
    refused = charge(story.cluster, recorded)
    story.sql(PER_PROVIDER)
    if refused:
        say(f"{len(refused)} were refused as bad input:")
    for response in refused:
        say(f"{INDENT}{response.provider} {response.id}: {response.why}")
    _name_the_unpriced(story)


def _name_the_unpriced(story: Story) -> None:
    """A model without a price costs the marked fallback; none of them is hidden."""
    by_provider = defaultdict(list)
    total = 0
    for provider, model, count in rows(story.cluster, WITHOUT_PRICE):
        by_provider[provider].append(model if count == "1" else f"{model} (x{count})")
        total += int(count)
    if total:
        story.tell(f"{total} responses are of models that have no price here. They are charged at "
                   "the fallback price and marked so:")
    for provider, models in by_provider.items():
        say(textwrap.fill(f"{provider}: {', '.join(models)}", width=100, initial_indent=INDENT,
                          subsequent_indent=INDENT * 2, break_long_words=False,
                          break_on_hyphens=False))


def a_gauge(story: Story) -> None:
    heading("A gauge")
    story.run("account", "set", "u1", "--plan", "free", "--time-zone", "Europe/Berlin")
    story.run("add", "u1", "1200", "300", "--model", "gpt-4o-mini", "--provider", "openai")
    story.run("add", "u1", "25000", "8000", "--model", "gpt-4o-mini", "--provider", "openai")
    story.run("account", "show", "u1")


def a_cost(story: Story) -> None:
    heading("A cost")
    story.sql("SELECT meter_cost('gpt-4o-mini', 1200, 300, provider => 'openai');")
    story.sql("SELECT meter_cost('gpt-4o-mini', 1200, 300, provider => 'openai',\n"
              "                  cache_read_tokens => 1000) AS cached;")


def a_refusal(story: Story) -> None:
    heading("A refusal at the cap")
    story.tell("Plan free allows 40,000 tokens a day, and u1 has used 34,500.")
    story.sql("SELECT allowed, reason, limit_name, used, cap, remaining, resets_at\n"
              "  FROM meter_add_tokens('u1', 5000, 600, model => 'gpt-4o-mini', provider => 'openai');")
    story.tell("A refusal is a row, not an error. It charged nothing:")
    story.run("account", "show", "u1")
    story.run("add", "u1", "5000", "600", exit_code=1)


def a_reset(story: Story) -> None:
    heading("A reset")
    midnight = value(story.cluster, "SELECT resets_at FROM meter_check_quota('u1')")
    story.tell(f"The meter's test clock goes past the midnight of Berlin, {midnight}. Nothing runs, "
               "and u1 may spend again:")
    story.set_clock(value(story.cluster,
                          f"SELECT '{midnight}'::timestamptz + interval '1 minute'"))
    story.sql("SELECT allowed, reason, used, remaining, resets_at FROM meter_add_tokens('u1', 5000, 600);")
    story.tell("Closing the books of the days that have ended is for reports, and for carrying over:")
    story.run("reset-due")

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
       sum(cost) FILTER (WHERE price_match <> 'fallback') AS usd,
       count(*) FILTER (WHERE price_match = 'fallback') AS "without a price"
  FROM meter.usage_log GROUP BY ROLLUP (account) ORDER BY usd DESC NULLS LAST, 1 LIMIT 9;
"""
WITHOUT_PRICE = """
SELECT account, coalesce(model, ''), count(*)
  FROM meter.usage_log WHERE price_match = 'fallback' GROUP BY 1, 2 ORDER BY 1, 2
"""


def prices(story: Story) -> None:
    heading("Real prices")
    file = os.path.relpath(GENAI_PRICES, ROOT)
    if GENAI_PRICES.exists():
        story.run("pricing", "import", file)
        story.tell("The list prices Vertex' models under google only; a rule leads there:")
        story.run("pricing", "alias", "^(gemini-.+)$", "$1", "--regex",
                  "--provider", "google-vertex", "--to-provider", "google", answer=False)
    else:
        story.tell(f"There is no {file}: the prices that token_meter ships serve.")
    story.run("pricing", "show", "openai", "gpt-4o-mini")


def responses(story: Story) -> None:
    heading("Real LLM responses, charged" if RESPONSES.exists() else "LLM responses, charged")
    recorded = recorded_responses() if RESPONSES.exists() else BUILT_IN
    value(story.cluster, "SELECT plan FROM meter_set_plan('recordings')")
    value(story.cluster, "SELECT limit_name FROM meter_set_limit('monthly_tokens', 'tokens', NULL, "
                         "'month', plan => 'recordings')")
    for provider in sorted({response.provider for response in recorded}):
        value(story.cluster,
              f"SELECT account FROM meter_set_account('{provider}', plan => 'recordings')")
    story.tell(f"{len(recorded)} responses, each one call of meter_add_tokens, each provider an account of "
               "a plan that counts everything and refuses nothing; the dearest:")
    refused = charge(story.cluster, recorded)
    story.sql(PER_PROVIDER)
    if refused:
        say(f"{len(refused)} were refused as bad input:")
    for response in refused:
        say(f"{INDENT}{response.provider} {response.id}: {response.why}")
    _name_the_unpriced(story)


def _name_the_unpriced(story: Story) -> None:
    """A model without a price costs the marked fallback; none of them is hidden."""
    models, nameless, total = defaultdict(list), [], 0
    for provider, model, count in rows(story.cluster, WITHOUT_PRICE):
        total += int(count)
        if model:
            models[provider].append(model if count == "1" else f"{model} (x{count})")
        else:
            nameless.append(f"{provider} (x{count})")
    if not total:
        return
    story.tell(f"Without a price here: {total}. They are charged at the fallback price, and marked so, "
               "in the answer and in the log:")
    _paragraph("; ".join(f"{provider}: {', '.join(names)}" for provider, names in models.items()))
    if nameless:
        _paragraph("of no model that the response names: " + ", ".join(nameless))


def _paragraph(text: str) -> None:
    say(textwrap.fill(text, width=110, initial_indent=INDENT, subsequent_indent=INDENT,
                      break_long_words=False, break_on_hyphens=False))
    say()


def a_gauge(story: Story) -> None:
    heading("A gauge")
    story.run("account", "set", "u1", "--plan", "free", "--time-zone", "Europe/Berlin", answer=False)
    story.run("add", "u1", "26200", "8300", "--model", "gpt-4o-mini", "--provider", "openai")
    story.run("account", "show", "u1")


def a_cost(story: Story) -> None:
    heading("A cost")
    story.sql("SELECT meter_cost('gpt-4o-mini', 1200, 300, provider => 'openai'),\n"
              "       meter_cost('gpt-4o-mini', 1200, 300, provider => 'openai', cache_read_tokens => 1000) AS cached;")


def a_refusal(story: Story) -> None:
    heading("A refusal at the cap")
    story.tell("Plan free allows 40,000 tokens a day, and u1 has used 34,500.")
    story.sql("SELECT allowed, reason, limit_name, used, cap, remaining, resets_at\n"
              "  FROM meter_add_tokens('u1', 5000, 600, model => 'gpt-4o-mini', provider => 'openai');")
    story.tell("A refusal is a row, not an error, and charged nothing. For scripts it is an exit code:")
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

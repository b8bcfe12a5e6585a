"""Every shipped price of tokens, tiers, steps and units is that of two public lists, but for those that are named here with the reason."""
from __future__ import annotations

import json
import unittest
from decimal import Decimal

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import GENAI_PRICES, PRICES
from lib.report import say

DATABASE = "shipped_prices"
LATER = "changed after the list was made; genai-prices 0.2.3 and LiteLLM 1.110.2 agree with the shipped price"
OLDER = "the list is older: the vendor has lowered the price since"
# (provider, model, component or "*" for all): why it differs from the list
GENAI_EXCEPTIONS = {
    ("google", "gemini-2.5-flash-image", "output"): "text is 2.5; the list has the price of image tokens, which are priced apart",
    ("openai", "gpt-4o-audio-preview", "audio_input"): "OpenRouter's list has 40 too; this one repeats the price of text",
    ("together", "mistralai/Mixtral-8x7B-Instruct-v0.1", "*"): "LiteLLM's list has 0.6",
    ("together", "mistralai/Mixtral-8x22B-Instruct-v0.1", "*"): "1.2 in two other lists, as of the model of that size in this one",
    ("google", "gemini-3-pro-image-preview", "output"): "text is 12 in OpenRouter's list; this one has the price of image tokens, which are priced apart",
    ("openai", "gpt-4o-mini-audio-preview", "audio_input"): "LiteLLM's list has 10 too; this one repeats the price of text",
    ("deepseek", "deepseek-chat", "*"): "LiteLLM 1.110.2 has the price that it had when the name was retired in July 2026",
    ("deepseek", "deepseek-reasoner", "*"): "LiteLLM 1.110.2 has the price that it had when the name was retired in July 2026",
    ("anthropic", "claude-sonnet-5", "*"): LATER,
    ("bedrock", "global.anthropic.claude-sonnet-5-v1:0", "*"): LATER,
    ("openai", "gpt-5.6-luna", "*"): LATER,
    ("openai", "gpt-5.6-sol", "*"): LATER,
    ("openai", "gpt-5.6-terra", "*"): LATER,
    ("xai", "grok-4.5", "cache_read"): LATER,
    ("deepseek", "deepseek-v4-flash", "*"): LATER + "; the hours off the peak stand beside it",
    ("deepseek", "deepseek-v4-pro", "*"): LATER + "; the hours off the peak stand beside it",
    ("google", "gemini-3.6-flash", "*"): LATER + " until the end of 2026, and the list's from then on",
    ("xai", "grok-code-fast-1", "*"): "its name is served by grok-build-0.1 since May 2026, at the price of that",
    ("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "*"): "LiteLLM 1.110.2 has it from Together's own list of models",
}
LITELLM_EXCEPTIONS = {
    ("anthropic", "claude-3-5-haiku-latest", "*"): "the dated model, which it is, has the shipped price in the list",
    ("bedrock", "meta.llama3-1-70b-instruct-v1:0", "*"): OLDER,
    ("google", "gemini-2.5-flash", "cache_read"): OLDER,
    ("google", "gemini-2.5-flash-lite", "audio_input"): OLDER,
    ("google", "gemini-2.5-flash-lite", "cache_read"): OLDER,
    ("google", "gemini-2.5-pro", "cache_read"): OLDER,
    ("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "*"): "LiteLLM 1.110.2 has it from Together's own list of models",
    ("openai", "ft:davinci-002", "*"): "LiteLLM 1.110.2 has that of fine-tunes; this one repeats the price of the base",
    ("openai", "ft:babbage-002", "*"): "LiteLLM 1.110.2 has that of fine-tunes; this one repeats the price of the base",
    ("deepseek", "deepseek-chat", "*"): OLDER,
    ("deepseek", "deepseek-reasoner", "*"): OLDER,
    ("groq", "openai/gpt-oss-120b", "output"): OLDER,
    ("groq", "openai/gpt-oss-20b", "*"): OLDER,
    ("google", "gemini-2.5-flash-preview-tts", "*"): OLDER,
    **{(provider, model, "*"): "LiteLLM 1.110.2 has the shipped price; the list is older" for provider, model in (
        ("azure_ai", "Llama-4-Maverick-17B-128E-Instruct-FP8"), ("azure_ai", "mistral-small-2503"),
        ("databricks", "databricks-meta-llama-3-3-70b-instruct"), ("databricks", "databricks-llama-4-maverick"))},
    ("openai", "gpt-4o-mini-tts", "*"): "genai-prices and LiteLLM 1.110.2 have 0.6 for text",
    ("openai", "gpt-3.5-turbo", "*"): "the price of its first snapshot, gpt-3.5-turbo-0613",
    ("openai", "gpt-4o-audio-preview", "*"): "the price of its first snapshot; OpenRouter's list has 40",
    **{("openai", model, component): OLDER for model, components in {
        "gpt-4o-search-preview": ("web_search", "web_search_low", "web_search_high"),
        "gpt-4o-mini-search-preview": ("web_search", "web_search_high")}.items() for component in components},
}
LISTS = (("genai-prices", GENAI_PRICES, GENAI_EXCEPTIONS, 430), ("LiteLLM", PRICES, LITELLM_EXCEPTIONS, 255))
# What the list would set, where it prices the same as we ship: for the model, or for every model of its provider; a search
# of any size costs what a search does, where that size has no price.
COMPARED = """
SET token_meter.clock = '2026-11-27';
SELECT * FROM (
    SELECT l.provider, l.model, l.component, l.service_tier, l.context_above, coalesce(l.old_price,
           (SELECT p.price_per_million FROM meter.prices p
             WHERE p.provider = l.provider AND p.model IN (l.model, '*') AND p.service_tier = l.service_tier
               AND p.component = regexp_replace(l.component, '^(web_search)_(low|medium|high)$', '\\1')
               AND p.context_above = l.context_above
             ORDER BY p.model = '*' LIMIT 1)) AS shipped, l.new_price
      FROM meter_import_prices($prices${prices}$prices$::jsonb, dry_run => true) l
     WHERE l.change IN ('changed', 'unchanged', 'added')
       AND EXISTS (SELECT FROM meter.prices own WHERE own.provider = l.provider AND own.model = l.model)) compared
 WHERE shipped IS NOT NULL
"""


@unittest.skipUnless(GENAI_PRICES.exists(), "there is no ../shared/data")
class ShippedPrices(unittest.TestCase):
    def test_shipped_prices_are_the_lists(self):
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE)
        for name, path, exceptions, least in LISTS:
            with self.subTest(list=name):
                self.compare(rows(cluster, COMPARED.format(prices=path.read_text(encoding="utf-8")), DATABASE),
                             name, exceptions, least)

    def compare(self, compared, name, exceptions, least):
        different = [(row[:3], f"{row[3]} above {row[4]}: shipped {row[5]}, listed {row[6]}")
                     for row in compared if Decimal(row[5]) != Decimal(row[6])]
        say(f"   {len(compared) - len(different)} of {len(compared)} shipped prices are those of {name}; the others:")
        unknown, used = [], set()
        for (provider, model, component), told in different:
            keys = [(provider, model, component), (provider, model, "*")]
            key = next((key for key in keys if key in exceptions), None)
            used.add(key)
            if key is None:
                unknown.append(f"{provider}/{model} {component} {told}")
        for key in sorted(used - {None}):
            say(f"      {'/'.join(key[:2])} {key[2]}: {exceptions[key]}")
        self.assertGreaterEqual(len(compared), least)
        self.assertEqual(unknown, [])
        self.assertEqual(set(exceptions) - used, set(), "exceptions that differ no more")

    def test_what_begins_later_and_what_holds_at_some_hours(self):
        """gemini-3.6-flash doubles with 2027; DeepSeek asks half outside of 01:00-04:00 and 06:00-10:00 UTC."""
        cluster = under_test.cluster()
        database = DATABASE + "_dated"
        metered_database(cluster, database)
        for at, model, provider, cost in (
                ("2026-12-31 23:59", "gemini-3.6-flash", "google", "0.75"),
                ("2027-01-01 00:00", "gemini-3.6-flash", "google", "1.5"),
                ("2026-11-27 03:59", "deepseek-v4-pro", "deepseek", "1.32"),
                ("2026-11-27 04:00", "deepseek-v4-pro", "deepseek", "0.66"),
                ("2026-11-27 06:00", "deepseek-v4-pro", "deepseek", "1.32"),
                ("2026-11-27 10:00", "deepseek-v4-pro", "deepseek", "0.66"),
                ("2026-11-28 00:30", "deepseek-v4-pro", "deepseek", "0.66")):
            with self.subTest(at=at, model=model):
                found = rows(cluster, f"SELECT meter_cost('{model}', 1000000, 0, provider => '{provider}', at => '{at}+00')", database)
                self.assertEqual(Decimal(found[0][0]), Decimal(cost))

    def test_todays_lists_are_taken_by_a_fresh_install(self):
        cluster = under_test.cluster()
        metered_database(cluster, DATABASE + "_fresh")
        list_of_today = {"deepseek/deepseek-v4-pro": {"litellm_provider": "deepseek", "input_cost_per_token": 4.35e-7,
                                                      "cache_read_input_token_cost": 4.35e-8}}
        psql(cluster, f"SELECT * FROM meter_import_prices('{json.dumps(list_of_today)}')", database=DATABASE + "_fresh")


if __name__ == "__main__":
    unittest.main()

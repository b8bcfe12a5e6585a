"""An independent reading of a LiteLLM price file, in Python's decimal.

Nothing here is shared with the extension: the same two files are read a second
time, by another program, so that a sum that agrees to the last digit means
something.
"""
from __future__ import annotations

import json
import re
from decimal import Decimal, localcontext

# Which key of a price entry belongs to which component; more keys than one of a model name the same price.
BASES = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_creation_input_audio_token_cost": "cache_write_audio",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_input",
    "output_cost_per_audio_token": "audio_output",
    "input_cost_per_request": "request",
    "input_cost_per_query": "search",
    "input_cost_per_image": "image",
    "output_cost_per_image": "image_generated",
    "input_cost_per_character": "character",
    "output_cost_per_character": "character_generated",
    "input_cost_per_second": "second",
    "output_cost_per_second": "second_generated",
}
SEARCHES = {"low": "web_search_low", "medium": "web_search", "high": "web_search_high"}
# Another name of a price, for entries that have not the first.
ALIASES = {"input_cost_per_token_cache_hit": "cache_read_input_token_cost",
           "input_cost_per_token_batch_requests": "input_cost_per_token_batches"}
TIERS = {"batches": "batch", "flex": "flex", "priority": "priority"}
KEY = re.compile(
    "^(?P<base>" + "|".join(sorted(BASES, key=len, reverse=True)) + ")"
    r"(?:_above_(?P<thousands>\d+)k_tokens)?"
    r"(?:_(?P<tier>" + "|".join(TIERS) + "))?$"
)
RISEN = Decimal("1e-18")
FLOAT_NOISE = Decimal("1e-15")  # price files hold 5.0000000000000004e-08
# What tokens cost that have no price of their own: what their whole does.
WHOLES = {
    "cache_read": ["input"], "cache_write": ["input"], "audio_input": ["input"],
    "cache_write_1h": ["cache_write", "input"],
    "cache_read_audio": ["cache_read", "audio_input", "input"],
    "cache_write_audio": ["cache_write", "audio_input", "input"],
    "reasoning": ["output"], "audio_output": ["output"],
}

# provider names of the file that are another name of a provider we know
RENAMED = {
    "gemini": "google",
    "bedrock_converse": "bedrock",
    "cohere_chat": "cohere",
    "together_ai": "together",
    "text-completion-openai": "openai",
    "azure_text": "azure",
    "text-completion-codestral": "codestral",
}


def canonical(provider: str) -> str:
    if provider.startswith("vertex_ai"):
        return "google-vertex"
    if provider.startswith("fireworks_ai"):
        return "fireworks"
    return RENAMED.get(provider, provider)


def bare_name(key: str, provider: str) -> tuple[str, bool]:
    """The model name without its provider's prefix, and whether it had one."""
    for prefix in (provider, key.partition("/")[0]):
        if key.startswith(prefix + "/") and canonical(prefix) == canonical(provider):
            return key[len(prefix) + 1:], True
    return key, False


def read_entry(entry: dict) -> dict:
    """(component, tier, above) -> USD per unit."""
    entry = {ALIASES[key]: entry[key] for key in ALIASES if key in entry} | entry
    prices = read_keys(entry, 0)
    for size, component in SEARCHES.items():
        usd = entry.get("search_context_cost_per_query", {}).get(f"search_context_size_{size}")
        if usd is not None:
            prices[component, "standard", 0] = Decimal(usd).quantize(FLOAT_NOISE)
    for tiered in entry.get("tiered_pricing", []):
        prices = read_keys(tiered, int(tiered["range"][0])) | prices
    return prices


def read_keys(keys: dict, above: int) -> dict:
    prices = {}
    for key, value in keys.items():
        match = KEY.match(key)
        if match is None or isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            continue
        step = int(match["thousands"] or 0) * 1000 or above
        tier = TIERS.get(match["tier"], "standard")
        prices[BASES[match["base"]], tier, step] = Decimal(value).quantize(FLOAT_NOISE)
    return prices


class PriceBook:
    def __init__(self, text: str):
        entries = json.loads(text, parse_float=Decimal)
        self.models: dict[tuple[str, str], dict] = {}
        self.keys: dict[tuple[str, str], str] = {}
        prefixed: set[tuple[str, str]] = set()
        for key, entry in entries.items():
            if key == "sample_spec" or "litellm_provider" not in entry:
                continue
            provider = entry["litellm_provider"]
            model, had_prefix = bare_name(key, provider)
            name = canonical(provider), model
            prices = read_entry(entry)
            if not prices or (name in prefixed and not had_prefix):
                continue
            self.models[name] = prices
            self.keys[name] = key
            if had_prefix:
                prefixed.add(name)

    def find(self, provider: str, model: str | None) -> dict | None:
        if model is None:
            return None
        return self.models.get((canonical(provider), model))


def rate(prices: dict, component: str, tier: str, total_input: int) -> Decimal | None:
    """The rate of the asked tier, else of the standard one; the highest cliff passed wins. Above a cliff of the standard
    price alone a tier costs the same part or multiple of it as below."""
    own, standard = (highest_passed(prices, component, wanted, total_input) for wanted in (tier, "standard"))
    if own is None or standard is None:
        return (own or standard or (0, None))[1]
    base = highest_passed(prices, component, "standard", min(total_input, own[0] + 1))
    if standard[0] <= own[0] or base is None or not base[1]:
        return own[1]
    return (own[1] * standard[1] / base[1]).quantize(RISEN)


def highest_passed(prices: dict, component: str, tier: str, total_input: int) -> tuple[int, Decimal] | None:
    return max(((above, usd) for (name, row_tier, above), usd in prices.items()
                if name == component and row_tier == tier and (above == 0 or total_input > above)), default=None)


def disjoint(usage: dict) -> dict:
    """Counts of a recorded response, in which input and output include their parts, as amounts that are apart."""
    parts = {"cache_read": usage["cache_read"], "cache_write": usage["cache_write"], "audio_input": usage["audio_in"]}
    said = {"reasoning": usage["reasoning"], "audio_output": usage["audio_out"]}
    return {"input": usage["input"] - sum(parts.values()), "output": usage["output"] - sum(said.values()), **parts, **said}


def cost(prices: dict, used: dict, tier: str, total_input: int) -> Decimal | None:
    """Exact USD of one response from amounts that are apart; None when something that was used has no price."""
    with localcontext() as context:
        context.prec = 60
        sum_usd = rate(prices, "request", tier, total_input) or Decimal(0)
        for component, amount in used.items():
            rates = [rate(prices, name, tier, total_input) for name in [component, *WHOLES.get(component, [])]]
            usd = next((usd for usd in rates if usd is not None), None)
            if amount and usd is None:
                return None
            sum_usd += amount * (usd or 0)
        return sum_usd

"""An independent reading of a LiteLLM price file, in Python's decimal.

Nothing here is shared with the extension: the same two files are read a second
time, by another program, so that a sum that agrees to the last digit means
something.
"""
from __future__ import annotations

import json
import re
from decimal import Decimal, localcontext
from pathlib import Path

# Which key of a price entry belongs to which component.
BASES = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "audio_input",
    "output_cost_per_audio_token": "audio_output",
}
# Another name of a price, for entries that have not the first.
ALIASES = {"input_cost_per_token_cache_hit": "cache_read_input_token_cost"}
TIERS = {"batches": "batch", "batch": "batch", "flex": "flex", "priority": "priority"}
KEY = re.compile(
    "^(?P<base>" + "|".join(BASES) + ")"
    r"(?:_above_(?P<thousands>\d+)k_tokens)?"
    r"(?:_(?P<tier>" + "|".join(TIERS) + "))?$"
)
FLOAT_NOISE = Decimal("1e-15")  # price files hold 5.0000000000000004e-08

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
    for prefix in (provider, canonical(provider), "vertex_ai"):
        if key.startswith(prefix + "/"):
            return key[len(prefix) + 1:], True
    return key, False


def read_entry(entry: dict) -> dict:
    """(component, tier, above) -> USD per token."""
    prices = {}
    entry = {ALIASES[key]: entry[key] for key in ALIASES if key in entry} | entry
    for key, value in entry.items():
        match = KEY.match(key)
        if match is None or isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            continue
        above = int(match["thousands"] or 0) * 1000
        tier = TIERS.get(match["tier"], "standard")
        prices[BASES[match["base"]], tier, above] = Decimal(value).quantize(FLOAT_NOISE)
    return prices


class PriceBook:
    def __init__(self, path: Path):
        text = path.read_text(encoding="utf-8")
        entries = json.loads(text, parse_float=Decimal)
        self._models: dict[tuple[str, str], dict] = {}
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
            self._models[name] = prices
            if had_prefix:
                prefixed.add(name)

    def find(self, provider: str, model: str | None) -> dict | None:
        if model is None:
            return None
        return self._models.get((canonical(provider), model))


def rate(prices: dict, component: str, tier: str, total_input: int) -> Decimal | None:
    """The rate of the asked tier, else of the standard one; the highest cliff passed wins."""
    for wanted in (tier, "standard"):
        passed = [
            (above, usd)
            for (name, row_tier, above), usd in prices.items()
            if name == component and row_tier == wanted and (above == 0 or total_input > above)
        ]
        if passed:
            return max(passed)[1]
    return None


def cost(prices: dict, usage: dict, tier: str) -> Decimal | None:
    """Exact USD of one response; None when a component that was used has no price."""
    total_input = usage["input"]
    parts = {
        "cache_read": (usage["cache_read"], "input"),
        "cache_write": (usage["cache_write"], "input"),
        "audio_input": (usage["audio_in"], "input"),
        "reasoning": (usage["reasoning"], "output"),
        "audio_output": (usage["audio_out"], "output"),
    }
    remaining = {"input": usage["input"], "output": usage["output"]}
    for tokens, whole in parts.values():
        remaining[whole] -= tokens
    counted = [(name, tokens, whole) for name, (tokens, whole) in parts.items()]
    counted += [(name, tokens, name) for name, tokens in remaining.items()]
    with localcontext() as context:
        context.prec = 60
        sum_usd = Decimal(0)
        for component, tokens, whole in counted:
            if tokens == 0:
                continue
            usd = rate(prices, component, tier, total_input)
            if usd is None:
                usd = rate(prices, whole, tier, total_input)
            if usd is None:
                return None
            sum_usd += usd * tokens
        return sum_usd

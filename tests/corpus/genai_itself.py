"""genai-prices itself, the package of that name, computing from the data file of ../shared/data."""
from __future__ import annotations

import functools
import json
import sys
import unittest
from decimal import Decimal

from lib.layout import GENAI_PRICES
from lib.report import Failure
from lib.wheels import importable

# The release whose own data are those of the file.
PINS = ("genai-prices==0.0.73", "httpx2==2.16.2", "pydantic==2.14.3")
# What our functions call a provider that the file calls otherwise.
RENAMED = {"voyageai": "voyage", "aws": "bedrock", "x-ai": "xai", "moonshotai": "moonshot",
           "huggingface_fireworks-ai": "huggingface_fireworks_ai"}


@functools.lru_cache(maxsize=None)
def package():
    """Its module of types; fetched once, and the test is skipped where it cannot be."""
    try:
        sys.path.append(str(importable(PINS, "genai-prices")))
        from genai_prices import types
    except (Failure, ImportError) as why:
        raise unittest.SkipTest(f"genai-prices cannot be had here: {str(why).splitlines()[-1]}") from why
    return types


@functools.lru_cache(maxsize=None)
def providers() -> list:
    raw = json.loads(GENAI_PRICES.read_text(encoding="utf-8"), parse_float=Decimal)
    return package()._providers_from_raw(raw)


def prices_at(model, at) -> dict:
    """The prices of a model in force at a moment, by their keys in the file."""
    return {key: price for key, price in vars(model.get_prices(at)).items() if price is not None}


def cost(provider, model, at, counts: dict[str, int]) -> Decimal:
    return model.calc_price(package().Usage(**counts), provider, genai_request_timestamp=at).total_price

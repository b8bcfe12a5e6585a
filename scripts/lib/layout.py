"""Where things lie in the checkout."""
from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "extension"
TESTS = ROOT / "tests"

TARGET = ROOT / "target"
LOGS = TARGET / "logs"
TOOLS = TARGET / "tools"
CLI = TARGET / "release" / "token-meter"

# Real data that lies beside the checkout on some machines; never copied into it.
DATA = ROOT.parent / "shared" / "data"
PRICES = DATA / "tokencost_prices_0.1.26.json"
OPENROUTER_PRICES = DATA / "openrouter_models_2026-05.json"
GENAI_PRICES = DATA / "genai_prices_data_2026-08-21.json"
RESPONSES = DATA / "responses.jsonl"

"""The recorded LLM responses of ../shared/data, as rows that the meter can charge."""
from __future__ import annotations

import json
from dataclasses import dataclass

from lib.layout import RESPONSES

COUNTS = ("input", "output", "cache_read", "cache_write", "reasoning", "audio_in", "audio_out")
METERED_TIERS = ("batch", "flex", "priority")


@dataclass(frozen=True)
class Recorded:
    """One response whose token counts somebody worked out."""

    id: str
    provider: str
    model: str | None
    service_tier: str
    usage: dict[str, int]


def recorded_responses() -> list[Recorded]:
    """Every record that carries expected counts; a count that is not known is 0."""
    rows = []
    with RESPONSES.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["expected"] is None:
                continue
            tier = record["service_tier"]
            rows.append(Recorded(
                id=record["id"],
                provider=record["provider"],
                model=record["model"] or record["request_model"],
                service_tier=tier if tier in METERED_TIERS else "standard",
                usage={name: record["expected"].get(name) or 0 for name in COUNTS},
            ))
    return rows

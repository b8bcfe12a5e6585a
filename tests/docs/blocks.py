"""Finds the SQL blocks of a Markdown file, each with the output that the page promises."""
from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# a fence, its info string, the content
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    line: int
    sql: str
    expected: str | None
    needs_library: bool


def trimmed(text: str) -> str:
    """Without the blank lines around it and the spaces that end lines."""
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(lines).strip("\n")


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    fences = list(FENCE.finditer(text))
    blocks = []
    for fence, after in zip(fences, [*fences[1:], None]):
        words = re.split(r"[\s,]+", fence["info"].strip())
        if words[0] != "sql" or "norun" in words:
            continue
        expected = None
        if after and after["info"].strip() == "text" \
                and not text[fence.end():after.start()].strip():
            expected = trimmed(after["body"])
        blocks.append(Block(text.count("\n", 0, fence.start()) + 1, fence["body"], expected, "library" in words))
    return blocks

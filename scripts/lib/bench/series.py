"""What was measured: series of rounds, and the lines of the table that compare them."""
from __future__ import annotations

import statistics
from dataclasses import dataclass


def number(value: float) -> str:
    """As many digits as mean something: 12,345 or 345 or 3.45."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@dataclass(frozen=True)
class Series:
    """One contestant's rounds."""

    name: str
    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def shown(self) -> str:
        spread = f" ({number(min(self.values))}–{number(max(self.values))})" if len(self.values) > 1 else ""
        return f"{self.name}: {number(self.median)}{spread} {self.unit}"


@dataclass(frozen=True)
class Line:
    """One line of the table: a ratio of medians, or a number that must stay below another."""

    figure: str
    setting: str
    measured: Series
    against: Series | None = None
    at_least: float | None = None  # of the ratio; None: for information
    below: float | None = None  # of what was measured

    @property
    def ratio(self) -> float | None:
        return self.measured.median / self.against.median if self.against else None

    def asked(self) -> str:
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"< {self.below:g} {self.measured.unit}" if self.below is not None else "–"

    def reached(self) -> str:
        if self.at_least is not None:
            return "yes" if self.ratio >= self.at_least else "**no**"
        if self.below is not None:
            return "yes" if self.measured.median < self.below else "**no**"
        return "–"

    def cells(self) -> list[str]:
        return [self.figure, self.setting, self.measured.shown(), self.against.shown() if self.against else "–",
                f"{self.ratio:.2f}" if self.against else "–", self.asked(), self.reached()]


HEADINGS = ["figure", "setting", "measured", "against", "ratio", "asked", "reached"]


def row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(headings: list[str], rows: list[list[str]]) -> str:
    return "\n".join(row(cells) for cells in [headings, ["---"] * len(headings), *rows])

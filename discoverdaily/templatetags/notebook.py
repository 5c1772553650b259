"""Drawings that a page computes: where the lines and dots of a chart stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django import template

register = template.Library()

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 8, 12, 34
"""Room for the ranks at the left, the dates below, and the dots at the edges; in units of the drawing."""


@dataclass(frozen=True, slots=True)
class RankDrawing:
    """A line for each unbroken stay in the list, a dot for each list; the first rank stands at the top."""

    paths: list[str]
    dots: list[tuple[int, int]]
    grid: list[tuple[int, int]]
    """Height and rank of each line behind the chart."""
    first: datetime
    last: datetime
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


@register.simple_tag
def rank_drawing(points: Sequence[tuple[Any, int | None]]) -> RankDrawing:
    """Draws `points`: at least two editions, the oldest first, with a track's rank or None where it was not in it.

    Editions stand at equal distances: a list is written only when it changed, so days would tell nothing more.
    """
    lowest = max(10, *(rank or 1 for _, rank in points))
    step = (WIDTH - LEFT - RIGHT - 8) / (len(points) - 1)

    def height_of(rank: int) -> int:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (rank - 1) / (lowest - 1))

    placed = [
        (round(LEFT + 8 + step * number), height_of(rank)) if rank else None for number, (_, rank) in enumerate(points)
    ]
    stays = [[place for place in stay if place] for _, stay in groupby(placed, key=bool)]
    return RankDrawing(
        paths=["M" + "L".join(f"{x} {y}" for x, y in stay) for stay in stays if stay],
        dots=[place for place in placed if place],
        grid=[(height_of(rank), rank) for rank in (1, (lowest + 1) // 2, lowest)],
        first=points[0][0].written_at,
        last=points[-1][0].written_at,
    )


BAR_LEFT = LEFT + 10
"""Room for figures of five digits."""


@dataclass(frozen=True, slots=True)
class BarDrawing:
    """A bar for each value from the left to the right, all standing on the same line; nothing for none."""

    path: str
    """The outlines of all bars."""
    labels: list[tuple[int, str]]
    """Middle of a bar, and what stands beneath it: as many as have room."""
    grid: list[tuple[int, int]]
    """Height and value of each line behind the chart."""
    base: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT - 8
    left: int = BAR_LEFT


LETTER = 8.5
"""How wide a letter of a label is, in units of the drawing."""


@register.simple_tag
def bar_drawing(bars: Sequence[Any]) -> BarDrawing:
    """Draws `bars`, each with a `value` of at least 0 and a `label`."""
    left, base = BAR_LEFT, HEIGHT - BOTTOM
    highest = max((bar.value for bar in bars), default=0)
    step = _round_step(highest)
    top = step * max(1, -(-highest // step))
    room = (WIDTH - left - RIGHT) / max(1, len(bars))
    width = round(room * (0.72 if room > 4 else 0.9), 1)

    def height_of(value: float) -> float:
        return round((base - TOP) * value / top, 1)

    placed = [
        f"M{left + room * number + (room - width) / 2:.1f} {base}v-{height_of(bar.value)}h{width}V{base}z"
        for number, bar in enumerate(bars)
        if bar.value
    ]
    longest = max((len(bar.label) for bar in bars), default=1)
    every = max(1, -int(-((longest + 1) * LETTER) // room))
    labels = [(round(left + room * (number + 0.5)), bars[number].label) for number in range(0, len(bars), every)]
    lines = [(round(base - height_of(value)), value) for value in range(0, int(top) + 1, step)]
    return BarDrawing("".join(placed), labels, lines)


def _round_step(highest: float) -> int:
    """The distance of the lines behind a chart: 1, 2 or 5 with zeros, so that there are two to five of them."""
    step = 1
    while highest > 4 * step:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return step

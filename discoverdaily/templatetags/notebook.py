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

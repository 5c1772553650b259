"""How a hand draws: lines that waver, curves through points, paths. Pure geometry in units of the picture.

Everything is drawn from a seed, a string, so that a picture is the same on every load and in every process.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import numpy as np

Point = tuple[float, float]
Line = Sequence[Point]
Waver = Callable[[Point], Point]

WIDTH = 720


@dataclass(frozen=True, slots=True)
class Region:
    """A day's place: its outline (closed, not repeated at its end), where its number stands, lines drawn in it,
    and what of it is white where it has a colour."""

    outline: Line
    heart: Point
    detail: str = ""
    snow: str = ""


@dataclass(frozen=True, slots=True)
class Ink:
    """Lines of a pen around the days, as a path; `paper`: they hide what is behind them."""

    path: str
    width: float = 1.8
    tone: str = "rule"
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """An illustration WIDTH wide: a region for each day in reading order, and the ink behind and before them."""

    height: float
    regions: Sequence[Region]
    behind: Sequence[Ink] = ()
    before: Sequence[Ink] = ()


def wavering(rng: Random, reach: float, length: float) -> Waver:
    """A hand that is not quite steady: moves points by up to about `reach`, in waves of about `length`.

    Near points are moved alike, so that what met still meets, and nothing folds while reach is small beside length.
    """
    waves = []
    for weight in (0.6, 0.4):
        for axis in (0, 1):
            angle, turn = rng.uniform(0, math.tau), math.tau / (length * weight * 1.8 * rng.uniform(0.85, 1.2))
            waves.append((axis, weight * reach, turn * math.cos(angle), turn * math.sin(angle), rng.uniform(0, 7)))
    (_, a, ax, ay, ap), (_, b, bx, by, bp), (_, c, cx, cy, cp), (_, d, dx, dy, dp) = waves
    sin = math.sin

    def waver(point: Point) -> Point:
        x, y = point
        return (
            x + a * sin(ax * x + ay * y + ap) + c * sin(cx * x + cy * y + cp),
            y + b * sin(bx * x + by * y + bp) + d * sin(dx * x + dy * y + dp),
        )

    return waver


def roomiest(outline: Line, near: Point, reach: Point, steps: int = 7) -> Point:
    """The place near a point, within reach across and down, that is farthest from a densely drawn outline."""
    edge = np.array(outline)
    across, down = (near[axis] + np.linspace(-reach[axis], reach[axis], steps) for axis in (0, 1))
    x, y = (each.ravel() for each in np.meshgrid(across, down))
    room = ((edge[:, 0, None] - x) ** 2 + (edge[:, 1, None] - y) ** 2).min(axis=0)
    best = int(room.argmax())
    return float(x[best]), float(y[best])


def number(value: float) -> str:
    """A coordinate, to a tenth."""
    return f"{value:.1f}".removesuffix(".0")


def path(points: Iterable[Point], *, closed: bool = False) -> str:
    """A path of straight pieces."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def curve(points: Sequence[Point], *, closed: bool = False) -> str:
    """A smooth path through points (Catmull and Rom's, as cubic Bézier curves)."""
    around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    pieces = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for place in range(len(around) - 3):
        before, start, end, after = around[place : place + 4]
        pieces.append(
            "C"
            + " ".join(
                number(value)
                for value in (
                    start[0] + (end[0] - before[0]) / 6,
                    start[1] + (end[1] - before[1]) / 6,
                    end[0] - (after[0] - start[0]) / 6,
                    end[1] - (after[1] - start[1]) / 6,
                    *end,
                )
            )
        )
    return "".join(pieces) + ("Z" if closed else "")


def loop(rng: Random, centre: Point, rx: float, ry: float, turns: float = 1.0) -> list[Point]:
    """Points around a centre as a hand goes around it."""
    start, steps = rng.uniform(0, math.tau), max(6, round(8 * turns))
    return [
        (
            centre[0] + rx * rng.uniform(0.93, 1.07) * math.cos(start + math.tau * turns * step / steps),
            centre[1] + ry * rng.uniform(0.93, 1.07) * math.sin(start + math.tau * turns * step / steps),
        )
        for step in range(steps + (turns != 1.0))
    ]


def hatching(outline: Line, *, gap: float = 9.0, inset: float = 4.0) -> str:
    """Slanting lines within an outline."""
    shifted = [(x + y, (x - y)) for x, y in outline]  # lines along x + y = constant
    low, high = min(s for s, _ in shifted), max(s for s, _ in shifted)
    pieces, level = [], low + gap
    step = gap * math.sqrt(2)
    while level < high:
        crossings = sorted(
            t1 + (t2 - t1) * (level - s1) / (s2 - s1)
            for (s1, t1), (s2, t2) in pairwise([*shifted, shifted[0]])
            if (s1 <= level) != (s2 <= level)
        )
        for begin, end in zip(crossings[::2], crossings[1::2], strict=False):
            if end - begin > 3 * inset:
                a, b = begin + inset, end - inset
                pieces.append(path((((level + a) / 2, (level - a) / 2), ((level + b) / 2, (level - b) / 2))))
        level += step
    return "".join(pieces)

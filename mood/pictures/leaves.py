"""A plant in an arched window: each day is a leaf."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from mood.pictures.hand import Ink, Point, Region, Scene, Waver, curve, loop, path, wavering

ROWS = {28: (4, 5, 5, 4, 5, 5), 29: (4, 5, 5, 5, 5, 5), 30: (4, 5, 6, 5, 5, 5), 31: (4, 5, 6, 5, 6, 5)}
MIDDLE, HALF = 360.0, 334.0
TOP, SPRING, RISE = 112.0, 320.0, 200.0
FIRST, PITCH = 236.0, 110.0
SILL = 912.0
HEIGHT = SILL + 34
LONG, WIDE = 104.0, 38.5
"""Of a leaf: its length, and half its width."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a leaf is: its middle, how far it is turned clockwise from upright, how large it is, and how wide each part
    of it from base to tip."""

    centre: Point
    turn: float
    size: float
    bend: float
    width: Callable[[float], float]

    def at(self, part: float, across: float) -> Point:
        """A place by how far it is from base (0) to tip (1), and how far from the midrib (-1 and 1 at the edges)."""
        edge = self.width(part) if 0 < part < 1 else 0.0
        x = across * WIDE * self.size * edge + self.bend * math.sin(math.pi * part)
        y = LONG * self.size * (0.5 - part)
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return self.centre[0] + x * cos - y * sin, self.centre[1] + x * sin + y * cos

    def region(self) -> Region:
        steps = [step / 20 for step in range(21)]
        outline = [self.at(part, -1) for part in steps] + [self.at(part, 1) for part in steps[-2:0:-1]]
        veins = [path((self.at(0, 0), self.at(0.22, 0))), path((self.at(0.76, 0), self.at(0.96, 0)))]
        for side in (-1, 1):
            veins.append(path((self.at(0.07, 0), self.at(0.2, side * 0.72))))
            veins.append(path((self.at(0.4, side * 0.7), self.at(0.47, side * 0.9))))
            veins.append(path((self.at(0.72, side * 0.36), self.at(0.8, side * 0.8))))
        return Region(outline, self.at(0.46, 0), "".join(veins))


def leaves(days: int, rng: Random) -> Scene:
    """The scene for a month of 28 to 31 days."""
    width, waver = rng.choice((_ovate, _heart, _waved)), wavering(rng, 2.2, 130)
    sway = rng.choice((-1, 1))
    rows = [_row(row, ROWS[days][row], width, sway, rng) for row in range(6)]
    stem = [_stem(y, sway) for y in range(int(SILL) - 56, int(FIRST) - 12, -24)]
    twigs = [twig for row in rows for twig in _twigs(row, sway)]
    return Scene(
        HEIGHT,
        [leaf.region() for row in rows for leaf in row],
        behind=[*_window(waver), *twigs, Ink(curve(stem), 9), Ink(curve(stem), 5.4, "page"), *_sprout(stem[-1], rng)],
        before=_sill(rng, waver),
    )


def _stem(y: float, sway: int) -> Point:
    """Where the stem is at a height."""
    return MIDDLE + sway * 9 * math.sin((y - FIRST) / 92), float(y)


def _row(row: int, count: int, width: Callable[[float], float], sway: int, rng: Random) -> list[Leaf]:
    """A row's leaves, from left to right; where they are odd, one more is now left, now right of the stem."""
    y = FIRST + PITCH * row
    left = count // 2 + (count % 2 if row % 4 < 2 else 0)
    reach = HALF * math.sqrt(max(0.0, 1 - max(0.0, (SPRING - y + 34) / RISE) ** 2)) - 56
    found = []
    for side, number in ((-1, left), (1, count - left)):
        inner, outer = (50.0, reach) if number == 3 else (66.0, reach) if row == 0 else (84.0, reach - 34)
        steps = range(number) if side > 0 else reversed(range(number))
        for step in steps:
            out = step / (number - 1)
            x = _stem(y, sway)[0] * 0.6 + MIDDLE * 0.4 + side * (inner + (outer - inner) * out)
            lift = (4 if row == 0 else 12) * out
            turn = side * ((14 if number == 3 else 26) + 24 * out) + rng.uniform(-5, 5)
            size = rng.uniform(0.96, 1.0) if number == 3 or row == 0 else rng.uniform(1.04, 1.1)
            centre = (x + rng.uniform(-3, 3), y - lift + rng.uniform(-4, 4))
            found.append(Leaf(centre, math.radians(turn), size, rng.uniform(-5, 5), width))
    return found


def _ovate(part: float) -> float:
    return math.pow(math.sin(math.pi * math.pow(part, 0.85)), 0.9)


def _heart(part: float) -> float:
    return 1.04 * math.pow(math.sin(math.pi * math.pow(part, 0.66)), 0.85)


def _waved(part: float) -> float:
    return _ovate(part) * (1 + 0.04 * math.cos(part * 38))


def _twigs(row: Sequence[Leaf], sway: int) -> list[Ink]:
    """From the stem to the leaves on its left, and to those on its right."""
    drawn = []
    for side in (-1, 1):
        bases = sorted(
            (leaf.at(0, 0) for leaf in row if (leaf.centre[0] - MIDDLE) * side > 0), key=lambda at: at[0] * side
        )
        start = _stem(max(y for _, y in bases) + 26, sway)
        below = [(x, y + 9) for x, y in bases[:-1]]
        drawn.append(Ink(curve([start, *below, bases[-1]]), 2.2))
        drawn += [Ink(path((low, base)), 2.2) for low, base in zip(below, bases, strict=False)]
    return drawn


def _sprout(end: Point, rng: Random) -> list[Ink]:
    """Where the plant goes on growing."""
    (x, y), side = end, rng.choice((-1, 1))
    young = []
    for turn, size, up in ((side * 0.9, 0.26, 4), (-side * 0.75, 0.32, 14), (side * 0.15, 0.38, 24)):
        long = LONG * size / 2
        centre = (x + long * math.sin(turn), y - up - long * math.cos(turn))
        young.append(path(Leaf(centre, turn, size, 0, _ovate).region().outline, closed=True))
    return [Ink(path(((x, y), (x, y - 26))), 2.2), *(Ink(leaf, 1.6, paper=True) for leaf in young)]


def _window(waver: Waver) -> list[Ink]:
    """Its frame and glazing bars."""

    def arch(out: float) -> str:
        sides = [SILL - n * (SILL - SPRING) / 12 for n in range(12)]
        bow = [math.pi * n / 24 for n in range(25)]
        points = [(MIDDLE - HALF - out, y) for y in sides]
        points += [(MIDDLE - (HALF + out) * math.cos(a), SPRING - (RISE + out) * math.sin(a)) for a in bow]
        points += [(MIDDLE + HALF + out, y) for y in reversed(sides)]
        return curve([waver(point) for point in points])

    def bar(y: float) -> str:
        return path(waver((MIDDLE - HALF + n * HALF / 15, y)) for n in range(31))

    upright = [
        path(waver((MIDDLE + x, SPRING - RISE + 9 + n * (SILL - SPRING + RISE - 9) / 30)) for n in range(31))
        for x in (-128, -120, 120, 128)
    ]
    bars = [bar(y + x) for y in (SPRING, (SPRING + SILL) / 2) for x in (-4, 4)]
    return [Ink("".join([*upright, *bars]), 0.8), Ink(arch(18), 2.4), Ink(arch(5), 1.8)]


def _sill(rng: Random, waver: Waver) -> list[Ink]:
    """The sill, the pot on it, books, and a cup of tea."""
    x, top = MIDDLE, SILL - 66
    pot = [
        (x - 46, top + 16),
        (x - 41, top + 40),
        (x - 34, SILL),
        (x + 34, SILL),
        (x + 41, top + 40),
        (x + 46, top + 16),
    ]
    rim = [(x - 52, top), (x + 52, top), (x + 51, top + 17), (x - 51, top + 17)]
    band = path((x - 42 + n * 7, top + (34 if n % 2 else 44)) for n in range(13))
    left = MIDDLE - rng.uniform(215, 235)
    books = [_box(left + rng.uniform(-8, 8), SILL - 15 * (n + 1), rng.uniform(84, 118), 14) for n in range(3)]
    cup = MIDDLE + rng.uniform(190, 240)
    mug = curve(
        [
            (cup - 22, SILL - 42),
            (cup - 20, SILL - 14),
            (cup - 14, SILL),
            (cup + 14, SILL),
            (cup + 20, SILL - 14),
            (cup + 22, SILL - 42),
        ]
    )
    ear = curve([(cup + 21, SILL - 34), (cup + 38, SILL - 32), (cup + 35, SILL - 16), (cup + 19, SILL - 14)])
    lip = curve(loop(rng, (cup, SILL - 42), 22, 4), closed=True)
    steam = "".join(
        curve([(cup + d, SILL - 52 - n * 8 + 0) if not n % 2 else (cup + d + 5, SILL - 52 - n * 8) for n in range(4)])
        for d in (-8, 4)
    )
    ledge = [(12, SILL), (708, SILL), (700, SILL + 22), (20, SILL + 22)]
    return [
        *(Ink(path((waver(corner) for corner in book), closed=True), 1.8, paper=True) for book in books),
        Ink(ear, 2),
        Ink(mug, 2, paper=True),
        Ink(lip, 1.6, paper=True),
        Ink(steam, 1.4),
        Ink(path(pot), 2.2, paper=True),
        Ink(path(rim, closed=True), 2.2, paper=True),
        Ink(band, 1.6),
        Ink(path((waver(corner) for corner in ledge), closed=True), 2.2, paper=True),
    ]


def _box(x: float, y: float, wide: float, high: float) -> list[Point]:
    return [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]

"""A basket under balloons: each day is one of them."""

import math
from random import Random

from mood.pictures.doodles import bird, cloud
from mood.pictures.hand import Ink, Point, Region, Scene, curve, path, wavering

ROWS = {28: (3, 5, 6, 6, 5, 3), 29: (4, 5, 6, 6, 5, 3), 30: (4, 5, 6, 6, 5, 4), 31: (4, 6, 6, 6, 5, 4)}
MIDDLE = 360.0
FIRST, PITCH, GAP = 176.0, 106.0, 107.0
WIDE, HIGH = 44.0, 48.5
"""Half of a balloon's width, and half its height."""
TIE = FIRST + PITCH * 5 + 128
BASKET = TIE + 34
HEIGHT = BASKET + 92


def balloons(days: int, rng: Random) -> Scene:
    """The scene for a month of 28 to 31 days."""
    regions, strings, knots = [], [], []
    for row, count in enumerate(ROWS[days]):
        aside = _aside(ROWS[days], row)
        for place in range(count):
            out = place - (count - 1) / 2
            x = MIDDLE + aside + out * GAP + rng.uniform(-3, 3)
            centre = (x, FIRST + PITCH * row - abs(out) * 3 + rng.uniform(-4, 4))
            region, knot = _balloon(centre, math.radians(out * 4 + rng.uniform(-4, 4)), rng)
            regions.append(region)
            strings.append(_string(knot, rng))
            knots.append(_knot(knot))
    return Scene(
        HEIGHT,
        regions,
        behind=[*_sky(rng), Ink("".join(strings), 1), *(Ink(knot, 1.8, paper=True) for knot in knots)],
        before=_basket(rng),
    )


def _aside(rows: tuple[int, ...], row: int) -> float:
    """How far a row stands aside, so that balloons lie in the gaps of a row of as many."""
    alike = [number for number, count in enumerate(rows) if count == rows[row]]
    if len(alike) == 1 or alike[-1] - alike[0] >= len(alike):
        return 0.0
    return GAP / 4 * (-1 if row % 2 else 1)


def _balloon(centre: Point, turn: float, rng: Random) -> tuple[Region, Point]:
    """A balloon around a centre, and where it is tied."""
    wide, high = WIDE * rng.uniform(0.97, 1.0), HIGH * rng.uniform(0.97, 1.0)
    cos, sin = math.cos(turn), math.sin(turn)

    def at(angle: float, part: float = 1.0) -> Point:
        """A place by its angle from the top."""
        x = wide * math.sin(angle) * (1 + 0.1 * math.cos(angle)) * part
        y = -high * math.cos(angle) * part
        return centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos

    outline = [at(math.tau * step / 44) for step in range(44)]
    light = path(at(-0.55 - 0.13 * step, 0.78) for step in range(6)) + path((at(-1.5, 0.78), at(-1.58, 0.78)))
    return Region(outline, (centre[0], centre[1] - 2), light), at(math.pi)


def _string(knot: Point, rng: Random) -> str:
    """From a knot down to where all are held."""
    x, y = knot
    end = (MIDDLE + (x - MIDDLE) * 0.02, TIE)
    slack = (TIE - y) * 0.03
    bend = (x + (MIDDLE - x) * 0.36 + rng.uniform(-slack, slack), y + (TIE - y) * 0.5)
    return curve([knot, bend, end])


def _knot(at: Point) -> str:
    x, y = at
    return path(((x, y - 2), (x + 5, y + 7), (x - 5, y + 7)), closed=True)


def _sky(rng: Random) -> list[Ink]:
    """Clouds and birds beside the basket."""
    side = rng.choice((-1, 1))
    clouds = [
        cloud((MIDDLE - side * rng.uniform(225, 260), BASKET + 20), 1.0),
        cloud((MIDDLE + side * rng.uniform(190, 230), BASKET + 62), 0.8),
    ]
    flock = [bird((MIDDLE + side * (200 + 32 * n), BASKET - 12 + 12 * (n % 2)), rng.uniform(7, 10)) for n in range(3)]
    return [Ink("".join(clouds), 1.8), Ink("".join(flock), 1.8)]


def _basket(rng: Random) -> list[Ink]:
    """The basket, woven, and its ropes."""
    waver = wavering(rng, 1.6, 60)
    top, low = BASKET, BASKET + 66
    ropes = path(((MIDDLE - 46, top), (MIDDLE, TIE), (MIDDLE + 46, top)))
    ropes += path(((MIDDLE - 16, top), (MIDDLE, TIE), (MIDDLE + 16, top)))
    body = [(MIDDLE - 52, top), (MIDDLE + 52, top), (MIDDLE + 42, low), (MIDDLE - 42, low)]
    weave = []
    for row in range(4):
        y = top + 20 + row * 12
        for place in range(7 - row % 2):
            x = MIDDLE - 36 + place * 12 + 6 * (row % 2)
            weave.append(curve([waver((x - 4, y)), waver((x, y - 4)), waver((x + 4, y))]))
    rim = [(MIDDLE - 57, top - 5), (MIDDLE + 57, top - 5), (MIDDLE + 55, top + 9), (MIDDLE - 55, top + 9)]
    return [
        Ink(ropes, 1.8),
        Ink(path((waver(point) for point in body), closed=True), 2.2, paper=True),
        Ink("".join(weave), 1.6),
        Ink(path((waver(point) for point in rim), closed=True), 2.2, paper=True),
    ]

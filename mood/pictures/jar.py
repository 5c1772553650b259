"""A jar of folded paper stars: each day is a star."""

import math
from collections.abc import Sequence
from random import Random

from mood.pictures.hand import Ink, Point, Region, Scene, Waver, curve, path, wavering

ROWS = {28: (4, 5, 5, 4, 5, 5), 29: (4, 5, 5, 5, 5, 5), 30: (4, 5, 6, 5, 5, 5), 31: (4, 5, 6, 5, 6, 5)}
MIDDLE, HALF = 360.0, 338.0
FIRST, PITCH = 290.0, 107.0
FLOOR = FIRST + PITCH * 5 + 76
HEIGHT = FLOOR + 22
REACH = {4: 196.0, 5: 232.0, 6: 269.0}
"""From a row's middle to its outermost stars."""
TIPS = {4: 54.0, 5: 52.5, 6: 51.0}
NOTCH = 36.5
NECK = 150.0
RIM = 196.0


def jar(days: int, rng: Random) -> Scene:
    """The scene for a month of 28 to 31 days."""
    waver = wavering(rng, 2.2, 140)
    regions = []
    for row, count in enumerate(ROWS[days]):
        reach, slope = 172.0 if row == 0 else REACH[count], rng.uniform(-4, 4)
        middle = MIDDLE + _shift(ROWS[days], row)
        for place in range(count):
            across = 2 * place / (count - 1) - 1
            centre = (
                middle + reach * across + rng.uniform(-2, 2),
                FIRST + PITCH * row + slope * across + rng.uniform(-3, 3),
            )
            regions.append(_star(centre, TIPS[count], rng))
    return Scene(
        HEIGHT,
        regions,
        behind=_glass(waver),
        before=[*_shine(waver), *_dust(days, rng), *_lid(rng, waver), *_night(rng)],
    )


def _shift(rows: Sequence[int], row: int) -> float:
    """How far a row stands aside, so that stars lie in the gaps of a row of as many."""
    alike = rows[row] in (rows[row - 1] if row else 0, rows[row + 1] if row < 5 else 0)
    return (28.0 if row % 2 else -28.0) if alike else 0.0


def _star(centre: Point, tip: float, rng: Random) -> Region:
    """A star with rounded tips and the creases of its folding."""
    turn = rng.uniform(0, math.tau)
    tips = [tip * rng.uniform(0.95, 1.0) for _ in range(5)]

    def at(angle: float, part: float = 1.0) -> Point:
        sharp = math.pow((1 + math.cos(5 * angle)) / 2, 2.1)
        radius = (NOTCH + (tips[round(angle / (math.tau / 5)) % 5] - NOTCH) * sharp) * part
        return centre[0] + radius * math.cos(angle + turn), centre[1] + radius * math.sin(angle + turn)

    outline = [at(math.tau * step / 60) for step in range(60)]
    creases = [path((at(angle, 0.97), at(angle + 0.2, 0.72))) for angle in (math.tau * (n + 0.5) / 5 for n in range(5))]
    return Region(outline, centre, "".join(creases))


def _side() -> list[Point]:
    """The right side of the jar from rim to floor, as distances from its middle."""
    side = [(NECK, RIM), (NECK + 2, 212), (NECK + 24, 230), (246, 254), (304, 292), (HALF - 3, 352), (HALF, 430)]
    side += [(HALF, 520), (HALF, 620), (HALF - 1, FLOOR - 110), (HALF - 8, FLOOR - 58), (HALF - 30, FLOOR - 20)]
    return [*side, (HALF - 66, FLOOR - 3), (HALF - 130, FLOOR), (80, FLOOR)]


def _glass(waver: Waver) -> list[Ink]:
    side = _side()
    around = [(MIDDLE - x, y) for x, y in side] + [(MIDDLE + x, y) for x, y in reversed(side)]
    return [Ink(curve([waver(point) for point in around]), 2.6)]


def _shine(waver: Waver) -> list[Ink]:
    """Light on the glass."""
    left = [(MIDDLE - x + 13, y) for x, y in _side()[3:6]] + [(MIDDLE - HALF + 11, y) for y in (392, 440)]
    right = [(MIDDLE + HALF - 11, y) for y in (FLOOR - 190, FLOOR - 150, FLOOR - 112)]
    dot = [(MIDDLE - HALF + 11, y) for y in (462, 474)]
    return [Ink("".join(curve([waver(point) for point in line]) for line in (left, right, dot)), 1.8)]


def _lid(rng: Random, waver: Waver) -> list[Ink]:
    """The glass's rim, a cork, and a tag on a thread."""
    rim = [(MIDDLE - NECK - 8, RIM - 16), (MIDDLE - NECK - 14, RIM - 6), (MIDDLE - NECK - 6, RIM + 4)]
    rim += [(2 * MIDDLE - x, y) for x, y in reversed(rim)]
    wide = NECK - 6
    cork = [(MIDDLE - wide, RIM - 17), (MIDDLE - wide - 8, 122), (MIDDLE - wide, 114)]
    cork += [(2 * MIDDLE - x, y) for x, y in reversed(cork)]
    specks = []
    for _ in range(16):
        x, y = MIDDLE + rng.uniform(-wide + 8, wide - 8), rng.uniform(124, RIM - 26)
        specks.append(path(((x, y), (x + rng.uniform(3, 9), y + rng.uniform(-2, 2)))))
    thread = "".join(
        curve([waver((MIDDLE + x, RIM + 11 + gap - 3 * math.cos(x / 60))) for x in range(-150, 151, 30)])
        for gap in (0, 4)
    )
    x, y = MIDDLE + rng.choice((-1, 1)) * rng.uniform(60, 95), RIM + 12
    bow = [curve([(x, y), (x + side * 22, y - 13), (x + side * 26, y + 3), (x, y)]) for side in (-1, 1)]
    ends = [curve([(x, y), (x + side * 8, y + 12), (x + side * 14, y + 20)]) for side in (-1, 1)]
    return [
        Ink(path((waver(point) for point in cork), closed=True), 2.2, paper=True),
        Ink("".join(specks), 1.6),
        Ink(curve([waver(point) for point in rim], closed=True), 2.4, paper=True),
        Ink(thread, 1.4),
        Ink("".join(bow), 1.8, paper=True),
        Ink("".join(ends), 1.8),
    ]


def _dust(days: int, rng: Random) -> list[Ink]:
    """Glitter where a row leaves room for it."""
    specks = []
    for row, count in enumerate(ROWS[days]):
        for side in (-1, 1):
            x, y = MIDDLE + side * (REACH[count] + 76), FIRST + PITCH * row
            if row and count < 6 and _shift(ROWS[days], row) * side <= 0:
                specks.append(_spark(x, y + rng.uniform(-26, -14), rng.choice((3, 4, 8))))
                specks.append(_spark(x + side * rng.uniform(-8, 8), y + rng.uniform(10, 26), 2))
    return [Ink("".join(specks), 1.6)]


def _night(rng: Random) -> list[Ink]:
    """A moon and small lights around the neck."""
    side = rng.choice((-1, 1))
    x, y = MIDDLE + side * 262.0, 172.0
    moon = [(x + 26 * math.cos(a), y + 26 * math.sin(a)) for a in (0.9 + n * 0.42 for n in range(11))]
    inner = [(x + 9 + 20 * math.cos(a), y - 3 + 20 * math.sin(a)) for a in (4.9 - n * 0.37 for n in range(11))]
    lights = [
        _spark(MIDDLE - side * (200 + 30 * n), rng.uniform(126, 196), rng.choice((4.0, 6.0, 10.0))) for n in range(5)
    ]
    return [Ink(curve([*moon, *inner], closed=True), 1.8), Ink("".join(lights), 1.8)]


def _spark(x: float, y: float, size: float) -> str:
    """A star of four points, or a small cross."""
    if size < 8:
        return f"M{x - size:.1f} {y:.1f}h{2 * size}M{x:.1f} {y - size:.1f}v{2 * size}"
    reaches = [(size if n % 2 == 0 else size * 0.32, math.tau * n / 8) for n in range(8)]
    return path(((x + reach * math.cos(a), y + reach * math.sin(a)) for reach, a in reaches), closed=True)

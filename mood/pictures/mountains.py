"""A massif at dawn: each day is a mountain, the far ones above, the near ones below."""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from mood.pictures.hand import Point, Region, Scene, curve, loop, path, roomiest, wavering

ROWS = {28: (4, 5, 5, 4, 5, 5), 29: (4, 5, 5, 5, 5, 5), 30: (4, 5, 6, 5, 5, 5), 31: (4, 5, 6, 5, 6, 5)}
LEFT, RIGHT = 12.0, 708.0
SKY, TOP, PITCH = 112.0, 232.0, 92.0
GROUND = TOP + PITCH * 6
HEIGHT = GROUND + 14
STEP = 9.0
SLOPE = 0.86
"""Below 1: steep at the peak, gentle in the valley."""

Waver = Callable[[Point], Point]


@dataclass(slots=True)
class Range:
    """A range of mountains: valley, peak, valley, peak … valley, from left to right; its first and last valleys stand
    on the nearer range, or at the frame. `feet` are the places on it where lines of the range behind it end."""

    keys: list[Point]
    feet: list[float] = field(default_factory=list)

    @property
    def valleys(self) -> list[Point]:
        return self.keys[::2]

    @property
    def peaks(self) -> list[Point]:
        return self.keys[1::2]

    def height(self, x: float) -> float:
        """Its ridge at a place."""
        place = min(max(bisect_right(self.keys, (x, 1e9)), 1), len(self.keys) - 1)
        (x0, y0), (x1, y1) = self.keys[place - 1], self.keys[place]
        part = (x - x0) / (x1 - x0)
        return y0 + (y1 - y0) * (math.pow(part, SLOPE) if y0 < y1 else 1 - math.pow(1 - part, SLOPE))

    def ridge(self, begin: float, end: float) -> list[Point]:
        """Its ridge from one place to another, drawn densely."""
        between = [x for x in self._places() if begin < x < end]
        return [(x, self.height(x)) for x in (begin, *between, end)]

    def _places(self) -> list[float]:
        steps = [LEFT + STEP * number for number in range(1, int((RIGHT - LEFT) / STEP))]
        return sorted({*steps, *self.feet, *(x for x, _ in self.keys)})


def mountains(days: int, rng: Random) -> Scene:
    """The scene for a month of 28 to 31 days."""
    waver = wavering(rng, 3.4, 72)
    ranges = [_ground(rng)]
    for row in reversed(range(6)):
        ranges.insert(0, _range(ranges[0], row, ROWS[days][row], rng))
    regions: list[Region] = []
    for far, near in pairwise(ranges):
        regions += _mountains(far, near, waver, rng)
    return Scene(HEIGHT, regions, behind=_sky(rng), before=_frame(waver))


def _ground(rng: Random) -> Range:
    return Range([(LEFT - 1, GROUND), ((LEFT + RIGHT) / 2, GROUND - rng.uniform(0, 1)), (RIGHT + 1, GROUND)])


def _range(near: Range, row: int, count: int, rng: Random) -> Range:
    """A range of so many mountains behind another."""
    whole = row >= 2
    left, right = (LEFT, RIGHT) if whole else (near.peaks[0][0] + 3, near.peaks[-1][0] - 3)
    base, wide = TOP + PITCH * row, (right - left) / count
    valleys = [(left + wide * place + rng.uniform(-9, 9), base + rng.uniform(-9, 7)) for place in range(count + 1)]
    valleys[0] = (left, base - 4 if whole else near.height(left))
    valleys[-1] = (right, base - 4 if whole else near.height(right))
    summit = rng.randrange(1, count - 1)
    keys: list[Point] = [valleys[0]]
    for place, (here, there) in enumerate(pairwise(valleys)):
        middle = (here[0] + there[0]) / 2 + rng.uniform(-10, 10)
        rise = rng.uniform(48, 62) + (rng.uniform(16, 24) if row == 0 and place == summit else 0)
        keys += [(middle, base - rise), there]
    return Range(keys)


def _mountains(far: Range, near: Range, waver: Waver, rng: Random) -> list[Region]:
    """What is seen of each mountain of a range before which another stands."""
    lines = [_flank(valley, near, rng) for valley in far.valleys]
    near.feet += [line[-1][0] for line in lines]
    regions = []
    for place, (x, y) in enumerate(far.peaks):
        (begin, _), (end, _) = far.valleys[place : place + 2]
        left, right = lines[place : place + 2]
        floor = near.ridge(left[-1][0], right[-1][0])
        outline = [*far.ridge(begin, end), *right[1:], *floor[-2::-1], *left[-2:0:-1]]
        drawn = [waver(point) for point in outline]
        foot = near.height(x)
        heart = roomiest(drawn, (x, y + (foot - y) * 0.56), (14, (foot - y) * 0.2))
        regions.append(Region(drawn, heart, _snow(far, place, waver, rng)))
    return regions


def _flank(valley: Point, near: Range, rng: Random) -> list[Point]:
    """From a valley down to the nearer range, where one mountain stands before its neighbour."""
    x, y = valley
    if x in (LEFT, RIGHT):
        foot = (x, near.height(x))
    else:
        end = x + rng.choice((-1, 1)) * rng.uniform(6, 16)
        foot = (end, near.height(end))
    if foot[1] - y < 1:
        return [valley, valley] if abs(foot[1] - y) < 1 else [valley, foot]
    pieces = max(2, round((foot[1] - y) / STEP))
    return [(x + (foot[0] - x) * n / pieces, y + (foot[1] - y) * n / pieces) for n in range(pieces + 1)]


def _snow(far: Range, place: int, waver: Waver, rng: Random) -> str:
    """Where the snow ends."""
    (px, py), low = far.peaks[place], rng.uniform(15, 19)
    left = next(x for x in (px - n for n in range(1, 60)) if far.height(x) > py + low or x < LEFT + 1)
    right = next(x for x in (px + n for n in range(1, 60)) if far.height(x) > py + low or x > RIGHT - 1)
    wide = right - left
    points = [(left, far.height(left)), (left + wide * 0.27, py + low + 6), (left + wide * 0.42, py + low - 2)]
    points += [(left + wide * 0.6, py + low + 8), (left + wide * 0.76, py + low - 1), (right, far.height(right))]
    return path(waver(point) for point in points)


def _sky(rng: Random) -> str:
    """The sun, its rays, clouds and birds."""
    return curve(loop(rng, (96, 186), 34, 34), closed=True)


def _frame(waver: Waver) -> str:
    steps = 60
    across = [LEFT + (RIGHT - LEFT) * n / steps for n in range(steps + 1)]
    down = [SKY + (HEIGHT - SKY) * n / steps for n in range(steps + 1)]
    around = [(x, SKY) for x in across] + [(RIGHT, y) for y in down[1:]]
    around += [(x, HEIGHT) for x in across[-2::-1]] + [(LEFT, y) for y in down[-2:0:-1]]
    return path((waver(point) for point in around), closed=True)

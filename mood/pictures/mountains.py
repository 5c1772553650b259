"""A massif at dawn: each day is a mountain, the far ones above, the near ones below."""

import math
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from mood.pictures.doodles import bird, cloud
from mood.pictures.hand import Ink, Point, Region, Scene, Waver, curve, loop, path, roomiest, wavering

ROWS = {28: (4, 5, 5, 4, 5, 5), 29: (4, 5, 5, 5, 5, 5), 30: (4, 5, 6, 5, 5, 5), 31: (4, 5, 6, 5, 6, 5)}
LEFT, RIGHT = 12.0, 708.0
SKY, TOP, PITCH = 112.0, 240.0, 94.0
GROUND = TOP + PITCH * 6
FLOOR = GROUND + 66
HEIGHT = FLOOR + 8
STEP = 9.0
STEPS = tuple(LEFT + STEP * number for number in range(1, int((RIGHT - LEFT) / STEP)))
SLOPE = 0.8
"""Below 1: steep at the peak, gentle in the valley."""


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
        places = {*STEPS, *self.feet, *(x for x, _ in self.keys)}
        between = sorted(x for x in places if begin < x < end)
        return [(x, self.height(x)) for x in (begin, *between, end)]


def mountains(days: int, rng: Random) -> Scene:
    """The scene for a month of 28 to 31 days."""
    waver = wavering(rng, 3.4, 72)
    ranges = [_ground(rng)]
    for row in reversed(range(6)):
        ranges.insert(0, _range(ranges[0], row, ROWS[days][row], rng))
    regions: list[Region] = []
    for far, near in pairwise(ranges):
        regions += _mountains(far, near, waver, rng)
    return Scene(HEIGHT, regions, behind=_sky(rng), before=[*_meadow(ranges[-1], waver, rng), Ink(_frame(waver), 2.2)])


def _ground(rng: Random) -> Range:
    return Range([(LEFT - 1, GROUND), ((LEFT + RIGHT) / 2, GROUND - rng.uniform(0, 1)), (RIGHT + 1, GROUND)])


def _range(near: Range, row: int, count: int, rng: Random) -> Range:
    """A range of so many mountains behind another."""
    whole = row >= 2
    left, right = (LEFT, RIGHT) if whole else (near.peaks[0][0] + 3, near.peaks[-1][0] - 3)
    base = TOP + PITCH * row
    edge = (0.8 if row % 2 else 1.12) if whole else 1.0  # so that a peak seldom stands right before a peak
    wide = (right - left) / (count - 2 + 2 * edge)
    steps = [0.0, *(edge + place for place in range(count - 1)), count - 2 + 2 * edge]
    valleys = [(left + wide * step + rng.uniform(-8, 8), base + rng.uniform(-9, 7)) for step in steps]
    valleys[0] = (left, base - 4 if whole else near.height(left))
    valleys[-1] = (right, base - 4 if whole else near.height(right))
    summit = rng.randrange(1, count - 1)
    keys: list[Point] = [valleys[0]]
    for place, (here, there) in enumerate(pairwise(valleys)):
        middle = (here[0] + there[0]) / 2 + rng.uniform(-10, 10)
        rise = rng.uniform(56, 70) + (rng.uniform(20, 30) if row == 0 and place == summit else 0)
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
        regions.append(Region(drawn, heart, *_snow(far, place, waver, rng)))
    return regions


def _flank(valley: Point, near: Range, rng: Random) -> list[Point]:
    """From a valley down to the nearer range, where one mountain stands before its neighbour."""
    x, y = valley
    lean = 0.0 if x in (LEFT, RIGHT) else rng.choice((-1, 1)) * rng.uniform(6, 16)
    if near.height(x) - y < 1:  # it stands on it
        return [valley]
    foot = near.height(x + lean)
    pieces = max(2, round((foot - y) / STEP))
    return [(x + lean * n / pieces, y + (foot - y) * n / pieces) for n in range(pieces + 1)]


def _snow(far: Range, place: int, waver: Waver, rng: Random) -> tuple[str, str]:
    """Where the snow ends, and the snow."""
    (px, py), low = far.peaks[place], rng.uniform(17, 23)
    left = next(x for x in (px - n for n in range(1, 60)) if far.height(x) > py + low or x < LEFT + 1)
    right = next(x for x in (px + n for n in range(1, 60)) if far.height(x) > py + low or x > RIGHT - 1)
    wide, tooth = right - left, rng.uniform(5, 8)
    end = [(left, far.height(left)), (left + wide * 0.27, py + low + tooth), (left + wide * 0.42, py + low - 2)]
    end += [(left + wide * 0.6, py + low + tooth + 3), (left + wide * 0.76, py + low - 1), (right, far.height(right))]
    line = [waver(point) for point in end]
    top = [waver(point) for point in far.ridge(left, right)]
    return path(line), path([*top, *line[-2:0:-1]], closed=True)


def _sky(rng: Random) -> list[Ink]:
    """The sun and its rays, clouds, and birds."""
    side = rng.choice((-1, 1))
    x, y = 360 + side * 272, SKY + 74
    rays = []
    for n in range(14):
        angle, far = math.tau * n / 14 + rng.uniform(-0.06, 0.06), 50 if n % 2 else 58
        cos, sin = math.cos(angle), math.sin(angle)
        rays.append(path(((x + 41 * cos, y + 41 * sin), (x + far * cos, y + far * sin))))
    swirl = [(x + (4 + 1.5 * n) * math.cos(0.75 * n), y + (4 + 1.5 * n) * math.sin(0.75 * n)) for n in range(13)]
    sun = [Ink(curve(loop(rng, (x, y), 32, 32), closed=True), 2), Ink(curve(swirl), 1.6), Ink("".join(rays), 1.8)]
    clouds = [cloud((360 - side * rng.uniform(230, 280), SKY + rng.uniform(48, 66)), rng.uniform(0.85, 1.05))]
    clouds.append(cloud((360 + side * rng.uniform(60, 110), SKY + rng.uniform(26, 34)), rng.uniform(0.6, 0.75)))
    flock = [(360 - side * (rng.uniform(90, 130) + 26 * n), SKY + rng.uniform(24, 30) + 13 * (n % 2)) for n in range(3)]
    return [*sun, Ink("".join(clouds), 1.8), Ink("".join(bird(at, rng.uniform(6, 9)) for at in flock), 1.8)]


def _meadow(ground: Range, waver: Waver, rng: Random) -> list[Ink]:
    """Firs, and grass between them."""
    firs, grass = [], []
    x = LEFT + rng.uniform(24, 40)
    while x < RIGHT - 24:
        if rng.random() < 0.62:
            firs.append(_fir((x, FLOOR - rng.uniform(8, 14)), rng.uniform(34, 50)))
            x += rng.uniform(24, 40)
        else:
            y = FLOOR - rng.uniform(12, 26)
            grass.append("".join(path(((x + d, y), (x + d * 1.8, y - 9 + abs(d)))) for d in (-4, 0, 4)))
            x += rng.uniform(26, 46)
    edge = path(waver(point) for point in ground.ridge(LEFT, RIGHT))
    return [Ink(edge, 2), Ink("".join(grass), 1.6), *(Ink(fir, 1.8, paper=True) for fir in firs)]


def _fir(foot: Point, high: float) -> str:
    """A fir drawn in one go, tier by tier."""
    x, y = foot
    steps = [
        (0, -high),
        (0.17, -0.68),
        (0.08, -0.68),
        (0.26, -0.38),
        (0.12, -0.38),
        (0.33, -0.08),
        (0.05, -0.08),
        (0.05, 0.1),
    ]
    right = [(x + across * high, y + (down * high if down > -1 else -high)) for across, down in steps]
    return path([*right, *((2 * x - a, b) for a, b in reversed(right[1:]))], closed=True)


def _frame(waver: Waver) -> str:
    across = [LEFT + (RIGHT - LEFT) * n / 60 for n in range(60)]
    down = [SKY + (FLOOR - SKY) * n / 60 for n in range(60)]
    around = [(x, SKY) for x in across] + [(RIGHT, y) for y in down]
    around += [(LEFT + RIGHT - x, FLOOR) for x in across] + [(LEFT, SKY + FLOOR - y) for y in down]
    return path((waver(point) for point in around), closed=True)

"""Covers drawn by the program: an album's from its id and the colours of its style, an artist's with a figure on it."""

import colorsys
import io
import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from .seed import is_artist_image, stream
from .styles import STYLES

Colour = tuple[int, int, int]
Point = tuple[float, float]

_SHARPER = 2  # drawn so many times as large, then made small, for smooth edges
_SMALLEST_DRAWN = 300
_QUALITY = 88


@lru_cache(maxsize=1024)
def cover(image: str, size: int) -> bytes:
    """A square JPEG of size pixels for an image id (40 hex digits), the same whenever it is asked for.

    The size that an id names on Spotify does not matter here: all ids of one picture (`image_sizes`) show the same.
    """
    canvas = _Canvas(image, _SHARPER * max(size, _SMALLEST_DRAWN))
    designs = _FIGURES if is_artist_image(image) else _DESIGNS
    canvas.chance.choice(designs)(canvas)
    out = io.BytesIO()
    canvas.image.resize((size, size), Image.Resampling.LANCZOS).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


class _Canvas:
    """A square on which the designs draw in units of its edge. colours go from the darkest to the lightest."""

    def __init__(self, image_id: str, edge: int) -> None:
        self.chance = stream("cover", image_id[16:])
        self.edge = edge
        style = STYLES[int(image_id[16:18], 16) % len(STYLES)]
        self.colours = sorted((_varied(self.chance, colour) for colour in style.palette), key=_lightness)
        self.image = Image.new("RGB", (edge, edge), self.colours[0])
        self.pen = ImageDraw.Draw(self.image)

    def ground(self, one: Colour, other: Colour) -> None:
        """Fill with a gradient from the top (or a side, or a corner) to the bottom."""
        ramp = Image.linear_gradient("L").rotate(self.chance.choice((0, 0, 90, 180)))
        mask = ramp.resize((self.edge, self.edge), Image.Resampling.BICUBIC)
        self.image.paste(Image.composite(_plain(other, self.edge), _plain(one, self.edge), mask))

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        e = self.edge
        self.pen.ellipse(((x - radius) * e, (y - radius) * e, (x + radius) * e, (y + radius) * e), fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon([(x * self.edge, y * self.edge) for x, y in points], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        e = self.edge
        self.pen.rectangle((x * e, y * e, (x + width) * e, (y + height) * e), fill=fill)

    def slice(self, middle: Point, radius: float, start: float, fill: Colour, sweep: float = 90) -> None:
        """A piece of a disc, clockwise from start degrees."""
        (x, y), e = middle, self.edge
        bounds = ((x - radius) * e, (y - radius) * e, (x + radius) * e, (y + radius) * e)
        self.pen.pieslice(bounds, start, start + sweep, fill=fill)

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.chance.random()

    def shuffled(self) -> list[Colour]:
        return self.chance.sample(self.colours, len(self.colours))


def _varied(chance: Random, colour: str) -> Colour:
    """The colour, a little lighter or darker and turned a little."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    hue, light = hue + 0.06 * (chance.random() - 0.5), light + 0.12 * (chance.random() - 0.5)
    red, green, blue = colorsys.hls_to_rgb(hue % 1, min(max(light, 0.05), 0.96), full)
    return round(red * 255), round(green * 255), round(blue * 255)


def _lightness(colour: Colour) -> float:
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def _mixed(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _plain(colour: Colour, edge: int) -> Image.Image:
    return Image.new("RGB", (edge, edge), colour)


def _hills(canvas: _Canvas) -> None:
    """A sun over ranges of hills, each nearer one darker."""
    dark, *_, light = canvas.colours
    middle = canvas.colours[3]
    canvas.ground(light, middle)
    canvas.disc(
        canvas.between(0.25, 0.75),
        canvas.between(0.25, 0.5),
        canvas.between(0.1, 0.2),
        _mixed(light, (255, 255, 255), 0.5),
    )
    ranges = canvas.chance.randint(3, 5)
    for number in range(ranges):
        base, height = 0.5 + 0.42 * number / ranges, canvas.between(0.04, 0.11)
        waves = [(canvas.between(0.6, 2.4), canvas.between(0, 6.3)) for _ in range(3)]
        ridge = [
            (x / 60, base + height * sum(math.sin(6.3 * pace * x / 60 + shift) for pace, shift in waves) / 2)
            for x in range(61)
        ]
        canvas.shape([*ridge, (1, 1), (0, 1)], _mixed(middle, dark, (number + 1) / ranges))


def _rings(canvas: _Canvas) -> None:
    """Rings round a point off the middle."""
    colours = canvas.shuffled()
    canvas.ground(colours[0], _mixed(colours[0], colours[1], 0.25))
    x, y = canvas.between(0.2, 0.8), canvas.between(0.2, 0.8)
    step = canvas.between(0.05, 0.1)
    for number in range(int(0.9 / step), 0, -1):
        canvas.disc(x, y, number * step, colours[number % (len(colours) - 1) + 1] if number % 2 else colours[0])


def _tiles(canvas: _Canvas) -> None:
    """A grid of quarter discs, half discs and squares."""
    colours, count = canvas.shuffled(), canvas.chance.choice((2, 3, 3, 4))
    side = 1 / count
    for column in range(count):
        for row in range(count):
            back, front = canvas.chance.sample(colours, 2)
            left, top = column * side, row * side
            canvas.box(left, top, side, side, back)
            kind, turn = canvas.chance.randrange(4), canvas.chance.randrange(4)
            if kind < 2:
                corner = (left + side * (turn in {1, 2}), top + side * (turn in {2, 3}))
                canvas.slice(corner, side, 90 * turn, front)
            elif kind == 2:
                canvas.slice((left + side / 2, top + side / 2), side / 2, 90 * turn, front, sweep=180)
            else:
                canvas.disc(left + side / 2, top + side / 2, side * 0.3, front)


def _mist(canvas: _Canvas) -> None:
    """Soft clouds of colour, one small sharp disc."""
    colours = canvas.shuffled()
    canvas.ground(colours[0], colours[1])
    for number in range(6):
        canvas.disc(
            canvas.between(0, 1), canvas.between(0, 1), canvas.between(0.15, 0.4), colours[number % len(colours)]
        )
    canvas.image.paste(canvas.image.filter(ImageFilter.GaussianBlur(canvas.edge * 0.11)))
    canvas.disc(canvas.between(0.3, 0.7), canvas.between(0.3, 0.7), canvas.between(0.03, 0.14), canvas.colours[-1])


def _arches(canvas: _Canvas) -> None:
    """Arches within arches, as of a doorway."""
    colours = canvas.shuffled()
    canvas.ground(colours[0], _mixed(colours[0], colours[-1], 0.3))
    middle, count = canvas.between(0.4, 0.6), canvas.chance.randint(3, 5)
    for number in range(count):
        half, top = 0.36 * (1 - number / count), 0.3 + 0.36 * number / count
        fill = colours[(number + 1) % len(colours)]
        canvas.slice((middle, top + 0.1), half, 180, fill, sweep=180)
        canvas.box(middle - half, top + 0.1, 2 * half, 1, fill)


def _petals(canvas: _Canvas) -> None:
    """A flower of long petals."""
    dark, second, *_, light = canvas.colours
    ground, front = (light, second) if canvas.chance.random() < 0.5 else (dark, light)
    canvas.ground(ground, _mixed(ground, canvas.colours[2], 0.25))
    count, length, width = canvas.chance.randint(5, 11), canvas.between(0.3, 0.44), canvas.between(0.35, 0.7)
    x, y, turn = canvas.between(0.4, 0.6), canvas.between(0.4, 0.6), canvas.between(0, 3)
    for number in range(count):
        angle = turn + 2 * math.pi * number / count
        rim = [_on_petal(step / 20, width * math.pi / count) for step in range(41)]
        petal = [
            (x + length * far * math.cos(angle + off), y + length * far * math.sin(angle + off)) for far, off in rim
        ]
        canvas.shape(petal, front if number % 2 else canvas.colours[3])
    canvas.disc(x, y, 0.05, canvas.colours[2])


def _on_petal(way: float, spread: float) -> Point:
    """A point on a petal's rim, out on one side (way 0 to 1), back on the other: distance, and angle off its axis."""
    far, side = (way, 1) if way <= 1 else (2 - way, -1)
    return far, side * spread * math.sin(math.pi * far)


def _dots(canvas: _Canvas) -> None:
    """A screen of dots that swell towards one corner or the middle."""
    colours, count = canvas.shuffled(), canvas.chance.choice((8, 10, 12, 14))
    canvas.ground(colours[0], _mixed(colours[0], colours[1], 0.35))
    x0, y0 = canvas.between(0, 1), canvas.between(0, 1)
    for column in range(count):
        for row in range(count):
            x, y = (column + 0.5) / count, (row + 0.5) / count
            swell = max(0.08, 1 - math.hypot(x - x0, y - y0) * 1.1)
            canvas.disc(x, y, 0.52 * swell / count, _mixed(colours[2], colours[3], (x + y) / 2))


def _ribbons(canvas: _Canvas) -> None:
    """Bands that wave from side to side."""
    colours, count = canvas.shuffled(), canvas.chance.randint(5, 9)
    canvas.ground(colours[0], colours[1])
    pace, shift, swing = canvas.between(0.5, 1.6), canvas.between(0, 6.3), canvas.between(0.04, 0.13)
    for number in range(count):
        top = -0.05 + 1.1 * number / count
        lines = [
            [(x / 50, top + lift + swing * math.sin(6.3 * pace * x / 50 + shift + number * 0.35)) for x in range(51)]
            for lift in (0.0, 0.62 / count)
        ]
        canvas.shape([*lines[0], *reversed(lines[1])], colours[2 + number % (len(colours) - 2)])


def _beams(canvas: _Canvas) -> None:
    """Rays from one point, a disc at their source."""
    colours, count = canvas.shuffled(), canvas.chance.choice((10, 14, 18, 24))
    x, y = canvas.between(0.2, 0.8), canvas.chance.choice((0.0, 0.5, 1.0))
    canvas.ground(colours[0], colours[0])
    turn = canvas.between(0, 360)
    for number in range(0, count, 2):
        canvas.slice((x, y), 1.5, turn + 360 * number / count, colours[1 + (number // 2) % 2], sweep=360 / count)
    canvas.disc(x, y, canvas.between(0.14, 0.26), colours[3])
    canvas.disc(x, y, 0.1, colours[4])


def _stacked(canvas: _Canvas) -> None:
    """Discs and half discs balanced on a line."""
    dark, *_, light = canvas.colours
    canvas.ground(light, _mixed(light, canvas.colours[3], 0.3))
    floor, x = canvas.between(0.74, 0.86), 0.1
    canvas.box(0, floor, 1, 1 - floor, dark)
    while x < 0.85:
        radius, fill = canvas.between(0.07, 0.17), canvas.chance.choice(canvas.colours[1:4])
        if canvas.chance.random() < 0.5:
            canvas.disc(x + radius, floor - radius, radius, fill)
            canvas.slice(
                (x + radius, floor - 2 * radius),
                radius * 0.7,
                180,
                canvas.chance.choice(canvas.colours[1:4]),
                sweep=180,
            )
        else:
            height = canvas.between(0.12, 0.4)
            canvas.box(x, floor - height, 1.4 * radius, height, fill)
            canvas.slice((x + 0.7 * radius, floor - height), 0.7 * radius, 180, fill, sweep=180)
        x += 2 * radius + 0.02


def _portrait(canvas: _Canvas) -> None:
    """Head and shoulders before a disc."""
    dark, *_, light = canvas.colours
    canvas.ground(canvas.colours[3], canvas.colours[1])
    canvas.disc(
        canvas.between(0.3, 0.7),
        canvas.between(0.3, 0.5),
        canvas.between(0.28, 0.4),
        _mixed(light, canvas.colours[3], 0.15),
    )
    _figure(canvas, canvas.between(0.44, 0.56), canvas.between(0.85, 1.0), dark, canvas.colours[2])


def _group(canvas: _Canvas) -> None:
    """Several figures, those behind paler."""
    dark, *_, light = canvas.colours
    canvas.ground(light, canvas.colours[3])
    count = canvas.chance.randint(2, 4)
    for number in canvas.chance.sample(range(count), count):
        near = canvas.between(0, 1)
        _figure(
            canvas,
            (number + 0.5) / count + canvas.between(-0.04, 0.04),
            0.5 + 0.16 * near,
            _mixed(canvas.colours[2], dark, near),
            canvas.colours[1],
        )


def _figure(canvas: _Canvas, x: float, scale: float, colour: Colour, collar: Colour) -> None:
    """A faceless bust, its shoulders on the lower edge."""
    head = 0.15 * scale
    top = 1 - 0.62 * scale
    canvas.slice((x, 1.02), 0.36 * scale, 180, colour, sweep=180)
    canvas.shape(
        [(x - head * 0.45, top + head), (x + head * 0.45, top + head), (x + head * 0.6, 0.95), (x - head * 0.6, 0.95)],
        colour,
    )
    canvas.disc(x, top + head * 0.6, head, colour)
    canvas.slice((x, top + head * 0.45), head * 1.12, canvas.chance.choice((150, 180, 200)), collar, sweep=180)


_DESIGNS: tuple[Callable[[_Canvas], None], ...] = (
    _hills, _rings, _tiles, _mist, _arches, _petals, _dots, _ribbons, _beams, _stacked,
)  # fmt: skip
_FIGURES: tuple[Callable[[_Canvas], None], ...] = (_portrait, _portrait, _group)

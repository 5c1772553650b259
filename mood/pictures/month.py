"""A month as an illustration: a region for each day, in reading order, with its number, colour and state."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from random import Random
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mood.pictures.balloons import balloons
from mood.pictures.hand import WIDTH, Point, Region, Scene, curve, hatching, loop, path
from mood.pictures.heading import heading
from mood.pictures.jar import jar
from mood.pictures.leaves import leaves
from mood.pictures.lettering import HEIGHT, can_letter, lettered
from mood.pictures.looks import DayLook
from mood.pictures.mountains import mountains
from mood.pictures.sheet import PAPER, filling, framed, inked, own, place, stroke, text_on
from mood.selectors import State

TEMPLATES: Mapping[str, str | Promise] = MappingProxyType(
    {"mountains": _("Mountains"), "leaves": _("Leaf window"), "jar": _("Jar of stars"), "balloons": _("Balloons")}
)
"""The pictures there are, and what they are called."""
_DRAWN: Mapping[str, Callable[[int, Random], Scene]] = MappingProxyType(
    {"mountains": mountains, "leaves": leaves, "jar": jar, "balloons": balloons}
)
LINE = 2.0
SIZE = 1.3
"""Of a numeral, times the hand's."""


def template_of(year: int, month: int, chosen: str = "") -> str:
    """The picture of a month: the one that was chosen, where there is such a one, else another each month."""
    names = tuple(TEMPLATES)
    return chosen if chosen in names else names[(year * 12 + month) % len(names)]


def month_picture(days: Sequence[DayLook], *, name: str, label: str, template: str = "", alone: bool = False) -> str:
    """The month of `days` (all of its days, in order) as SVG.

    `name` is lettered above ("March"), the year is added; `label` is read out ("March 2026"). `alone`: as a file that
    stands alone on its own paper, without links; else as part of a page, with them. Raises ValueError where `days` are
    no month.
    """
    first = days[0].date
    if [day.date for day in days] != [
        first.replace(day=number + 1) for number in range(_length(first.year, first.month))
    ]:
        raise ValueError("a month is all of its days, in order")
    kind = template_of(first.year, first.month, template)
    scene = scene_of(kind, first.year, first.month)
    when = f"{first.year}" if can_letter(name) else f"{first.month} · {first.year}"  # there may be no font for the name
    parts = [heading(name, when, WIDTH, Random(f"heading {first}")), inked(scene.behind)]
    parts += [place(day, _drawn(day, region), alone=alone) for day, region in zip(days, scene.regions, strict=True)]
    parts.append(inked(scene.before))
    return framed("".join(parts), kind="month", size=(WIDTH, scene.height), label=label, alone=alone)


@lru_cache(maxsize=128)
def scene_of(template: str, year: int, month: int) -> Scene:
    """What is drawn of a month before anything is known of its days."""
    return _DRAWN[template](_length(year, month), Random(f"{template} {year}-{month:02}"))


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _drawn(day: DayLook, region: Region) -> str:
    x, y = region.heart
    pen, rng = text_on(day), Random(f"day {day.date}")
    beside = 11 if day.own or (day.state is State.PENDING and not day.colour) else 0
    parts = [filling(day, path(region.outline, closed=True), LINE)]
    if region.snow and day.colour:
        parts.append(f'<path d="{region.snow}" fill="#fff" fill-opacity=".82"/>')
    if day.state is State.LITTLE and not day.colour:
        parts.append(stroke(hatching(region.outline), "rule", 1.2))
        parts.append(_clearing((x, y), rng))
    parts.append(stroke(region.detail, pen, 1.2, ' stroke-opacity=".55"'))
    parts.append(_numeral(day.date.day, (x, y - beside), pen))
    if beside and day.own:
        parts.append(own(day, curve(loop(rng, (x, y + 19), 8.5, 8.5), closed=True), 2))
    elif beside:
        parts.append(stroke(curve(loop(rng, (x, y + 19), 6, 6), closed=True), pen, 2))
    if day.running:
        parts.append(stroke(_pen_mark((x, y - beside), rng), pen, 2.2))
    return "".join(parts)


def _numeral(number: int, centre: Point, pen: str) -> str:
    wide, drawn = lettered(str(number))
    x, y = centre[0] - wide * SIZE / 2, centre[1] - HEIGHT * SIZE / 2
    return stroke(drawn, pen, 2.5, f' transform="translate({x:.1f} {y:.1f}) scale({SIZE})"')


def _clearing(centre: Point, rng: Random) -> str:
    """Paper under a numeral that stands on hatching."""
    return f'<path class="paper" d="{curve(loop(rng, centre, 23, 19), closed=True)}" fill="{PAPER}"/>'


def _pen_mark(centre: Point, rng: Random) -> str:
    """As one circles a date in a notebook."""
    return curve(loop(rng, centre, 25, 20, 1.12))

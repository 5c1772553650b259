"""A year in pixels, 12 by 31, and several years side by side."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from html import escape
from random import Random

from mood.pictures.hand import curve, loop
from mood.pictures.lettering import HEIGHT, can_letter, lettered
from mood.pictures.looks import DayLook, YearLook
from mood.pictures.sheet import FONTS, MUTED, PAPER, RULE, filling, framed, own, place, stroke, text_on
from mood.selectors import State

WIDTH = 336
CELL, PITCH = 24.0, 25.4
LEFT, TOP = 27.0, 84.0
MINI, MINI_PITCH, MINI_TOP, MARGIN, ACROSS = 7.3, 8.2, 30.0, 3.0, 3


def year_picture(days: Sequence[DayLook], *, months: Sequence[str], label: str, alone: bool = False) -> str:
    """The year of `days` (all of its days, in order) as SVG: months from left to right, days downwards.

    `months` are twelve letters for above the columns; `label` is read out. `alone` as in `month_picture`. A cell is 24
    pixels where the picture is at least WIDTH wide. Raises ValueError where `days` are no year.
    """
    _check(days)
    rng = Random(f"year {days[0].date.year}")
    parts = [_title(days[0].date.year), _months(months), _numbers()]
    parts += [place(day, _cell(day, rng), alone=alone) for day in days]
    return framed("".join(parts), kind="year", size=(WIDTH, TOP + 31 * PITCH + 4), label=label, alone=alone)


def years_picture(years: Sequence[YearLook], *, label: str, alone: bool = False) -> str:
    """Several years, small, three beside one another; each a link where it has an `href`."""
    tall, wide = MINI_TOP + 31 * MINI_PITCH + 18, 12 * MINI_PITCH
    apart = (WIDTH - 2 * MARGIN - ACROSS * wide) / (ACROSS - 1)
    parts = []
    for number, year in enumerate(years):
        _check(year.days)
        parts.append(_mini(year, MARGIN + (number % ACROSS) * (wide + apart), number // ACROSS * tall))
    rows = -(-len(years) // ACROSS)
    return framed("".join(parts), kind="all-years", size=(WIDTH, rows * tall), label=label, alone=alone)


def _check(days: Sequence[DayLook]) -> None:
    year = days[0].date.year
    if [day.date.timetuple().tm_yday for day in days] != list(range(1, 366 + calendar.isleap(year))):
        raise ValueError("a year is all of its days, in order")


def _written(text: str, centre: tuple[float, float], size: float, tone: str, weight: float) -> str:
    """A word in the hand's letters around a place, so high."""
    wide, drawn = lettered(text)
    scale = size / HEIGHT
    x, y = centre[0] - wide * scale / 2, centre[1] - size / 2
    return stroke(drawn, tone, weight / scale, f' transform="translate({x:.1f} {y:.1f}) scale({scale:g})"')


def _title(year: int) -> str:
    return _written(str(year), (WIDTH / 2, 28), 30, "ink", 3.2)


def _months(months: Sequence[str]) -> str:
    parts = []
    for number, month in enumerate(months):
        x, y = LEFT + PITCH * number + CELL / 2, TOP - 14
        if can_letter(month):
            parts.append(_written(month, (x, y), 11, "muted", 1.5))
        else:
            parts.append(
                f'<text class="lettering" x="{x:.1f}" y="{y + 5:g}" text-anchor="middle" font-size="14" '
                f'font-family="{FONTS}" fill="{MUTED}">{escape(month)}</text>'
            )
    return "".join(parts)


def _numbers() -> str:
    return "".join(
        _written(str(number + 1), (LEFT - 15, TOP + PITCH * number + CELL / 2), 9, "muted", 1.2) for number in range(31)
    )


def _cell(day: DayLook, rng: Random) -> str:
    x, y = LEFT + PITCH * (day.date.month - 1), TOP + PITCH * (day.date.day - 1)
    a, b, c, d, e, f, g, h = (rng.uniform(-0.6, 0.6) for _ in range(8))
    right, low = x + CELL, y + CELL
    outline = (
        f"M{x + a:.1f} {y + b:.1f}L{right + c:.1f} {y + d:.1f}L{right + e:.1f} {low + f:.1f}L{x + g:.1f} {low + h:.1f}Z"
    )
    parts, pen = [filling(day, outline, 1.5)], text_on(day)
    middle = (x + CELL / 2, y + CELL / 2)
    if not day.colour and day.state is State.LITTLE:
        lines = f"M{x + 3:.1f} {y + 11:.1f}l8-8M{x + 3:.1f} {y + 21:.1f}l18-18M{x + 13:.1f} {y + 21:.1f}l8-8"
        parts.append(stroke(lines, "rule", 1.3))
    elif not day.colour and day.state is State.PENDING:
        parts.append(stroke(curve(loop(rng, middle, 4, 4), closed=True), pen, 1.3))
    if day.own:
        corner = f"M{right - 1:.1f} {y + 9:.1f}L{right - 1:.1f} {low - 1:.1f}L{x + 9:.1f} {low - 1:.1f}Z"
        parts.append(own(day, corner, 1))
    if day.running:
        parts.append(stroke(curve(loop(rng, middle, 7, 7, 1.12)), pen, 1.6))
    return "".join(parts)


def _mini(year: YearLook, left: float, top: float) -> str:
    """A year of small cells, drawn colour by colour."""
    cells: dict[str, list[str]] = defaultdict(list)
    marks: dict[State, list[str]] = defaultdict(list)
    for day in year.days:
        x, y = left + MINI_PITCH * (day.date.month - 1), top + MINI_TOP + MINI_PITCH * (day.date.day - 1)
        if day.colour:
            cells[day.colour].append(f"M{x:.1f} {y:.1f}h{MINI}v{MINI}h-{MINI}z")
        else:
            marks[day.state].append(_SMALL[day.state].format(x=x, y=y, h=x + MINI / 2, v=y + MINI / 2))
    parts = [_written(str(year.days[0].date.year), (left + 6 * MINI_PITCH, top + 14), 13, "ink", 1.6)]
    coloured = "".join(f'<path d="{"".join(drawn)}" fill="{escape(of)}"/>' for of, drawn in sorted(cells.items()))
    parts.append(f'<g class="rule" stroke="{RULE}" stroke-width=".4">{coloured}</g>')
    parts += [stroke("".join(drawn), "rule", 0.7) for _, drawn in sorted(marks.items())]
    label = escape(year.label)
    ground = (
        f'<rect class="edge paper" x="{left - 2:.1f}" y="{top + MINI_TOP - 2:.1f}" width="{12 * MINI_PITCH + 3:.1f}" '
        f'height="{31 * MINI_PITCH + 3:.1f}" fill="{PAPER}" stroke="{RULE}"/>'
    )
    body = f"<title>{label}</title>{ground}{''.join(parts)}"
    if year.href:
        return f'<a class="small-year" href="{escape(year.href)}" aria-label="{label}">{body}</a>'
    return f'<g class="small-year" role="img" aria-label="{label}">{body}</g>'


_SMALL = {
    State.EMPTY: f"M{{x:.1f}} {{y:.1f}}h{MINI}v{MINI}h-{MINI}z",
    State.LITTLE: f"M{{x:.1f}} {{y:.1f}}h{MINI}v{MINI}h-{MINI}zm0 {MINI}l{MINI}-{MINI}",
    State.PENDING: "M{h:.1f} {v:.1f}m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
    State.FUTURE: "M{h:.1f} {v:.1f}l.1.1",
}

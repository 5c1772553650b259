"""Patterns as charts: what each shows in a sentence, where its marks stand, and the table that tells the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import formats
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mood.patterns import FEWEST_DAYS, FEWEST_SONGS, MONTHS_OF_TREND, Comparison, Group, Hours, trend
from mood.tones import Tone, tone_of
from mood.words import points

WIDTH, HEIGHT = 360, 212
LEFT, RIGHT, TOP, BASE = 36, 8, 12, 186
"""Room for the points at the left and at the edges, and the line on which the chart stands; in units of the drawing."""
LEAST_SPAN = 40
"""Points that a chart spans at least, so that little does not look like much."""
LETTER = 8.5
"""How wide a letter of a label is, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A group in a chart and in its table: `label` stands beneath it, `name` in the table; `tone` None: too few."""

    label: str
    name: str
    group: Group
    tone: Tone | None

    @property
    def between(self) -> str:
        """The ends of its interval, in points."""
        if self.group.low is None or self.group.high is None:
            return ""
        return f"{points(self.group.low)}–{points(self.group.high)}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where everything stands: dots with their colours, the intervals as a band or as lines, lines behind."""

    dots: list[tuple[str, str, str]]
    size: float
    line: str
    band: str
    whiskers: str
    labels: list[tuple[int, str]]
    grid: list[tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = BASE


@dataclass(frozen=True, slots=True)
class Chart:
    """`what` heads the names of the table, `counted` the numbers of what each was told from."""

    key: str
    title: str
    sentence: str
    what: str
    counted: str
    places: list[Place]
    drawing: Drawing | None


# --- The four --------------------------------------------------------------------------------------------------------


def weekday_chart(groups: Sequence[Group], *, differ: bool, palette: str) -> Chart:
    """Monday to Sunday."""
    names = [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)]
    if sum(group.mean is not None for group in groups) < 2:
        sentence = _("Too few days to say: it takes %(days)d of a weekday.") % {"days": FEWEST_DAYS}
    else:
        sentence = _ends_sentence(groups, [name for _label, name in names]) if differ else ""
        sentence = sentence or _("Your weekdays are much alike: they differ by no more than chance would make them.")
    return _chart("weekdays", _("By weekday"), sentence, _("Day"), _("Days"), _places(groups, names, palette))


def hour_chart(hours: Hours, *, palette: str) -> Chart:
    """By what is heard at each hour."""
    names = [(str(hour), f"{hour:02}:00") for hour in range(24)]
    if sum(group.mean is not None for group in hours.groups) < 2:
        sentence = _("Too few songs to say: it takes %(songs)d different ones at an hour.") % {"songs": FEWEST_SONGS}
    else:
        sentence = _ends_sentence(hours.groups, [name for _label, name in names]) if hours.differ else ""
        sentence = sentence or _("Your hours are much alike: they differ by no more than chance would make them.")
    title, places = _("By hour, in the last year"), _places(hours.groups, names, palette)
    return _chart("hours", title, sentence, _("Hour"), _("Songs"), places)


def month_chart(months: dict[date, Group], *, differ: bool, palette: str) -> Chart:
    """Every month, with a band in which its middle likely lies."""
    names = [(formats.date_format(month, "M y"), formats.date_format(month, "F Y")) for month in months]
    groups = list(months.values())
    sentences = [
        _ends_sentence(groups, [name for _label, name in names]) if differ else "",
        _trend_sentence(trend(groups)),
    ]
    sentence = " ".join(filter(None, sentences))
    title, places = _("Month by month"), _places(groups, names, palette)
    return _chart("months", title, sentence, _("Month"), _("Days"), places, joined=True)


def comparison_chart(found: Sequence[Comparison], *, running: bool, palette: str) -> Chart:
    """A month beside the one before it and the same a year ago."""
    shown = [(each.other, each.that) for each in reversed(found)] + [(found[0].month, found[0].this)]
    names = [(formats.date_format(month, "M y"), formats.date_format(month, "F Y")) for month, _group in shown]
    sentence = " ".join(_comparison_sentence(each, running=running) for each in found)
    places = _places([group for _month, group in shown], names, palette)
    return _chart("compared", _("This month beside others"), sentence, _("Month"), _("Days"), places)


def _chart(  # noqa: PLR0913, PLR0917  # what a chart is made of
    key: str, title: str, sentence: str, what: str, counted: str, places: list[Place], *, joined: bool = False
) -> Chart:
    told = any(place.tone for place in places)
    return Chart(key, title, sentence, what, counted, places, _drawing(places, joined=joined) if told else None)


def _places(groups: Sequence[Group], names: Sequence[tuple[str, str]], palette: str) -> list[Place]:
    return [
        Place(label, capfirst(name), group, None if group.mean is None else tone_of(group.mean, palette))
        for (label, name), group in zip(names, groups, strict=True)
    ]


# --- Sentences -------------------------------------------------------------------------------------------------------


def _ends_sentence(groups: Sequence[Group], names: Sequence[str]) -> str:
    """Which is brightest, and which quietest, of those that are told of."""
    told = sorted((group.mean, name) for group, name in zip(groups, names, strict=True) if group.mean is not None)
    (low, quietest), (high, brightest) = told[0], told[-1]
    said = {"brightest": brightest, "high": points(high), "quietest": quietest, "low": points(low)}
    return _("Brightest: %(brightest)s, %(high)d. Quietest: %(quietest)s, %(low)d.") % said


def _trend_sentence(rise: float | None) -> str:
    if rise is None:
        return _("Too few months to see a direction: it takes %(months)d.") % {"months": MONTHS_OF_TREND}
    if round(abs(100 * rise)) < 1:
        return _("No lasting direction: over time your months neither rise nor fall by more than chance.")
    by = ngettext("one point a year", "%(points)d points a year", round(abs(100 * rise))) % {
        "points": round(abs(100 * rise))
    }
    up, down = _("Your music grows brighter, by about %(by)s."), _("Your music grows quieter, by about %(by)s.")
    return (up if rise > 0 else down) % {"by": by}


def _comparison_sentence(found: Comparison, *, running: bool) -> str:
    month = formats.date_format(found.month, "F")
    same_year = found.month.year == found.other.year
    other = formats.date_format(found.other, "F" if same_year else "F Y")
    if found.beyond is None or found.this.mean is None or found.that.mean is None:
        return _("Too few days to compare %(month)s with %(other)s.") % {"month": month, "other": other}
    said = {
        "month": _("%(month)s so far") % {"month": month} if running else month,
        "other": other,
        "this": points(found.this.mean),
        "that": points(found.that.mean),
    }
    return {
        1: _("%(month)s is brighter than %(other)s: %(this)d against %(that)d."),
        0: _("%(month)s, %(this)d, and %(other)s, %(that)d, differ by no more than chance may bring."),
        -1: _("%(month)s is quieter than %(other)s: %(this)d against %(that)d."),
    }[found.beyond] % said


# --- Where the marks stand -------------------------------------------------------------------------------------------


def _drawing(places: Sequence[Place], *, joined: bool) -> Drawing:
    lowest, highest = _span(places)
    step = 10 if highest - lowest < 60 else 20
    room = (WIDTH - LEFT - RIGHT) / len(places)

    def across(number: int) -> float:
        return round(LEFT + room * (number + 0.5), 1)

    def height(value: float) -> float:
        return round(BASE - (BASE - TOP) * (100 * value - lowest) / (highest - lowest), 1)

    marks = [
        (across(number), height(group.mean), height(group.low), height(group.high), place.tone.fill)
        if (group := place.group).mean is not None and group.low is not None and group.high is not None and place.tone
        else None
        for number, place in enumerate(places)
    ]
    runs = [[mark for mark in run if mark] for there, run in groupby(marks, key=bool) if there]
    return Drawing(
        dots=[(str(mark[0]), str(mark[1]), mark[4]) for run in runs for mark in run],
        size=round(max(1.8, min(6.0, room * 0.36)), 1),
        line="".join(_line([(x, y) for x, y, *_rest in run]) for run in runs if joined),
        band="".join(_band(run) for run in runs if joined),
        whiskers="".join(f"M{x} {low}V{high}" for run in runs for x, _y, low, high, _fill in run if not joined),
        labels=_labels([place.label for place in places], room),
        grid=[(round(height(value / 100)), value) for value in range(lowest, highest + 1, step)],
    )


def _span(places: Sequence[Place]) -> tuple[int, int]:
    """From which ten of points to which the chart goes: all intervals are in it."""
    told = [value for place in places for value in (place.group.low, place.group.high) if value is not None]
    lowest, highest = int(100 * min(told) // 10 * 10), int(-(-100 * max(told) // 10) * 10)
    while highest - lowest < LEAST_SPAN:
        lowest, highest = max(0, lowest - 10), min(100, highest + 10)
    return lowest, highest


def _line(points_of: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points_of)


def _band(run: Sequence[tuple[float, float, float, float, str]]) -> str:
    """A band around a run; one month by itself has a narrow one."""
    if len(run) == 1:
        x, _y, low, high, _fill = run[0]
        return f"M{x - 2} {low}H{x + 2}V{high}H{x - 2}Z"
    uppers = [(x, high) for x, _y, _low, high, _fill in run]
    lowers = [(x, low) for x, _y, low, _high, _fill in reversed(run)]
    return _line([*uppers, *lowers]) + "Z"


def _labels(labels: Sequence[str], room: float) -> list[tuple[int, str]]:
    """As many as have room."""
    longest = max(len(label) for label in labels)
    every = max(1, -int(-((longest + 1) * LETTER) // room))
    return [(round(LEFT + room * (number + 0.5)), labels[number]) for number in range(0, len(labels), every)]

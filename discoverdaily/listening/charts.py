"""A person's figures as charts, each with its sentence and the table that tells the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discoverdaily.listening.statistics import Figures, Heard
from discoverdaily.listening.words import HOUR, duration, number


@dataclass(frozen=True, slots=True)
class Bar:
    """`label` stands beneath it, `name` in the table; `shown` is its value in words."""

    label: str
    name: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`what` heads the names of a table, `unit` the values."""

    key: str
    title: str
    sentence: str
    what: str
    unit: str
    bars: list[Bar]


def charts_of(figures: Figures) -> list[Chart]:
    """When, how much, and how much that was new."""
    what = {"day": _("Day"), "month": _("Month"), "year": _("Year")}[figures.unit]
    title = {"day": _("By day"), "month": _("By month"), "year": _("By year")}[figures.unit]
    charts = [
        _plays("hours", _("By hour"), _("Hour"), [(f"{hour}", f"{hour:02}:00") for hour in range(24)], figures.hours),
        _plays("weekdays", _("By weekday"), _("Day"), _weekdays(), figures.weekdays),
        _plays("steps", title, what, _names(figures), [step.heard for step in figures.steps]),
        _time(figures, what),
    ]
    if figures.new_artists:
        charts.append(_new(figures, what))
    if figures.unit == "year":
        names = [(str(MONTHS_3[month]).capitalize(), str(MONTHS[month])) for month in range(1, 13)]
        charts.insert(2, _plays("months", _("By month of the year"), _("Month"), names, figures.months))
    return charts


def _weekdays() -> list[tuple[str, str]]:
    return [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)]


def _names(figures: Figures) -> list[tuple[str, str]]:
    """What stands beneath the bar of each step, and in the table."""
    months = "M" if len(figures.steps) <= 12 else "M y"
    short, long = {"day": ("j", "j F Y"), "month": (months, "F Y"), "year": ("Y", "Y")}[figures.unit]
    starts = [step.start for step in figures.steps]
    return [(formats.date_format(start, short), formats.date_format(start, long)) for start in starts]


def _plays(key: str, title: str, what: str, names: Sequence[tuple[str, str]], heard: Sequence[Heard]) -> Chart:
    bars = [Bar(label, name, plays, number(plays)) for (label, name), (plays, _ms) in zip(names, heard, strict=True)]
    return Chart(key, title, _peak(bars), what, _("Plays"), bars)


def _time(figures: Figures, what: str) -> Chart:
    lasted = [step.heard.ms for step in figures.steps]
    bars = [Bar(*names, ms / HOUR, duration(ms)) for names, ms in zip(_names(figures), lasted, strict=True)]
    return Chart("time", _("Listening time"), _("In hours."), what, _("Listening time"), bars)


def _new(figures: Figures, what: str) -> Chart:
    artists = [step.new_artists for step in figures.steps]
    bars = [Bar(*names, new, number(new)) for names, new in zip(_names(figures), artists, strict=True)]
    told = ngettext("One whom you had never heard before.", "%(number)s whom you had never heard before.", sum(artists))
    return Chart("new", _("New artists"), told % {"number": number(sum(artists))}, what, _("New artists"), bars)


def _peak(bars: Sequence[Bar]) -> str:
    """Where most is."""
    most = max(bars, key=lambda bar: bar.value)
    return _("Most: %(name)s, %(shown)s plays.") % {"name": most.name, "shown": most.shown} if most.value else ""

"""The calendar's pictures, as their person has them shown: for a page with links, or as a file that stands alone."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mood.calendar import Seen
from mood.kept import told_by, year_sentence
from mood.labels import day_label, day_label_for_others
from mood.model.ramp import STEPS, colour
from mood.models import Mood
from mood.pictures.looks import DayLook, YearLook
from mood.pictures.month import month_picture
from mood.pictures.year import year_picture, years_picture
from mood.selectors import Cell, State


def month_drawn(cells: Sequence[Cell], mood: Mood, *, alone: bool = False) -> SafeString:
    """The illustration of a month, all of whose days these are, as SVG."""
    first = cells[0].date
    drawn = month_picture(
        _looks(cells, mood, alone=alone),
        name=capfirst(date_format(first, "F")),
        label=month_name(first),
        template=mood.picture,
        alone=alone,
    )
    return SafeString(drawn)  # pictures escape whatever they are told


def year_drawn(cells: Sequence[Cell], mood: Mood, *, alone: bool = False) -> SafeString:
    """A year, all of whose days these are, in pixels."""
    year = cells[0].date.year
    letters = [capfirst(date_format(date(year, month, 1), "F"))[:1] for month in range(1, 13)]
    drawn = year_picture(_looks(cells, mood, alone=alone), months=letters, label=str(year), alone=alone)
    return SafeString(drawn)  # likewise


def years_drawn(days: Sequence[Seen], mood: Mood) -> SafeString:
    """Whole years, the latest first, each a link to its own page."""
    years = [list(each) for _year, each in groupby(days, key=lambda day: day.date.year)]
    looks = [_year_look(each, mood) for each in reversed(years)]
    return SafeString(years_picture(looks, label=_("All years")))  # likewise


def month_name(month: date) -> str:
    """March 2026."""
    return capfirst(date_format(month, "F Y"))


def _year_look(days: Sequence[Seen], mood: Mood) -> YearLook:
    """A year in small: it is one link, and its days have no words of their own."""
    year = days[0].date.year
    looks = [DayLook(day.date, day.state, label="", colour=_colour(day.score, mood)) for day in days]
    return YearLook(looks, label=year_sentence(year, told_by(days)), href=reverse("mood:year", args=[year]))


def _looks(cells: Sequence[Cell], mood: Mood, *, alone: bool) -> list[DayLook]:
    first = cells[0].date
    before, after = reverse("mood:day", args=[first]).split(first.isoformat())  # once: a year has many days
    return [
        DayLook(
            date=cell.date,
            state=cell.state,
            label=day_label_for_others(cell, mood) if alone else day_label(cell),
            href=None if cell.state is State.FUTURE else f"{before}{cell.date.isoformat()}{after}",
            colour=colour_of(cell, mood),
            own=_colour(cell.own, mood) if mood.shown == Mood.Shown.BOTH else None,
            running=cell.running,
        )
        for cell in cells
    ]


def colour_of(cell: Cell, mood: Mood) -> str | None:
    """The colour "#rrggbb" that fills a day; None where it has none."""
    return _colour(cell.shown(mood), mood)


def _colour(score: float | None, mood: Mood) -> str | None:
    return None if score is None else _of_step(round(score * STEPS), mood.palette)


@lru_cache(maxsize=2 * STEPS)
def _of_step(step: int, palette: str) -> str:
    """Ten years have more days than the ramp has steps."""
    return colour(step / STEPS, palette=palette)

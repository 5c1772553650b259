"""The calendar: a month as an illustration, a year in pixels, and all years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.days import today_of
from discoverdaily.listening.favourites import Favourite, song_of_month
from discoverdaily.pages import fragment_or_page
from mood.calendar import (
    EARLIEST,
    Calendar,
    calendar_of,
    last_of,
    month_within,
    months_from,
    rated_in,
    seen_between,
    seen_of,
)
from mood.drawing import month_drawn, month_name, year_drawn, years_drawn
from mood.kept import Told, means_of_months, month_sentence, told_by, year_sentence, years_sentence
from mood.legend import CORNER, DOT, legend_of
from mood.models import Mood
from mood.selectors import Cell, State, cells_of

SOON, LATER = 4, 12
"""Seconds until a picture that is filling in asks again."""
PICTURE = "calendar-picture"
"""The piece of the page that asks for itself while days are being scored: what is drawn anew does not ink in again."""


@require_safe
@signed_in
def this_month(request: PersonsRequest) -> HttpResponse:
    """The running month."""
    return _month(request, today_of(request.user).replace(day=1))


@require_safe
@signed_in
def month(request: PersonsRequest, year: int, month: int) -> HttpResponse:
    """Any month."""
    return _month(request, month_or_404(request, year, month))


@require_safe
@signed_in
def this_year(request: PersonsRequest) -> HttpResponse:
    """The running year."""
    return _year(request, today_of(request.user).replace(month=1, day=1))


@require_safe
@signed_in
def year(request: PersonsRequest, year: int) -> HttpResponse:
    """Any year."""
    return _year(request, year_or_404(request, year))


@require_safe
@signed_in
def years(request: PersonsRequest) -> HttpResponse:
    """All years there are, small, the latest first."""
    person = request.user
    calendar, today = calendar_of(person), today_of(person)
    if not calendar.mood.on:
        return _off(request)
    first = (calendar.first or today).year
    days = seen_between(person, date(first, 1, 1), date(today.year, 12, 31), calendar.mood)
    told = told_by(days)
    means = means_of_months(told)
    each = groupby(told.days, key=lambda day: day[0].year)
    scores = {year: [score for _day, score in scored] for year, scored in each}
    these = range(today.year, first - 1, -1)
    context = {
        "years": [(year, len(scores.get(year, [])), fmean(scores[year]) if year in scores else None) for year in these],
        "picture": None if _as_table(request) else years_drawn(days, calendar.mood),
        "legend": legend_of(calendar.mood),
        "sentence": years_sentence(told),
        "told": told,
        "months": _months_of(today),
        "rows": [(year, [means.get(month) for month in _months_of(date(year, 1, 1))]) for year in these],
    }
    return _answer(request, "mood/years.html", calendar, context)


def _year(request: PersonsRequest, first: date) -> HttpResponse:
    person = request.user
    calendar, today = calendar_of(person), today_of(person)
    if not calendar.mood.on:
        return _off(request)
    cells = cells_of(person, first, first.replace(month=12, day=31))
    told = told_by(seen_of(cells, calendar.mood))
    means = means_of_months(told)
    begun = calendar.first.year if calendar.first else today.year
    context = {
        "year": first.year,
        "before": first.year - 1 if begun < first.year else None,
        "after": first.year + 1 if first.year < today.year else None,
        "picture": None if _as_table(request) else year_drawn(cells, calendar.mood),
        "legend": legend_of(calendar.mood, own=CORNER),
        "sentence": year_sentence(first.year, told),
        "told": told,
        "own": _own(cells, calendar),
        "whole": len(cells),
        "months": [(month, means.get(month)) for month in _months_of(first)],
        "rows": _come(cells) if _as_table(request) else [],
    }
    return _answer(request, "mood/year.html", calendar, context)


def _own(cells: Sequence[Cell], calendar: Calendar) -> Told | None:
    """What the person's own ratings come to, where they are shown beside the music's."""
    return told_by(rated_in(cells)) if calendar.mood.shown == Mood.Shown.BOTH else None


def _months_of(day: date) -> list[date]:
    """The first days of the months of its year."""
    return [date(day.year, month, 1) for month in range(1, 13)]


def _month(request: PersonsRequest, first: date) -> HttpResponse:
    person = request.user
    calendar, today = calendar_of(person), today_of(person)
    if not calendar.mood.on:
        return _off(request)
    cells = cells_of(person, first, last_of(first))
    told = told_by(seen_of(cells, calendar.mood))
    begun = calendar.first.replace(day=1) if calendar.first else today
    context = {
        "month": first,
        "name": month_name(first),
        "before": months_from(first, -1) if begun < first else None,
        "after": months_from(first, 1) if first < today.replace(day=1) else None,
        "picture": None if _as_table(request) else month_drawn(cells, calendar.mood),
        "legend": legend_of(calendar.mood, own=DOT),
        "sentence": month_sentence(first, told),
        "told": told,
        "own": _own(cells, calendar),
        "whole": len(cells),
        "song": _song(song_of_month(person, first, rule=calendar.rule)),
        "rows": _come(cells) if _as_table(request) else [],
    }
    return _answer(request, "mood/month.html", calendar, context)


def _answer(request: PersonsRequest, template: str, calendar: Calendar, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "calendar": calendar,
        "done": calendar.progress.days - calendar.progress.left,
        "again": _again(calendar, context["told"]),
        "as_table": _as_table(request),
        "first_view": request.headers.get("HX-Target") != PICTURE,
    }
    return fragment_or_page(request, template, "calendar", context)


def _again(calendar: Calendar, told: Told) -> int | None:
    """In how many seconds the picture is worth another look; None: only once its person did something.

    Before the first colour it is, too, while it is being learnt how songs sound: so a new calendar fills in.
    """
    if calendar.working:
        return SOON
    return LATER if calendar.learning and not told.days and State.LITTLE in told.states else None


def _off(request: PersonsRequest) -> HttpResponse:
    """The person keeps no calendar; a leaf that is asked for makes the whole page say so."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRefresh()
    return fragment_or_page(request, "mood/off.html", "", {})


def _as_table(request: PersonsRequest) -> bool:
    return request.GET.get("as") == "table"


def _come(cells: Sequence[Cell]) -> list[Cell]:
    """The days that have come, the earliest first."""
    return [cell for cell in cells if cell.state is not State.FUTURE]


def month_or_404(request: PersonsRequest, year: int, month: int) -> date:
    """The first day of a month that has a page for the person."""
    first = month_within(year, month, today_of(request.user))
    if first is None:
        raise Http404(_("The calendar has no such month."))
    return first


def year_or_404(request: PersonsRequest, year: int) -> date:
    """The first day of a year that has a page for the person."""
    if not EARLIEST <= year <= today_of(request.user).year:
        raise Http404(_("The calendar has no such year."))
    return date(year, 1, 1)


@dataclass(frozen=True, slots=True)
class Song:
    """A song as a page names it: on Spotify where it has an id there."""

    title: str
    artists: str
    plays: int
    cover: str
    url: str
    embed_url: str


def _song(played: Favourite | None) -> Song | None:
    if played is None:
        return None
    path = f"/track/{played.spotify_id}" if played.spotify_id else ""
    return Song(
        title=played.title,
        artists=played.artists,
        plays=played.plays,
        cover=played.cover,
        url=path and settings.SPOTIFY_OPEN_URL + path,
        embed_url=path and settings.SPOTIFY_EMBED_URL + path,
    )

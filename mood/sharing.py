"""What a person may share of their calendar: a month or a year as its picture, with no word, no song and no note."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from discoverdaily.personal import NothingToShare
from mood.calendar import last_of
from mood.drawing import month_drawn, month_name, year_drawn
from mood.legend import CORNER, DOT, legend_of
from mood.models import Day
from mood.selectors import cells_of, mood_kept

if TYPE_CHECKING:
    from accounts.models import User

CHOICE = re.compile(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2]))?")
MONTHS = 36
"""The latest months that are offered; each year is."""


def mood_choices(person: "User") -> Sequence[tuple[str, str]]:
    """Years and months that have a scored day, the latest first: "2026", "2026-11"."""
    if not mood_kept(person).on:
        return ()
    scored = Day.objects.filter(person=person, score__isnull=False)
    months = scored.dates("day", "month", order="DESC")[:MONTHS]
    years = scored.dates("day", "year", order="DESC")
    return [
        *((f"{first:%Y-%m}", _("Mood of %(month)s") % {"month": month_name(first)}) for first in months),
        *((f"{first:%Y}", _("Mood of %(year)s") % {"year": first.year}) for first in years),
    ]


def mood_shared(person: "User", request: HttpRequest, choice: str) -> str:
    """The picture as it is now: what its person could keep as a file. Raises NothingToShare."""
    mood = mood_kept(person)
    if not mood.on:
        raise NothingToShare
    if not (found := CHOICE.fullmatch(choice)):
        raise NothingToShare
    month = found[2] is not None
    first = date(int(found[1]), int(found[2] or 1), 1)
    last = last_of(first) if month else first.replace(month=12, day=31)
    cells = cells_of(person, first, last)
    drawn = month_drawn(cells, mood, alone=True) if month else year_drawn(cells, mood, alone=True)
    context = {
        "kind": "month" if month else "year",
        "picture": drawn,
        "legend": legend_of(mood, own=DOT if month else CORNER),
    }
    return render_to_string("mood/shared.html", context, request)

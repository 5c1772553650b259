"""The page of what a person played most, by their own counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily.listening.counting import rule_of
from discoverdaily.listening.days import today_of
from discoverdaily.listening.exclusions import LeftOut, left_out_of
from discoverdaily.listening.models import HourTotal
from discoverdaily.listening.most_played import artists_most_played, most_played
from discoverdaily.listening.periods import Period
from playlists.models import LARGEST
from playlists.rows import Row, told_rows
from playlists.top import Kind
from playlists.windows import EVER, ROLLING, THIS_YEAR, Window, years_and_months

SHOWN = 25
THIN = timedelta(days=365)
"""Counts that begin later ago than this are not called young."""

Choices = list[tuple[str, list[tuple[str, str]]]]
"""Groups of choices by their names: words and labels."""


@dataclass(frozen=True, slots=True)
class PlayedPage:
    """What was played most in a period, who counted, and since when."""

    rows: list[Row]
    unplayable: int
    rule: str
    since: date | None
    """The first day with a play; None where there is none at all."""
    young: bool
    """Whether the period reaches back to before the counts began, and they have not run for long."""
    choices: Choices
    leaves_out: bool
    more: bool
    """Whether there may be more to show than was asked for."""


def played_page(person: User, window: Window, *, kind: Kind, size: int) -> PlayedPage:
    """The page of a period. A number of queries that does not grow."""
    today, out = today_of(person), left_out_of(person)
    period = Period(*window.bounds(today))
    since = HourTotal.objects.filter(person=person).aggregate(day=Min("day"))["day"]
    if kind == "artists":
        rows, unplayable = _artists(person, period, size=size, out=out), 0
    else:
        rows, unplayable = _tracks(person, window, period, size=size, out=out)
    return PlayedPage(
        rows=rows,
        unplayable=unplayable,
        rule=str(rule_of(person).label),
        since=since,
        young=since is not None and today - since < THIN and (period.first is None or period.first < since),
        choices=_choices(since or today, today, window),
        leaves_out=out != LeftOut(),
        more=len(rows) == size < LARGEST,
    )


def _tracks(person: User, window: Window, period: Period, *, size: int, out: LeftOut) -> tuple[list[Row], int]:
    found = most_played(person, period, size=size, out=out)
    rows = [
        Row(
            rank,
            line.track.spotify_id or "",
            line.track.name,
            line.track.artist_names,
            line.cover,
            plays=line.plays,
            ms=line.ms,
            key=line.track.pk,
        )
        for rank, line in enumerate(found.lines, start=1)
    ]
    return told_rows(person, rows, {}, period=window.word), found.unplayable


def _artists(person: User, period: Period, *, size: int, out: LeftOut) -> list[Row]:
    counted = artists_most_played(person, period, size=size, out=out)
    return [
        Row(
            rank,
            line.artist.spotify_id or "",
            line.artist.name,
            "",
            line.cover,
            kind="artist",
            plays=line.plays,
            ms=line.ms,
            key=line.artist.pk,
        )
        for rank, line in enumerate(counted, start=1)
    ]


def _choices(since: date, today: date, chosen: Window) -> Choices:
    """Every period that can be chosen by its name."""
    named: Choices = [(_("Up to today"), [_choice(Window(word)) for word in (EVER, *ROLLING, THIS_YEAR)])]
    for year, months in years_and_months(since, today):
        named.append((year.word, [_choice(window) for window in (year, *months)]))
    if not any(chosen.word == word for _group, choices in named for word, _label in choices):
        named.insert(0, (_("From a day to a day"), [_choice(chosen)]))
    return named


def _choice(window: Window) -> tuple[str, str]:
    label = window.label
    return window.word, label[:1].upper() + label[1:]

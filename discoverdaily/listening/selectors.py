"""Reads about tracks, for every app; and what the history page shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.http import Http404
from django.utils.translation import gettext as _

from discoverdaily import clock
from discoverdaily.listening.counting import HALF_A_MINUTE
from discoverdaily.listening.days import day_begins, day_of
from discoverdaily.listening.exclusions import standing_for
from discoverdaily.listening.extents import Extent
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.finding import Before, Finding, Wanted, moment_of
from discoverdaily.listening.models import (
    Artist,
    Counting,
    HourTotal,
    Play,
    Recording,
    RecordingCount,
    Removal,
    Rule,
    Source,
    Span,
    Track,
)
from discoverdaily.listening.words import MARKS, removal_sentence, removal_title, source_words, wanted_words

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 50


def tracks_by_id(ids: Iterable[str]) -> dict[str, Track]:
    """The known tracks among Spotify's ids, with their artists; three queries however many they are."""
    found = Track.objects.filter(spotify_id__in=set(ids)).prefetch_related("credits__artist")
    return {track.spotify_id: track for track in found if track.spotify_id}


def rule_of(person: "User") -> Rule:
    """What counts as a play for the person."""
    kept = Counting.objects.filter(person=person).values_list("rule", flat=True).first()
    return Rule(kept) if kept else Rule.THIRTY


@dataclass(frozen=True)
class Line:
    """A play as a page shows it; fetch it with its track and the artists."""

    play: Play
    rule: Rule

    @cached_property
    def track(self) -> Track:
        return self.play.track

    @property
    def title(self) -> str:
        return self.track.name

    @cached_property
    def artists(self) -> str:
        """Who made it, in the order of the credits."""
        return self.track.artist_names or self.track.artist.name

    @property
    def mark(self) -> str:
        """The mark of whose record it is."""
        return MARKS[Source(self.play.source)]

    @property
    def told_by(self) -> str:
        """Whose record it is, in words."""
        return source_words(Source(self.play.source))

    @property
    def url(self) -> str:
        """Its page on Spotify; empty where it has no id."""
        return self._on(settings.SPOTIFY_OPEN_URL)

    @property
    def embed_url(self) -> str:
        """Spotify's embedded player for it, likewise; loaded only when somebody presses play."""
        return self._on(settings.SPOTIFY_EMBED_URL)

    def _on(self, site: str) -> str:
        return f"{site}/track/{self.track.spotify_id}" if self.track.spotify_id else ""

    @property
    def counts(self) -> bool:
        """Whether it counts by the person's rule."""
        ms, length = self.play.ms_played, self.track.length_ms
        if ms is None or self.rule is Rule.ALL:
            return True
        if self.rule is Rule.HALF and length:
            return ms * 2 >= length
        return ms >= HALF_A_MINUTE


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the person's with the plays of it that stand on a page; `whole`: all that was played on it."""

    date: date
    lines: list[Line]
    whole: Extent | None


@dataclass(frozen=True, slots=True)
class Months:
    """A way to any month: the years from the first play to the last, and the months of one in which there are any."""

    years: list[int]
    year: int
    filled: set[int]

    @property
    def months(self) -> list[tuple[date, bool]]:
        """The first day of each month of the year, and whether there are plays in it."""
        return [(date(self.year, month, 1), month in self.filled) for month in range(1, 13)]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """All that a page of the history shows. `looked_to`: how far back it looked without filling the page."""

    days: list[Day]
    extent: Extent
    earlier: Before | None
    looked_to: datetime | None
    months: Months | None


def history_page(person: "User", wanted: Wanted, before: Before | None, *, rule: Rule) -> HistoryPage:
    """A page of the person's plays, the newest first. The number of queries is the same however many there are."""
    finding = Finding(person, wanted)
    found = finding.page(before, size=PAGE)
    plays = _with_tracks(found.plays)
    days = _days(person, plays, rule, whole=wanted == Wanted())
    return HistoryPage(
        days=days,
        extent=finding.extent,
        earlier=found.earlier,
        looked_to=moment_of(found.earlier) if found.earlier and len(plays) < PAGE else None,
        months=_months(person, _year(person, days, found.earlier)),
    )


def _with_tracks(plays: Sequence[Play]) -> list[Play]:
    tracks = Track.objects.select_related("artist").prefetch_related("credits__artist")
    by_key = tracks.in_bulk({play.track_id for play in plays})
    for play in plays:
        play.track = by_key[play.track_id]
    return list(plays)


def _days(person: "User", plays: Sequence[Play], rule: Rule, *, whole: bool) -> list[Day]:
    by_day = [
        (day, [Line(play, rule) for play in group])
        for day, group in groupby(plays, key=lambda play: day_of(person, play.played_at))
    ]
    totals: dict[date, Extent] = {}
    if whole:
        hours = HourTotal.objects.filter(person=person, day__in=[day for day, _ in by_day]).values_list("day")
        added_up = hours.annotate(Sum("plays_all"), Sum("ms_played"))
        totals = {day: Extent(plays, ms) for day, plays, ms in added_up.order_by()}
    return [Day(day, lines, totals.get(day)) for day, lines in by_day]


def _year(person: "User", days: Sequence[Day], earlier: Before | None) -> int | None:
    """The year in which a page stands; None for the last one there is."""
    if days:
        return days[0].date.year
    return day_of(person, moment_of(earlier)).year if earlier else None


def _months(person: "User", year: int | None) -> Months | None:
    hours = HourTotal.objects.filter(person=person)
    first, last = (hours.order_by(order).values_list("day", flat=True).first() for order in ("day", "-day"))
    if first is None or last is None:
        return None
    year = min(max(year or last.year, first.year), last.year)
    filled = hours.filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)).values_list("day").distinct()
    return Months(list(range(first.year, last.year + 1)), year, {day.month for (day,) in filled})


def lines_of_day(person: "User", day: date, *, rule: Rule, most: int) -> list[Line]:
    """The plays of one of the person's days that count, in the order in which they were heard; of a day with more the
    first `most` of its plays. Four queries."""
    begins, ends = (to_ms(day_begins(person, each)) for each in (day, day + timedelta(days=1)))
    plays = Play.objects.filter(person=person, state=Play.State.SHOWN, played_at__gte=begins, played_at__lt=ends)
    lines = [Line(play, rule) for play in _with_tracks(list(plays.order_by("played_at", "track")[:most]))]
    return [line for line in lines if line.counts]


# --- One artist, track or play, for the person who heard it ----------------------------------------------------------


def artist_heard(person: "User", pk: int) -> Artist:
    """An artist the person has heard. Raises Http404 for any other."""
    artist = Artist.objects.filter(pk=pk).first()
    if artist is None or not _heard(person, Recording.objects.filter(artist=pk)):
        raise Http404(_("There is nothing by this artist in your history."))
    return artist


def recording_heard(person: "User", pk: int) -> Track:
    """A track that stands for a recording the person has heard. Raises Http404 for any other."""
    if not _heard(person, Recording.objects.filter(pk=pk)):
        raise Http404(_("This track is not in your history."))
    return standing_for([pk])[pk]


def _heard(person: "User", recordings: QuerySet[Recording]) -> bool:
    """Whether any of them was played, be it hidden by now."""
    if RecordingCount.objects.filter(person=person, recording__in=recordings).exists():
        return True
    tracks = list(Track.objects.filter(recording__in=recordings).values_list("pk", flat=True))
    return Play.objects.filter(person=person, track__in=tracks).exists()


def play_line(person: "User", pk: int) -> Line:
    """One play of the person's. Raises Http404 where there is none."""
    seen = Play.objects.filter(person=person, state__in=[Play.State.SHOWN, Play.State.HIDDEN])
    play = seen.filter(pk=pk).first()
    if play is None:
        raise Http404(_("This play is not in your history."))
    _with_tracks([play])
    return Line(play, rule_of(person))


def plays_ever(person: "User", line: Line) -> int:
    """How often the person ever played the recording of a line, by their rule."""
    ever = RecordingCount.objects.filter(person=person, span=Span.EVER, recording=line.track.recording_id)
    return ever.values_list(line.rule.counter, flat=True).first() or 0


# --- What was hidden or deleted --------------------------------------------------------------------------------------

SHOWN_REMOVALS = 60
JUST_NOW = timedelta(minutes=10)
GOING_ON = (Removal.State.DOING, Removal.State.UNDOING)


@dataclass(frozen=True, slots=True)
class RemovalLine:
    """A removal as a page shows it; `which`: what it was asked to take, in words."""

    removal: Removal
    which: str

    @property
    def title(self) -> str:
        return removal_title(self.removal, self.which)

    @property
    def sentence(self) -> str:
        return removal_sentence(self.removal)

    @property
    def going_on(self) -> bool:
        """Whether it is still being done or undone."""
        return self.removal.state in GOING_ON

    @property
    def can_be_undone(self) -> bool:
        """Whether there is something to give back, or to stop."""
        return self.removal.state in (Removal.State.DOING, Removal.State.DONE)

    @property
    def can_be_seen(self) -> bool:
        """Whether its plays are still there to be looked at."""
        return self.removal.state == Removal.State.DONE and self.removal.plays_count > 0


def removals_of(person: "User") -> list[RemovalLine]:
    """What the person hid and deleted, the latest first. Six queries at most."""
    removals = Removal.objects.filter(person=person).order_by("-asked_at", "-pk")
    return _removal_lines(person, removals[:SHOWN_REMOVALS])


def removal_just_asked(person: "User") -> RemovalLine | None:
    """What the person hid or deleted a moment ago, or what is still going on. Six queries at most."""
    lately = Removal.objects.filter(person=person).exclude(state__in=[Removal.State.UNDONE, Removal.State.FINAL])
    lately = lately.filter(Q(asked_at__gte=clock.now() - JUST_NOW) | Q(state__in=GOING_ON))
    return next(iter(_removal_lines(person, lately.order_by("-asked_at", "-pk")[:1])), None)


def _removal_lines(person: "User", removals: Iterable[Removal]) -> list[RemovalLine]:
    rows = list(removals)
    plays = Play.objects.select_related("track").in_bulk([row.wanted["play"] for row in rows if "play" in row.wanted])
    wanted = {row.pk: _meant(person, row, plays) for row in rows}
    artists = Artist.objects.in_bulk({each.artist for each in wanted.values() if each.artist})
    tracks = standing_for(each.recording for each in wanted.values() if each.recording)
    return [
        RemovalLine(
            row,
            wanted_words(each, artist=artists.get(each.artist or 0), track=tracks.get(each.recording or 0)),
        )
        for row in rows
        for each in [wanted[row.pk]]
    ]


def _meant(person: "User", removal: Removal, plays: Mapping[int, Play]) -> Wanted:
    """What it was asked to take; one play is named by its recording and its day."""
    if "play" not in removal.wanted:
        return Wanted.from_json(removal.wanted)
    play = plays.get(removal.wanted["play"])
    if play is None:
        return Wanted()
    day = day_of(person, play.played_at)
    return Wanted(recording=play.track.recording_id, first=day, last=day)

"""Which plays a filter finds, and the quickest way to them.

A person may have a million plays, so a page neither counts them nor looks through them all. The roll-ups tell
beforehand how many plays fit each part of a filter (extents.py): the part with the fewest leads, and the others are
checked on what it finds. Where even that part has many, one look goes back through so many plays and no further: the
page then says how far it came, and the next look goes on from there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from django.db.models import BigIntegerField, Count, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet

from discoverdaily.listening import extents
from discoverdaily.listening.days import day_begins
from discoverdaily.listening.extents import FEW, Extent
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Play, Source, Track

if TYPE_CHECKING:
    from accounts.models import User

ONE_DAY = timedelta(days=1)
MOMENT = ExpressionWrapper(F("played_at") + 0, output_field=BigIntegerField())
"""When a play ended, as a figure for which the database has no index."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter; what is left empty excludes nothing. Days are the person's own, both included."""

    words: str = ""
    first: date | None = None
    last: date | None = None
    artist: int | None = None
    recording: int | None = None
    source: int | None = None
    hidden: bool = False
    removal: int | None = None

    @property
    def keys(self) -> list[str]:
        """The words as names are compared: each must stand in the title or in the artist's name."""
        return name_key(self.words).split() if self.words.strip() else []

    @property
    def named(self) -> bool:
        """Whether it asks for certain recordings."""
        return bool(self.keys or self.artist or self.recording)

    @property
    def dated(self) -> bool:
        """Whether it asks for certain days."""
        return bool(self.first or self.last)

    @property
    def removed(self) -> bool:
        """Whether it asks for plays that are not shown."""
        return bool(self.hidden or self.removal)

    def as_json(self) -> dict[str, Any]:
        """What is set, to be kept with a removal."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) if isinstance(value, date) else value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The filter that `as_json` kept."""
        days = {name: date.fromisoformat(kept[name]) for name in ("first", "last") if name in kept}
        return cls(**{**kept, **days})


class Before(NamedTuple):
    """Where a page begins: after the play of this track that ended at this moment (unix ms)."""

    moment: int
    track: int

    def __str__(self) -> str:
        return f"{self.moment}-{self.track}"


@dataclass(frozen=True, slots=True)
class Page:
    """Plays, the newest first; `earlier`: where to go on from (None: nothing is further back).

    A page may hold fewer plays than it has room for, or none, and still have an `earlier`: it has looked so far.
    """

    plays: list[Play]
    earlier: Before | None


class Lead(StrEnum):
    """The part of a filter that is looked up; each has an index of its own."""

    DAYS = "days"
    NAMES = "names"
    SOURCE = "source"
    REMOVED = "removed"


class Finding:
    """A person's filter at work. It only reads, and asks the roll-ups once."""

    def __init__(self, person: "User", wanted: Wanted) -> None:
        self.person = person
        self.wanted = wanted

    @cached_property
    def extent(self) -> Extent:
        """How many plays it finds: by the roll-ups, and counted only where these say that there are few."""
        parts, wanted = self._parts, self.wanted
        least = min(parts.values(), key=lambda part: part.plays)
        asked = [wanted.named, wanted.dated, bool(wanted.source), wanted.removed]
        if Lead.NAMES in parts and not wanted.source and parts[Lead.NAMES].exact:
            return parts[Lead.NAMES]  # its days are in it
        if sum(asked) <= 1 or least.plays == 0:
            return least
        if least.plays > FEW:
            return Extent(least.plays, exact=False)
        return Extent(self._fitting(self._led_by(self._lead)).count())

    @cached_property
    def _parts(self) -> dict[Lead, Extent]:
        """How many plays each part of the filter finds by itself."""
        wanted = self.wanted
        if wanted.removed:
            return {Lead.REMOVED: extents.of_removed(self.person, wanted.removal)}
        parts = {}
        if wanted.named:
            parts[Lead.NAMES] = extents.of_named(self.person, self._named, wanted.first, wanted.last)
        parts[Lead.DAYS] = extents.of_days(self.person, wanted.first, wanted.last)
        if wanted.source:
            parts[Lead.SOURCE] = extents.of_source(self.person, Source(wanted.source))
        return parts

    @cached_property
    def _named(self) -> extents.Named:
        return extents.named(self.person, self.wanted.keys, self.wanted.artist, self.wanted.recording)

    @cached_property
    def _lead(self) -> Lead:
        parts = dict(self._parts)
        if self.wanted.source == Source.EXTENDED:
            parts.pop(Lead.SOURCE, None)  # most plays are, so it has no index
        if Lead.NAMES in parts and (self._named.keys is None or self._named.ever.plays > FEW):
            parts.pop(Lead.NAMES)
        return min(parts, key=lambda lead: parts[lead].plays)

    def page(self, before: Before | None, *, size: int) -> Page:
        """Up to `size` plays before that place, or the newest. Four queries, and what the roll-ups are asked."""
        if any(part.plays == 0 for part in self._parts.values()):
            return Page([], None)
        plays = self._led_by(self._lead)
        if before:
            plays = plays.filter(Q(played_at__lt=before.moment) | Q(played_at=before.moment, track__lt=before.track))
            if self._lead is not Lead.NAMES:
                plays = plays.filter(played_at__lte=before.moment)
        if self._lead is Lead.NAMES:  # few: all are gathered and put in order
            return _page(list(self._fitting(plays).order_by(MOMENT.desc(), "-track")[: size + 1]), size, None)
        return self._look_back(plays, before, size)

    def _look_back(self, plays: QuerySet[Play], before: Before | None, size: int) -> Page:
        """As far back as one look goes."""
        if self._lead is Lead.DAYS and self.wanted.named and self._named.keys is not None:
            month = extents.newest_month(self.person, self._named.keys, from_ms(before.moment) if before else None)
            if month is None:
                return Page([], None)
            # A day more, for a change of zone may be under way.
            ends = day_begins(self.person, (month + 31 * ONE_DAY).replace(day=1) + ONE_DAY)
            plays = plays.filter(played_at__lt=ends)
        plays = plays.order_by("-played_at", "-track")
        looked = plays[:FEW].aggregate(back_to=Min("played_at"), number=Count("pk"))
        if not looked["number"]:
            return Page([], None)
        found = self._fitting(plays).filter(played_at__gte=looked["back_to"])[: size + 1]
        return _page(list(found), size, Before(to_ms(looked["back_to"]), 0) if looked["number"] == FEW else None)

    def _led_by(self, lead: Lead) -> QuerySet[Play]:
        """The person's plays that fit the leading part, in the days asked for."""
        wanted, plays = self.wanted, Play.objects.filter(person=self.person)
        moment = "played_at"
        if lead is Lead.NAMES:  # no other index may seem better
            moment = "moment"
            plays = plays.alias(moment=MOMENT).filter(track__in=self._tracks)
        elif lead is Lead.REMOVED:
            which = {"removal": wanted.removal} if wanted.removal else {"state": Play.State.HIDDEN}
            plays = plays.filter(**which).exclude(state=Play.State.SHOWN)
        elif lead is Lead.SOURCE:
            plays = plays.filter(source=wanted.source or 0, state=Play.State.SHOWN).exclude(source=Source.EXTENDED)
        if wanted.first:
            plays = plays.filter(**{f"{moment}__gte": to_ms(day_begins(self.person, wanted.first))})
        if wanted.last:
            plays = plays.filter(**{f"{moment}__lt": to_ms(day_begins(self.person, wanted.last + ONE_DAY))})
        return plays

    def _fitting(self, plays: QuerySet[Play]) -> QuerySet[Play]:
        """Those that fit every other part, too; said so that the database does not take it for a lead."""
        wanted = self.wanted
        if not wanted.removed:
            plays = plays.filter(state=Play.State.SHOWN)
        if wanted.source:
            plays = plays.filter(source=wanted.source)
        if not wanted.named or self._lead is Lead.NAMES:
            return plays
        if wanted.removed or self._named.keys is None:
            return plays.filter(Exists(_titled(wanted).filter(pk=OuterRef("track"))))
        track = ExpressionWrapper(F("track_id") + 0, output_field=BigIntegerField())
        return plays.alias(of_track=track).filter(of_track__in=self._tracks)

    @cached_property
    def _tracks(self) -> list[int]:
        """Keys of the tracks of the recordings that it names."""
        return list(Track.objects.filter(recording__in=self._named.keys or []).values_list("pk", flat=True))


def _titled(wanted: Wanted) -> QuerySet[Track]:
    """The tracks that a filter names, whoever heard them."""
    tracks = Track.objects.filter(extents.has_words(wanted.keys))
    if wanted.artist:
        tracks = tracks.filter(recording__artist=wanted.artist)
    return tracks.filter(recording=wanted.recording) if wanted.recording else tracks


def _page(found: list[Play], size: int, looked_to: Before | None) -> Page:
    if len(found) > size:
        last = found[size - 1]
        return Page(found[:size], Before(to_ms(last.played_at), last.track_id))
    return Page(found, looked_to)


def before_of(text: str) -> Before:
    """What `str(Before)` gave. Raises ValueError where it is anything else."""
    moment, _, track = text.partition("-")
    return Before(int(moment), int(track))


def before_day(person: "User", day: date) -> Before:
    """The place before which everything ended before that day of the person's."""
    return Before(to_ms(day_begins(person, day)), 0)


def moment_of(before: Before) -> datetime:
    """When the play was before which a page begins."""
    return from_ms(before.moment)

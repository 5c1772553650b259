"""How many plays there are of something, and how long they lasted: by the roll-ups, without looking at a play."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from discoverdaily.listening.days import day_of
from discoverdaily.listening.models import (
    ArtistCount,
    HourCount,
    HourTotal,
    MonthTotal,
    Play,
    Recording,
    RecordingCount,
    Removal,
    Source,
    Span,
    Track,
)
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.periods import Part, parts_of

if TYPE_CHECKING:
    from accounts.models import User

FEW = 20_000
"""As many plays as may be gathered, or looked through, for one page."""
END = date(2200, 12, 31)
"""Later than any play: where a period is open."""
MOST_RECORDINGS = 1000
"""As many as are named one by one in a query; more are found by comparing names."""


@dataclass(frozen=True, slots=True)
class Extent:
    """So many plays, which lasted so long (None: not known beforehand). Not `exact`: or fewer."""

    plays: int
    ms: int | None = None
    exact: bool = True


class Named(NamedTuple):
    """The recordings of a person's that a filter names (None: too many to name), and their plays ever."""

    keys: list[int] | None
    ever: Extent


def has_words(keys: Sequence[str], of: str = "") -> Q:
    """Tracks in whose title or artist's name each of the words stands; `of`: the way to the track."""
    found = Q()
    for key in keys:
        found &= Q(**{f"{of}title_key__contains": key}) | Q(**{f"{of}artist__name_key__contains": key})
    return found


def named(person: "User", keys: Sequence[str], artist: int | None, recording: int | None) -> Named:
    """What a person has heard of what a filter names. Two queries at most."""
    counts = RecordingCount.objects.filter(person=person, span=Span.EVER)
    if keys:
        counts = counts.filter(Exists(Track.objects.filter(has_words(keys), recording=OuterRef("recording"))))
    if artist:
        counts = counts.filter(recording__in=Recording.objects.filter(artist=artist))
    if recording:
        counts = counts.filter(recording=recording)
    found = list(counts.values_list("recording", "plays_all", "ms_played")[: MOST_RECORDINGS + 1])
    if len(found) > MOST_RECORDINGS:
        return Named(None, _added_up(counts, [Q()]))
    return Named([key for key, _, _ in found], Extent(sum(row[1] for row in found), sum(row[2] for row in found)))


def of_named(person: "User", named: Named, first: date | None, last: date | None) -> Extent:
    """Plays of the recordings between two days, both included. Three queries at most."""
    if not (first or last):
        return named.ever
    if named.keys is None:
        return Extent(named.ever.plays, exact=False)
    parts = _parts(first, last)
    found = _added_up(HourCount.objects.filter(person=person, recording__in=named.keys), _edges(parts))
    for span in (Span.MONTH, Span.YEAR):
        starts = [start for part in parts if part.span == span for start in _starts(part)]
        # Each start by itself, so that a row is looked up by its whole key.
        counts = RecordingCount.objects.filter(person=person, span=span, recording__in=named.keys)
        found = _sum(found, _added_up(counts, [Q(start__in=starts)] if starts else []))
    return found


def of_days(person: "User", first: date | None, last: date | None) -> Extent:
    """All plays between two days, both included. Two queries at most."""
    if not (first or last):
        return _added_up(ArtistCount.objects.filter(person=person), [Q(span=Span.EVER)])
    parts = _parts(first, last)
    months = [Q(month__range=(part.first, part.last)) for part in parts if part.span]
    return _sum(
        _added_up(MonthTotal.objects.filter(person=person), months),
        _added_up(HourTotal.objects.filter(person=person), _edges(parts)),
    )


def of_source(person: "User", source: Source) -> Extent:
    """Whose record is that source's. Two queries at most; of the sources that tell of few, each play is counted."""
    others = Play.objects.filter(person=person, state=Play.State.SHOWN).exclude(source=Source.EXTENDED)
    if source == Source.EXTENDED:
        rest = others.filter(source__in=[Source.ACCOUNT, Source.CAPTURE]).count()
        return Extent(of_days(person, None, None).plays - rest)
    return Extent(others.filter(source=source).count())


def of_removed(person: "User", removal: int | None) -> Extent:
    """What one removal took, or all that is hidden. One query."""
    removals = Removal.objects.filter(person=person)
    removals = removals.filter(pk=removal) if removal else removals.filter(verb=Removal.Verb.HIDE)
    taken = removals.exclude(state__in=[Removal.State.UNDONE, Removal.State.FINAL])
    return Extent(taken.aggregate(plays=Sum("plays_count"))["plays"] or 0)


def newest_month(person: "User", recordings: Sequence[int], until: datetime | None) -> date | None:
    """The first day of the latest month in which any of them was heard, as far as it begins before `until`."""
    months = RecordingCount.objects.filter(person=person, span=Span.MONTH, recording__in=recordings)
    if until:
        months = months.filter(start__lte=day_of(person, until) + timedelta(days=1))
    return months.order_by("-start").values_list("start", flat=True).first()


def _parts(first: date | None, last: date | None) -> list[Part]:
    return parts_of(first or BEGINNING, last or END)


def _starts(part: Part) -> list[date]:
    """The first day of each year or month of a part."""
    months = 12 if part.span == Span.YEAR else 1
    first, last = (day.year * 12 + day.month - 1 for day in (part.first, part.last))
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1, months)]


def _edges(parts: Sequence[Part]) -> list[Q]:
    return [Q(day__range=(part.first, part.last)) for part in parts if part.span is None]


def _added_up(rows: QuerySet[Any], within: Sequence[Q]) -> Extent:
    """Those of the rows that lie within any of these."""
    if not within:
        return Extent(0, 0)
    told = rows.filter(reduce(or_, within)).aggregate(plays=Sum("plays_all"), ms=Sum("ms_played"))
    return Extent(told["plays"] or 0, told["ms"] or 0)


def _sum(one: Extent, other: Extent) -> Extent:
    return Extent(one.plays + other.plays, (one.ms or 0) + (other.ms or 0))

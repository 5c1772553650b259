"""What is still to be learnt of tracks and recordings is asked for here; features, details and lookups learn it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, RecordingCount, Span, TrackDetails, TrackLookup
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.signals import sound_learnt

if TYPE_CHECKING:
    from accounts.models import User

AT_ONCE = 10_000
"""How many tracks go into one statement."""
LATELY = timedelta(days=31)
MOST_FIRST = 2_000
"""How many of a person's recordings are put before all others."""
A_DAY = 20_000
"""How many tracks that nobody knew one person's files may name in a day before the rest has to wait for other days."""
DAY = timedelta(days=1)

_INSERT = """
    INSERT INTO {table} ({columns}, due_at, attempts, last_error) SELECT {values}, %s, 0, ''
    FROM listening_track t JOIN listening_recording r ON r.id = t.recording_id
    WHERE t.id IN ({keys}) AND {wanting} ORDER BY 1 ON CONFLICT DO NOTHING
"""
_FEATURES = {  # how a recording sounds can be asked for by an id or an ISRC
    "table": AudioFeatures._meta.db_table,
    "columns": "recording_id, provider, refused",
    "values": "t.recording_id, '', '{}'",
    "wanting": "(t.spotify_id IS NOT NULL OR r.isrc IS NOT NULL)",
}
_DETAILS = {
    "table": TrackDetails._meta.db_table,
    "columns": "track_id",
    "values": "t.id",
    "wanting": "t.seen_at IS NULL AND t.spotify_id IS NOT NULL AND (t.isrc = '' OR t.duration_ms = 0)",
}
_LOOKUP = {
    "table": TrackLookup._meta.db_table,
    "columns": "track_id",
    "values": "t.id",
    "wanting": "t.seen_at IS NULL AND t.cover = ''",
}
_SEARCH = _LOOKUP | {
    "wanting": (
        "t.spotify_id IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM listening_track s WHERE s.recording_id = t.recording_id AND s.spotify_id IS NOT NULL)"
    ),
}


def learning_want(*, tracks: Collection[int], later: timedelta = timedelta(0)) -> None:
    """What is not known of tracks, by their keys, becomes due, now or `later`; what is known or due already stays as it
    is.

    Three statements for every ten thousand tracks, so it may be called for all that an import names.
    """
    for keys in _pieces(list(tracks)):
        for kind in (_FEATURES, _DETAILS, _SEARCH):
            _insert(kind, keys, later)


def learning_turn(*, person: "User", new: int) -> timedelta:
    """How long so many more new tracks of a person's files have to wait, so that nobody's files, however many tracks
    they invent, keep all others waiting: what a day has no room for comes in the days after it.

    Losing the cache forgets what was named today, and does no other harm.
    """
    kept_as = f"learning:{person.pk}:{clock.now():%Y-%m-%d}"
    named = int(cache.get(kept_as, 0)) + new
    cache.set(kept_as, named, timeout=DAY.total_seconds())
    return DAY * max(0, named - A_DAY) / A_DAY


@transaction.atomic
def learning_want_anew(*, tracks: Collection[int]) -> None:
    """As learning_want, for tracks with a name they had not: an id, an ISRC, another recording they are put with.

    Of recordings that nobody knew by their other names, it is asked once more how they sound.
    """
    learning_want(tracks=tracks)
    now = clock.now()
    for keys in _pieces(list(tracks)):
        unknown = AudioFeatures.objects.filter(found_at=None, attempts__gt=0, due_at__gt=now)
        unknown.filter(recording__tracks__in=keys).update(due_at=now, attempts=0)


@transaction.atomic
def features_hand_over(*, to: Mapping[int, int]) -> None:
    """Recordings, by their keys, are about to go into others, wholly or with some of their tracks: what is known of
    how they sound is known of the others, too.

    What the others know already they keep; of several that go into one, the first one's is taken.
    """
    known = AudioFeatures.objects.filter(recording__in=to.values(), found_at__isnull=False)
    served = set(known.values_list("recording", flat=True))
    heirs: list[AudioFeatures] = []
    for row in AudioFeatures.objects.filter(recording__in=to, found_at__isnull=False).order_by("recording"):
        heir = to[row.recording_id]
        if heir not in served:
            served.add(heir)
            row.pk, row.recording_id = None, heir
            heirs.append(row)
    # A worker that asks for them meanwhile has lost its lease.
    AudioFeatures.objects.filter(recording__in=[row.recording_id for row in heirs]).delete()
    AudioFeatures.objects.bulk_create(heirs)
    for row in heirs:
        sound_learnt.send(AudioFeatures, recording=row.recording_id)


@transaction.atomic
def learning_order(*, person: "User") -> None:
    """Of what is still to be learnt, what the person heard in the last two months comes first, then what they heard
    most: it is what they are shown. Due rows are worked in the order of their moments."""
    now = clock.now()
    counted = RecordingCount.objects.filter(person=person)
    lately = counted.filter(span=Span.MONTH, start__gte=(now - LATELY).date().replace(day=1))
    mostly = counted.filter(span=Span.EVER, start=BEGINNING)
    features = AudioFeatures.objects.filter(attempts=0, due_at__isnull=False)
    details = TrackDetails.objects.filter(attempts=0, due_at__isnull=False)
    for first, before in ((mostly, timedelta(days=1)), (lately, timedelta(days=2))):
        recordings = list(first.order_by("-plays_all").values_list("recording", flat=True)[:MOST_FIRST])
        _due_before(features.filter(recording__in=recordings), now - before)
        _due_before(details.filter(track__recording__in=recordings), now - before)


def _due_before(rows: "QuerySet[AudioFeatures] | QuerySet[TrackDetails]", moment: datetime) -> None:
    # What somebody else is at is left alone: nobody waits for anybody.
    keys = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).update(due_at=moment)


def lookups_want(*, tracks: Collection[int]) -> None:
    """Nobody tells of these tracks' covers but Spotify, one by one: they wait for their turn."""
    for keys in _pieces(list(tracks)):
        _insert(_LOOKUP, keys)


def _insert(kind: dict[str, str], keys: list[int], later: timedelta = timedelta(0)) -> None:
    # The keys, numbers all, stand in the statement itself: ten thousand parameters would take as long as all the rest.
    statement = _INSERT.format(**kind, keys=", ".join(str(int(key)) for key in keys))
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(clock.now() + later)])


def _pieces(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


KNOWN = Q(found_at__isnull=False)
WAITING = Q(found_at=None, attempts=0)
UNKNOWN = Q(found_at=None, attempts__gt=0)
"""How a recording's sound stands: known, still to be asked for, or asked for in vain and to be asked for again."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many recordings' sounds are known, wait, are unknown to everybody asked; and how many figures that were told
    of them are not believed."""

    known: int
    waiting: int
    unknown: int
    refused: int


def features_tally(features: QuerySet[AudioFeatures]) -> Tally:
    """How learning them stands; two queries."""
    counted = features.order_by().aggregate(
        known=Count("pk", filter=KNOWN), waiting=Count("pk", filter=WAITING), unknown=Count("pk", filter=UNKNOWN)
    )
    refused = features.exclude(refused={}).values_list("refused", flat=True)
    return Tally(**counted, refused=sum(map(len, refused)))

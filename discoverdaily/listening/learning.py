"""What is still to be learnt of tracks and recordings is asked for here; features, details and lookups learn it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, Track, TrackDetails, TrackLookup

AT_ONCE = 10_000
"""How many tracks go into one statement."""

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
_SEARCH = _LOOKUP | {"wanting": "t.spotify_id IS NULL"}


@transaction.atomic
def learning_want(*, tracks: Collection[int]) -> None:
    """Tracks, by their keys, are new, or have a name they had not: an id, an ISRC, a recording they are put with.

    What is not known of them becomes due; of a recording that nobody knew by its other names, anew. What is known or
    due already stays as it is. A few statements for every ten thousand tracks.
    """
    now = clock.now()
    for keys in _pieces(list(tracks)):
        for kind in (_FEATURES, _DETAILS, _SEARCH):
            _insert(kind, keys)
        unknown = AudioFeatures.objects.filter(found_at=None, attempts__gt=0, due_at__gt=now)
        unknown.filter(recording__tracks__in=keys).update(due_at=now, attempts=0)


def learning_want_new(*, tracks: Collection[int]) -> None:
    """Those of the tracks of whose recording nothing was ever wanted; the others are left as they are."""
    for keys in _pieces(list(tracks)):
        new = Track.objects.filter(pk__in=keys, recording__features=None).values_list("pk", flat=True)
        learning_want(tracks=list(new))


def lookups_want(*, tracks: Collection[int]) -> None:
    """Nobody tells of these tracks' covers but Spotify, one by one: they wait for their turn."""
    for keys in _pieces(list(tracks)):
        _insert(_LOOKUP, keys)


def _insert(kind: dict[str, str], keys: list[int]) -> None:
    statement = _INSERT.format(**kind, keys=", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [connection.ops.adapt_datetimefield_value(clock.now()), *keys])


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

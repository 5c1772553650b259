"""ISRCs and lengths of tracks known only from files, learnt as due work, forty at a time and without a single one of
the calls that Spotify counts so closely; what only such a call would tell waits for its turn (lookups.py)."""

import random
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import prefetch_related_objects

from discoverdaily import clock
from discoverdaily.due import NotNow, work_together
from discoverdaily.listening.features import BATCHES, unknown_again
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want_anew, lookups_want
from discoverdaily.listening.models import Track, TrackDetails
from discoverdaily.listening.recordings import tracks_changing
from discoverdaily.listening.services import tracks_store
from discoverdaily.music_data import reccobeats
from discoverdaily.music_data.details import Answer, Detail, details_of


def details_learn() -> int:
    """Asks for what is due of ISRCs and lengths; answers how many tracks were worked."""
    return work_together(TrackDetails.objects.all(), _ask, _settle, limit=reccobeats.MOST_IDS, most=BATCHES)


def _ask(rows: Sequence[TrackDetails]) -> Answer:
    """What is told is kept at once; a worker that dies before its rows are settled asks for it again."""
    prefetch_related_objects(rows, "track")
    tracks = {row.track.spotify_id: row.track for row in rows if row.track.spotify_id and not _known(row.track)}
    answer = details_of(list(tracks))
    tracks_store(tracks=list(answer.tracks.values()))
    told = {tracks[name].pk: detail for name, detail in answer.details.items() if name in tracks}
    with transaction.atomic():
        if told:
            _keep(told)
        if answer.later is None:
            lookups_want(tracks=[track.pk for name, track in tracks.items() if name not in answer.tracks])
    return answer


def _keep(told: dict[int, Detail]) -> None:
    """Keeps what was told of tracks, by their keys, where it is not known."""
    with tracks_changing(tracks=told):
        tracks = list(Track.objects.filter(pk__in=told).select_related("artist"))
        for track in tracks:
            track.isrc = track.isrc or told[track.pk].isrc
            track.duration_ms = track.duration_ms or told[track.pk].duration_ms
            track.named_alike = track.named_alike or _is_called(track, told[track.pk])
        Track.objects.bulk_update(tracks, ["isrc", "duration_ms", "named_alike"])
    learning_want_anew(tracks=told)


def _is_called(track: Track, told: Detail) -> bool:
    return (name_key(told.title), name_key(told.artist)) == (track.title_key, track.artist.name_key)


def _known(track: Track) -> bool:
    return track.seen_at is not None or bool(track.isrc and track.duration_ms)


def _settle(row: TrackDetails, answer: Answer) -> None:
    if _known(Track.objects.get(pk=row.track_id)):
        with transaction.atomic():
            row.finish(due_at=None)
            row.delete()
    elif answer.later is not None:
        raise NotNow(after=(answer.later.after or timedelta(minutes=1)) * random.uniform(1, 1.05))
    else:
        row.retry(due_at=clock.now() + unknown_again(row.attempts), error="unknown")

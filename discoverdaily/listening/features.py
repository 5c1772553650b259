"""How recordings sound, learnt as due work: forty at a time, kept once, and asked again ever more rarely."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from discoverdaily import clock
from discoverdaily.due import NotNow, work_together
from discoverdaily.listening.locks import tracks_hold_still
from discoverdaily.listening.models import AudioFeatures, Recording, Track
from discoverdaily.listening.signals import sound_learnt
from discoverdaily.music_data import reccobeats
from discoverdaily.music_data.features import Answer, Wanted, features_of
from discoverdaily.music_data.figures import RANGES, Sound

BATCHES = 10
"""How many a ring works at most, so that other rings get their turn."""
_DAYS = (1, 3, 9, 30)


def unknown_again(attempts: int) -> timedelta:
    """How long until asking again for what nobody knew so many times before: 1, 3, 9, then 30 days, a tenth of it by
    chance, so that those that were asked for together do not come back together. Collections grow slowly."""
    return timedelta(days=_DAYS[min(attempts, len(_DAYS) - 1)]) * random.uniform(0.9, 1.1)


def features_learn() -> int:
    """Asks for what is due of how recordings sound; answers how many recordings were worked."""
    return work_together(AudioFeatures.objects.all(), _ask, _settle, limit=reccobeats.MOST_IDS, most=BATCHES)


def _ask(rows: Sequence[AudioFeatures]) -> Answer:
    recordings = [row.recording_id for row in rows]
    codes = dict(Recording.objects.filter(pk__in=recordings).values_list("pk", "isrc"))
    ids: defaultdict[int, list[str]] = defaultdict(list)
    tracks = Track.objects.filter(recording__in=recordings, spotify_id__isnull=False)
    # An id that Spotify told us of late is likelier to be known than one out of an old file.
    for recording, name in tracks.order_by(F("seen_at").desc(nulls_last=True), "pk").values_list(
        "recording", "spotify_id"
    ):
        ids[recording].append(name or "")
    return features_of([Wanted(key, ids[key], codes.get(key) or "") for key in recordings])


def _settle(row: AudioFeatures, answer: Answer) -> None:
    sound = answer.told.get(row.recording_id)
    if sound is not None and sound.whole:
        with transaction.atomic():
            tracks_hold_still()  # receivers lock what many people have, as whoever changes tracks does
            row.finish(due_at=None, **_figures(sound))
            sound_learnt.send(AudioFeatures, recording=row.recording_id)
    elif answer.later is not None:
        raise NotNow(after=(answer.later.after or timedelta(minutes=1)) * random.uniform(1, 1.05))
    else:
        refused = dict(sound.refused) if sound is not None else {}
        row.retry(due_at=clock.now() + unknown_again(row.attempts), error="unknown", refused=refused)


def _figures(sound: Sound) -> dict[str, object]:
    figures = {name: sound.figures.get(name) for name in RANGES}
    return {"found_at": clock.now(), "provider": sound.provider, "refused": dict(sound.refused), **figures}

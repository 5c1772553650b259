"""How lively songs are, to put them in order: energy, 0 to 1, as far as `listening` knows it."""

from collections.abc import Collection, Sequence

import numpy as np

from accounts.models import User
from discoverdaily.listening.exclusions import left_out_of, standing_for
from discoverdaily.listening.models import RecordingCount, Span
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.listening.sounds import FEATURES, sounds_of

LOOKED_AT = 300
"""How many of one's own recordings are looked at, those played most."""
SHARE = 3
"""One of so many parts is fast, one calm."""
FEWEST = 5
"""With fewer songs in a part than this there is nothing to play from."""


def by_energy(track_ids: Sequence[str]) -> tuple[list[str], list[str], int]:
    """Spotify's ids with the liveliest first, with the calmest first, and how many are unknown: those go last both
    times, in the order they came in. Four queries."""
    tracks = tracks_by_id(track_ids)
    energy = _energy({track.recording_id for track in tracks.values()})
    known = {each: energy[track.recording_id] for each, track in tracks.items() if track.recording_id in energy}
    lively = sorted((each for each in track_ids if each in known), key=lambda each: -known[each])
    rest = [each for each in track_ids if each not in known]
    return [*lively, *rest], [*reversed(lively), *rest], len(rest)


def own_by_energy(person: User) -> tuple[list[str], list[str]]:
    """Spotify's ids of the person's own songs, of those played most: the liveliest third, the calmest third, each in
    the order in which they are played; empty where it is not known of enough. Six queries."""
    ever = RecordingCount.objects.filter(person=person, span=Span.EVER, start=BEGINNING, plays_all__gt=0)
    played = list(ever.order_by("-plays_all", "recording").values_list("recording", flat=True)[:LOOKED_AT])
    energy = _energy(played)
    out, tracks = left_out_of(person), standing_for(list(energy))
    ours = {key: track.spotify_id for key, track in tracks.items() if track.spotify_id and not out.track(track)}
    ranked = sorted(ours, key=lambda key: -energy[key])
    part = len(ranked) // SHARE
    if part < FEWEST:
        return [], []
    place = {key: number for number, key in enumerate(played)}
    fast, calm = (sorted(keys, key=place.__getitem__) for keys in (ranked[:part], ranked[-part:]))
    return [ours[key] for key in fast], [ours[key] for key in calm]


def _energy(recordings: Collection[int]) -> dict[int, float]:
    sounds = sounds_of(recordings)
    column = sounds.figures[:, FEATURES.index("energy")]
    pairs = zip(sounds.recordings.tolist(), column.tolist(), strict=True)
    return {key: value for key, value in pairs if not np.isnan(value)}

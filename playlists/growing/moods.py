"""Seeds from a mood: what one has played most of what feels so."""

import numpy as np

from accounts.models import User
from discoverdaily.listening.exclusions import left_out_of, standing_for
from discoverdaily.listening.models import AudioFeatures, RecordingCount, Span
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.music_data.local.catalogue import SOUND, Catalogue
from discoverdaily.music_data.local.tunables import Tunables
from playlists.growing.presets import Preset
from playlists.growing.seeds import Seed

LOOKED_AT = 300
"""How many of one's recordings are looked at, those played most."""


def seeds_of_mood(person: User, preset: Preset, *, most: int) -> list[Seed]:
    """Songs of the person's own within the mood's limits, the nearest first, one by each artist. Seven queries."""
    ever = RecordingCount.objects.filter(person=person, span=Span.EVER, start=BEGINNING, plays_all__gt=0)
    played = list(ever.order_by("-plays_all", "recording").values_list("recording", flat=True)[:LOOKED_AT])
    sounds = AudioFeatures.objects.filter(recording__in=played, found_at__isnull=False).values("recording", *SOUND)
    rows = sorted(sounds, key=lambda row: played.index(row["recording"]))
    figures = {name: [np.nan if row[name] is None else row[name] for row in rows] for name in SOUND}
    catalogue = Catalogue.of(np.array([row["recording"] for row in rows], dtype=np.int64), figures)
    wanted = Tunables(preset.target, preset.minimum, preset.maximum)
    away, fits = wanted.distance(catalogue), wanted.excess(catalogue) == 0
    nearest = np.argsort(away, kind="stable")
    near = catalogue.keys[nearest[fits[nearest]]].tolist()
    out, tracks = left_out_of(person), standing_for(near)
    seeds: dict[int, Seed] = {}
    for track in (tracks[key] for key in near):
        if track.spotify_id and not out.track(track):
            seed = Seed("track", track.spotify_id, track.name, track.artist_names, track.cover)
            seeds.setdefault(track.artist_id, seed)
    return list(seeds.values())[:most]

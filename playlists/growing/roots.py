"""The tracks that stand for seeds: a track for itself, an artist by those of theirs that the person played most."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from accounts.models import User
from discoverdaily.listening.models import Credit, RecordingCount, Span, Track
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import SpotifyError
from playlists.growing.library import library
from playlists.growing.seeds import Seed

EACH = 4
"""How many tracks stand for an artist."""


@dataclass(frozen=True, slots=True)
class Root:
    """A track that stands for a seed: the seed's word, Spotify's id of the track, the key of its recording."""

    word: str
    spotify_id: str
    recording: int


def roots_of(person: User, words: Sequence[str]) -> list[Root]:
    """What stands for the seeds, the first of each before the second of any; nothing for those of which no track is
    known. Three queries at most."""
    ids = {kind: [word.partition(":")[2] for word in words if word.startswith(kind)] for kind in ("track", "artist")}
    tracks = Track.objects.filter(spotify_id__in=ids["track"]) if ids["track"] else ()
    by_word = {f"track:{track.spotify_id}": [_root(track)] for track in tracks}
    by_word |= _artists(person, ids["artist"]) if ids["artist"] else {}
    turns = zip_longest(*(by_word.get(word, []) for word in words))
    return [root for root in chain.from_iterable(turns) if root]


def _root(track: Track) -> Root:
    return Root(f"track:{track.spotify_id}", track.spotify_id or "", track.recording_id)


def _artists(person: User, ids: Sequence[str]) -> dict[str, list[Root]]:
    credited = Credit.objects.filter(artist__spotify_id__in=ids, track__spotify_id__isnull=False).order_by("track")
    theirs: dict[str, dict[int, str]] = {}
    for artist, recording, track in credited.values_list("artist__spotify_id", "track__recording", "track__spotify_id"):
        theirs.setdefault(artist or "", {}).setdefault(recording, track or "")
    plays = plays_ever(person, chain.from_iterable(theirs.values()))
    here = library()

    def standing(recordings: Mapping[int, str]) -> Iterator[int]:
        yield from sorted(recordings, key=lambda key: (-plays.get(key, 0), here is None or not here.has(key), key))[
            :EACH
        ]

    return {
        f"artist:{artist}": [Root(f"artist:{artist}", tracks[key], key) for key in standing(tracks)]
        for artist, tracks in theirs.items()
    }


def plays_ever(person: User, recordings: Iterable[int]) -> dict[int, int]:
    """How often the person ever played each of the recordings that they have played."""
    ever = RecordingCount.objects.filter(person=person, span=Span.EVER, start=BEGINNING, recording__in=set(recordings))
    return dict(ever.values_list("recording", "plays_all"))


def roots_learn(*, person: User, seeds: Iterable[Seed], lane: Lane) -> None:
    """Asks Spotify for some tracks of each artist of whom none is known. Who cannot be asked now is asked next time."""
    artists = [seed for seed in seeds if seed.kind == "artist"]
    known = Credit.objects.filter(artist__spotify_id__in=[seed.spotify_id for seed in artists])
    with_tracks = set(known.filter(track__spotify_id__isnull=False).values_list("artist__spotify_id", flat=True))
    for seed in artists:
        if seed.spotify_id in with_tracks:
            continue
        try:
            found = spotify_for(person, lane).search(f'artist:"{seed.name}"', ["track"])
        except SpotifyError:
            return
        by_them = [
            track
            for track in (found.tracks.items if found.tracks else ())
            if any(artist.id == seed.spotify_id for artist in track.artists)
        ]
        tracks_store(tracks=by_them)

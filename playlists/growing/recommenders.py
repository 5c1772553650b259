"""Who can be asked for tracks that go with some others: Spotify, ReccoBeats, the seeds' artists' albums, and what
this instance knows itself.

Each only names candidates. Ranking, limits and explanations are ours, and the same for all (growing.py).
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import msgspec
from django.core.cache import cache

from accounts.models import User
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.music_data import reccobeats
from discoverdaily.music_data.figures import sound_of
from discoverdaily.music_data.local.limits import Limits
from discoverdaily.music_data.local.ranking import recommend
from discoverdaily.music_data.local.tunables import Tunables
from discoverdaily.music_data.regime import asked_as
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Lane, Spotify
from discoverdaily.spotify.errors import NotFound, Reason, RetryLater, SpotifyError
from playlists.growing.albums import songs_of
from playlists.growing.library import library

MOST = 100
"""How many candidates somebody outside is asked for: as many as they give."""
FRESH = 3_600
"""Seconds for which their answers are kept: seeds and wishes being the same, so is what they say."""


class Candidate(msgspec.Struct, frozen=True):
    """A track that was named. What we know of it already is read from the database; the rest is as it was told, empty
    where it was not."""

    spotify_id: str
    title: str = ""
    artists: tuple[tuple[str, str], ...] = ()
    """Spotify's ids and names, the first one first."""
    isrc: str = ""
    duration_ms: int = 0
    explicit: bool | None = None
    popularity: float | None = None
    released: str = ""
    """A day, a month or a year."""
    figures: dict[str, float] = {}
    """How it sounds, as far as it was told with it."""
    track: objects.Track | None = None
    """All of it, where Spotify told of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a recommender. `roots` are tracks that stand for the seeds, by Spotify's ids and, where we know
    them, by the keys of their recordings; `artists`: Spotify's ids of seeds that are artists."""

    person: User
    roots: Sequence[str] = ()
    recordings: Sequence[int] = ()
    artists: Sequence[str] = ()
    tracks: Sequence[str] = ()
    """Spotify's ids of seeds that are tracks."""
    wanted: Tunables = field(default_factory=Tunables)
    limits: Limits = field(default_factory=Limits)
    """By keys of recordings and of artists of ours."""
    lane: Lane = Lane.PEOPLE


class Recommender(Protocol):
    """Names at most `size` tracks, each once, best first as far as it can tell; none where it knows none.

    Raises a SpotifyError where it cannot be asked now; `NotAvailable` where there is nothing that it could be asked.
    """

    name: ClassVar[str]

    def candidates(self, asked: Asked, size: int) -> list[Candidate]: ...


class NotAvailable(Exception):
    """The recommender is not for this person, or not for these seeds."""


class Local:
    """What goes with the seeds among the tracks that this instance knows."""

    name: ClassVar[str] = "local"

    def candidates(self, asked: Asked, size: int) -> list[Candidate]:
        """Costs no call to anybody."""
        here = library(wait=asked.lane is Lane.BACKGROUND)
        if here is None:
            raise RetryLater(Reason.BUSY, "the library is being built")
        roots = [recording for recording in asked.recordings if here.has(recording)]
        if not roots and not asked.wanted:
            raise NotAvailable
        seeds: Sequence[Hashable] = roots
        found = recommend(here.index, seeds, asked.wanted, asked.limits, size=size)
        return [Candidate(here.id_of(int(str(pick.key)))) for pick in found.picks]


class ReccoBeats:
    """ReccoBeats, which knows seeds by Spotify's ids of tracks, and keeps no limits."""

    name: ClassVar[str] = reccobeats.NAME

    def candidates(self, asked: Asked, size: int) -> list[Candidate]:
        """One call, and one for every forty whose sound is not known here; none within an hour of the same."""
        seeds = list(asked.roots[: reccobeats.MOST_SEEDS])
        if not seeds:
            raise NotAvailable
        wishes = _wishes(asked.wanted, reccobeats.WISHES)
        return _kept(self.name, [seeds, wishes], lambda: self._ask(seeds, wishes, asked.lane))[:size]

    def _ask(self, seeds: Sequence[str], wishes: Mapping[str, float], lane: Lane) -> list[Candidate]:
        try:
            told = reccobeats.recommendations(seeds, size=MOST, wishes=wishes, lane=lane)
        except NotFound:
            return []
        rows = {row.spotify_id: row for row in told if len(row.spotify_id) == 22}
        sounds = _sounds(_unknown(rows), lane)
        return [
            Candidate(
                key,
                title=row.track_title or "",
                artists=tuple((by.spotify_id, by.name or "") for by in row.artists or ()),
                isrc=row.code,
                duration_ms=row.duration_ms,
                popularity=row.popularity,
                figures=sounds.get(key, {}),
            )
            for key, row in rows.items()
        ]


class OfSpotify:
    """Spotify's own recommendations, which only apps under its older rules may ask for."""

    name: ClassVar[str] = "spotify"

    def candidates(self, asked: Asked, size: int) -> list[Candidate]:
        """Two calls at most; none within an hour of the same."""
        if not asked.tracks and not asked.artists:
            raise NotAvailable
        named = [list(asked.tracks), list(asked.artists), _limits(asked.wanted)]
        return _kept(f"{self.name}:{asked.person.pk}", named, lambda: self._ask(asked))[:size]

    def _ask(self, asked: Asked) -> list[Candidate]:
        def ask(spotify: Spotify) -> tuple[objects.Track, ...]:
            return spotify.recommendations(
                seed_tracks=asked.tracks, seed_artists=asked.artists, limit=MOST, tunables=_limits(asked.wanted)
            )

        told = asked_as(asked.person, "recommendations", ask, asked.lane)
        if told is None:
            raise NotAvailable
        tracks = {track.id: track for track in told if len(track.id) == 22}
        sounds = self._sounds(asked, _unknown(tracks))
        return [_told(track, sounds.get(key, {})) for key, track in tracks.items()]

    def _sounds(self, asked: Asked, ids: Sequence[str]) -> dict[str, dict[str, float]]:
        if not ids:
            return {}
        rows = asked_as(asked.person, "audio-features", lambda spotify: spotify.audio_features(ids), asked.lane) or ()
        return {
            row.id: dict(sound_of(self.name, msgspec.structs.asdict(row)).figures) for row in rows if row is not None
        }


class Albums:
    """Songs of the seeds' artists' albums. Which of them go with the seeds is for our ranking to say."""

    name: ClassVar[str] = "albums"

    def candidates(self, asked: Asked, size: int) -> list[Candidate]:
        """A few calls (albums.py), and one for every forty whose sound is not known here; none within an hour of the
        same."""
        artists = _artists(asked)
        if not artists:
            raise NotAvailable
        return _kept(self.name, artists, lambda: self._ask(asked, artists))[:size]

    def _ask(self, asked: Asked, artists: Sequence[str]) -> list[Candidate]:
        songs = songs_of(asked.person, artists, most=MOST, lane=asked.lane)
        sounds: Mapping[str, dict[str, float]] = {}
        with suppress(SpotifyError):  # a song whose sound nobody tells now is a candidate all the same
            sounds = _sounds(_unknown(song.id for song in songs), asked.lane)
        return [_told(song, sounds.get(song.id, {})) for song in songs]


RECOMMENDERS: tuple[Recommender, ...] = (OfSpotify(), ReccoBeats(), Albums(), Local())
"""The order in which they are named and asked."""


def _artists(asked: Asked) -> list[str]:
    """Spotify's ids of the seeds that are artists, and of who made those that are tracks."""
    made = Track.objects.filter(spotify_id__in=asked.tracks, artist__spotify_id__isnull=False)
    ids = made.order_by("artist").values_list("artist__spotify_id", flat=True) if asked.tracks else ()
    return list(dict.fromkeys([*asked.artists, *(key for key in ids if key)]))


def _told(track: objects.Track, figures: dict[str, float]) -> Candidate:
    return Candidate(
        track.id,
        title=track.name,
        artists=tuple((artist.id, artist.name) for artist in track.artists),
        isrc=track.isrc,
        duration_ms=track.duration_ms,
        explicit=track.explicit,
        popularity=track.popularity,
        released=track.released,
        figures=figures,
        track=track,
    )


def _kept(name: str, asked: object, ask: Callable[[], list[Candidate]]) -> list[Candidate]:
    """Their answer to the same question within the hour, else a new one."""
    key = f"recommended:{name}:{hashlib.sha256(msgspec.json.encode(asked, order='sorted')).hexdigest()}"
    if raw := cache.get(key):
        try:
            return msgspec.json.decode(raw, type=list[Candidate])
        except msgspec.MsgspecError:
            pass  # kept by an older version of the program
    told = ask()
    cache.set(key, msgspec.json.encode(told), FRESH)
    return told


def _wishes(wanted: Tunables, allowed: Iterable[str]) -> dict[str, float]:
    """What to be near to: the target, else the middle between two limits."""
    names = sorted(set(allowed) & {*wanted.target, *(wanted.minimum.keys() & wanted.maximum.keys())})
    middles = {name: (wanted.minimum.get(name, 0) + wanted.maximum.get(name, 0)) / 2 for name in names}
    return {name: wanted.target.get(name, middles[name]) for name in names}


def _limits(wanted: Tunables) -> dict[str, float]:
    """Targets and limits as Spotify names them. It takes lengths and popularity in whole numbers."""
    named = (("target", wanted.target), ("min", wanted.minimum), ("max", wanted.maximum))
    return {
        f"{prefix}_{name}": round(value) if name in ("popularity", "duration_ms") else value
        for prefix, values in named
        for name, value in sorted(values.items())
    }


def _unknown(ids: Iterable[str]) -> list[str]:
    """Those of which we do not know how they sound."""
    every = list(ids)
    known = AudioFeatures.objects.filter(recording__tracks__spotify_id__in=every, found_at__isnull=False)
    sounding = set(known.values_list("recording__tracks__spotify_id", flat=True))
    return [key for key in every if key not in sounding]


def _sounds(ids: Sequence[str], lane: Lane) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for start in range(0, len(ids), reccobeats.MOST_IDS):
        try:
            rows = reccobeats.audio_features(ids[start : start + reccobeats.MOST_IDS], lane)
        except NotFound:
            continue
        for row in rows:
            figures = sound_of(reccobeats.NAME, msgspec.structs.asdict(row)).figures
            found[row.spotify_id] = dict(figures)
    return found

"""Songs of some artists' albums, as Spotify tells them to every app: one album a call, so a few calls at a time. What
was told is kept, so that the next list knows more of them than the one before.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import msgspec
from django.core.cache import cache

from accounts.models import User
from discoverdaily.music_data.regime import asked_as
from discoverdaily.spotify.client import Lane, Spotify
from discoverdaily.spotify.errors import NotFound, SpotifyError
from discoverdaily.spotify.objects import Album, Track

CALLS = 6
"""How many calls are made at most for one list."""
ALBUMS_KEPT, SONGS_KEPT = timedelta(days=1), timedelta(days=7)
"""Artists bring out albums; what is on one stays."""
FIRST = ("album", "single")
"""Which kinds of albums are looked into first."""
T = TypeVar("T", Album, Track)


def songs_of(person: User, artists: Sequence[str], *, most: int, lane: Lane) -> list[Track]:
    """At most so many songs that the artists, by Spotify's ids, have on albums of theirs, each with its album: of each
    artist's first album before any second one. Makes CALLS calls at most.

    Raises a SpotifyError where nothing is known and Spotify cannot be asked now.
    """
    shelf = _Shelf(person, lane, CALLS)
    songs: dict[str, Track] = {}
    turns = [_of_artist(shelf, artist) for artist in dict.fromkeys(artists)]
    while turns and len(songs) < most:
        told = [next(turn, None) for turn in turns]
        songs |= {song.id: song for album in told if album for song in album}
        turns = [turn for turn, album in zip(turns, told, strict=True) if album is not None]
    if shelf.error and not songs:
        raise shelf.error
    return list(songs.values())[:most]


def _of_artist(shelf: "_Shelf", artist: str) -> Iterator[list[Track]]:
    """The artist's songs on each of their albums; nothing for one that cannot be looked into now."""
    theirs = [album for album in shelf.albums(artist) if any(by.id == artist for by in album.artists)]
    places = {kind: place for place, kind in enumerate(FIRST)}
    for album in sorted(theirs, key=lambda album: places.get(album.album_type or "", len(FIRST))):
        yield [
            msgspec.structs.replace(song, album=album)
            for song in shelf.songs(album.id)
            if any(by.id == artist for by in song.artists)
        ]


@dataclass(slots=True)
class _Shelf:
    """What is known of albums; what is not is asked for while there are calls left and nothing went wrong."""

    person: User
    lane: Lane
    calls: int
    error: SpotifyError | None = None

    def albums(self, artist: str) -> list[Album]:
        return self._told("artist-albums", artist, Album, ALBUMS_KEPT, lambda asked: asked.artist_albums(artist).items)

    def songs(self, album: str) -> list[Track]:
        return self._told("album-tracks", album, Track, SONGS_KEPT, lambda asked: asked.album_tracks(album).items)

    def _told(
        self, endpoint: str, key: str, kind: type[T], kept_for: timedelta, ask: Callable[[Spotify], tuple[T, ...]]
    ) -> list[T]:
        kept_as = f"create:{endpoint}:{key}"
        if raw := cache.get(kept_as):
            try:
                return msgspec.json.decode(raw, type=list[kind])  # type: ignore[valid-type]  # Album or Track
            except msgspec.MsgspecError:
                pass  # kept by an older version of the program
        if self.error or not self.calls:
            return []
        self.calls -= 1
        try:
            told = asked_as(self.person, endpoint, ask, self.lane)
        except NotFound:
            told = ()
        except SpotifyError as error:
            self.error = error
            return []
        if told is not None:  # else it is only this person's app that may not ask
            cache.set(kept_as, msgspec.json.encode(told), kept_for.total_seconds())
        return list(told or ())

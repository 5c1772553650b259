"""Reading what a person listened to most, as Spotify ranks it."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

import msgspec
from django.core.cache import cache

from accounts.models import User
from discoverdaily import clock
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.objects import Artist, Track
from playlists.models import TimeRange

PAGE = 50
"""The most that one read of a top list brings (spotify.md §4)."""
FRESH = timedelta(minutes=10)
KEPT = timedelta(days=1)
Kind = Literal["tracks", "artists"]


class Doubt(StrEnum):
    """Why an answer is not to be written over a playlist, though Spotify gave it."""

    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    SHRUNK = "shrunk"


class Doubtful(Exception):
    """Spotify answered, but no playlist should be made of it."""

    def __init__(self, reason: Doubt) -> None:
        super().__init__(reason)
        self.reason = reason


def top_tracks_fetch(spotify: Spotify, *, time_range: TimeRange, size: int) -> list[Track]:
    """The first `size` tracks of the range, each once, in order; fewer where Spotify has fewer.

    One read for each 50. Raises Doubtful(INCOMPLETE) where Spotify left out some of what it says there is.
    """
    tracks: dict[str, Track] = {}
    for offset in range(0, size, PAGE):
        page = spotify.top_tracks(time_range.word, limit=min(PAGE, size - offset), offset=offset)
        # Some apps get an empty second page whatever the total says (spotify.md §4): an end, not a loss.
        ended = offset > 0 and not page.items and page.next is None
        if not page.whole and not ended:
            raise Doubtful(Doubt.INCOMPLETE)
        tracks |= {track.id: track for track in page.items if track.id not in tracks}
        if page.next is None:
            break
    return list(tracks.values())


class TopList(msgspec.Struct, frozen=True):
    """What stands on the Top page, and when Spotify said so."""

    fetched_at: datetime
    tracks: list[Track] = []
    artists: list[Artist] = []


def top_list(person: User, *, time_range: TimeRange, kind: Kind) -> tuple[TopList | None, SpotifyError | None]:
    """The person's top list, at most ten minutes old while Spotify answers.

    Where it does not: the last one of the day, if there is one, and what went wrong.
    """
    kept_as = f"top:{person.pk}:{kind}:{time_range}"
    kept = _kept(kept_as)
    if kept and clock.now() - kept.fetched_at < FRESH:
        return kept, None
    try:
        found = _read(spotify_for(person, lane=Lane.PEOPLE), time_range, kind)
    except SpotifyError as error:
        return kept, error
    cache.set(kept_as, msgspec.json.encode(found), timeout=KEPT.total_seconds())
    return found, None


def _kept(kept_as: str) -> TopList | None:
    raw = cache.get(kept_as)
    try:
        return msgspec.json.decode(raw, type=TopList) if raw else None
    except msgspec.MsgspecError:
        return None  # kept by an older version of the program


def _read(spotify: Spotify, time_range: TimeRange, kind: Kind) -> TopList:
    if kind == "artists":
        return TopList(clock.now(), artists=list(spotify.top_artists(time_range.word).items))
    return TopList(clock.now(), tracks=list(spotify.top_tracks(time_range.word).items))

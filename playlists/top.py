"""Reading what a person listened to most, as Spotify ranks it, without what they leave out."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Literal, TypeVar

import msgspec
from django.core.cache import cache

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.exclusions import LeftOut
from discoverdaily.listening.models import Recording
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import SpotifyError
from discoverdaily.spotify.objects import Artist, Page, Track
from playlists.models import TimeRange

PAGE = 50
"""The most that one read of a top list brings (spotify.md §4), and as many as the Top page shows."""
MOST_PAGES = 10
"""How far a list is read on for what takes the places of what is left out."""
FRESH = timedelta(minutes=10)
KEPT = timedelta(days=1)
Kind = Literal["tracks", "artists"]
KINDS: tuple[Kind, ...] = ("tracks", "artists")
T = TypeVar("T")


class Doubt(StrEnum):
    """Why an answer is not to be written over a playlist, though Spotify or our own counts gave it."""

    EMPTY = "empty"
    INCOMPLETE = "incomplete"
    SHRUNK = "shrunk"
    UNHEARD = "unheard"
    FEWER = "fewer"
    BARREN = "barren"
    WITHERED = "withered"


class Doubtful(Exception):
    """There is an answer, but no playlist should be made of it."""

    def __init__(self, reason: Doubt) -> None:
        super().__init__(reason)
        self.reason = reason


def top_tracks_fetch(spotify: Spotify, *, time_range: TimeRange, size: int, out: LeftOut) -> list[Track]:
    """The first `size` tracks of the range that are not left out, each recording once, in order; fewer where Spotify
    has fewer.

    One read for each 50. Raises Doubtful(INCOMPLETE) where Spotify left out some of what it says there is.
    """
    tracks: list[Track] = []
    for page in _pages(partial(spotify.top_tracks, time_range.word)):
        # Some apps get an empty second page whatever the total says (spotify.md §4): an end, not a loss.
        ended = bool(tracks) and not page.items and page.next is None
        if not page.whole and not ended:
            raise Doubtful(Doubt.INCOMPLETE)
        tracks += page.items
        if len(chosen_tracks(tracks, out)) >= size:
            break
    return chosen_tracks(tracks, out)[:size]


def _pages(read: Callable[..., Page[T]]) -> Iterator[Page[T]]:
    for number in range(MOST_PAGES):
        page = read(limit=PAGE, offset=PAGE * number)
        yield page
        if page.next is None:
            return


def chosen_tracks(tracks: Sequence[Track], out: LeftOut) -> list[Track]:
    """Those that are not left out, each recording once: where it ranks best. Two queries at most."""
    recordings = _recordings_of(tracks)
    best: dict[int | str, Track] = {}
    for track in tracks:
        recording = recordings.get(track.id, 0)
        if not out.told(track, recording=recording):
            best.setdefault(recording or track.isrc or track.id, track)
    return list(best.values())


def _recordings_of(tracks: Sequence[Track]) -> dict[str, int]:
    """The recordings we know the tracks as, by their ids; of those we have not met, by their ISRC. Nothing is written:
    what Spotify tells is kept where it is needed again."""
    rows = Recording.objects.filter(tracks__spotify_id__in={track.id for track in tracks})
    known = {track_id: key for track_id, key in rows.values_list("tracks__spotify_id", "pk") if track_id}
    codes = {track.isrc for track in tracks if track.isrc and track.id not in known}
    by_code = dict(Recording.objects.filter(isrc__in=codes).values_list("isrc", "pk"))
    return {track.id: by_code[track.isrc] for track in tracks if track.isrc in by_code} | known


def chosen_artists(artists: Sequence[Artist], out: LeftOut) -> list[Artist]:
    """Those that are not left out."""
    return [artist for artist in artists if not out.told_artist(artist)]


class TopList(msgspec.Struct, frozen=True):
    """What Spotify told for the Top page, and when; `ended`: whether it has no more."""

    fetched_at: datetime
    tracks: list[Track] = []
    artists: list[Artist] = []
    ended: bool = False

    def chosen(self, out: LeftOut) -> tuple[list[Track], list[Artist]]:
        """As many tracks or artists as the page shows, without those left out."""
        return chosen_tracks(self.tracks, out)[:PAGE], chosen_artists(self.artists, out)[:PAGE]

    def fills(self, out: LeftOut) -> bool:
        """Whether there is no reason to ask for more of it."""
        return self.ended or any(len(chosen) == PAGE for chosen in self.chosen(out))


def top_list(
    person: User, *, time_range: TimeRange, kind: Kind, out: LeftOut
) -> tuple[TopList | None, SpotifyError | None]:
    """The person's top list, at most ten minutes old while Spotify answers, and long enough without what is `out`.

    Where Spotify does not answer: the last one of the day, if there is one, and what went wrong.
    """
    kept_as = kept_name(person, kind, time_range)
    kept = _kept(kept_as)
    if kept and clock.now() - kept.fetched_at < FRESH and kept.fills(out):
        return kept, None
    try:
        found = _read(spotify_for(person, lane=Lane.PEOPLE), time_range, kind, out)
    except SpotifyError as error:
        return kept, error
    cache.set(kept_as, msgspec.json.encode(found), timeout=KEPT.total_seconds())
    return found, None


def told_lately(person: User, spotify_id: str) -> Track | Artist | None:
    """A track or an artist of the top lists that the person was shown within a day."""
    for kind in KINDS:
        for time_range in TimeRange:
            kept = _kept(kept_name(person, kind, time_range)) or TopList(clock.now())
            credited = [artist for track in kept.tracks for artist in track.artists]
            everybody: list[Track | Artist] = [*kept.tracks, *kept.artists, *credited]
            if found := next((told for told in everybody if told.id == spotify_id), None):
                return found
    return None


def kept_name(person: User, kind: Kind, time_range: TimeRange) -> str:
    """Under which name the cache has it."""
    return f"top:{person.pk}:{kind}:{time_range}"


def _kept(kept_as: str) -> TopList | None:
    raw = cache.get(kept_as)
    try:
        return msgspec.json.decode(raw, type=TopList) if raw else None
    except msgspec.MsgspecError:
        return None  # kept by an older version of the program


def _read(spotify: Spotify, time_range: TimeRange, kind: Kind, out: LeftOut) -> TopList:
    found = TopList(clock.now())
    for more in _artists(spotify, time_range) if kind == "artists" else _tracks(spotify, time_range):
        found = TopList(found.fetched_at, [*found.tracks, *more.tracks], [*found.artists, *more.artists])
        if found.fills(out):
            return found
    return msgspec.structs.replace(found, ended=True)


def _tracks(spotify: Spotify, time_range: TimeRange) -> Iterator[TopList]:
    for page in _pages(partial(spotify.top_tracks, time_range.word)):
        yield TopList(clock.now(), tracks=list(page.items))


def _artists(spotify: Spotify, time_range: TimeRange) -> Iterator[TopList]:
    for page in _pages(partial(spotify.top_artists, time_range.word)):
        yield TopList(clock.now(), artists=list(page.items))

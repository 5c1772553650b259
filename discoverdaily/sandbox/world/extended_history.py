"""The files of Spotify's "Extended streaming history": every stream since the account began, how it began and ended.

Fields and file names as people's packages of 2024 to 2026 show them, and their oddities: a stream told twice, and
streams of which no name is left. Addresses are from ranges kept for documentation.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

import msgspec

from .audiobooks import chapters
from .catalogue import catalogue
from .model import EpisodePlay, Listener, Play
from .podcasts import episodes, shows
from .seed import fraction, stream
from .streams import Stream

_FOLDER = "Spotify Extended Streaming History"
_ROWS_A_FILE = 16_000  # about 12 MB
_PAUSE = timedelta(seconds=30)  # a longer silence means that somebody pressed play again
_PLATFORMS = ("ios", "android", "osx", "windows", "web_player linux 6.8;chrome 128;desktop", "iOS 17.4 (iPhone14,5)")
_TOLD_TWICE = 0.01  # share of sittings of which one stream is told twice
_NAMELESS = 0.006  # share of sittings that end in a stream without any name


@dataclass(frozen=True, slots=True)
class _Sitting:
    """Where a stretch without a pause was heard, and which oddity it has in the export."""

    platform: str
    country: str
    address: str
    offline: bool
    told_twice: bool
    nameless: bool


class Names(NamedTuple):
    """What a stream was of. A stream of which nothing is known any longer has none of them."""

    track: str | None = None
    artist: str | None = None
    album: str | None = None
    track_uri: str | None = None
    episode: str | None = None
    show: str | None = None
    episode_uri: str | None = None
    book: str | None = None
    book_uri: str | None = None
    chapter_uri: str | None = None
    chapter: str | None = None


class Row(msgspec.Struct, frozen=True, gc=False):
    """A line of the export, its fields named and ordered as Spotify does."""

    ts: str
    platform: str
    ms_played: int
    conn_country: str
    ip_addr: str
    master_metadata_track_name: str | None
    master_metadata_album_artist_name: str | None
    master_metadata_album_album_name: str | None
    spotify_track_uri: str | None
    episode_name: str | None
    episode_show_name: str | None
    spotify_episode_uri: str | None
    audiobook_title: str | None
    audiobook_uri: str | None
    audiobook_chapter_uri: str | None
    audiobook_chapter_title: str | None
    reason_start: str
    reason_end: str
    shuffle: bool
    skipped: bool
    offline: bool
    offline_timestamp: int
    incognito_mode: bool


def extended_files(listener: Listener, streams: Iterable[Stream]) -> Iterator[tuple[str, Sequence[Row]]]:
    """Names and contents of the package's JSON files, each as soon as it is full."""
    watched: list[Stream] = []
    rows: list[Row] = []
    number = 0
    for row in _rows(listener, _heard(streams, watched)):
        rows.append(row)
        if len(rows) == _ROWS_A_FILE:
            yield f"{_FOLDER}/Streaming_History_Audio_{_years(rows)}_{number}.json", rows
            rows, number = [], number + 1
    if rows:
        yield f"{_FOLDER}/Streaming_History_Audio_{_years(rows)}_{number}.json", rows
    if seen := list(_rows(listener, watched)):
        yield f"{_FOLDER}/Streaming_History_Video_{_years(seen)}.json", seen


def _heard(streams: Iterable[Stream], watched: list[Stream]) -> Iterator[Stream]:
    """The streams without those that were watched, which are put aside."""
    for each in streams:
        if isinstance(each, EpisodePlay) and each.video:
            watched.append(each)
        else:
            yield each


def _years(rows: Sequence[Row]) -> str:
    first, last = rows[0].ts[:4], rows[-1].ts[:4]
    return first if first == last else f"{first}-{last}"


def _rows(listener: Listener, streams: Iterable[Stream]) -> Iterator[Row]:
    """A row for each stream, told by its neighbours how it began and ended."""
    sitting, started = None, "appload"
    for each, after in _with_next(streams):
        sitting = sitting or _sitting(listener, each.started_at)
        goes_on = after is not None and after.started_at - each.ended_at < _PAUSE
        skipped = isinstance(each, Play) and each.skipped
        ended = "trackdone" if not skipped else "fwdbtn" if goes_on else "endplay"
        row = _row(each, _names(each), sitting, (started, ended))
        yield row
        started = ended
        if not goes_on:
            yield from _oddities(row, each, sitting)
            sitting, started = None, "clickrow"


def _with_next(streams: Iterable[Stream]) -> Iterator[tuple[Stream, Stream | None]]:
    for each, after in pairwise(chain(streams, [None])):
        if each is not None:
            yield each, after


def _oddities(row: Row, last: Stream, sitting: _Sitting) -> Iterator[Row]:
    """What stands in an export besides what was heard: the sitting's last stream again, and one without any name."""
    if sitting.told_twice:
        yield row
    if sitting.nameless:
        yield _row(last, Names(), sitting, ("clickrow", "endplay"))


def _sitting(listener: Listener, at: datetime) -> _Sitting:
    chance = stream("device", listener.id, at)
    address = f"198.51.100.{1 + int(250 * chance.random())}"
    return _Sitting(
        platform=_usual_platform(listener.id) if chance.random() < 0.75 else chance.choice(_PLATFORMS),
        country=listener.country,
        address=address if chance.random() < 0.8 else f"2001:db8::{1 + int(60_000 * chance.random()):x}",
        offline=listener.product == "premium" and chance.random() < 0.05,
        told_twice=chance.random() < _TOLD_TWICE,
        nameless=chance.random() < _NAMELESS,
    )


@cache
def _usual_platform(listener_id: str) -> str:
    return _PLATFORMS[int(fraction("usual device", listener_id) * len(_PLATFORMS))]


def _row(each: Stream, names: Names, sitting: _Sitting, reasons: tuple[str, str]) -> Row:
    shuffle, skipped, incognito = (
        (each.shuffle, each.skipped, each.incognito) if isinstance(each, Play) else (False, False, False)
    )
    return Row(
        f"{each.ended_at.isoformat()[:19]}Z",
        sitting.platform,
        each.ms_played,
        sitting.country,
        sitting.address,
        *names,
        *reasons,
        shuffle,
        skipped,
        sitting.offline,
        int(each.started_at.timestamp()),
        incognito,
    )


def _names(each: Stream) -> Names:
    if isinstance(each, Play):
        return _of_track(each.track_id)
    return _of_episode(each.episode_id) if isinstance(each, EpisodePlay) else _of_chapter(each.chapter_id)


@cache
def _of_track(track_id: str) -> Names:
    track, music = catalogue().tracks[track_id], catalogue()
    artist, album = music.artists[track.artist_ids[0]], music.albums[track.album_id]
    return Names(track=track.name, artist=artist.name, album=album.name, track_uri=f"spotify:track:{track.id}")


def _of_episode(episode_id: str) -> Names:
    episode = episodes()[episode_id]
    show = shows()[episode.show_id].name
    return Names(episode=episode.name, show=show, episode_uri=f"spotify:episode:{episode.id}")


def _of_chapter(chapter_id: str) -> Names:
    it = chapters()[chapter_id]
    return Names(
        book=it.book,
        book_uri=f"spotify:show:{it.book_id}",
        chapter_uri=f"spotify:episode:{it.id}",
        chapter=it.name,
    )

"""The files of Spotify's "Extended streaming history": every stream since the account began, how it began and ended.

Fields and file names as people's packages of 2024 to 2026 show them. Addresses are from ranges kept for documentation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from .catalogue import catalogue
from .history import plays
from .model import EpisodePlay, Listener, Play
from .podcasts import episode_plays, episodes, shows
from .seed import fraction, stream

_FOLDER = "Spotify Extended Streaming History"
_ROWS_A_FILE = 16_000  # about 12 MB
_PAUSE = timedelta(seconds=30)  # a longer silence means that somebody pressed play again
_PLATFORMS = ("ios", "android", "osx", "windows", "web_player linux 6.8;chrome 128;desktop", "iOS 17.4 (iPhone14,5)")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Device:
    """Where a sitting was heard."""

    platform: str
    country: str
    address: str
    offline: bool


def extended_files(listener: Listener, now: datetime, extra: Sequence[Play]) -> Iterator[tuple[str, list[Row]]]:
    """Names and contents of the package's JSON files."""
    begin = datetime.combine(listener.joined, time(), UTC) - timedelta(days=1)
    music = plays(listener.id, begin, now) + [play for play in extra if play.played_at < now]
    podcasts = episode_plays(listener.id, begin, now)
    heard: list[Play | EpisodePlay] = [*music, *(play for play in podcasts if not play.video)]
    heard.sort(key=lambda play: play.started_at)
    rows: list[Row] = []
    number = 0
    for row in _rows(listener, heard):
        rows.append(row)
        if len(rows) == _ROWS_A_FILE:
            yield f"{_FOLDER}/Streaming_History_Audio_{_years(rows)}_{number}.json", rows
            rows, number = [], number + 1
    if rows:
        yield f"{_FOLDER}/Streaming_History_Audio_{_years(rows)}_{number}.json", rows
    if watched := list(_rows(listener, [play for play in podcasts if play.video])):
        yield f"{_FOLDER}/Streaming_History_Video_{_years(watched)}.json", watched


def _years(rows: Sequence[Row]) -> str:
    first, last = rows[0]["ts"][:4], rows[-1]["ts"][:4]
    return first if first == last else f"{first}-{last}"


def _rows(listener: Listener, streams: Sequence[Play | EpisodePlay]) -> Iterator[Row]:
    """A row for each stream, told by its neighbours how it began and ended."""
    if not streams:
        return
    device, started = _device(listener, streams[0].started_at), "appload"
    for stream_, after in pairwise([*streams, None]):
        if stream_ is None:
            return
        goes_on = after is not None and after.started_at - stream_.ended_at < _PAUSE
        skipped = isinstance(stream_, Play) and stream_.skipped
        ended = "trackdone" if not skipped else "fwdbtn" if goes_on else "endplay"
        yield _row(stream_, device, started, ended)
        started = ended if goes_on else "clickrow"
        if after is not None and not goes_on:
            device = _device(listener, after.started_at)


def _device(listener: Listener, at: datetime) -> _Device:
    chance = stream("device", listener.id, at)
    usual = int(fraction("usual device", listener.id) * len(_PLATFORMS))
    address = f"198.51.100.{1 + int(250 * chance.random())}"
    return _Device(
        platform=_PLATFORMS[usual] if chance.random() < 0.75 else chance.choice(_PLATFORMS),
        country=listener.country,
        address=address if chance.random() < 0.8 else f"2001:db8::{1 + int(60_000 * chance.random()):x}",
        offline=listener.product == "premium" and chance.random() < 0.05,
    )


def _row(play: Play | EpisodePlay, device: _Device, started: str, ended: str) -> Row:
    track, artist, album, track_uri = _of_track(play)
    episode, show, episode_uri = _of_episode(play)
    shuffle, skipped, incognito = (
        (play.shuffle, play.skipped, play.incognito) if isinstance(play, Play) else (False, False, False)
    )
    return {
        "ts": f"{play.ended_at:%Y-%m-%dT%H:%M:%SZ}",
        "platform": device.platform,
        "ms_played": play.ms_played,
        "conn_country": device.country,
        "ip_addr": device.address,
        "master_metadata_track_name": track,
        "master_metadata_album_artist_name": artist,
        "master_metadata_album_album_name": album,
        "spotify_track_uri": track_uri,
        "episode_name": episode,
        "episode_show_name": show,
        "spotify_episode_uri": episode_uri,
        "audiobook_title": None,
        "audiobook_uri": None,
        "audiobook_chapter_uri": None,
        "audiobook_chapter_title": None,
        "reason_start": started,
        "reason_end": ended,
        "shuffle": shuffle,
        "skipped": skipped,
        "offline": device.offline,
        "offline_timestamp": int(play.started_at.timestamp()),
        "incognito_mode": incognito,
    }


def _of_track(play: Play | EpisodePlay) -> tuple[str, str, str, str] | tuple[None, None, None, None]:
    if not isinstance(play, Play):
        return None, None, None, None
    track, music = catalogue().tracks[play.track_id], catalogue()
    artist, album = music.artists[track.artist_ids[0]], music.albums[track.album_id]
    return track.name, artist.name, album.name, f"spotify:track:{track.id}"


def _of_episode(play: Play | EpisodePlay) -> tuple[str, str, str] | tuple[None, None, None]:
    if isinstance(play, Play):
        return None, None, None
    episode = episodes()[play.episode_id]
    return episode.name, shows()[episode.show_id].name, f"spotify:episode:{episode.id}"

"""ISRCs and lengths of many tracks: Spotify tells apps under its older rules all of it, ReccoBeats tells everybody."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import msgspec

from discoverdaily.music_data import reccobeats
from discoverdaily.music_data.names import is_isrc, spotify_ids
from discoverdaily.music_data.regime import asked_of_spotify
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import NotFound, RetryLater, SpotifyError

logger = logging.getLogger(__name__)

LONGEST_MS = 24 * 3_600_000
"""A track that is told to be longer is not believed."""


class Detail(NamedTuple):
    """`isrc` "" and `duration_ms` 0 where they are not told, or not believed; title and first artist "" likewise."""

    isrc: str
    duration_ms: int
    title: str
    artist: str


@dataclass(slots=True)
class Answer:
    """What is known of the tracks that were asked for, by Spotify's ids. Who is nowhere in it is not known."""

    tracks: dict[str, objects.Track] = field(default_factory=dict)
    """As Spotify tells them, with everything."""
    details: dict[str, Detail] = field(default_factory=dict)
    later: RetryLater | None = None
    """Somebody could not be asked: what is not told is to be asked for again."""


def details_of(ids: Sequence[str]) -> Answer:
    """What is known of up to 40 tracks. Never raises a SpotifyError: what was told before somebody failed is told."""
    answer = Answer()
    try:
        wanted = spotify_ids(ids)
        answer.tracks = _by_spotify(wanted) if wanted else {}
        missing = [name for name in wanted if name not in answer.tracks]
        answer.details = _by_reccobeats(missing) if missing else {}
    except RetryLater as error:
        answer.later = error
    except SpotifyError as error:
        logger.exception("tracks were asked for in the wrong way")
        answer.later = RetryLater(error.reason, error.detail, after=timedelta(hours=6))
    return answer


def _by_spotify(ids: list[str]) -> dict[str, objects.Track]:
    def ask(spotify: Spotify) -> tuple[objects.Track | None, ...]:
        return spotify.tracks(ids)

    told = asked_of_spotify("tracks", ask) or ()
    # One track may be told under the id of another that stands for it: it was asked for by the one that we know.
    pairs = zip(ids, told, strict=False)
    return {name: msgspec.structs.replace(track, id=name) for name, track in pairs if track}


def _by_reccobeats(ids: list[str]) -> dict[str, Detail]:
    try:
        rows = reccobeats.tracks(ids)
    except NotFound:
        return {}
    return {row.spotify_id: _detail(row) for row in rows}


def _detail(row: reccobeats.Details) -> Detail:
    return Detail(
        isrc=row.code if is_isrc(row.code) else "",
        duration_ms=row.duration_ms if 0 < row.duration_ms <= LONGEST_MS else 0,
        title=row.track_title or "",
        artist=next((by.name or "" for by in row.artists or ()), ""),
    )

"""What a line of Spotify's exports says: when a stream ended, how long it was and of which track; or why it is no play.

Layouts as Spotify's page "Understanding my data" describes them and as exports of 2019 to 2026 show them. A line's
address, country, device and user agent have no field here, so they are never so much as decoded.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.importing.columns import FINISHED, PRIVATE, Columns
from discoverdaily.listening.importing.names import NAMELESS, NOT_MUSIC, Names
from discoverdaily.listening.models import Outcome, Source

SHORTEST = 1_000
"""ms; what was shorter was not listened to."""
EARLIEST = to_ms(datetime(2006, 4, 1, tzinfo=UTC))
"""There was no Spotify before. Players whose clock is lost say 1970."""
LONGEST = timedelta(days=1) // timedelta(milliseconds=1)
_IMPOSSIBLE = -1

Numbers = NDArray[np.int64]


class ExtendedLine(msgspec.Struct, gc=False):
    """Extended history: `Streaming_History_Audio_*.json`, `Streaming_History_Video_*.json`, `endsong_*.json`."""

    ts: str | None = None
    ms_played: int | None = None
    title: str | None = msgspec.field(default=None, name="master_metadata_track_name")
    artist: str | None = msgspec.field(default=None, name="master_metadata_album_artist_name")
    album: str | None = msgspec.field(default=None, name="master_metadata_album_album_name")
    uri: str | None = msgspec.field(default=None, name="spotify_track_uri")
    episode: str | None = msgspec.field(default=None, name="spotify_episode_uri")
    episode_name: str | None = None
    audiobook: str | None = msgspec.field(default=None, name="audiobook_uri")
    chapter: str | None = msgspec.field(default=None, name="audiobook_chapter_uri")
    reason_end: str | None = None
    incognito_mode: bool | None = None


class AccountLine(msgspec.Struct, gc=False, rename="camel"):
    """Account data: `StreamingHistory*.json`."""

    end_time: str | None = None
    ms_played: int | None = None
    track_name: str | None = None
    artist_name: str | None = None
    podcast_name: str | None = None
    episode_name: str | None = None
    audiobook_name: str | None = None
    chapter_name: str | None = None


class Said(NamedTuple):
    """What lines say, a row each."""

    moments: Numbers
    lengths: Numbers
    tracks: NDArray[np.int32]
    private: NDArray[np.bool_]
    finished: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of export: the struct of its lines, how to read many of them, and by which keys it is known."""

    line: type[Any]
    source: Source
    said: Callable[[Any, Names], Said]
    keys: tuple[re.Pattern[bytes], ...]


def extended_said(lines: Sequence[ExtendedLine], names: Names) -> Said:
    """Lines of extended history."""
    tracks = names.known([line.uri for line in lines])
    for row in np.flatnonzero(tracks < 0).tolist():
        tracks[row] = _extended_track(lines[row], names)
    return Said(
        _moments([line.ts for line in lines], len("2026-01-31T23:59:59Z")),
        _lengths([line.ms_played for line in lines]),
        tracks,
        np.array([line.incognito_mode for line in lines], dtype=np.bool_),
        np.array([line.reason_end == "trackdone" for line in lines], dtype=np.bool_),
    )


def _extended_track(line: ExtendedLine, names: Names) -> int:
    if line.uri or line.title:
        return names.number(line.uri or (line.artist, line.title), line.uri, line.title, line.artist, line.album)
    return NOT_MUSIC if line.episode or line.episode_name or line.audiobook or line.chapter else NAMELESS


def account_said(lines: Sequence[AccountLine], names: Names) -> Said:
    """Lines of account data, in which nothing tells a private session, or why a stream ended."""
    tracks = names.known([(line.artist_name, line.track_name) for line in lines])
    for row in np.flatnonzero(tracks < 0).tolist():
        tracks[row] = _account_track(lines[row], names)
    nothing = np.zeros(len(lines), dtype=np.bool_)
    moments = _moments([line.end_time for line in lines], len("2026-01-31 23:59"))
    return Said(moments, _lengths([line.ms_played for line in lines]), tracks, nothing, nothing)


def _account_track(line: AccountLine, names: Names) -> int:
    if line.track_name:
        return names.number((line.artist_name, line.track_name), None, line.track_name, line.artist_name, None)
    other = line.podcast_name or line.episode_name or line.audiobook_name or line.chapter_name
    return NOT_MUSIC if other else NAMELESS


def sorted_out(said: Said, source: Source, latest: int) -> tuple[Columns, Counter[Outcome]]:
    """The lines that tell of plays, and how many are not taken, by reason; `latest`: unix ms after which nothing can
    lie.

    Of several reasons the first of these is given: no music, no name, an impossible date or length, private, short.
    Private ones stay among the lines, marked: what else may tell of them is not to be taken, either.
    """
    undated = (said.moments < EARLIEST) | (said.moments > latest) | (said.lengths < 0) | (said.lengths > LONGEST)
    reasons = {
        Outcome.NOT_MUSIC: said.tracks == NOT_MUSIC,
        Outcome.NAMELESS: said.tracks == NAMELESS,
        Outcome.UNDATED: undated,
        Outcome.PRIVATE: said.private,
        Outcome.SHORT: said.lengths < SHORTEST,
    }
    left, counted = np.ones(len(said.moments), dtype=np.bool_), Counter[Outcome]()
    for outcome, rows in reasons.items():
        counted[outcome] = int(np.count_nonzero(left & rows))
        left &= ~rows
    plays = (said.tracks >= 0) & ~undated & (said.lengths >= SHORTEST)
    marks = source + FINISHED * said.finished[plays] + PRIVATE * said.private[plays]
    lengths = said.lengths[plays].astype(np.int32)
    return Columns(said.moments[plays], lengths, said.tracks[plays], marks.astype(np.uint8)), counted


def _moments(texts: Sequence[str | None], length: int) -> Numbers:
    """Unix ms of moments written in UTC, `length` letters long as Spotify writes them."""
    try:
        if set(map(len, texts)) == {length}:  # type: ignore[arg-type]  # None is caught below
            return np.array([text[:19] for text in texts], dtype="M8[ms]").astype(np.int64)  # type: ignore[index]
    except (TypeError, ValueError):
        pass
    return np.array([_moment(text) for text in texts], dtype=np.int64)


def _moment(text: str | None) -> int:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return _IMPOSSIBLE
    return to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _lengths(lengths: Sequence[int | None]) -> Numbers:
    try:
        return np.array(lengths, dtype=np.int64)
    except (TypeError, OverflowError):
        possible = range(LONGEST + 1)
        return np.array([ms if ms in possible else _IMPOSSIBLE for ms in lengths], dtype=np.int64)


EXTENDED = Layout(
    ExtendedLine, Source.EXTENDED, extended_said, (re.compile(rb'"ts"\s*:'), re.compile(rb'"ms_played"\s*:'))
)
ACCOUNT = Layout(
    AccountLine, Source.ACCOUNT, account_said, (re.compile(rb'"endTime"\s*:'), re.compile(rb'"msPlayed"\s*:'))
)


def layout_of(head: bytes) -> Layout | None:
    """Whose lines a file holds that begins so; None where they are not Spotify's streaming history."""
    return next((each for each in (EXTENDED, ACCOUNT) if all(key.search(head) for key in each.keys)), None)

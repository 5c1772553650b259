"""ReccoBeats: how tracks sound, their ISRCs and lengths, and which go with some others, without a key and without
anybody's account.

Its own facts: Spotify's ids, ISRCs and ids of its own are understood, forty a call; what it does not know it leaves
out, and one ISRC may bring several rows, so answers are told apart by what stands in them, never by their place. How
often it may be asked is published nowhere, so a modest budget is kept to, and what it says about waiting is stored.
Errors are named as those of Spotify's door are (discoverdaily/spotify/errors.py).
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import httpx2
import msgspec
from django.conf import settings

from discoverdaily.music_data.figures import NEEDED, RANGES, Range
from discoverdaily.spotify import http, pacing, reading, refusals
from discoverdaily.spotify.errors import Misused, NotFound, Reason, RetryLater, SpotifyError
from discoverdaily.spotify.methods.base import at_most
from discoverdaily.spotify.pacing import Lane

NAME = "reccobeats"
"""The name of its budget, and of what it told."""
MOST_IDS = 40
MOST_SEEDS = 5
MOST_RECOMMENDED = 100
WISHES = {name: RANGES[name] for name in NEEDED} | {
    "loudness": Range(-60, 2),
    "tempo": Range(0, 250),
    "popularity": Range(0, 100, whole=True),
}
"""What recommendations may be asked to be near to."""
REST = {Reason.RATE: timedelta(minutes=1), Reason.FORBIDDEN: timedelta(days=1)}
"""How long it is left alone where it does not say."""
REST_WHEN_OUT = timedelta(minutes=2)
PEOPLES_SECONDS = 3.0
"""How long a person is kept waiting for it: others can recommend, too."""


class Row(msgspec.Struct, frozen=True):
    """What every row says of whose it is."""

    href: str | None = None
    isrc: str | None = None

    @property
    def spotify_id(self) -> str:
        """The id of the track it is about; empty where it does not say."""
        return (self.href or "").rpartition("/")[2]

    @property
    def code(self) -> str:
        """The ISRC in capitals without hyphens; empty where it is not told."""
        return (self.isrc or "").replace("-", "").upper()


class Sounding(Row, frozen=True):
    """How a track sounds, as it is told: nothing here is checked (figures.py)."""

    acousticness: Any = None
    danceability: Any = None
    energy: Any = None
    instrumentalness: Any = None
    liveness: Any = None
    loudness: Any = None
    speechiness: Any = None
    tempo: Any = None
    valence: Any = None
    key: Any = None
    mode: Any = None


class By(msgspec.Struct, frozen=True):
    """Who made it."""

    name: str | None = None
    href: str | None = None

    @property
    def spotify_id(self) -> str:
        """Spotify's id of the artist; empty where it does not say."""
        return (self.href or "").rpartition("/")[2]


class Details(Row, rename="camel", frozen=True):
    """A track's length in ms (0: not told), its ISRC, its title, who made it, and how popular it is (0 to 100)."""

    duration_ms: int = 0
    track_title: str | None = None
    artists: tuple[By, ...] | None = None
    popularity: float | None = None


class _Envelope(msgspec.Struct):
    content: list[msgspec.Raw]


def audio_features(names: Sequence[str], lane: Lane = Lane.BACKGROUND) -> tuple[Sounding, ...]:
    """How up to 40 tracks sound, by Spotify's ids or ISRCs, in no order; what is unknown is left out.

    Raises RetryLater (`after` is always set), NotFound or Misused.
    """
    return _get("/audio-features", Sounding, _ids(names), lane)


def tracks(names: Sequence[str], lane: Lane = Lane.BACKGROUND) -> tuple[Details, ...]:
    """ISRCs and lengths of up to 40 tracks likewise."""
    return _get("/track", Details, _ids(names), lane)


def recommendations(
    seeds: Sequence[str], *, size: int, wishes: Mapping[str, float] | None = None, lane: Lane = Lane.BACKGROUND
) -> tuple[Details, ...]:
    """Up to 100 tracks that go with one to five, by Spotify's ids, the best first; `wishes`: figures by the names of
    WISHES that they had better be near to. It keeps no limits. Raises as above."""
    held = {name: min(max(wish, WISHES[name].low), WISHES[name].high) for name, wish in (wishes or {}).items()}
    asked = {name: str(round(wish)) if WISHES[name].whole else f"{wish:.4g}" for name, wish in held.items()}
    params = {"seeds": ",".join(at_most(MOST_SEEDS, seeds)), "size": str(min(size, MOST_RECOMMENDED)), **asked}
    return _get("/track/recommendation", Details, params, lane)


def _ids(names: Sequence[str]) -> dict[str, str]:
    return {"ids": ",".join(at_most(MOST_IDS, names))}


R = TypeVar("R", bound=Row)


def _get(path: str, kind: type[R], params: Mapping[str, str], lane: Lane) -> tuple[R, ...]:
    pacing.take(NAME, lane, pacing.Allowance(settings.RECCOBEATS_CALLS_IN_30_SECONDS))
    try:
        timeout = http.patience(PEOPLES_SECONDS if lane is Lane.PEOPLE else None)
        response = http.exchange("GET", settings.RECCOBEATS_URL + path, params=params, timeout=timeout)
        if not response.is_success:
            raise _refusal(response)
        rows = reading.answer(reading.one(_Envelope), response.content).content
    except RetryLater as error:
        pause = error.after if error.after is not None else REST.get(error.reason, REST_WHEN_OUT)
        error.after = pacing.cool_down(NAME, error.reason, pause)
        raise
    return reading.each(reading.one(kind), rows)[0]


def _refusal(response: httpx2.Response) -> SpotifyError:
    status, said = response.status_code, response.text.strip()[:200]
    after = refusals.retry_after(response)
    if status == 429:
        return RetryLater(Reason.RATE, said, after=after)
    if status in (401, 403):
        return RetryLater(Reason.FORBIDDEN, said, after=after)
    if status == 404:
        return NotFound(said)
    if status >= 500 or status < 400:
        return RetryLater(Reason.SERVER, f"{status} {said}", after=after)
    return Misused(f"{status} {said}")

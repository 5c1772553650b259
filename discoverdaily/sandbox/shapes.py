"""Spotify's JSON objects, in both regimes: the restricted one leaves out the fields that were removed in 2026.

Objects of the catalogue are made once and shared, so nobody may change what these functions return.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from html import escape
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from discoverdaily.sandbox import world
from discoverdaily.sandbox.world import Album, Artist, Listener

Json = dict[str, Any]
R = TypeVar("R")

MARKETS: list[str] = (  # noqa: SIM905 - as a list it would be 185 lines
    "AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CO CR CV CW "
    "CY CZ DE DJ DK DM DO DZ EC EE EG ES ET FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN "
    "IQ IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MN MO MR MT "
    "MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RW SA SB SC SE SG SI SK "
    "SL SM SN SR ST SV SZ TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS XK ZA ZM ZW"
).split()
_SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")


def is_spotify_id(text: str) -> bool:
    return _SPOTIFY_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class View:
    """Where the asker sees the sandbox ("http://127.0.0.1:8901"), and whether under the older rules."""

    base: str
    legacy: bool

    def api(self, path: str) -> str:
        return f"{self.base}/v1{path}"

    def open(self, kind: str, key: str) -> Json:
        return {"spotify": f"{self.base}/open/{kind}/{key}"}


def identity(view: View, kind: str, key: str) -> Json:
    """What every object of Spotify's has."""
    return {
        "external_urls": view.open(kind, key),
        "href": view.api(f"/{kind}s/{key}"),
        "id": key,
        "type": kind,
        "uri": f"spotify:{kind}:{key}",
    }


def images(view: View, image: str) -> list[Json]:
    """The same picture in three sizes, largest first."""
    return [
        {"height": size, "url": f"{view.base}/image/{name}", "width": size}
        for size, name in world.image_sizes(image).items()
    ]


@lru_cache(maxsize=4096)
def simple_artist(view: View, artist_id: str) -> Json:
    return identity(view, "artist", artist_id) | {"name": world.catalogue().artists[artist_id].name}


@lru_cache(maxsize=4096)
def artist(view: View, artist_id: str) -> Json:
    it: Artist = world.catalogue().artists[artist_id]
    shape = simple_artist(view, artist_id) | {"images": images(view, it.image)}
    if view.legacy:
        shape |= {
            "followers": {"href": None, "total": it.followers},
            "genres": list(it.genres),
            "popularity": it.popularity,
        }
    return shape


@lru_cache(maxsize=8192)
def simple_album(view: View, album_id: str) -> Json:
    it: Album = world.catalogue().albums[album_id]
    shape = identity(view, "album", album_id) | {
        "album_type": it.album_type,
        "artists": [simple_artist(view, key) for key in it.artist_ids],
        "images": images(view, it.image),
        "is_playable": True,
        "name": it.name,
        "release_date": it.released.isoformat(),
        "release_date_precision": "day",
        "total_tracks": len(it.track_ids),
    }
    return shape | {"available_markets": MARKETS} if view.legacy else shape


def album(view: View, album_id: str) -> Json:
    it: Album = world.catalogue().albums[album_id]
    path = f"/albums/{album_id}/tracks"
    first = [simple_track(view, key) for key in it.track_ids[:50]]
    shape = simple_album(view, album_id) | {
        "copyrights": [{"text": f"{it.released.year} {it.label}", "type": kind} for kind in ("C", "P")],
        "external_ids": {"upc": _upc(album_id)},
        "genres": [],
        "tracks": page(view, Window(path, 50, 0), first, len(it.track_ids)),
    }
    if view.legacy:
        tracks = [world.catalogue().tracks[key].popularity for key in it.track_ids]
        shape |= {"label": it.label, "popularity": max(tracks, default=0)}
    return shape


def _upc(album_id: str) -> str:
    """Twelve digits that end in the right check digit."""
    digits = f"{int(hashlib.sha256(album_id.encode()).hexdigest(), 16) % 10**11:011d}"
    total = 3 * sum(map(int, digits[0::2])) + sum(map(int, digits[1::2]))
    return f"{digits}{-total % 10}"


@lru_cache(maxsize=16384)
def simple_track(view: View, track_id: str) -> Json:
    it = world.catalogue().tracks[track_id]
    shape = identity(view, "track", track_id) | {
        "artists": [simple_artist(view, key) for key in it.artist_ids],
        "disc_number": it.disc_number,
        "duration_ms": it.duration_ms,
        "explicit": it.explicit,
        "is_local": False,
        "is_playable": True,
        "name": it.name,
        "preview_url": None,
        "track_number": it.track_number,
    }
    return shape | {"available_markets": MARKETS} if view.legacy else shape


@lru_cache(maxsize=16384)
def track(view: View, track_id: str) -> Json:
    it = world.catalogue().tracks[track_id]
    shape = simple_track(view, track_id) | {
        "album": simple_album(view, it.album_id),
        "external_ids": {"isrc": it.isrc},
    }
    return shape | {"popularity": it.popularity} if view.legacy else shape


def audio_features(view: View, track_id: str) -> Json | None:
    it = world.catalogue().tracks[track_id]
    if it.features is None:
        return None
    names = type(it.features).__slots__
    return {name: getattr(it.features, name) for name in names} | {
        "type": "audio_features",
        "id": track_id,
        "uri": f"spotify:track:{track_id}",
        "track_href": view.api(f"/tracks/{track_id}"),
        "analysis_url": view.api(f"/audio-analysis/{track_id}"),
        "duration_ms": it.duration_ms,
    }


def simple_user(view: View, listener: Listener) -> Json:
    return identity(view, "user", listener.id) | {"display_name": listener.name}


def context(view: View, uri: str | None) -> Json | None:
    """Where a song is played from: an album, artist, playlist, show, or the collection of liked songs."""
    if uri is None:
        return None
    parts = uri.split(":")
    if parts[-1] == "collection":
        urls = {"spotify": f"{view.base}/open/collection/tracks"}
        return {"external_urls": urls, "href": view.api("/me/tracks"), "type": "collection", "uri": uri}
    kind, key = parts[1], parts[2]
    return {"external_urls": view.open(kind, key), "href": view.api(f"/{kind}s/{key}"), "type": kind, "uri": uri}


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for; params stand in the addresses of its pages after offset and limit."""

    path: str
    limit: int
    offset: int
    params: Mapping[str, str] = field(default_factory=dict)


def page(view: View, window: Window, items: Sequence[Any], total: int) -> Json:
    """Spotify's offset page of items that were already cut."""
    limit, offset = window.limit, window.offset

    def address(start: int) -> str:
        query = urlencode({"offset": start, "limit": limit, **window.params}, quote_via=quote)
        return f"{view.api(window.path)}?{query}"

    return {
        "href": address(offset),
        "items": items,
        "limit": limit,
        "next": address(offset + limit) if limit and offset + limit < total else None,
        "offset": offset,
        "previous": address(max(0, offset - limit)) if offset > 0 else None,
        "total": total,
    }


def cut(view: View, window: Window, rows: Sequence[R], make: Callable[[R], Any]) -> Json:
    """The page of all the rows that the window asks for, each made into an object."""
    shown = rows[window.offset : window.offset + window.limit]
    return page(view, window, [make(row) for row in shown], len(rows))


def stamp(seconds: float) -> str:
    """Whole seconds, as Spotify dates what was added: 2025-07-29T21:11:55Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def precise_stamp(moment: datetime) -> str:
    """Milliseconds, as Spotify dates what was played: 2026-02-25T20:15:20.497Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def episodes_of(show_id: str) -> list[str]:
    """The ids of a show's episodes, newest first."""
    return [key for key, it in reversed([*world.episodes().items()]) if it.show_id == show_id]


@lru_cache(maxsize=256)
def simple_show(view: View, show_id: str) -> Json:
    it = world.shows()[show_id]
    shape = identity(view, "show", show_id) | {
        "copyrights": [],
        "description": it.description,
        "explicit": False,
        "html_description": f"<p>{escape(it.description)}</p>",
        "images": images(view, it.image),
        "is_externally_hosted": False,
        "languages": ["en"],
        "media_type": "audio",
        "name": it.name,
        "total_episodes": len(episodes_of(show_id)),
    }
    return shape | {"available_markets": MARKETS, "publisher": it.publisher} if view.legacy else shape


def show(view: View, show_id: str) -> Json:
    window, ids = Window(f"/shows/{show_id}/episodes", 50, 0), episodes_of(show_id)
    return simple_show(view, show_id) | {"episodes": cut(view, window, ids, partial(simple_episode, view))}


@lru_cache(maxsize=1024)
def simple_episode(view: View, episode_id: str) -> Json:
    it = world.episodes()[episode_id]
    return identity(view, "episode", episode_id) | {
        "audio_preview_url": None,
        "description": it.description,
        "duration_ms": it.duration_ms,
        "explicit": it.explicit,
        "html_description": f"<p>{escape(it.description)}</p>",
        "images": images(view, it.image),
        "is_externally_hosted": False,
        "is_playable": True,
        "language": "en",
        "languages": ["en"],
        "name": it.name,
        "release_date": it.released.isoformat(),
        "release_date_precision": "day",
        "resume_point": {"fully_played": False, "resume_position_ms": 0},
    }


@lru_cache(maxsize=1024)
def episode(view: View, episode_id: str) -> Json:
    return simple_episode(view, episode_id) | {"show": simple_show(view, world.episodes()[episode_id].show_id)}


def playable(view: View, uri: str) -> Json | None:
    """The track or episode behind a URI, or None for what is neither (an advert)."""
    kind, _, key = uri.removeprefix("spotify:").partition(":")
    if kind == "track":
        return track(view, key)
    return episode(view, key) if kind == "episode" else None


def is_playable(uri: str) -> bool:
    """Whether the URI is of a track or an episode that exists."""
    head, _, key = uri.rpartition(":")
    return (head == "spotify:track" and key in world.catalogue().tracks) or (
        head == "spotify:episode" and key in world.episodes()
    )

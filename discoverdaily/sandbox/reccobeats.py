"""ReccoBeats: audio features and recommendations of another house, with its own shapes, omissions and errors.

Ids are UUIDs of its own; Spotify's ids and ISRCs are understood where its documentation says so. What it does not know
it leaves out, so answers are to be matched by `href`, never by position.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discoverdaily.sandbox import world
from discoverdaily.sandbox.errors import json_response, reccobeats_error
from discoverdaily.sandbox.ranking import SHARES, distance, middle
from discoverdaily.sandbox.shapes import MARKETS, Json
from discoverdaily.sandbox.world import Track

MOST_IDS, MOST_SEEDS, MOST_SIZE = 40, 5, 100
SPOTIFY_TRACK = "https://open.spotify.com/track/"
SPOTIFY_ARTIST = "https://open.spotify.com/artist/"
WISHES = dict.fromkeys(SHARES, (0.0, 1.0)) | {
    "key": (-1.0, 11.0),
    "loudness": (-60.0, 2.0),
    "mode": (0.0, 1.0),
    "tempo": (0.0, 250.0),
    "popularity": (0.0, 100.0),
}
WHOLE = {"key", "mode", "popularity"}
ONE_UNKNOWN_IN = 40
"""Besides tracks without features, one in so many is not in its collection."""


class Invalid(Exception):
    """A parameter does not fit (4004)."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.message = message


class Unknown(Exception):
    """Nothing has that id (4041)."""


def uuid_of(spotify_id: str) -> str:
    return str(uuid5(NAMESPACE_URL, SPOTIFY_TRACK + spotify_id))


def knows(track: Track) -> bool:
    digest = hashlib.sha256(f"reccobeats/{track.isrc}".encode()).digest()
    return track.features is not None and int.from_bytes(digest[:4], "big") % ONE_UNKNOWN_IN != 0


@cache
def _by_uuid() -> dict[str, Track]:
    return {uuid_of(track.id): track for track in world.catalogue().tracks.values() if knows(track)}


def _found(key: str) -> list[Track]:
    """By UUID, Spotify id or ISRC (which may be of several tracks)."""
    known = world.catalogue()
    if key in _by_uuid():
        return [_by_uuid()[key]]
    keys: Sequence[str] = [key] if key in known.tracks else known.by_isrc.get(key, ())
    return [known.tracks[one] for one in keys if knows(known.tracks[one])]


def track_shape(track: Track) -> Json:
    artists = world.catalogue().artists
    return {
        "id": uuid_of(track.id),
        "trackTitle": track.name,
        "artists": [
            {
                "id": str(uuid5(NAMESPACE_URL, SPOTIFY_ARTIST + key)),
                "name": artists[key].name,
                "href": SPOTIFY_ARTIST + key,
            }
            for key in track.artist_ids
        ],
        "durationMs": track.duration_ms,
        "isrc": track.isrc,
        "ean": None,
        "upc": None,
        "href": SPOTIFY_TRACK + track.id,
        "availableCountries": ",".join(MARKETS),
        "popularity": track.popularity,
    }


def features_shape(track: Track) -> Json:
    names = (*SHARES, "key", "loudness", "mode", "tempo")
    values = {name: getattr(track.features, name) for name in sorted(names)}
    return {"id": uuid_of(track.id), "href": SPOTIFY_TRACK + track.id, "isrc": track.isrc, **values}


@dataclass(frozen=True, slots=True)
class Asked:
    """The query of one operation, read strictly."""

    operation: str
    request: Request

    def ids(self, name: str, most: int, *, needed: bool = True) -> list[str]:
        """A comma list, a repeated parameter, or both."""
        values = [one for part in self.request.query_params.getlist(name) for one in part.split(",") if one]
        if not values and needed:
            raise Invalid(f"{self.operation}.{name}", "must not be empty")
        if len(values) > most:
            raise Invalid(f"{self.operation}.{name}", f"size must be between 1 and {most}")
        return values

    def number(self, name: str, low: float, high: float) -> float | None:
        text = self.request.query_params.get(name)
        if text is None:
            return None
        try:
            value = float(text)
        except ValueError:
            raise Invalid(f"{self.operation}.{name}", "must be a number") from None
        if not value >= low:
            raise Invalid(f"{self.operation}.{name}", f"must be greater than or equal to {low:g}")
        if value > high:
            raise Invalid(f"{self.operation}.{name}", f"must be less than or equal to {high:g}")
        return value

    def wish(self, name: str, low: float, high: float) -> float | None:
        return self.whole(name, round(low), round(high)) if name in WHOLE else self.number(name, low, high)

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.number(name, low, high)
        if value is not None and value != int(value):
            raise Invalid(f"{self.operation}.{name}", "must be a whole number")
        return None if value is None else int(value)


def recommendation(request: Request) -> Any:
    """The nearest to the seeds (1 to 5), away from the negative seeds, weighed by the features that were asked for."""
    asked = Asked("getRecommendation", request)
    size = asked.whole("size", 1, MOST_SIZE)
    if size is None:
        raise Invalid("getRecommendation.size", "must not be null")
    seeds = [track for key in asked.ids("seeds", MOST_SEEDS) for track in _found(key)]
    against = [track for key in asked.ids("negativeSeeds", MOST_SEEDS, needed=False) for track in _found(key)]
    if not seeds:
        raise Unknown
    wishes = {name: value for name, bounds in WISHES.items() if (value := asked.wish(name, *bounds)) is not None}
    weight = asked.number("featureWeight", 1, 5) or 1.0
    wished, unwished = middle(seeds) | wishes, middle(against)
    weights = dict.fromkeys(wishes, weight)
    seen = {track.isrc for track in (*seeds, *against)}
    ranked = sorted(
        (track for track in _by_uuid().values() if track.isrc not in seen),
        key=lambda track: (_badness(track, wished, unwished, weights), track.id),
    )
    chosen: dict[str, Track] = {}
    for track in ranked:
        chosen.setdefault(track.isrc, track)
        if len(chosen) >= size:
            break
    return {"content": [track_shape(track) for track in chosen.values()]}


def _badness(track: Track, wished: dict[str, float], unwished: dict[str, float], weights: dict[str, float]) -> float:
    near = distance(track, wished, weights)
    return near - 0.3 * distance(track, unwished, {}) if unwished else near


def features_of_many(request: Request) -> Any:
    keys = Asked("getMultipleAudioFeatures", request).ids("ids", MOST_IDS)
    found = {track.id: track for key in keys for track in _found(key)}
    return {"content": [features_shape(track) for track in found.values()]}


def tracks_of_many(request: Request) -> Any:
    keys = Asked("getMultipleTrack", request).ids("ids", MOST_IDS)
    found = {track.id: track for key in keys for track in _found(key)}
    return {"content": [track_shape(track) for track in found.values()]}


def track_of_one(request: Request) -> Any:
    return track_shape(_by_its_uuid(request))


def features_of_one(request: Request) -> Any:
    return features_shape(_by_its_uuid(request))


def _by_its_uuid(request: Request) -> Track:
    """Here only its own ids are understood."""
    key = request.path_params["id"]
    try:
        UUID(key)
    except ValueError:
        raise Unknown from None
    if key not in _by_uuid():
        raise Unknown
    return _by_uuid()[key]


def artist_search(request: Request) -> Any:
    asked = Asked("searchArtist", request)
    text = (request.query_params.get("searchText") or "").strip()
    if not text:
        raise Invalid("searchArtist.searchText", "must not be empty")
    page, size = asked.whole("page", 0, 1000) or 0, asked.whole("size", 1, 50) or 25
    ids = world.catalogue().search(text, ["artist"])["artist"]
    shown = ids[page * size : (page + 1) * size]
    artists = world.catalogue().artists
    content = [
        {"id": str(uuid5(NAMESPACE_URL, SPOTIFY_ARTIST + key)), "name": artists[key].name, "href": SPOTIFY_ARTIST + key}
        for key in shown
    ]
    pages = -(-len(ids) // size)
    return {"content": content, "page": page, "size": size, "totalElements": len(ids), "totalPages": pages}


def _route(path: str, read: Callable[[Request], Any]) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return json_response(read(request))
        except Invalid as invalid:
            errors = [{"path": invalid.parameter, "message": invalid.message}]
            return json_response({"status": 4004, "errors": errors}, 400)
        except Unknown:
            return reccobeats_error(404, 4041, "Not found", request.url.path)

    return Route(f"/reccobeats/v1{path}", answer, methods=["GET"])


ROUTES = [
    _route("/track/recommendation", recommendation),
    _route("/audio-features", features_of_many),
    _route("/track", tracks_of_many),
    _route("/track/{id}", track_of_one),
    _route("/track/{id}/audio-features", features_of_one),
    _route("/artist/search", artist_search),
]

"""Tracks, artists, albums, shows and episodes, one by one; in batches under the older rules; and search."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import cast

from starlette.responses import Response

from discoverdaily.sandbox import world
from discoverdaily.sandbox.api.call import Call, Removed, endpoint
from discoverdaily.sandbox.errors import json_response, not_found, refused
from discoverdaily.sandbox.playlist_shapes import simple_playlist
from discoverdaily.sandbox.ranking import best_of
from discoverdaily.sandbox.shapes import (
    MARKETS,
    Json,
    View,
    Window,
    album,
    artist,
    cut,
    episode,
    episodes_of,
    show,
    simple_album,
    simple_episode,
    simple_show,
    simple_track,
    track,
)

FURTHEST_SEARCH = 1000
SEARCHABLE = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")
GROUPS = ("album", "single", "appears_on", "compilation")
Make = Callable[[View, str], Json]


def _things(kind: str) -> tuple[Collection[str], Make]:
    """Every id of a kind, and how one of them is shown."""
    known = world.catalogue()
    things: dict[str, tuple[Collection[str], Make]] = {
        "tracks": (known.tracks, track),
        "artists": (known.artists, artist),
        "albums": (known.albums, album),
        "shows": (world.shows(), show),
        "episodes": (world.episodes(), episode),
    }
    return things[kind]


def _single(kind: str) -> Callable[[Call], Response]:
    def read(call: Call) -> Response:
        known, make = _things(kind)
        key = call.id()
        if key not in known:
            raise not_found()
        return json_response(make(call.view, key))

    return read


def _batch(kind: str, most: int) -> Callable[[Call], Response]:
    """In the order asked for, null for what does not exist."""

    def read(call: Call) -> Response:
        known, make = _things(kind)
        keys = call.list_of("ids", most)
        return json_response({kind: [make(call.view, key) if key in known else None for key in keys]})

    return read


def album_tracks(call: Call) -> Response:
    found = world.catalogue().albums.get(call.id())
    if found is None:
        raise not_found()
    window = call.window(f"/albums/{found.id}/tracks")
    return json_response(cut(call.view, window, found.track_ids, lambda key: simple_track(call.view, key)))


def show_episodes(call: Call) -> Response:
    """Newest first."""
    key = call.id()
    if key not in world.shows():
        raise not_found()
    window = call.window(f"/shows/{key}/episodes")
    return json_response(cut(call.view, window, episodes_of(key), partial(simple_episode, call.view)))


def artist_albums(call: Call) -> Response:
    """Newest first. Under today's rules ten at most."""
    key = call.id()
    if key not in world.catalogue().artists:
        raise not_found()
    groups = (call.query("include_groups") or ",".join(GROUPS)).split(",")
    if not set(groups) <= set(GROUPS):
        raise refused(400, "Invalid album group")
    default, most = (20, 50) if call.view.legacy else (5, 10)
    window = call.window(f"/artists/{key}/albums", default, most)
    rows = [row for row in _discography(key) if row[0] in groups]
    return json_response(cut(call.view, window, rows, lambda row: _grouped(call.view, *row)))


def _discography(artist_id: str) -> list[tuple[str, str]]:
    """Group and id of each album of theirs, and of each on which they are a guest, newest first."""
    known = world.catalogue()
    guest = {it.album_id for it in known.tracks.values() if artist_id in it.artist_ids}
    rows = [
        (it.album_type if artist_id in it.artist_ids else "appears_on", it.id)
        for it in known.albums.values()
        if artist_id in it.artist_ids or it.id in guest
    ]
    return sorted(rows, key=lambda row: (GROUPS.index(row[0]), -known.albums[row[1]].released.toordinal()))


def _grouped(view: View, group: str, key: str) -> Json:
    return simple_album(view, key) | {"album_group": group} if view.legacy else simple_album(view, key)


def artist_top_tracks(call: Call) -> Response:
    key = call.id()
    if key not in world.catalogue().artists:
        raise not_found()
    return json_response({"tracks": [track(call.view, one) for one in best_of(key)[:10]]})


def related_artists(call: Call) -> Response:
    known = world.catalogue().artists
    key = call.id()
    if key not in known:
        raise not_found()
    mine = set(known[key].genres)
    related = [it for it in known.values() if it.id != key and mine & set(it.genres)]
    related.sort(key=lambda it: (-len(mine & set(it.genres)), -it.popularity, it.id))
    return json_response({"artists": [artist(call.view, it.id) for it in related[:20]]})


def search(call: Call) -> Response:
    """Ten at most and five unless told, under today's rules; the first thousand of each kind.

    Page addresses say `query`, not `q`, and can be followed.
    """
    text, kinds = (call.query("q") or call.query("query") or "").strip(), (call.query("type") or "").split(",")
    if not text:
        raise refused(400, "No search query")
    if wrong := [kind for kind in kinds if kind not in SEARCHABLE]:
        raise refused(400, f"Bad search type field {wrong[0]}" if wrong[0] else "Missing parameter type")
    default, most = (20, 50) if call.view.legacy else (5, 10)
    limit, offset = call.whole("limit", default, 0, most), call.whole("offset", 0, 0, FURTHEST_SEARCH)
    market = call.query("market")
    shape = {}
    for kind in kinds:
        asked = {"query": text, "type": kind} | ({"market": market} if market else {})
        found, make = _found(call, text, kind)
        window = Window("/search", limit, offset, asked)
        shape[f"{kind}s"] = cut(call.view, window, found[:FURTHEST_SEARCH], partial(make, call.view))
    return json_response(shape)


def _found(call: Call, text: str, kind: str) -> tuple[Sequence[str], Make]:
    """Ids of what the words find, best first, and how one is shown."""
    if kind in {"track", "artist", "album"}:
        makes: dict[str, Make] = {"track": track, "artist": artist, "album": simple_album}
        known_kind = cast(world.Kind, kind)
        return world.catalogue().search(text, [known_kind])[known_kind], makes[kind]
    words = text.casefold().split()

    def fits(name: str) -> bool:
        return all(word in name.casefold() for word in words)

    if kind == "playlist":
        lists = [key for key, it in call.sandbox.playlists.items() if it.public and fits(it.name)]
        return lists, lambda view, key: simple_playlist(view, call.sandbox, call.sandbox.playlists[key])
    if kind == "show":
        return [key for key, it in world.shows().items() if fits(it.name)], simple_show
    if kind == "episode":
        return [key for key, it in world.episodes().items() if fits(it.name)], simple_episode
    return [], simple_show


def markets(call: Call) -> Response:
    return json_response({"markets": MARKETS})


ROUTES = [
    *(
        endpoint("GET", f"/{kind}/{{id}}", _single(kind))
        for kind in ("tracks", "artists", "albums", "shows", "episodes")
    ),
    endpoint("GET", "/albums/{id}/tracks", album_tracks),
    endpoint("GET", "/shows/{id}/episodes", show_episodes),
    endpoint("GET", "/artists/{id}/albums", artist_albums),
    endpoint("GET", "/search", search),
    *(
        endpoint("GET", f"/{kind}", _batch(kind, most), removed=Removed.FORBIDDEN)
        for kind, most in (("tracks", 50), ("artists", 50), ("albums", 20), ("shows", 50), ("episodes", 50))
    ),
    endpoint("GET", "/artists/{id}/top-tracks", artist_top_tracks, removed=Removed.FORBIDDEN),
    endpoint("GET", "/artists/{id}/related-artists", related_artists, removed=Removed.EMPTY_NOT_FOUND),
    endpoint("GET", "/markets", markets, removed=Removed.FORBIDDEN),
]

"""What a listener keeps: one library of URIs (tracks, albums, shows, people, playlists), at most 40 in one call.

Under the older rules each kind had endpoints of its own; they read and write the same library.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence

from msgspec.structs import replace
from starlette.responses import Response
from starlette.routing import Route

from discoverdaily.sandbox import world
from discoverdaily.sandbox.access import need_any
from discoverdaily.sandbox.api.call import NO_BODY, Body, Call, Removed, endpoint
from discoverdaily.sandbox.api.playlists import playlist_of
from discoverdaily.sandbox.errors import json_response, not_found, refused
from discoverdaily.sandbox.shapes import (
    Json,
    View,
    album,
    artist,
    cut,
    episode,
    is_spotify_id,
    simple_show,
    stamp,
    track,
)
from discoverdaily.sandbox.state import Sandbox

MOST = 40
OLD_MOST = 50
SAVED = ("track", "album", "episode", "show", "audiobook")
FOLLOWED = ("user", "artist")
EITHER_MODIFY = ("playlist-modify-public", "playlist-modify-private")


def library(sandbox: Sandbox, listener: str) -> dict[str, float]:
    """URI -> when it was saved, first saved first. Playlists are not in it: they know their followers."""
    return sandbox.libraries.get(listener) or {}


def keep(call: Call, uris: Sequence[str]) -> None:
    """All of them or none. Raises Refused when there is no such thing: 404 for a playlist, else 400."""
    missing = {_kind(uri) for uri in uris if not _exists(call.sandbox, uri)}
    if missing:
        raise not_found() if "playlist" in missing else refused(400, "Payload contains a non-existing ID")
    now, mine = call.sandbox.clock.timestamp(), dict(library(call.sandbox, call.listener))
    for uri in uris:
        if _kind(uri) == "playlist":
            _follow(call, uri, follow=True)
        else:
            mine.setdefault(uri, now)
    call.sandbox.libraries[call.listener] = mine


def let_go(call: Call, uris: Sequence[str]) -> None:
    """What was never kept, or does not exist, is let go without complaint.

    A playlist let go of is still there for who knows its id.
    """
    mine = dict(library(call.sandbox, call.listener))
    for uri in uris:
        if _kind(uri) == "playlist":
            _follow(call, uri, follow=False)
        else:
            mine.pop(uri, None)
    call.sandbox.libraries[call.listener] = mine


def keeps(call: Call, uris: Sequence[str]) -> list[bool]:
    mine = library(call.sandbox, call.listener)
    return [_follows(call, uri) if _kind(uri) == "playlist" else uri in mine for uri in uris]


def _exists(sandbox: Sandbox, uri: str) -> bool:
    known = world.catalogue()
    things: dict[str, Container[str]] = {
        "track": known.tracks,
        "album": known.albums,
        "artist": known.artists,
        "episode": world.episodes(),
        "show": world.shows(),
        "user": sandbox.listeners,
        "playlist": sandbox.playlists,
    }
    return uri.rpartition(":")[2] in things.get(_kind(uri), ())


def _kind(uri: str) -> str:
    return uri.split(":")[1]


def _follows(call: Call, uri: str) -> bool:
    playlist = call.sandbox.playlists.get(uri.rpartition(":")[2])
    return playlist is not None and call.listener in playlist.followers


def _follow(call: Call, uri: str, *, follow: bool) -> None:
    key = uri.rpartition(":")[2]
    playlist = call.sandbox.playlists.get(key)
    if playlist is None:
        return
    others = tuple(one for one in playlist.followers if one != call.listener)
    call.sandbox.playlists[key] = replace(playlist, followers=(*others, call.listener) if follow else others)


def library_keep(call: Call) -> Response:
    keep(call, _uris_to_change(call))
    return NO_BODY


def library_let_go(call: Call) -> Response:
    let_go(call, _uris_to_change(call))
    return NO_BODY


def library_contains(call: Call) -> Response:
    uris = _uris(call, (*SAVED, "user", "artist", "playlist"))
    _need(call, uris, "user-library-read", "user-follow-read", ("playlist-read-private",))
    return json_response(keeps(call, uris))


def _uris_to_change(call: Call) -> list[str]:
    uris = _uris(call, (*SAVED, "user", "playlist"))
    _need(call, uris, "user-library-modify", "user-follow-modify", EITHER_MODIFY)
    return uris


def _uris(call: Call, kinds: Sequence[str]) -> list[str]:
    uris = call.list_of("uris", MOST, what="uris")
    for uri in uris:
        parts = uri.split(":")
        if len(parts) != 3 or parts[0] != "spotify" or (parts[1] != "user" and not is_spotify_id(parts[2])):
            raise refused(400, f"Invalid uri: {uri}")
        if parts[1] not in kinds:
            raise refused(400, f"Unsupported uri type: {parts[1]}")
    return uris


def _need(call: Call, uris: Iterable[str], saving: str, following: str, listing: Sequence[str]) -> None:
    for kind in {_kind(uri) for uri in uris}:
        need_any(call.caller, listing if kind == "playlist" else [following if kind in FOLLOWED else saving])


def _saved(kind: str, make: Callable[[View, str], Json]) -> Callable[[Call], Response]:
    """GET /me/tracks and its like: last saved first."""

    def read(call: Call) -> Response:
        window = call.window(f"/me/{kind}s")
        mine = library(call.sandbox, call.listener)
        rows = [(uri.rpartition(":")[2], at) for uri, at in reversed(mine.items()) if _kind(uri) == kind]

        def row(saved: tuple[str, float]) -> Json:
            return {"added_at": stamp(saved[1]), kind: make(call.view, saved[0])}

        return json_response(cut(call.view, window, rows, row))

    return read


def following(call: Call) -> Response:
    """The artists one follows, by cursor: `after` is the id of the last one seen."""
    if call.query("type") != "artist":
        raise refused(400, "Invalid type")
    limit, after = call.whole("limit", 20, 1, 50), call.query("after")
    mine = [uri.rpartition(":")[2] for uri in library(call.sandbox, call.listener) if _kind(uri) == "artist"]
    start = mine.index(after) + 1 if after in mine else 0
    shown = mine[start : start + limit]
    more = start + limit < len(mine)
    address = call.view.api(f"/me/following?type=artist&limit={limit}")
    shape = {
        "cursors": {"after": shown[-1] if more else None},
        "href": address,
        "items": [artist(call.view, key) for key in shown],
        "limit": limit,
        "next": f"{address}&after={shown[-1]}" if more else None,
        "total": len(mine),
    }
    return json_response({"artists": shape})


class Ids(Body, frozen=True):
    ids: list[str] = []


def _old_uris(call: Call, kind: str) -> list[str]:
    """The ids of the query or the body under the older rules, as URIs of one kind."""
    ids = call.list_of("ids", OLD_MOST) if call.query("ids") is not None else call.json(Ids).ids
    if not ids or len(ids) > OLD_MOST:
        raise refused(400, "Too many ids requested" if ids else "Missing required parameter: ids")
    if kind != "user" and not all(map(is_spotify_id, ids)):
        raise refused(400, "Invalid base62 id")
    return [f"spotify:{kind}:{key}" for key in ids]


def _old(kind: str, act: Callable[[Call, list[str]], list[bool] | None]) -> Callable[[Call], Response]:
    def change(call: Call) -> Response:
        answer = act(call, _old_uris(call, _followed_kind(call) if kind == "following" else kind))
        return NO_BODY if answer is None else json_response(answer)

    return change


def _followed_kind(call: Call) -> str:
    kind = call.query("type")
    if kind not in FOLLOWED:
        raise refused(400, "Invalid type")
    return kind


def follow_playlist(call: Call) -> Response:
    need_any(call.caller, EITHER_MODIFY)
    keep(call, [f"spotify:playlist:{playlist_of(call).id}"])
    return NO_BODY


def unfollow_playlist(call: Call) -> Response:
    need_any(call.caller, EITHER_MODIFY)
    let_go(call, [f"spotify:playlist:{playlist_of(call).id}"])
    return NO_BODY


def playlist_followed_by(call: Call) -> Response:
    playlist = playlist_of(call)
    return json_response([key in playlist.followers for key in call.list_of("ids", 5)])


def _old_routes() -> Iterator[Route]:
    """What /me/library has taken the place of."""
    for kind in (*SAVED[:-1], "following"):
        path = "/me/following" if kind == "following" else f"/me/{kind}s"
        read, change = (
            ("user-follow-read", "user-follow-modify")
            if kind == "following"
            else ("user-library-read", "user-library-modify")
        )
        gone = Removed.FORBIDDEN
        yield endpoint("PUT", path, _old(kind, keep), scopes=[change], removed=gone)
        yield endpoint("DELETE", path, _old(kind, let_go), scopes=[change], removed=gone)
        yield endpoint("GET", f"{path}/contains", _old(kind, keeps), scopes=[read], removed=gone)
    followers = "/playlists/{playlist_id}/followers"
    yield endpoint("PUT", followers, follow_playlist, removed=Removed.FORBIDDEN)
    yield endpoint("DELETE", followers, unfollow_playlist, removed=Removed.FORBIDDEN)
    yield endpoint("GET", f"{followers}/contains", playlist_followed_by, removed=Removed.FORBIDDEN)


ROUTES = [
    endpoint("PUT", "/me/library", library_keep),
    endpoint("DELETE", "/me/library", library_let_go),
    endpoint("GET", "/me/library/contains", library_contains),
    *(
        endpoint("GET", f"/me/{kind}s", _saved(kind, make), scopes=["user-library-read"])
        for kind, make in (
            ("track", track),
            ("album", album),
            ("show", simple_show),
            ("episode", episode),
            ("audiobook", simple_show),
        )
    ),
    endpoint("GET", "/me/following", following, scopes=["user-follow-read"]),
    *_old_routes(),
]

"""The items of a playlist: read, add, replace, reorder, remove. At most a hundred in one call."""

from collections.abc import Sequence

from msgspec.structs import replace
from starlette.responses import Response

from discoverdaily.sandbox.api.call import Body, Call, Removed, endpoint
from discoverdaily.sandbox.api.fields import chosen
from discoverdaily.sandbox.api.playlists import may_modify, may_read, playlist_of, works_on
from discoverdaily.sandbox.errors import forbidden, json_response, refused
from discoverdaily.sandbox.playlist_shapes import is_snapshot_of, items_page, snapshot_id
from discoverdaily.sandbox.records import Playlist, PlaylistItem
from discoverdaily.sandbox.shapes import is_playable, is_spotify_id

MOST = 100


class Adding(Body, frozen=True):
    uris: list[str] | None = None
    position: int | None = None


class Placing(Body, frozen=True):
    """Replace (uris) or reorder (range_start, insert_before): never both."""

    uris: list[str] | None = None
    range_start: int | None = None
    insert_before: int | None = None
    range_length: int = 1
    snapshot_id: str | None = None


class Named(Body, frozen=True):
    uri: str


class Removing(Body, frozen=True):
    items: list[Named] | None = None
    tracks: list[Named] | None = None
    snapshot_id: str | None = None


def items_read(call: Call) -> Response:
    playlist = playlist_of(call)
    path = f"/playlists/{playlist.id}/{'tracks' if _old(call) else 'items'}"
    window = call.window(path, *((100, 100) if _old(call) else (20, 50)))
    if not works_on(call, playlist) and not call.view.legacy:
        raise forbidden()
    may_read(call, playlist)
    shape = items_page(call.view, call.sandbox, playlist, window)
    return json_response(chosen(shape, call.query("fields")))


def items_add(call: Call) -> Response:
    playlist = _mine_to_change(call)
    body = _adding(call)
    rows = _rows(call, _uris(call, body.uris))
    size = len(playlist.items)
    position = call.whole("position", size if body.position is None else body.position, 0, size)
    if not 0 <= position <= len(playlist.items):
        raise refused(400, "Index out of bounds")
    return _put(call, playlist, (*playlist.items[:position], *rows, *playlist.items[position:]), 201)


def items_place(call: Call) -> Response:
    playlist = _mine_to_change(call)
    body = call.json(Placing)
    reorder = body.range_start is not None or body.insert_before is not None
    replacing = body.uris is not None or call.query("uris") is not None
    if reorder and replacing:
        raise refused(400, "You cannot replace and reorder in the same request")
    if reorder:
        return _put(call, playlist, _reordered(playlist, body))
    if not replacing:
        raise refused(400, "Missing required field: uris")
    return _put(call, playlist, _rows(call, _uris(call, body.uris, may_be_empty=True)))


def items_remove(call: Call) -> Response:
    """Every occurrence of each URI goes."""
    playlist = _mine_to_change(call)
    body = call.json(Removing)
    named = body.tracks if _old(call) else body.items
    if not named:
        raise refused(400, f"Missing required field: {'tracks' if _old(call) else 'items'}")
    if len(named) > MOST:
        raise refused(400, "You can remove a maximum of 100 tracks per request.")
    _check_snapshot(playlist, body.snapshot_id)
    _check_uris([one.uri for one in named])
    gone = {one.uri for one in named}
    return _put(call, playlist, tuple(item for item in playlist.items if item.uri not in gone))


def _adding(call: Call) -> Adding:
    """The object that is documented, or a bare list of URIs, which the live service takes too."""
    return Adding(uris=call.json(list[str])) if call.body.lstrip().startswith(b"[") else call.json(Adding)


def _old(call: Call) -> bool:
    """Whether the call came by the path of before 2026."""
    return call.request.url.path.endswith("/tracks")


def _mine_to_change(call: Call) -> Playlist:
    playlist = playlist_of(call)
    if call.listener != playlist.owner and not works_on(call, playlist):
        raise forbidden()
    may_modify(call, public=playlist.public)
    return playlist


def _uris(call: Call, from_body: list[str] | None, *, may_be_empty: bool = False) -> list[str]:
    """URIs of the query, else of the body. Raises Refused (400) when there are none, too many, or wrong ones."""
    in_query = call.query("uris")
    uris = [uri.strip() for uri in in_query.split(",") if uri.strip()] if in_query is not None else from_body or []
    if not uris and not may_be_empty:
        raise refused(400, "No uris provided")
    if len(uris) > MOST:
        raise refused(400, "You can add a maximum of 100 tracks per request.")
    _check_uris(uris)
    return uris


def _check_uris(uris: Sequence[str]) -> None:
    for uri in uris:
        head, _, key = uri.rpartition(":")
        if head not in {"spotify:track", "spotify:episode"} or not is_spotify_id(key):
            raise refused(400, f"Invalid track uri: {uri}")
        if not is_playable(uri):
            raise refused(400, "Payload contains a non-existing ID")


def _rows(call: Call, uris: Sequence[str]) -> tuple[PlaylistItem, ...]:
    now = call.sandbox.clock.timestamp()
    return tuple(PlaylistItem(uri=uri, added_at=now, added_by=call.listener) for uri in uris)


def _reordered(playlist: Playlist, body: Placing) -> tuple[PlaylistItem, ...]:
    start, before, length = body.range_start, body.insert_before, body.range_length
    if start is None or before is None:
        raise refused(400, f"Missing required field: {'range_start' if start is None else 'insert_before'}")
    _check_snapshot(playlist, body.snapshot_id)
    size = len(playlist.items)
    if length < 1 or start < 0 or start + length > size or not 0 <= before <= size:
        raise refused(400, "Index out of bounds")
    moved = playlist.items[start : start + length]
    if start <= before <= start + length:
        return playlist.items
    rest = (*playlist.items[:start], *playlist.items[start + length :])
    place = before if before < start else before - length
    return (*rest[:place], *moved, *rest[place:])


def _check_snapshot(playlist: Playlist, snapshot: str | None) -> None:
    if snapshot is not None and not is_snapshot_of(playlist, snapshot):
        raise refused(400, "Invalid snapshot id")


def _put(call: Call, playlist: Playlist, items: tuple[PlaylistItem, ...], status: int = 200) -> Response:
    after = replace(playlist, items=items, revision=playlist.revision + 1)
    call.sandbox.playlists[playlist.id] = after
    return json_response({"snapshot_id": snapshot_id(after)}, status)


ROUTES = [
    endpoint(method, f"/playlists/{{playlist_id}}/{name}", handler, removed=removed)
    for name, removed in (("items", None), ("tracks", Removed.FORBIDDEN))
    for method, handler in (("GET", items_read), ("POST", items_add), ("PUT", items_place), ("DELETE", items_remove))
]

"""Playlists as Spotify's JSON objects."""

import base64
import hashlib

from discoverdaily.sandbox import world
from discoverdaily.sandbox.records import Playlist, PlaylistItem
from discoverdaily.sandbox.shapes import Json, View, Window, cut, identity, playable, simple_user, stamp
from discoverdaily.sandbox.state import Sandbox

FULL_PAGE = 100
_OWN_COVER = "ab67706c0000bebb"


def snapshot_id(playlist: Playlist) -> str:
    """The revision in four bytes and a digest of it in twenty, in base64, as the live service's ids look."""
    return _snapshot(playlist.id, playlist.revision)


def is_snapshot_of(playlist: Playlist, text: str) -> bool:
    """Whether the text is this or an earlier snapshot id of the playlist."""
    try:
        revision = int.from_bytes(base64.b64decode(text, validate=True)[:4], "big")
    except ValueError:
        return False
    return 1 <= revision <= playlist.revision and text == _snapshot(playlist.id, revision)


def _snapshot(playlist_id: str, revision: int) -> str:
    digest = hashlib.sha1(f"{playlist_id}/{revision}".encode(), usedforsecurity=False).digest()
    return base64.b64encode(revision.to_bytes(4, "big") + digest).decode()


def own_cover(playlist: Playlist) -> str | None:
    """The image id of the cover that its owner put there."""
    if playlist.image is None:
        return None
    return _OWN_COVER + hashlib.sha1(playlist.image, usedforsecurity=False).hexdigest()[:24]


def cover(view: View, playlist: Playlist) -> list[Json]:
    """The owner's cover, else the first song's, of no stated size; none on an empty list."""
    image = own_cover(playlist)
    if image is None:
        tracks = (uri.rpartition(":")[2] for uri in playlist.uris if uri.startswith("spotify:track:"))
        first = next(tracks, None)
        if first is None:
            return []
        album = world.catalogue().albums[world.catalogue().tracks[first].album_id]
        image = world.image_sizes(album.image)[300]
    return [{"height": None, "url": f"{view.base}/image/{image}", "width": None}]


def simple_playlist(view: View, sandbox: Sandbox, it: Playlist) -> Json:
    shape = identity(view, "playlist", it.id) | {
        "collaborative": it.collaborative,
        "description": it.description,
        "images": cover(view, it),
        "name": it.name,
        "owner": simple_user(view, sandbox.listeners[it.owner]),
        "primary_color": None,
        "public": it.public,
        "snapshot_id": snapshot_id(it),
    }
    for key in ("items", "tracks") if view.legacy else ("items",):
        shape[key] = {"href": view.api(f"/playlists/{it.id}/{key}"), "total": len(it.items)}
    return shape


def full_playlist(view: View, sandbox: Sandbox, it: Playlist, *, with_items: bool) -> Json:
    """with_items: whether the asker is its owner or a collaborator; others see no items in the restricted regime."""
    shape = simple_playlist(view, sandbox, it)
    shape["followers"] = {"href": None, "total": it.other_followers + len(set(it.followers) - {it.owner})}
    for key in ("items", "tracks") if view.legacy else ("items",):
        if with_items or view.legacy:
            shape[key] = items_page(view, sandbox, it, Window(f"/playlists/{it.id}/{key}", FULL_PAGE, 0))
        else:
            del shape[key]
    return shape


def items_page(view: View, sandbox: Sandbox, it: Playlist, window: Window) -> Json:
    return cut(view, window, it.items, lambda row: _item(view, sandbox, row))


def _item(view: View, sandbox: Sandbox, row: PlaylistItem) -> Json:
    thing = playable(view, row.uri)
    if thing is not None:
        thing = thing | {"episode": thing["type"] == "episode", "track": thing["type"] == "track"}
    adder = simple_user(view, sandbox.listeners[row.added_by])
    del adder["display_name"]
    shape: Json = {
        "added_at": stamp(row.added_at),
        "added_by": adder,
        "is_local": False,
        "item": thing,
        "primary_color": None,
        "video_thumbnail": {"url": None},
    }
    return shape | {"track": thing} if view.legacy else shape

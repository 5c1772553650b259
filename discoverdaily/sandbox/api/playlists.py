"""Playlists and what is known of them: create, read, change; the lists of a listener; covers."""

import base64
import binascii
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace
from starlette.responses import Response

from discoverdaily.sandbox.access import need_any
from discoverdaily.sandbox.api.call import NO_BODY, Body, Call, Removed, endpoint
from discoverdaily.sandbox.api.fields import chosen
from discoverdaily.sandbox.errors import forbidden, json_response, not_found, refused
from discoverdaily.sandbox.playlist_shapes import cover, full_playlist, simple_playlist
from discoverdaily.sandbox.records import Playlist
from discoverdaily.sandbox.shapes import cut
from discoverdaily.sandbox.state import random_id

MOST_PLAYLISTS = 11_000
MOST_IMAGE_BYTES = 256 * 1024


class NewPlaylist(Body, frozen=True):
    name: Annotated[str, Meta(min_length=1)]
    public: bool = True
    collaborative: bool = False
    description: str | None = None


class Details(Body, frozen=True):
    name: Annotated[str, Meta(min_length=1)] | None = None
    public: bool | None = None
    collaborative: bool | None = None
    description: str | None = None


def playlist_of(call: Call) -> Playlist:
    """The playlist in the path. Raises Refused: 400, or 404 when there is none."""
    playlist = call.sandbox.playlists.get(call.id("playlist_id"))
    if playlist is None:
        raise not_found()
    return playlist


def works_on(call: Call, playlist: Playlist) -> bool:
    """Whether the caller may see and change its items: its owner, or a collaborator."""
    listener = call.caller.listener
    return listener == playlist.owner or (playlist.collaborative and listener in playlist.followers)


def may_modify(call: Call, *, public: bool) -> None:
    need_any(call.caller, ["playlist-modify-public" if public else "playlist-modify-private"])


def may_read(call: Call, playlist: Playlist) -> None:
    if not playlist.public and works_on(call, playlist):
        need_any(call.caller, ["playlist-read-private"])


def playlist_create(call: Call) -> Response:
    body = call.json(NewPlaylist)
    listener = call.listener
    may_modify(call, public=body.public)
    if body.collaborative and body.public:
        raise refused(400, "Collaborative playlists can only be private")
    if sum(playlist.owner == listener for playlist in call.sandbox.playlists.values()) >= MOST_PLAYLISTS:
        raise refused(403, "Too many playlists")
    playlist = Playlist(
        id=random_id(),
        owner=listener,
        name=body.name,
        description=body.description or "",
        public=body.public,
        collaborative=body.collaborative,
        followers=(listener,),
    )
    call.sandbox.playlists[playlist.id] = playlist
    return json_response(full_playlist(call.view, call.sandbox, playlist, with_items=True), 201)


def playlist_create_for(call: Call) -> Response:
    if call.part("user_id") != call.listener:
        raise refused(403, "You cannot create a playlist for another user.")
    return playlist_create(call)


def playlist_read(call: Call) -> Response:
    playlist = playlist_of(call)
    may_read(call, playlist)
    shape = full_playlist(call.view, call.sandbox, playlist, with_items=works_on(call, playlist))
    return json_response(chosen(shape, call.query("fields")))


def playlist_change(call: Call) -> Response:
    playlist = playlist_of(call)
    body = call.json(Details)
    if call.listener != playlist.owner:
        raise forbidden()
    public = playlist.public if body.public is None else body.public
    for either in {playlist.public, public}:
        may_modify(call, public=either)
    collaborative = playlist.collaborative if body.collaborative is None else body.collaborative
    if public and collaborative:
        raise refused(400, "Collaborative playlists can only be private")
    call.sandbox.playlists[playlist.id] = replace(
        playlist,
        name=body.name or playlist.name,
        description=playlist.description if body.description is None else body.description,
        public=public,
        collaborative=collaborative,
        revision=playlist.revision + 1,
    )
    return NO_BODY


def playlists_of_me(call: Call) -> Response:
    return _listed(call, call.listener, "/me/playlists")


def playlists_of_user(call: Call) -> Response:
    user = call.part("user_id")
    if user not in call.sandbox.listeners:
        raise not_found()
    return _listed(call, user, f"/users/{user}/playlists")


def _listed(call: Call, listener: str, path: str) -> Response:
    window = call.window(path, furthest=100_000)
    with_private = listener == call.caller.listener and "playlist-read-private" in call.caller.scopes
    with_collaborative = "playlist-read-collaborative" in call.caller.scopes
    rows = [
        playlist
        for playlist in reversed(list(call.sandbox.playlists.values()))
        if listener in playlist.followers
        and (with_private or playlist.public)
        and (with_collaborative or not playlist.collaborative)
    ]
    return json_response(cut(call.view, window, rows, lambda row: simple_playlist(call.view, call.sandbox, row)))


def images_read(call: Call) -> Response:
    playlist = playlist_of(call)
    return json_response(cover(call.view, playlist))


def image_change(call: Call) -> Response:
    """The body is a JPEG in base64, at most 256 KB."""
    playlist = playlist_of(call)
    if call.listener != playlist.owner:
        raise forbidden()
    may_modify(call, public=playlist.public)
    if call.request.headers.get("content-type") != "image/jpeg":
        raise refused(415, "Unsupported Media Type")
    if len(call.body) > MOST_IMAGE_BYTES:
        raise refused(413, "Request Entity Too Large")
    try:
        picture = base64.b64decode(call.body, validate=True)
    except binascii.Error as error:
        raise refused(400, "Invalid image data") from error
    if not picture.startswith(b"\xff\xd8\xff"):
        raise refused(400, "Invalid image data")
    call.sandbox.playlists[playlist.id] = replace(playlist, image=picture)
    return Response(status_code=202)


ROUTES = [
    endpoint("POST", "/me/playlists", playlist_create),
    endpoint("GET", "/me/playlists", playlists_of_me, scopes=["playlist-read-private"]),
    endpoint("GET", "/playlists/{playlist_id}", playlist_read),
    endpoint("PUT", "/playlists/{playlist_id}", playlist_change),
    endpoint("GET", "/playlists/{playlist_id}/images", images_read),
    endpoint("PUT", "/playlists/{playlist_id}/images", image_change, scopes=["ugc-image-upload"]),
    endpoint("POST", "/users/{user_id}/playlists", playlist_create_for, removed=Removed.FORBIDDEN),
    endpoint("GET", "/users/{user_id}/playlists", playlists_of_user, removed=Removed.FORBIDDEN),
]

"""The edges of the Web API: what editors and authors would make, which this world has none of, and what is gone.

Under the older rules these answer as emptily as a catalogue without editors and authors does.
"""

from collections.abc import Callable

from starlette.responses import Response

from discoverdaily.sandbox import world
from discoverdaily.sandbox.api.call import Call, Removed, endpoint
from discoverdaily.sandbox.errors import json_response, not_found
from discoverdaily.sandbox.shapes import cut, simple_album, simple_user


def new_releases(call: Call) -> Response:
    albums = world.catalogue().albums
    newest = sorted(albums, key=lambda key: (albums[key].released, key), reverse=True)
    window = call.window("/browse/new-releases")
    return json_response({"albums": cut(call.view, window, newest, lambda key: simple_album(call.view, key))})


def user(call: Call) -> Response:
    listener = call.sandbox.listeners.get(call.part("user_id"))
    if listener is None:
        raise not_found()
    followers = {"href": None, "total": 0}
    return json_response(simple_user(call.view, listener) | {"followers": followers, "images": []})


def _nothing(name: str) -> Callable[[Call], Response]:
    def read(call: Call) -> Response:
        path = call.request.url.path.removeprefix("/v1")
        return json_response({name: cut(call.view, call.window(path), [], lambda row: row)})

    return read


def _unknown(call: Call) -> Response:
    raise not_found()


ROUTES = [
    endpoint("GET", "/users/{user_id}", user, removed=Removed.FORBIDDEN),
    endpoint("GET", "/browse/new-releases", new_releases, removed=Removed.FORBIDDEN),
    endpoint("GET", "/browse/categories", _nothing("categories"), removed=Removed.FORBIDDEN),
    endpoint("GET", "/browse/categories/{id}", _unknown, removed=Removed.FORBIDDEN),
    endpoint("GET", "/browse/categories/{id}/playlists", _unknown, removed=Removed.EMPTY_NOT_FOUND),
    endpoint("GET", "/browse/featured-playlists", _nothing("playlists"), removed=Removed.EMPTY_NOT_FOUND),
    endpoint("GET", "/audio-analysis/{id}", _unknown, removed=Removed.WITHOUT_MESSAGE),
    endpoint("GET", "/audiobooks/{id}", _unknown),
    endpoint("GET", "/audiobooks/{id}/chapters", _unknown),
    endpoint("GET", "/chapters/{id}", _unknown),
    endpoint("GET", "/audiobooks", _unknown, removed=Removed.FORBIDDEN),
    endpoint("GET", "/chapters", _unknown, removed=Removed.FORBIDDEN),
    *(
        endpoint(method, f"/me/audiobooks{tail}", _unknown, removed=Removed.FORBIDDEN)
        for method, tail in (("PUT", ""), ("DELETE", ""), ("GET", "/contains"))
    ),
]

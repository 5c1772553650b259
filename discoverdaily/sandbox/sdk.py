"""The Web Playback SDK: a script that makes a browser a device, as Spotify's does, and hums what it plays.

As with Spotify's, one hidden frame of our own origin does the talking and makes the sound, so that a page needs
`script-src` and `frame-src` for it and nothing else.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast, get_args

import msgspec
from msgspec import Meta
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from discoverdaily.sandbox import faults
from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox.about import song
from discoverdaily.sandbox.access import Caller, identify
from discoverdaily.sandbox.browsers import (
    Trouble,
    browser_close,
    browser_connect,
    browser_heard,
    browsers_close_gone,
)
from discoverdaily.sandbox.errors import Refused, json_response
from discoverdaily.sandbox.own_app import Action, CannotPlay, own_app
from discoverdaily.sandbox.pages import HERE, templates
from discoverdaily.sandbox.player import active_device, now_of
from discoverdaily.sandbox.records import Browser, Record
from discoverdaily.sandbox.shapes import Json
from discoverdaily.sandbox.state import Sandbox

AROUND = 2
"""How many songs before and after the present one a state tells of."""


class Wish(Record, frozen=True):
    name: Annotated[str, Meta(max_length=200)] = ""
    volume: float = 1.0


async def script(request: Request) -> Response:
    """GET /sdk/spotify-player.js"""
    return FileResponse(HERE / "static" / "spotify-player.js", media_type="text/javascript")


async def embedded(request: Request) -> Response:
    """GET /sdk/embedded: the frame in which it plays."""
    return templates.TemplateResponse(request, "embedded.html")


def _asked(handle: Callable[[Sandbox, Request, Caller, bytes], Json]) -> Callable[[Request], Awaitable[Response]]:
    """Who asks is known, and what goes wrong is told as the event that the script sends its page."""

    async def answer(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        try:
            caller = identify(sandbox, request.headers)
        except Refused:
            return _told(Trouble("authentication_error", "Authentication failed"), 401)
        fault = faults.draw_fault(sandbox, request.method, request.url.path, caller.listener)
        if fault is not None:
            connecting = request.url.path.endswith("/connect")
            event, message = _BROKEN[connecting]
            return _told(Trouble(event, message), 500)
        browsers_close_gone(sandbox)
        try:
            return json_response(handle(sandbox, request, caller, await request.body()))
        except Trouble as trouble:
            return _told(trouble, 403)
        except msgspec.DecodeError as error:
            return _told(Trouble("initialization_error", str(error)), 422)

    return answer


_BROKEN = {
    True: ("initialization_error", "Failed to initialize player"),
    False: ("playback_error", "Failed to perform playback"),
}


def _told(trouble: Trouble, status: int) -> Response:
    return json_response({"event": trouble.event, "message": trouble.message}, status)


def connect(sandbox: Sandbox, request: Request, caller: Caller, body: bytes) -> Json:
    """POST /sdk/connect {name, volume} -> {device_id}"""
    wish = msgspec.json.decode(body or b"{}", type=Wish)
    return {"device_id": browser_connect(sandbox, caller, wish.name, wish.volume).id}


def state(sandbox: Sandbox, request: Request, caller: Caller, body: bytes) -> Json:
    """GET /sdk/state?device_id=: {connected, state, hum}; `state` is the SDK's, null while another device is in use."""
    browser = _own(sandbox, request, caller)
    if browser is None:
        return {"connected": False, "state": None, "hum": None}
    return {"connected": True, **_heard(sandbox, browser)}


def act(sandbox: Sandbox, request: Request, caller: Caller, body: bytes) -> Json:
    """POST /sdk/{play|pause|next|previous}?device_id=: the player's own buttons; nothing where it is not in use."""
    action, browser = request.path_params["action"], _own(sandbox, request, caller)
    if browser is None or action not in get_args(Action) or _heard(sandbox, browser)["state"] is None:
        return {"done": False}
    try:
        own_app(sandbox, browser.listener, cast("Action", action))
    except CannotPlay as why:
        raise Trouble("playback_error", str(why)) from why
    return {"done": True}


async def close(request: Request) -> Response:
    """POST /sdk/close?device_id=: the tab is left; nobody waits for the answer."""
    browser_close(request.app.state.sandbox, request.query_params.get("device_id", ""))
    return Response(status_code=204)


def _own(sandbox: Sandbox, request: Request, caller: Caller) -> Browser | None:
    browser = browser_heard(sandbox, request.query_params.get("device_id", ""))
    return browser if browser is not None and browser.listener == caller.listener else None


def _heard(sandbox: Sandbox, browser: Browser) -> Json:
    now = now_of(sandbox, browser.listener)
    it = now.real
    if it.item is None or active_device(sandbox, browser.listener, it) != browser.device:
        return {"state": None, "hum": None}
    places = range(len(it.order))
    around = {
        "previous_tracks": [_track(music.song_at(it, at)) for at in places[max(0, it.at - AROUND) : it.at]],
        "next_tracks": [_track(music.song_at(it, at)) for at in places[it.at + 1 : it.at + 1 + AROUND]],
    }
    told = {
        "context": {"uri": it.context_uri, "metadata": {}},
        "disallows": {},
        "paused": not it.is_playing,
        "position": music.progress_ms(it, now.at),
        "duration": music.length_ms(it.item),
        "repeat_mode": ("off", "context", "track").index(it.repeat),
        "shuffle": it.shuffle,
        "timestamp": round(it.changed_at * 1000),
        "track_window": {"current_track": _track(it.item), **around},
    }
    return {"state": told, "hum": song(it.item) if it.is_playing else None}


def _track(uri: str) -> Json:
    it = song(uri)
    return {
        "id": it["id"],
        "uri": uri,
        "type": it["kind"],
        "media_type": "audio",
        "name": it["name"],
        "is_playable": True,
        "artists": [{"name": it["by"]}],
        "album": {"images": [{"url": f"/image/{it['image']}"}] if it["image"] else []},
    }


ROUTES = [
    Route("/sdk/spotify-player.js", script),
    Route("/sdk/embedded", embedded),
    Route("/sdk/connect", _asked(connect), methods=["POST"]),
    Route("/sdk/state", _asked(state)),
    Route("/sdk/close", close, methods=["POST"]),
    Route("/sdk/{action}", _asked(act), methods=["POST"]),
]

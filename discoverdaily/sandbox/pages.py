"""What people see of the sandbox: pictures, embeds, open pages, what plays now, and exports.

All that touches the state is async, so that it runs where the Web API does; only drawing and zipping go to a thread.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import cast, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox import world
from discoverdaily.sandbox.about import collection, song
from discoverdaily.sandbox.errors import json_response, text_response
from discoverdaily.sandbox.history import heard_here
from discoverdaily.sandbox.own_app import Action, CannotPlay, own_app
from discoverdaily.sandbox.player import active_device, now_of
from discoverdaily.sandbox.playlist_shapes import own_cover
from discoverdaily.sandbox.shapes import Json
from discoverdaily.sandbox.state import Sandbox

HERE = Path(__file__).parent
COMING = 5
_IMAGE = re.compile(r"[0-9a-f]{40}")

templates = Jinja2Templates(directory=HERE / "templates")
templates.env.trim_blocks = True
templates.env.lstrip_blocks = True


def minutes(ms: int) -> str:
    """4:05 for 245,000 ms; hours in minutes."""
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"


templates.env.filters["minutes"] = minutes


def _page_about(template: str, request: Request) -> Response:
    kind, key = request.path_params["kind"], request.path_params["id"]
    thing = collection(request.app.state.sandbox, kind, key)
    if thing is None:
        return templates.TemplateResponse(request, "missing.html", status_code=404)
    return templates.TemplateResponse(request, template, {"thing": thing})


async def embed(request: Request) -> Response:
    """GET /embed/{kind}/{id}: made to stand in anybody's frame."""
    return _page_about("embed.html", request)


async def open_page(request: Request) -> Response:
    """GET /open/{kind}/{id}: where links to Spotify lead."""
    return _page_about("open.html", request)


async def image(request: Request) -> Response:
    """GET /image/{40 hex digits}: a cover, drawn in the size its id asks for; or a playlist's own."""
    name = request.path_params["name"]
    if not _IMAGE.fullmatch(name):
        return text_response("There is no such picture.", 404)
    sandbox: Sandbox = request.app.state.sandbox
    own = next((it.image for it in sandbox.playlists.values() if it.image and own_cover(it) == name), None)
    picture = own or await run_in_threadpool(world.cover, name, world.image_size(name))
    return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "public, max-age=86400"})


async def home(request: Request) -> Response:
    return RedirectResponse("/player")


async def player_page(request: Request) -> Response:
    """GET /player?listener=: what plays now, to be seen and heard."""
    sandbox: Sandbox = request.app.state.sandbox
    listener = request.query_params.get("listener") or next(iter(sandbox.listeners))
    if listener not in sandbox.listeners:
        return templates.TemplateResponse(request, "missing.html", status_code=404)
    context = {
        "listeners": sandbox.listeners.values(),
        "listener": sandbox.listeners[listener],
        "state": _state(sandbox, listener),
        "words": request.query_params.get("words", ""),
    }
    return templates.TemplateResponse(request, "player.html", context)


async def player_state(request: Request) -> Response:
    """GET /player/state?listener=: what the page asks for every second."""
    sandbox: Sandbox = request.app.state.sandbox
    listener = request.query_params.get("listener", "")
    if listener not in sandbox.listeners:
        return text_response("There is no such listener.", 404)
    return json_response(_state(sandbox, listener))


def _state(sandbox: Sandbox, listener: str) -> Json:
    now = now_of(sandbox, listener)
    it, device = now.shown, active_device(sandbox, listener, now.shown)
    coming = [*it.queue, *(music.song_at(it, at) for at in range(it.at + 1, len(it.order)))][:COMING]
    recent = [played.uri for played in sandbox.played.get(listener, ())[: -COMING - 1 : -1]]
    return {
        "song": song(it.item) if it.item else None,
        "is_playing": it.is_playing,
        "progress_ms": music.progress_ms(it, now.at),
        "device": device.name if device else None,
        "shuffle": it.shuffle,
        "repeat": it.repeat,
        "product": sandbox.product(listener),
        "private": sandbox.of_listener(listener).private_session,
        "coming": [song(uri) for uri in coming],
        "recent": [song(uri) for uri in recent],
        "now": sandbox.clock.now(),
    }


async def player_act(request: Request) -> Response:
    """POST /player/{listener}/{action}: the buttons of the listener's own app."""
    sandbox: Sandbox = request.app.state.sandbox
    listener, action = request.path_params["listener"], request.path_params["action"]
    if listener not in sandbox.listeners or action not in get_args(Action):
        return text_response("There is nothing here.", 404)
    try:
        own_app(sandbox, listener, cast(Action, action))
    except CannotPlay as why:
        return _player_of(request, listener, str(why))
    return _player_of(request, listener)


def _player_of(request: Request, listener: str, words: str = "") -> Response:
    address = request.url_for("player").include_query_params(listener=listener)
    return RedirectResponse(address.include_query_params(words=words) if words else address, 303)


async def export(request: Request) -> Response:
    """GET /export/{listener}/{account|extended}.zip?since=: the listener's data as Spotify hands it out.

    since, which Spotify does not have: a date or a moment (ISO 8601) before which nothing is told.
    """
    sandbox: Sandbox = request.app.state.sandbox
    listener, kind = request.path_params["listener"], request.path_params["kind"]
    if listener not in sandbox.listeners or kind not in {"account", "extended"}:
        return text_response("There is no such export.", 404)
    try:
        since = _moment(request.query_params.get("since"))
    except ValueError:
        return text_response("since is a date or a moment as ISO 8601 has it.", 422)
    parts = world.export_parts(listener, sandbox.clock.now(), kind, heard_here(sandbox, listener), since)
    name = "my_spotify_data.zip" if kind == "account" else "my_spotify_extended_streaming_history.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type="application/zip", headers=headers)


def _moment(words: str | None) -> datetime | None:
    """Raises ValueError for what is no date."""
    if not words:
        return None
    moment = datetime.fromisoformat(words)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


ROUTES = [
    Route("/", home),
    Route("/embed/{kind}/{id}", embed),
    Route("/open/{kind}/{id}", open_page),
    Route("/image/{name}", image),
    Route("/player", player_page, name="player"),
    Route("/player/state", player_state),
    Route("/player/{listener}/{action}", player_act, methods=["POST"]),
    Route("/export/{listener}/{kind}.zip", export),
]

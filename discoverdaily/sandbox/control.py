"""The controls: what tests, benchmarks and the demo's ribbon may do to the sandbox. Bad input gets 422 and words."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta
from msgspec.structs import asdict, replace
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discoverdaily.sandbox import accounts, faults
from discoverdaily.sandbox.errors import json_response
from discoverdaily.sandbox.own_app import Action, CannotPlay, own_app
from discoverdaily.sandbox.player import now_of
from discoverdaily.sandbox.playlist_shapes import snapshot_id
from discoverdaily.sandbox.records import Client, Fault, Playlist, PlaylistItem, Record, patched
from discoverdaily.sandbox.scopes import SCOPES
from discoverdaily.sandbox.shapes import Json, is_playable
from discoverdaily.sandbox.state import Sandbox

K = TypeVar("K")
LONGEST_JUMP = 10 * 366 * 86_400


class Wrong(Exception):
    """The input cannot be used; the words say why."""

    def __init__(self, words: str, status: int = 422) -> None:
        super().__init__(words)
        self.status = status


class Advance(Record, frozen=True):
    advance: Annotated[float, Meta(ge=0, le=LONGEST_JUMP)]


class Revoke(Record, frozen=True):
    listener: str


class TokenWish(Record, frozen=True):
    client_id: str
    listener: str
    scope: str = " ".join(SCOPES)


class AppPress(Record, frozen=True):
    """What a listener presses in their own Spotify app."""

    action: Action
    context_uri: str | None = None
    uris: tuple[str, ...] = ()


class PlaylistPatch(Record, frozen=True):
    """What its owner did inside Spotify."""

    name: Annotated[str, Meta(min_length=1)] | None = None
    description: str | None = None
    uris: list[str] | None = None
    followed: bool | None = None


def health(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    return {"ok": True}


def reset(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    sandbox.reset()
    return {"ok": True}


def state(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    return {
        "now": sandbox.clock.now(),
        "offset": sandbox.clock.offset,
        "settings": sandbox.settings,
        "faults": list(sandbox.faults.values()),
        "clients": [{"client_id": client.client_id, "name": client.name} for client in sandbox.clients.values()],
        "listeners": [_listener(sandbox, key) for key in sandbox.listeners],
    }


def settings_change(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    patch = _read(body, dict[str, Any])
    chosen = patched(sandbox.settings, patch)
    for listener in chosen.allow_list or ():
        _known(sandbox, listener)
    sandbox.settings = chosen
    if patch.keys() & {"requests_per_30s", "retry_after", "limit_reason"}:
        faults.lift_limits(sandbox)
    return sandbox.settings


def listener_change(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    """What was heard until now was heard as things were; what changes holds from now on."""
    key = _known(sandbox, request.path_params["id"], 404)
    patch = _read(body, dict[str, Any])
    chosen = patched(sandbox.of_listener(key), patch)
    if unknown := set(chosen.scopes or ()) - SCOPES.keys():
        raise Wrong(f"There is no scope {min(unknown)}.")
    now_of(sandbox, key)
    sandbox.listener_settings[key] = chosen
    if "devices" in patch:
        _forget_device(sandbox, key)
    now_of(sandbox, key)
    return _listener(sandbox, key)


def _forget_device(sandbox: Sandbox, listener: str) -> None:
    """Which device is in use is for the new devices to say."""
    player = sandbox.players.get(listener)
    if player is not None:
        now, before = replace(player.now, device=None), replace(player.before, device=None)
        sandbox.players[listener] = replace(player, now=now, before=before)


def fault_add(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    fault = _read(body, Fault)
    if fault.listener is not None:
        _known(sandbox, fault.listener)
    sandbox.faults[f"{max(map(int, sandbox.faults), default=0) + 1:09d}"] = fault
    return list(sandbox.faults.values())


def faults_mend(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    sandbox.faults.clear()
    faults.lift_limits(sandbox)
    return []


def clock_advance(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    seconds = _read(body, Advance).advance
    if sandbox.clock.offset + seconds > LONGEST_JUMP:
        raise Wrong("The clock cannot be moved more than ten years ahead.")
    sandbox.clock.advance(seconds)
    return {"now": sandbox.clock.now(), "offset": sandbox.clock.offset}


def revoke(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    return {"revoked": accounts.revoke(sandbox, _known(sandbox, _read(body, Revoke).listener))}


def token_make(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    wish = _read(body, TokenWish)
    if wish.client_id not in sandbox.clients:
        raise Wrong(f"There is no client {wish.client_id}.")
    listener = _known(sandbox, wish.listener)
    scopes = tuple(wish.scope.split())
    if unknown := set(scopes) - SCOPES.keys():
        raise Wrong(f"There is no scope {min(unknown)}.")
    chosen = sandbox.of_listener(listener).scopes
    return accounts.grant_make(sandbox, wish.client_id, listener, scopes if chosen is None else chosen, pkce=True)


def client_register(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    client = _read(body, Client)
    sandbox.clients[client.client_id] = client if client.name else replace(client, name=client.client_id)
    return {"client_id": client.client_id, "redirect_uris": client.redirect_uris}


def requests_read(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    return list(sandbox.passing.log)


def requests_forget(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    forgotten = list(sandbox.passing.log)
    sandbox.passing.log.clear()
    return forgotten


def player_act(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    key = _known(sandbox, request.path_params["id"], 404)
    wish = _read(body, AppPress)
    try:
        own_app(sandbox, key, wish.action, wish.context_uri, wish.uris)
    except CannotPlay as why:
        raise Wrong(str(why)) from why
    return {"ok": True}


def playlists_read(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    owner = request.query_params.get("listener")
    if owner is not None:
        _known(sandbox, owner, 404)
    return [_playlist(it) for it in sandbox.playlists.values() if owner in (None, it.owner)]


def playlist_read(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    return _playlist(_playlist_of(sandbox, request))


def playlist_change(sandbox: Sandbox, request: Request, body: bytes) -> Any:
    it = _playlist_of(sandbox, request)
    patch = _read(body, PlaylistPatch)
    if patch.uris is not None:
        if wrong := next((uri for uri in patch.uris if not is_playable(uri)), None):
            raise Wrong(f"There is no track {wrong}.")
        now = sandbox.clock.timestamp()
        it = replace(it, items=tuple(PlaylistItem(uri=uri, added_at=now, added_by=it.owner) for uri in patch.uris))
    if patch.followed is not None:
        others = tuple(key for key in it.followers if key != it.owner)
        it = replace(it, followers=(it.owner, *others) if patch.followed else others)
    it = replace(
        it,
        name=patch.name or it.name,
        description=it.description if patch.description is None else patch.description,
        revision=it.revision + 1,
    )
    sandbox.playlists[it.id] = it
    return _playlist(it)


def _playlist_of(sandbox: Sandbox, request: Request) -> Playlist:
    it = sandbox.playlists.get(request.path_params["id"])
    if it is None:
        raise Wrong("There is no such playlist.", 404)
    return it


def _playlist(it: Playlist) -> Json:
    return {
        "id": it.id,
        "owner": it.owner,
        "name": it.name,
        "description": it.description,
        "public": it.public,
        "collaborative": it.collaborative,
        "uris": it.uris,
        "followers": it.followers,
        "snapshot_id": snapshot_id(it),
        "has_image": it.image is not None,
    }


def _listener(sandbox: Sandbox, key: str) -> Json:
    chosen = asdict(sandbox.of_listener(key))
    it = sandbox.listeners[key]
    return chosen | {
        "id": it.id,
        "account_id": it.account_id,
        "name": it.name,
        "email": it.email,
        "about": it.about,
        "country": it.country,
        "timezone": it.timezone,
        "joined": it.joined,
        "product": sandbox.product(key),
        "devices": sandbox.devices(key),
    }


def _known(sandbox: Sandbox, listener: str, status: int = 422) -> str:
    if listener not in sandbox.listeners:
        raise Wrong(f"There is no listener {listener}.", status)
    return listener


def _read(body: bytes, kind: type[K]) -> K:
    return msgspec.json.decode(body or b"{}", type=kind)


Control = Callable[[Sandbox, Request, bytes], Any]


def _route(method: str, path: str, control: Control) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return json_response(control(request.app.state.sandbox, request, await request.body()))
        except Wrong as wrong:
            return json_response({"error": str(wrong)}, wrong.status)
        except (msgspec.DecodeError, RecursionError) as error:
            return json_response({"error": str(error)}, 422)

    return Route(f"/_control{path}", answer, methods=[method])


ROUTES = [
    _route("GET", "/health", health),
    _route("POST", "/reset", reset),
    _route("GET", "/state", state),
    _route("POST", "/settings", settings_change),
    _route("POST", "/listeners/{id}", listener_change),
    _route("POST", "/faults", fault_add),
    _route("DELETE", "/faults", faults_mend),
    _route("POST", "/clock", clock_advance),
    _route("POST", "/revoke", revoke),
    _route("POST", "/token", token_make),
    _route("POST", "/clients", client_register),
    _route("GET", "/requests", requests_read),
    _route("DELETE", "/requests", requests_forget),
    _route("POST", "/player/{id}", player_act),
    _route("GET", "/playlists", playlists_read),
    _route("GET", "/playlists/{id}", playlist_read),
    _route("POST", "/playlists/{id}", playlist_change),
]

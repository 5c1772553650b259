"""The player: what it does, its devices and queue, and the commands, which only Premium listeners may give."""

import re
from collections.abc import Callable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace
from starlette.responses import Response

from discoverdaily.sandbox import playback as music
from discoverdaily.sandbox.api.call import Body, Call, endpoint
from discoverdaily.sandbox.errors import json_response, player_refused, refused, text_response
from discoverdaily.sandbox.player import Now, active_device, awake, chance_for, device_key, line_of, now_of, put
from discoverdaily.sandbox.records import Device, Playback
from discoverdaily.sandbox.shapes import Json, context, is_playable, playable
from discoverdaily.sandbox.state import random_id

READ, CURRENT, MODIFY = "user-read-playback-state", "user-read-currently-playing", "user-modify-playback-state"
MALFORMED = "Malformed json"
SHOWN_QUEUE = 20
MOST_BYTES = 9_150
"""Of the body of a play command: some 226 tracks were seen to be taken, and more to be refused."""
_CONTEXT = re.compile(r"spotify:(album|artist|playlist|show):[0-9A-Za-z]{22}|spotify:user:[^:]+:collection")


class Offset(Body, frozen=True):
    position: Annotated[int, Meta(ge=0)] | None = None
    uri: str | None = None


class Play(Body, frozen=True):
    context_uri: str | None = None
    uris: list[str] | None = None
    offset: Offset | None = None
    position_ms: Annotated[int, Meta(ge=0)] = 0


class Transfer(Body, frozen=True):
    device_ids: list[str] = []
    play: bool = False


def device_shape(call: Call, device: Device, playback: Playback, active: Device | None) -> Json:
    is_active = device == active
    return {
        "id": device.id,
        "is_active": is_active,
        "is_private_session": is_active and call.sandbox.of_listener(call.listener).private_session,
        "is_restricted": device.is_restricted,
        "name": device.name,
        "supports_volume": device.supports_volume,
        "type": device.type,
        "volume_percent": playback.volumes.get(device_key(device), device.volume_percent),
    }


def state_read(call: Call) -> Response:
    """200, or 204 with nothing when no device is in use or nothing was ever played."""
    now = now_of(call.sandbox, call.listener)
    device = active_device(call.sandbox, call.listener, now.shown)
    if device is None or now.shown.item is None:
        return Response(status_code=204)
    shape = {
        "device": device_shape(call, device, now.shown, device),
        "shuffle_state": now.shown.shuffle,
        "smart_shuffle": False,
        "repeat_state": now.shown.repeat,
    }
    return json_response(shape | _playing(call, now))


def current_read(call: Call) -> Response:
    now = now_of(call.sandbox, call.listener)
    if now.shown.item is None or active_device(call.sandbox, call.listener, now.shown) is None:
        return Response(status_code=204)
    return json_response(_playing(call, now))


def _playing(call: Call, now: Now) -> Json:
    """An episode is shown only to who asked for episodes; an advert to nobody."""
    it = now.shown
    kind = "ad" if music.is_advert(it) else "episode" if (it.item or "").startswith("spotify:episode:") else "track"
    wanted = kind != "episode" or "episode" in (call.query("additional_types") or "").split(",")
    return {
        "timestamp": round(it.changed_at * 1000),
        "context": context(call.view, it.context_uri),
        "progress_ms": music.progress_ms(it, now.at),
        "item": playable(call.view, it.item) if it.item and wanted else None,
        "currently_playing_type": kind,
        "actions": {"disallows": _disallows(it, kind)},
        "is_playing": it.is_playing,
    }


def _disallows(it: Playback, kind: str) -> dict[str, bool]:
    if kind == "ad":
        names = ["seeking", "skipping_next", "skipping_prev", "toggling_repeat_context", "toggling_shuffle"]
    else:
        names = ["resuming" if it.is_playing else "pausing"]
        if music.preceding(it) is None:
            names.append("skipping_prev")
    return dict.fromkeys(names, True)


def devices_read(call: Call) -> Response:
    now = now_of(call.sandbox, call.listener)
    active = active_device(call.sandbox, call.listener, now.shown)
    shapes = [device_shape(call, device, now.shown, active) for device in awake(call.sandbox, call.listener)]
    return json_response({"devices": shapes})


def queue_read(call: Call) -> Response:
    it = now_of(call.sandbox, call.listener).shown
    coming: list[str] = []
    ahead: Playback | None = it
    while ahead is not None and len(coming) < SHOWN_QUEUE:
        ahead = music.following(ahead)
        if ahead is not None and ahead.item is not None:
            coming.append(ahead.item)
    shown = playable(call.view, it.item) if it.item else None
    return json_response({"currently_playing": shown, "queue": [playable(call.view, uri) for uri in coming]})


Change = Callable[[Call, Now, Playback], tuple[Playback, bool]]
"""What a command makes of the player, and whether the present song was left for it."""


def _command(change: Change, *, needs_item: bool = True) -> Callable[[Call], Response]:
    def obey(call: Call) -> Response:
        if call.sandbox.product(call.listener) != "premium":
            raise player_refused(403, "Premium required", "PREMIUM_REQUIRED")
        now = now_of(call.sandbox, call.listener)
        device = _target(call, now)
        if needs_item and now.real.item is None:
            raise restricted()
        after, left = change(call, now, replace(now.real, device=device_key(device)))
        put(call.sandbox, now, after, left=left)
        return _done(call)

    return obey


def restricted() -> Exception:
    return player_refused(403, "Restriction violated", "UNKNOWN")


def _target(call: Call, now: Now) -> Device:
    """The device that is meant, or else the one in use. Raises Refused: 404 when there is none, 403 when restricted."""
    wanted = call.query("device_id")
    if wanted is None:
        device = active_device(call.sandbox, call.listener, now.real)
        if device is None:
            raise player_refused(404, "No active device found", "NO_ACTIVE_DEVICE")
    else:
        device = _device(call, wanted)
    if device.is_restricted:
        raise player_refused(403, "Restriction violated", "DEVICE_NOT_CONTROLLABLE")
    return device


def _device(call: Call, device_id: str) -> Device:
    device = next((it for it in awake(call.sandbox, call.listener) if it.id == device_id), None)
    if device is None:
        raise refused(404, "Device not found")
    return device


def _done(call: Call) -> Response:
    """204, or now and then in practice 200 with a text that means nothing."""
    return text_response(random_id(27), 200) if call.sandbox.settings.text_bodies else Response(status_code=204)


def _play(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    if len(call.body) > MOST_BYTES:
        raise refused(413, "Payload Too Large")
    body = call.json(Play, MALFORMED)
    if body.context_uri is None and body.uris is None:
        same_device = it.device == now.real.device or now.real.device is None
        if it.item is None or (it.is_playing and same_device):
            raise restricted()
        return (it if it.is_playing else music.resume(it, now.at)), False
    line = _line(call, body)
    place = _place(body, line)
    loaded = music.load(it, body.context_uri, line, place, chance_for(now))
    position_ms = min(body.position_ms, music.length_ms(line[place]))
    return music.begin(loaded, line[place], now.at, position_ms), True


def _line(call: Call, body: Play) -> list[str]:
    """What to play. Raises Refused (400) for what cannot be, 404 for a context that is not there."""
    if body.context_uri is not None and body.uris is not None:
        raise refused(400, "Can't have both context_uri and uris")
    if body.uris is not None:
        if not body.uris or not all(map(is_playable, body.uris)):
            raise refused(400, "Invalid track uri")
        return body.uris
    uri = body.context_uri or ""
    if not _CONTEXT.fullmatch(uri):
        raise refused(400, "Invalid context uri")
    if body.offset is not None and uri.startswith("spotify:artist:"):
        raise refused(400, "Can't have offset for context type: ARTIST")
    line = line_of(call.sandbox, uri)
    if line is None:
        raise refused(404, "Context not found")
    if not line:
        raise restricted()
    return line


def _place(body: Play, line: list[str]) -> int:
    offset = body.offset or Offset()
    if offset.uri is not None:
        if offset.uri not in line:
            raise refused(400, "Invalid offset")
        return line.index(offset.uri)
    place = offset.position or 0
    if place >= len(line):
        raise refused(400, "Invalid offset")
    return place


def _pause(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    if not it.is_playing or music.is_advert(it):
        raise restricted()
    return music.pause(it, now.at), False


def _next(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    if music.is_advert(it):
        raise restricted()
    moved = music.following(it)
    if moved is None or moved.item is None:
        raise player_refused(403, "No next track was found", "NO_NEXT_TRACK")
    begun = music.begin(moved, moved.item, now.at)
    silent = not it.is_playing and not call.sandbox.settings.skips_wake
    return (music.pause(begun, now.at) if silent else begun), True


def _previous(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    if music.is_advert(it):
        raise restricted()
    moved = music.preceding(it)
    if moved is None or moved.item is None:
        raise player_refused(403, "No previous track was found", "NO_PREV_TRACK")
    return music.begin(moved, moved.item, now.at), True


def _seek(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    position = _needed(call, "position_ms", 10**9)
    if it.item is None or music.is_advert(it):
        raise restricted()
    if position >= music.length_ms(it.item):
        moved = music.following(it)
        return (music.begin(moved, moved.item, now.at) if moved and moved.item else music.stopped(it, now.at)), True
    return music.seek(it, now.at, position), False


def _repeat(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    state = call.query("state")
    if state not in {"off", "context", "track"}:
        raise refused(400, "Invalid state")
    return replace(it, repeat=state), False


def _shuffle(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    state = call.query("state")
    if state not in {"true", "false"}:
        raise refused(400, "Invalid state")
    if (state == "true") == it.shuffle:
        return it, False
    return (music.shuffled(it, chance_for(now)) if state == "true" else music.in_order(it)), False


def _volume(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    """Of any device that is awake; the music stays where it is."""
    percent = _needed(call, "volume_percent", 100)
    device = next(one for one in awake(call.sandbox, call.listener) if device_key(one) == it.device)
    if not device.supports_volume:
        raise player_refused(403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW")
    return replace(now.real, volumes={**it.volumes, device_key(device): percent}), False


def _needed(call: Call, name: str, most: int) -> int:
    if call.query(name) is None:
        raise refused(400, f"Missing required parameter: {name}")
    return call.whole(name, 0, 0, most)


def _enqueue(call: Call, now: Now, it: Playback) -> tuple[Playback, bool]:
    uri = call.query("uri")
    if uri is None:
        raise refused(400, "Missing required parameter: uri")
    if not is_playable(uri):
        raise refused(400, "Invalid track uri")
    return replace(it, queue=(*it.queue, uri)), False


def transfer(call: Call) -> Response:
    """To exactly one device, going on as before; with `play` it plays there in any case."""
    if call.sandbox.product(call.listener) != "premium":
        raise player_refused(403, "Premium required", "PREMIUM_REQUIRED")
    body = call.json(Transfer, MALFORMED)
    if len(body.device_ids) != 1:
        raise refused(400, "Exactly one device_id is supported" if body.device_ids else "Missing device_ids")
    device = _device(call, body.device_ids[0])
    if device.is_restricted:
        raise player_refused(403, "Restriction violated", "DEVICE_NOT_CONTROLLABLE")
    now = now_of(call.sandbox, call.listener)
    after = replace(now.real, device=device_key(device))
    if body.play and not after.is_playing and after.item is not None:
        after = music.resume(after, now.at)
    put(call.sandbox, now, after)
    return _done(call)


ROUTES = [
    endpoint("GET", "/me/player", state_read, scopes=[READ]),
    endpoint("PUT", "/me/player", transfer, scopes=[MODIFY]),
    endpoint("GET", "/me/player/devices", devices_read, scopes=[READ]),
    endpoint("GET", "/me/player/currently-playing", current_read, scopes=[CURRENT]),
    endpoint("GET", "/me/player/queue", queue_read, scopes=[READ, CURRENT]),
    endpoint("POST", "/me/player/queue", _command(_enqueue), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/play", _command(_play, needs_item=False), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/pause", _command(_pause), scopes=[MODIFY]),
    endpoint("POST", "/me/player/next", _command(_next), scopes=[MODIFY]),
    endpoint("POST", "/me/player/previous", _command(_previous), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/seek", _command(_seek), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/repeat", _command(_repeat, needs_item=False), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/shuffle", _command(_shuffle, needs_item=False), scopes=[MODIFY]),
    endpoint("PUT", "/me/player/volume", _command(_volume, needs_item=False), scopes=[MODIFY]),
]

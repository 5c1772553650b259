"""The listener: profile, top tracks and artists, what was played of late."""

from typing import cast, get_args

from starlette.responses import Response

from discoverdaily.sandbox import world
from discoverdaily.sandbox.api.call import Call, endpoint
from discoverdaily.sandbox.errors import json_response, not_found, refused
from discoverdaily.sandbox.history import known_plays, made_here
from discoverdaily.sandbox.shapes import Json, artist, context, cut, precise_stamp, simple_user, track

KINDS = {"tracks", "artists"}


def me(call: Call) -> Response:
    listener = call.sandbox.listeners[call.listener]
    shape = simple_user(call.view, listener) | {"account_id": listener.account_id, "images": []}
    if call.view.legacy:
        shape["followers"] = {"href": None, "total": 0}
        if "user-read-private" in call.caller.scopes:
            shape |= {
                "country": listener.country,
                "explicit_content": {"filter_enabled": False, "filter_locked": False},
                "product": call.sandbox.product(listener.id),
            }
        if "user-read-email" in call.caller.scopes:
            shape["email"] = listener.email
    return json_response(shape)


def top(call: Call) -> Response:
    kind = call.part("kind")
    if kind not in KINDS:
        raise not_found()
    asked = call.query("time_range")
    if asked is not None and asked not in get_args(world.TimeRange):
        raise refused(400, "Invalid time range")
    window = call.window(f"/me/top/{kind}")
    time_range = cast(world.TimeRange, asked or "medium_term")
    now, extra = call.sandbox.clock.now(), made_here(call.sandbox, call.listener)
    ranked = (world.top_tracks if kind == "tracks" else world.top_artists)(call.listener, time_range, now, extra)
    make = track if kind == "tracks" else artist
    return json_response(cut(call.view, window, ranked, lambda key: make(call.view, key)))


def recently_played(call: Call) -> Response:
    """The last fifty plays and no more, newest first; past them there is nothing and no cursor."""
    limit = call.whole("limit", 20, 1, 50)
    after, before = call.query("after"), call.query("before")
    if after is not None and before is not None:
        raise refused(400, "Only one of 'after' and 'before' can be specified")
    plays = [(round(play.played_at.timestamp() * 1000), play) for play in known_plays(call.sandbox, call.listener, 50)]
    if after is not None:
        bound = call.whole("after", 0, 0, 10**15)
        plays = [(at, play) for at, play in plays if at > bound][-limit:]
    elif before is not None:
        bound = call.whole("before", 0, 0, 10**15)
        plays = [(at, play) for at, play in plays if at < bound]
    newest_first = plays[::-1][:limit]
    shape: Json = {
        "items": [
            {
                "track": track(call.view, play.track_id),
                "played_at": precise_stamp(play.played_at),
                "context": context(call.view, play.context_uri),
            }
            for _, play in newest_first
        ],
        "next": None,
        "cursors": None,
        "limit": limit,
        "href": _address(call, limit, after=after, before=before),
    }
    if newest_first:
        newest, oldest = newest_first[0][0], newest_first[-1][0]
        shape["cursors"] = {"after": str(newest), "before": str(oldest)}
        shape["next"] = _address(call, limit, before=str(oldest))
    return json_response(shape)


def _address(call: Call, limit: int, **cursors: str | None) -> str:
    parts = [f"{name}={value}" for name, value in cursors.items() if value is not None]
    return call.view.api("/me/player/recently-played?") + "&".join([*parts, f"limit={limit}"])


ROUTES = [
    endpoint("GET", "/me", me),
    endpoint("GET", "/me/top/{kind}", top, scopes=["user-top-read"]),
    endpoint("GET", "/me/player/recently-played", recently_played, scopes=["user-read-recently-played"]),
]

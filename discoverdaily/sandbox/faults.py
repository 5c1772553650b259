"""What may go wrong on purpose: the limit of requests in thirty seconds, and the faults that the controls ask for."""

import math
from collections import deque
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import msgspec
from msgspec.structs import replace
from starlette.responses import Response

from discoverdaily.sandbox.errors import JSON_TYPE, error_response, reccobeats_error, text_response, too_many
from discoverdaily.sandbox.records import Fault
from discoverdaily.sandbox.state import Sandbox

WINDOW = 30.0
DEVELOPER = "the developer's account"


def over_limit(sandbox: Sandbox, client_id: str) -> Response | None:
    """429 when the rolling window is full or there is still to wait; else the request is counted.

    The window is of one app under the older rules; apps in development mode share their developer's, which is one here.
    """
    settings = sandbox.settings
    now = sandbox.clock.timestamp()
    payer = client_id if sandbox.legacy else DEVELOPER
    until = sandbox.cooldowns.get(payer, 0.0)
    if now < until:
        return too_many(math.ceil(until - now), settings.limit_reason)
    if settings.requests_per_30s is None:
        return None
    window = sandbox.passing.windows.setdefault(payer, deque())
    while window and window[0] <= now - WINDOW:
        window.popleft()
    if len(window) < settings.requests_per_30s:
        window.append(now)
        return None
    sandbox.cooldowns[payer] = now + settings.retry_after
    return too_many(settings.retry_after, settings.limit_reason)


def lift_limits(sandbox: Sandbox) -> None:
    sandbox.cooldowns.clear()
    sandbox.passing.windows.clear()


def draw_fault(sandbox: Sandbox, method: str, path: str, listener: str | None) -> Fault | None:
    """The first fault that fits this request, counted down."""
    for key, fault in list(sandbox.faults.items()):
        if not fnmatchcase(path, fault.path) or fault.method not in (None, method):
            continue
        if fault.listener not in (None, listener):
            continue
        if fault.share < 1 and sandbox.passing.lots.random() >= fault.share:
            continue
        if fault.times is not None:
            if fault.times == 1:
                del sandbox.faults[key]
            else:
                sandbox.faults[key] = replace(fault, times=fault.times - 1)
        return fault
    return None


def takes_effect(fault: Fault) -> bool:
    """Whether the request is worked on before things go wrong."""
    return fault.kind.endswith("_after") or fault.kind in _SPOILING


def loses_answer(fault: Fault) -> bool:
    return fault.kind.removesuffix("_after") in {"reset", "timeout"}


def wrong_answer(fault: Fault, path: str, right: Response | None) -> Response:
    """The answer that goes out in place of the right one (None when the request was not worked on)."""
    kind = fault.kind.removesuffix("_after")
    if right is not None and kind in _SPOILING:
        answer = Response(spoiled(kind, bytes(right.body)), 200 if right.status_code == 204 else right.status_code)
        answer.headers["content-type"] = right.headers.get("content-type", JSON_TYPE)
        return answer
    if path.startswith("/reccobeats/"):
        return _reccobeats_error(kind, fault.retry_after, path)
    return _SPOTIFY[kind](fault)


def _reccobeats_error(kind: str, retry_after: int, path: str) -> Response:
    if kind.startswith(("429", "quota")):
        return reccobeats_error(429, 4291, "Too many requests", path, {"Retry-After": str(retry_after)})
    return reccobeats_error(
        int(kind) if kind in {"500", "502", "503", "504"} else 500, 5001, "Internal server error", path
    )


_SPOILING = frozenset({"malformed", "empty", "empty_body", "half", "garbage"})

_SPOTIFY: dict[str, Callable[[Fault], Response]] = {
    "500": lambda _: error_response(500, "Server error"),
    "502": lambda _: error_response(502, "Bad gateway."),
    "503": lambda _: error_response(503, "Service unavailable"),
    "504": lambda _: text_response("upstream request timeout", 504),
    "401": lambda _: error_response(401, "Access token missing"),
    "429": lambda fault: too_many(fault.retry_after),
    "429_text": lambda fault: too_many(fault.retry_after, "text"),
    "quota": lambda fault: too_many(fault.retry_after, "QUOTA_EXCEEDED"),
    "restricted": lambda _: error_response(403, "Player command failed: Restriction violated", "UNKNOWN"),
    "ignored": lambda _: Response(status_code=204),
}


def spoiled(kind: str, body: bytes) -> bytes:
    """The right answer's body, cut off ("malformed"), without items ("empty", "half"), gone ("empty_body"), or with
    audio features that cannot be ("garbage").

    "half" leaves out every item of the second half and keeps the envelope, so that `total` still says all.
    """
    if kind == "malformed":
        return body[: len(body) // 2] + b"{" if body else b'{"items":['
    if kind == "empty_body":
        return b""
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body
    if not isinstance(answer, dict):
        return body
    if kind == "garbage":
        _garble(answer)
    else:
        for page in (answer, *answer.values()):
            if isinstance(page, dict):
                _thin_out(page, kind)
    return msgspec.json.encode(answer)


def _thin_out(page: dict[str, Any], kind: str) -> None:
    """ReccoBeats calls its items content."""
    for key in ("items", "content"):
        items = page.get(key)
        if isinstance(items, list) and kind == "half":
            page[key] = items[: len(items) // 2]
        elif isinstance(items, list):
            page.update({key: [], **{name: value for name, value in (("total", 0), ("next", None)) if name in page}})


def _garble(answer: dict[str, Any]) -> None:
    """Figures outside their range, of no kind at all, and missing, in every second row."""
    rows = answer.get("content") or answer.get("audio_features") or []
    for row in rows[::2]:
        if row and "tempo" in row:
            row.update(energy=17.5, tempo=0, loudness=-1e300, key=12, valence="happy")
            del row["liveness"]

"""The one door to the controls of the local Spotify, and to what its listeners get from it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO, Any

import httpx2
from django.conf import settings

ANY_CALL = "/v1/*"
TOP_LISTS = "/v1/me/top/*"
AN_HOUR = 3600
"""What Spotify says to wait once its limit is broken, in seconds."""


class NoAnswer(Exception):
    """The local Spotify does not run, or refused: the message says what."""


def advance(time: timedelta) -> None:
    """Moves the local Spotify's clock on."""
    _call("POST", "/clock", {"advance": time.total_seconds()})


def ahead() -> timedelta:
    """How far the local Spotify's clock is ahead of the machine's."""
    return timedelta(seconds=_call("GET", "/state")["offset"])


def limit(listener: str) -> None:
    """Too many calls: the app must wait an hour."""
    _call("POST", "/faults", {"path": ANY_CALL, "kind": "429", "retry_after": AN_HOUR})


def revoked(listener: str) -> None:
    """The listener took back what they agreed to."""
    _call("POST", "/revoke", {"listener": listener})


def premium(listener: str) -> None:
    """Neither the listener nor the app's owner pays for Premium any longer."""
    _call("POST", "/settings", {"owner_premium": False})
    _call("POST", f"/listeners/{listener}", {"product": "free"})


def asleep(listener: str) -> None:
    """None of the listener's devices is awake."""
    _call("POST", f"/listeners/{listener}", {"devices": []})


def down(listener: str) -> None:
    """Every call is answered with an error."""
    _call("POST", "/faults", {"path": ANY_CALL, "kind": "503"})


def half(listener: str) -> None:
    """Top lists break off in the middle."""
    _call("POST", "/faults", {"path": TOP_LISTS, "kind": "half"})


BREAKS: dict[str, Callable[[str], None]] = {
    break_.__name__: break_ for break_ in (limit, revoked, premium, asleep, down, half)
}
"""What can be broken, by name; each takes the id of the listener for whom."""


def mend(listener: str | None) -> None:
    """Everything works again, but for what was revoked: that only the listener can give back."""
    _call("DELETE", "/faults")
    _call("POST", "/settings", {"owner_premium": True})
    if listener is not None:
        _call("POST", f"/listeners/{listener}", {"product": None, "devices": None})


@contextmanager
def export(listener: str, kind: str, since: datetime | None = None) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of a listener's data as Spotify hands them out, in a file that is gone afterwards.

    kind: account or extended. since: nothing before that moment.
    """
    address = f"{settings.SANDBOX_URL}/export/{listener}/{kind}.zip"
    asked = {"since": since.isoformat()} if since else {}
    with TemporaryFile() as file:
        try:
            with httpx2.stream("GET", address, params=asked, timeout=30, trust_env=False) as answer:
                answer.raise_for_status()
                name = answer.headers["content-disposition"].split('"')[1]
                for piece in answer.iter_bytes():
                    file.write(piece)
        except httpx2.HTTPError as error:
            raise NoAnswer(str(error)) from error
        yield name, file


def _call(method: str, path: str, json: dict[str, Any] | None = None) -> Any:
    try:
        answer = httpx2.request(
            method, f"{settings.SANDBOX_URL}/_control{path}", json=json, timeout=10, trust_env=False
        )
        answer.raise_for_status()
    except httpx2.HTTPError as error:
        raise NoAnswer(str(error)) from error
    return answer.json()

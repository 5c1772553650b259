"""Tells Spotify's refusals apart, by status, body and reason, as an error that names what to do next.

The Web API answers `{"error": {"status", "message", "reason"}}`, but the message may be missing, and the body may be
empty or plain text; the token endpoint answers `{"error": "invalid_grant", "error_description": "..."}`.
"""

from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import httpx2
import msgspec

from discoverdaily import clock
from discoverdaily.spotify.errors import (
    Misused,
    NoActiveDevice,
    NotAllowed,
    NotAvailableToThisApp,
    NotFound,
    PremiumRequired,
    Reason,
    ReconnectNeeded,
    RetryLater,
    SpotifyError,
)


class _Error(msgspec.Struct):
    message: str | None = None
    reason: str | None = None


class _Body(msgspec.Struct):
    error: _Error


class _Flat(msgspec.Struct):
    error: str
    error_description: str | None = None


class Refusal(msgspec.Struct, frozen=True):
    """What a refusing answer says."""

    message: str
    reason: str
    said_anything: bool
    """Whether there was a message at all, in JSON or as text."""


def read(response: httpx2.Response) -> Refusal:
    """What the body says, whatever its form."""
    try:
        error = msgspec.json.decode(response.content, type=_Body).error
    except msgspec.MsgspecError:
        text = "" if response.content.lstrip()[:1] in (b"{", b"[") else response.text.strip()[:200]
        return Refusal(text, "", bool(text))
    return Refusal((error.message or "")[:200], error.reason or "", bool(error.message))


def refusal(  # noqa: PLR0911  # one row of the table each
    response: httpx2.Response, *, scopes: frozenset[str] = frozenset()
) -> SpotifyError:
    """The error that a Web API answer without success amounts to; `scopes`: what the endpoint needs."""
    status, said = response.status_code, read(response)
    write = response.request.method != "GET"
    if status == 429:
        reason = Reason.QUOTA if said.reason == "QUOTA_EXCEEDED" else Reason.RATE
        return RetryLater(reason, said.message, after=retry_after(response))
    if status >= 500 or status < 400:
        return RetryLater(Reason.SERVER, f"{status} {said.message}".strip(), after=retry_after(response), unsure=write)
    if status == 401:
        if token_is_stale(response):
            return RetryLater(Reason.UNAUTHORIZED, said.message)
        return ReconnectNeeded(Reason.MISSING_SCOPE, said.message, scopes=scopes)
    if status == 403:
        return _forbidden(said, scopes)
    if status == 404:
        return _missing(said)
    if status == 408:
        return RetryLater(Reason.TIMEOUT, said.message, unsure=write)
    return Misused(f"{status} {said.message}".strip())


def token_is_stale(response: httpx2.Response) -> bool:
    """Whether a new token may help: a 401 for any cause but a missing scope, which the player words as it does."""
    return response.status_code == 401 and "permissions missing" not in read(response).message.lower()


def _forbidden(said: Refusal, scopes: frozenset[str]) -> SpotifyError:  # noqa: PLR0911  # one row of the table each
    words = said.message.lower()
    if said.reason == "PREMIUM_REQUIRED":
        return PremiumRequired(said.message)
    if "premium subscription required for the owner" in words:
        return NotAllowed(Reason.OWNER_PREMIUM, said.message)
    if "user is not registered" in words or "user may not be registered" in words:
        return NotAllowed(Reason.UNREGISTERED, said.message)
    if "insufficient client scope" in words:
        return ReconnectNeeded(Reason.MISSING_SCOPE, said.message, scopes=scopes)
    if said.reason == "NO_ACTIVE_DEVICE":
        return NoActiveDevice(said.message)
    if said.reason == "RATE_LIMITED":
        return RetryLater(Reason.RATE, said.message)
    if said.reason or "player command failed" in words:
        return NotAllowed(Reason.RESTRICTED, f"{said.reason} {said.message}".strip())
    if not said.said_anything or words == "forbidden":
        return NotAvailableToThisApp(said.message)
    return NotAllowed(Reason.FORBIDDEN, said.message)


def _missing(said: Refusal) -> SpotifyError:
    words = said.message.lower()
    if said.reason == "NO_ACTIVE_DEVICE" or words == "device not found":
        return NoActiveDevice(said.message)
    return NotFound(said.message) if said.said_anything else NotAvailableToThisApp()


def token_refusal(response: httpx2.Response) -> SpotifyError:
    """The error that an answer of the token endpoint amounts to. Its `error` counts, never its description."""
    status = response.status_code
    if status == 429:
        return RetryLater(Reason.RATE, "token endpoint", after=retry_after(response))
    try:
        error = msgspec.json.decode(response.content, type=_Flat).error
    except msgspec.MsgspecError:
        error = ""
    if status in (400, 401, 403):
        if error == "invalid_grant":
            return ReconnectNeeded(Reason.REVOKED, error)
        if error in ("invalid_client", "unauthorized_client"):
            return NotAllowed(Reason.APP_REFUSED, error)
        if error:
            return Misused(f"{status} {error}")
    return RetryLater(Reason.SERVER, f"token endpoint: {status}", after=retry_after(response))


def retry_after(response: httpx2.Response) -> timedelta | None:
    """How long Spotify wants us to wait: seconds, or a date; None where it does not say."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value), 10**8))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - clock.now(), timedelta())

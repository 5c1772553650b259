"""Spotify's refusals, row by row as they have been seen, and what each amounts to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
import time_machine

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
from discoverdaily.spotify.refusals import refusal, token_is_stale, token_refusal


def answered(status: int, body: Any = None, *, method: str = "GET", **headers: str) -> httpx2.Response:
    request = httpx2.Request(method, "https://spotify.example/v1/x")
    if isinstance(body, str):
        return httpx2.Response(status, text=body, request=request, headers=headers)
    return httpx2.Response(status, json=body, request=request, headers=headers)


def error(status: int, message: str | None = None, reason: str | None = None) -> dict[str, Any]:
    told = {"status": status, "message": message, "reason": reason}
    return {"error": {name: value for name, value in told.items() if value is not None}}


OWNER = (
    "Active premium subscription required for the owner of the app. When the subscription status changes, "
    "it can take a few hours before requests are allowed again."
)
NOT_LISTED = (
    "The user is not registered for this application. Please check your settings on "
    "https://developer.spotify.com/dashboard."
)
NOT_LISTED_2024 = "Check settings on developer.spotify.com/dashboard, the user may not be registered."
COMMAND = "Player command failed:"

ROWS: list[tuple[int, Any, type[SpotifyError], Reason]] = [
    (401, error(401, "The access token expired"), RetryLater, Reason.UNAUTHORIZED),
    (401, error(401, "Invalid access token"), RetryLater, Reason.UNAUTHORIZED),
    (401, error(401, "No token provided"), RetryLater, Reason.UNAUTHORIZED),
    (401, error(401, "Access token missing"), RetryLater, Reason.UNAUTHORIZED),
    (401, "", RetryLater, Reason.UNAUTHORIZED),
    (401, error(401, "Permissions missing"), ReconnectNeeded, Reason.MISSING_SCOPE),
    (403, error(403, "Insufficient client scope"), ReconnectNeeded, Reason.MISSING_SCOPE),
    (403, OWNER, NotAllowed, Reason.OWNER_PREMIUM),
    (403, NOT_LISTED, NotAllowed, Reason.UNREGISTERED),
    (403, NOT_LISTED_2024, NotAllowed, Reason.UNREGISTERED),
    (403, error(403, "Forbidden"), NotAvailableToThisApp, Reason.NOT_AVAILABLE),
    (403, error(403), NotAvailableToThisApp, Reason.NOT_AVAILABLE),
    (403, "", NotAvailableToThisApp, Reason.NOT_AVAILABLE),
    (403, error(403, f"{COMMAND} Premium required", "PREMIUM_REQUIRED"), PremiumRequired, Reason.PREMIUM_REQUIRED),
    (403, error(403, f"{COMMAND} Restriction violated", "UNKNOWN"), NotAllowed, Reason.RESTRICTED),
    (403, error(403, f"{COMMAND} Not pausable", "ALREADY_PAUSED"), NotAllowed, Reason.RESTRICTED),
    (403, error(403, f"{COMMAND} Too fast", "RATE_LIMITED"), RetryLater, Reason.RATE),
    (403, error(403, "You cannot change this playlist"), NotAllowed, Reason.FORBIDDEN),
    (404, error(404, f"{COMMAND} No active device found", "NO_ACTIVE_DEVICE"), NoActiveDevice, Reason.NO_ACTIVE_DEVICE),
    (404, error(404, "Device not found"), NoActiveDevice, Reason.NO_ACTIVE_DEVICE),
    (404, error(404, "Resource not found"), NotFound, Reason.NOT_FOUND),
    (404, error(404, "Non existing id"), NotFound, Reason.NOT_FOUND),
    (404, "", NotAvailableToThisApp, Reason.NOT_AVAILABLE),
    (400, error(400, "Invalid limit"), Misused, Reason.MISUSED),
    (400, error(400, "Malformed json"), Misused, Reason.MISUSED),
    (411, "", Misused, Reason.MISUSED),
    (408, "", RetryLater, Reason.TIMEOUT),
    (429, "Too many requests", RetryLater, Reason.RATE),
    (429, error(429, "API rate limit exceeded"), RetryLater, Reason.RATE),
    (429, error(429, "Too many requests", "QUOTA_EXCEEDED"), RetryLater, Reason.QUOTA),
    (500, error(500, "Server error."), RetryLater, Reason.SERVER),
    (502, "<html>Bad gateway</html>", RetryLater, Reason.SERVER),
    (503, "", RetryLater, Reason.SERVER),
    (302, "", RetryLater, Reason.SERVER),
]


@pytest.mark.parametrize(("status", "body", "kind", "reason"), ROWS)
def test_a_refusal_is_named_for_what_to_do_next(
    status: int, body: Any, kind: type[SpotifyError], reason: Reason
) -> None:
    found = refusal(answered(status, body))
    assert type(found) is kind
    assert found.reason is reason
    assert not found.unsure


@pytest.mark.parametrize(("status", "unsure"), [(500, True), (503, True), (429, False), (403, False), (404, False)])
def test_a_write_may_have_been_done_only_where_the_server_failed(status: int, unsure: bool) -> None:
    assert refusal(answered(status, error(status, "x"), method="POST")).unsure is unsure


def test_what_scope_is_missing_is_told() -> None:
    found = refusal(answered(403, error(403, "Insufficient client scope")), scopes=frozenset({"user-top-read"}))
    assert isinstance(found, ReconnectNeeded)
    assert found.scopes == {"user-top-read"}


@pytest.mark.parametrize(
    ("status", "message", "stale"),
    [(401, "The access token expired", True), (401, "Permissions missing", False), (403, "Forbidden", False)],
)
def test_only_a_stale_token_is_worth_renewing(status: int, message: str, stale: bool) -> None:
    assert token_is_stale(answered(status, error(status, message))) is stale


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("86236", 86236), ("Sat, 21 Nov 2026 12:01:00 GMT", 60), ("soon", None), ("", None)],
)
def test_how_long_to_wait_is_seconds_or_a_date(header: str, seconds: int | None) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 12, tzinfo=UTC), tick=False):
        found = refusal(answered(429, "Too many requests", **{"Retry-After": header}))
    assert isinstance(found, RetryLater)
    assert found.after == (None if seconds is None else timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (
            400,
            {"error": "invalid_grant", "error_description": "Refresh token revoked"},
            ReconnectNeeded,
            Reason.REVOKED,
        ),
        (
            400,
            {"error": "invalid_grant", "error_description": "Invalid refresh token"},
            ReconnectNeeded,
            Reason.REVOKED,
        ),
        (400, {"error": "invalid_grant"}, ReconnectNeeded, Reason.REVOKED),
        (
            400,
            {"error": "invalid_client", "error_description": "Invalid client secret"},
            NotAllowed,
            Reason.APP_REFUSED,
        ),
        (400, {"error": "unsupported_grant_type"}, Misused, Reason.MISUSED),
        (400, "", RetryLater, Reason.SERVER),
        (400, "invalid_grant", RetryLater, Reason.SERVER),
        (403, OWNER, RetryLater, Reason.SERVER),
        (429, "Too many requests", RetryLater, Reason.RATE),
        (500, {"error": "server_error"}, RetryLater, Reason.SERVER),
        (503, {"error": "invalid_grant"}, RetryLater, Reason.SERVER),
    ],
)
def test_the_token_endpoints_refusals(status: int, body: Any, kind: type[SpotifyError], reason: Reason) -> None:
    found = token_refusal(answered(status, body, method="POST"))
    assert type(found) is kind
    assert found.reason is reason

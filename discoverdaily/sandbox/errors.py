"""How Spotify says no: JSON in one shape, plain text, or nothing at all.

The texts are those that users of the live service report; a client must tell them apart by status, body and reason.
"""

from datetime import UTC, datetime
from typing import Any

import msgspec
from starlette.responses import Response

JSON_TYPE = "application/json; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"

OWNER_WITHOUT_PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status changes, "
    "it can take a few hours before requests are allowed again."
)
NOT_REGISTERED = (
    "The user is not registered for this application. "
    "Please check your settings on https://developer.spotify.com/dashboard."
)


class Refused(Exception):
    """Raised anywhere below an endpoint: answer with this and change nothing."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(msgspec.json.encode(value), status, headers, media_type=JSON_TYPE)


def text_response(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(text, status, headers, media_type=TEXT_TYPE)


def error_response(
    status: int, message: str | None, reason: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """The Web API's error object; message and reason are left out when None, as the live service leaves them out."""
    error: dict[str, Any] = {"status": status}
    if message is not None:
        error["message"] = message
    if reason is not None:
        error["reason"] = reason
    return json_response({"error": error}, status, headers)


def refused(status: int, message: str | None, reason: str | None = None) -> Refused:
    return Refused(error_response(status, message, reason))


def player_refused(status: int, text: str, reason: str) -> Refused:
    return refused(status, f"Player command failed: {text}", reason)


def oauth_error(error: str, description: str) -> Response:
    """The token endpoint's flat shape, always with status 400."""
    return json_response({"error": error, "error_description": description}, 400)


def too_many(retry_after: int, shape: str | None = None) -> Response:
    """429 in one of the three bodies seen: None (JSON), "text", "QUOTA_EXCEEDED"."""
    headers = {"Retry-After": str(retry_after)}
    if shape == "text":
        return text_response("Too many requests", 429, headers)
    if shape == "QUOTA_EXCEEDED":
        return error_response(429, "Too many requests", "QUOTA_EXCEEDED", headers)
    return error_response(429, "API rate limit exceeded", None, headers)


def not_found() -> Refused:
    return refused(404, "Resource not found")


def forbidden() -> Refused:
    return refused(403, "Forbidden")


def reccobeats_error(status: int, code: int, text: str, path: str, headers: dict[str, str] | None = None) -> Response:
    """ReccoBeats' own error: `status` in the body is its code (4001 and so on), not the HTTP status."""
    body = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "error": text,
        "path": f"uri={path.removeprefix('/reccobeats')}",
        "status": code,
    }
    return json_response(body, status, headers)

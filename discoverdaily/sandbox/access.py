"""Who asks: the bearer token, the app and the listener behind it, and what they may do.

The order of the checks and their texts: `identify`, then `admit` (the app's owner, the allow-list), then the scopes.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.datastructures import Headers

from discoverdaily.sandbox.errors import NOT_REGISTERED, OWNER_WITHOUT_PREMIUM, Refused, refused, text_response
from discoverdaily.sandbox.state import Sandbox


@dataclass(frozen=True, slots=True)
class Caller:
    """listener is None for an app that asks for itself (client credentials)."""

    client_id: str
    listener: str | None
    scopes: frozenset[str]


def identify(sandbox: Sandbox, headers: Headers) -> Caller:
    """The caller behind the bearer token. Raises Refused: 401, or 400 for another kind of authorization."""
    authorization = headers.get("authorization")
    if not authorization:
        raise refused(401, "No token provided")
    kind, _, value = authorization.partition(" ")
    if kind.lower() != "bearer" or not value.strip():
        raise refused(400, "Only valid bearer authentication supported")
    token = sandbox.access_tokens.get(value.strip())
    if token is None:
        raise refused(401, "Invalid access token")
    if token.expires_at <= sandbox.clock.timestamp():
        raise refused(401, "The access token expired")
    if token.grant is None:
        return Caller(token.client_id, None, frozenset())
    grant = sandbox.grants.get(token.grant)
    if grant is None or grant.revoked:
        raise refused(401, "Invalid access token")
    return Caller(token.client_id, grant.listener, frozenset(grant.scopes))


def admit(sandbox: Sandbox, caller: Caller) -> None:
    """Raises Refused when the app's owner lost Premium or the listener is not on the app's list."""
    settings = sandbox.settings
    if not settings.owner_premium:
        raise Refused(text_response(OWNER_WITHOUT_PREMIUM, 403))
    if settings.allow_list is not None and caller.listener is not None and caller.listener not in settings.allow_list:
        raise Refused(text_response(NOT_REGISTERED, 403))


def listener_of(caller: Caller) -> str:
    """The listener for whom the app asks. Raises Refused (401) for an app's own token."""
    if caller.listener is None:
        raise refused(401, "Valid user authentication required")
    return caller.listener


def need_all(caller: Caller, scopes: Iterable[str], *, player: bool = False) -> None:
    """Raises Refused when a scope is missing: 401 on the player's endpoints, 403 elsewhere."""
    if caller.scopes.issuperset(scopes):
        return
    listener_of(caller)
    if player:
        raise refused(401, "Permissions missing")
    raise refused(403, "Insufficient client scope")


def need_any(caller: Caller, scopes: Iterable[str]) -> None:
    if caller.scopes.isdisjoint(scopes):
        listener_of(caller)
        raise refused(403, "Insufficient client scope")


def basic_client(headers: Headers) -> tuple[str | None, str | None]:
    """Client id and secret of a Basic authorization, or two times None."""
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return None, None
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, None
    return unquote(client_id), unquote(secret)

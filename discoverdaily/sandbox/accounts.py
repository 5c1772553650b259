"""Spotify Accounts: the authorize page on which a demo listener agrees or refuses, and the token endpoint."""

import base64
import hashlib
import hmac
import re
from urllib.parse import urlencode, urlsplit

from msgspec.structs import replace
from starlette.datastructures import FormData, QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from discoverdaily.sandbox.access import basic_client
from discoverdaily.sandbox.errors import Refused, json_response, oauth_error, text_response
from discoverdaily.sandbox.journal import Shelf
from discoverdaily.sandbox.pages import templates
from discoverdaily.sandbox.records import AccessToken, Client, Code, Grant
from discoverdaily.sandbox.scopes import SCOPES
from discoverdaily.sandbox.shapes import Json
from discoverdaily.sandbox.state import Sandbox, random_id

MOST_REMEMBERED = 10_000
LOOPBACK = {"127.0.0.1", "::1"}
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_LOOPBACK_PORT = re.compile(r"(https?://(?:127\.0\.0\.1|\[::1\])):([1-9][0-9]{0,4})(?=[/?#]|\Z)")
FORM = "application/x-www-form-urlencoded"
Asked = QueryParams | FormData


async def authorize_page(request: Request) -> Response:
    """GET /authorize: pick a listener. Plain text when the app or its redirect URI is not registered."""
    sandbox: Sandbox = request.app.state.sandbox
    try:
        client, scopes = _asked(sandbox, request.query_params)
    except Refused as refusal:
        return refusal.response
    listeners = [
        {"listener": listener, "product": sandbox.product(key), "new": _not_yet_granted(sandbox, client, key, scopes)}
        for key, listener in sandbox.listeners.items()
    ]
    context = {
        "client": client,
        "listeners": listeners,
        "scopes": [SCOPES[scope] for scope in scopes],
        "asked": request.query_params.multi_items(),
    }
    return templates.TemplateResponse(request, "authorize.html", context)


async def authorize_answer(request: Request) -> Response:
    """POST /authorize: the listener's answer; back to the app with a code, or with access_denied."""
    sandbox: Sandbox = request.app.state.sandbox
    form = await request.form()
    try:
        client, scopes = _asked(sandbox, form)
    except Refused as refusal:
        return refusal.response
    listener = str(form.get("listener", ""))
    if listener not in sandbox.listeners:
        return _back(form, {"error": "access_denied"})
    chosen = sandbox.of_listener(listener).scopes
    _forget_oldest(sandbox.codes, sandbox.clock.timestamp())
    code = random_id(160)
    sandbox.codes[code] = Code(
        client_id=client.client_id,
        listener=listener,
        redirect_uri=str(form["redirect_uri"]),
        scopes=scopes if chosen is None else chosen,
        challenge=str(form.get("code_challenge", "")) or None,
        expires_at=sandbox.clock.timestamp() + sandbox.settings.code_ttl,
    )
    return _back(form, {"code": code})


def _asked(sandbox: Sandbox, asked: Asked) -> tuple[Client, tuple[str, ...]]:
    """The app and the scopes asked for. Raises Refused with plain text, or with a way back to the app."""
    client = sandbox.clients.get(str(asked.get("client_id", "")))
    if client is None:
        raise Refused(text_response("INVALID_CLIENT: Invalid client", 400))
    redirect_uri = str(asked.get("redirect_uri", ""))
    if not _secure(redirect_uri):
        raise Refused(text_response("INVALID_CLIENT: Insecure redirect URI", 400))
    if not any(_registered(redirect_uri, uri) for uri in client.redirect_uris):
        raise Refused(text_response("INVALID_CLIENT: Invalid redirect URI", 400))
    if asked.get("response_type") != "code":
        raise Refused(_back(asked, {"error": "unsupported_response_type"}))
    _check_challenge(asked)
    scopes = tuple(dict.fromkeys(str(asked.get("scope", "")).split()))
    if not set(scopes) <= SCOPES.keys():
        raise Refused(_back(asked, {"error": "invalid_scope"}))
    return client, scopes


def _check_challenge(asked: Asked) -> None:
    """Both of PKCE's parameters or neither."""
    challenge, method = asked.get("code_challenge"), asked.get("code_challenge_method")
    if challenge is None and method is None:
        return
    if method != "S256":
        raise Refused(text_response("code_challenge_method must be S256", 400))
    if not _CHALLENGE.fullmatch(str(challenge or "")):
        raise Refused(text_response("code_challenge must be 43 characters of base64url", 400))


def _secure(uri: str) -> bool:
    """HTTPS, or plain HTTP to a loopback literal; `localhost` is neither."""
    try:
        parts = urlsplit(uri)
        host = parts.hostname
    except ValueError:
        return False
    return host is not None and host != "localhost" and (parts.scheme == "https" or host in LOOPBACK)


def _registered(uri: str, registered: str) -> bool:
    """The very same text; or a loopback literal that was registered without a port, with any port."""
    port = _LOOPBACK_PORT.match(uri)
    if port is None or int(port[2]) > 65_535:
        return uri == registered
    return registered in {uri, port[1] + uri[port.end() :]}


def _back(asked: Asked, answer: dict[str, str]) -> Response:
    state = asked.get("state")
    if state is not None:
        answer["state"] = str(state)
    redirect_uri = str(asked["redirect_uri"])
    return RedirectResponse(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{urlencode(answer)}", 302)


def _not_yet_granted(sandbox: Sandbox, client: Client, listener: str, scopes: tuple[str, ...]) -> int | None:
    """How many of the scopes this listener has not agreed to before; None if they never agreed to anything."""
    granted = [
        set(grant.scopes)
        for grant in sandbox.grants.values()
        if grant.client_id == client.client_id and grant.listener == listener and not grant.revoked
    ]
    return len(set(scopes).difference(*granted)) if granted else None


async def token(request: Request) -> Response:
    """POST /api/token: a form, url-encoded; another kind of body says nothing."""
    sandbox: Sandbox = request.app.state.sandbox
    kind_of_body = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    form = await request.form() if kind_of_body == FORM else FormData()
    try:
        client, proven = _client(sandbox, request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return json_response(_from_code(sandbox, client, form, proven=proven))
        if kind == "refresh_token":
            return json_response(_from_refresh_token(sandbox, client, form, proven=proven))
        if kind == "client_credentials":
            return json_response(_for_itself(sandbox, client, proven=proven))
    except Refused as refusal:
        return refusal.response
    return oauth_error(
        "unsupported_grant_type",
        "grant_type must be client_credentials, authorization_code or refresh_token" if kind else "grant_type missing",
    )


def _client(sandbox: Sandbox, request: Request, form: FormData) -> tuple[Client, bool]:
    """The app that asks, and whether it proved itself by its secret."""
    basic_id, secret = basic_client(request.headers)
    named = str(form.get("client_id", "")) or basic_id or ""
    contradicts = "authorization" in request.headers and named != basic_id
    client = sandbox.clients.get(named)
    if client is None or contradicts:
        raise Refused(oauth_error("invalid_client", "Invalid client"))
    if basic_id is None:
        secret = str(form.get("client_secret", "")) or None
    if secret is None:
        return client, False
    if client.secret is None or not hmac.compare_digest(secret.encode(), client.secret.encode()):
        raise Refused(oauth_error("invalid_client", "Invalid client secret"))
    return client, True


def _from_code(sandbox: Sandbox, client: Client, form: FormData, *, proven: bool) -> Json:
    key = str(form.get("code", ""))
    code = sandbox.codes.get(key)
    if code is None or code.used or code.client_id != client.client_id:
        raise Refused(oauth_error("invalid_grant", "Invalid authorization code"))
    if code.expires_at <= sandbox.clock.timestamp():
        raise Refused(oauth_error("invalid_grant", "Authorization code expired"))
    if form.get("redirect_uri") != code.redirect_uri:
        raise Refused(oauth_error("invalid_grant", "Invalid redirect URI"))
    _check_verifier(code, str(form.get("code_verifier", "")), proven=proven)
    sandbox.codes[key] = replace(code, used=True)
    return grant_make(sandbox, client.client_id, code.listener, code.scopes, pkce=code.challenge is not None)


def _check_verifier(code: Code, verifier: str, *, proven: bool) -> None:
    if code.challenge is None:
        if not proven:
            raise Refused(oauth_error("invalid_client", "Invalid client secret"))
        return
    if not verifier:
        raise Refused(oauth_error("invalid_request", "code_verifier required"))
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(digest, code.challenge):
        raise Refused(oauth_error("invalid_grant", "code_verifier was incorrect"))


def grant_make(sandbox: Sandbox, client_id: str, listener: str, scopes: tuple[str, ...], *, pkce: bool) -> Json:
    """The listener agrees: a new grant, and the token answer for it."""
    key, refresh_token = random_id(), random_id(131)
    sandbox.grants[key] = Grant(
        client_id=client_id,
        listener=listener,
        scopes=scopes,
        authorized_at=sandbox.clock.timestamp(),
        pkce=pkce,
        refresh_token=refresh_token,
    )
    sandbox.refresh_tokens[refresh_token] = key
    return _access(sandbox, client_id, key) | {"refresh_token": refresh_token, "scope": " ".join(scopes)}


def _from_refresh_token(sandbox: Sandbox, client: Client, form: FormData, *, proven: bool) -> Json:
    """A refresh token lives six months from consent; refreshing does not lengthen that. A rotated one is good once."""
    given = str(form.get("refresh_token", ""))
    key = sandbox.refresh_tokens.get(given, "")
    grant = sandbox.grants.get(key)
    if grant is None or grant.client_id != client.client_id:
        raise Refused(oauth_error("invalid_grant", "Invalid refresh token"))
    if not grant.pkce and not proven:
        raise Refused(oauth_error("invalid_client", "Invalid client secret"))
    dead_at = grant.authorized_at + sandbox.settings.refresh_token_ttl
    if grant.revoked or grant.refresh_token != given or dead_at <= sandbox.clock.timestamp():
        raise Refused(oauth_error("invalid_grant", "Refresh token revoked"))
    answer = _access(sandbox, client.client_id, key) | {"scope": " ".join(grant.scopes)}
    if sandbox.settings.rotate_refresh_tokens:
        answer["refresh_token"] = random_id(131)
        sandbox.grants[key] = replace(grant, refresh_token=answer["refresh_token"])
        sandbox.refresh_tokens[answer["refresh_token"]] = key
    return answer


def _for_itself(sandbox: Sandbox, client: Client, *, proven: bool) -> Json:
    if not proven:
        raise Refused(oauth_error("invalid_client", "Invalid client secret"))
    return _access(sandbox, client.client_id, None)


def _access(sandbox: Sandbox, client_id: str, grant: str | None) -> Json:
    now, lifetime = sandbox.clock.timestamp(), sandbox.settings.access_token_ttl
    _forget_oldest(sandbox.access_tokens, now)
    access_token = random_id(180)
    sandbox.access_tokens[access_token] = AccessToken(client_id=client_id, grant=grant, expires_at=now + lifetime)
    return {"access_token": access_token, "token_type": "Bearer", "expires_in": round(lifetime)}


def _forget_oldest(shelf: Shelf[AccessToken] | Shelf[Code], now: float) -> None:
    """What has expired is remembered as such, but not for ever."""
    while len(shelf) >= MOST_REMEMBERED:
        oldest = next(iter(shelf))
        if shelf[oldest].expires_at > now:
            return
        del shelf[oldest]


def revoke(sandbox: Sandbox, listener: str) -> int:
    """All that this listener ever agreed to is over; how many grants that were."""
    mine = [(key, grant) for key, grant in sandbox.grants.items() if grant.listener == listener and not grant.revoked]
    for key, grant in mine:
        sandbox.grants[key] = replace(grant, revoked=True)
    return len(mine)


ROUTES = [
    Route("/authorize", authorize_page, methods=["GET"]),
    Route("/authorize", authorize_answer, methods=["POST"]),
    Route("/api/token", token, methods=["POST"]),
]

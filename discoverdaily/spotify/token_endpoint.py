"""Spotify Accounts' one endpoint that is not a page: it gives tokens for a code or for an older token."""

from typing import Any

from django.conf import settings

from discoverdaily.spotify import http, pacing, reading, refusals
from discoverdaily.spotify.errors import RetryLater
from discoverdaily.spotify.objects import Token
from discoverdaily.spotify.pacing import Lane


def token_for_code(client_id: str, *, code: str, redirect_uri: str, code_verifier: str) -> Token:
    """The first tokens after a person has agreed. Raises SpotifyError; ReconnectNeeded: the code is no longer good."""
    grant = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
    return _grant(client_id, grant | {"code_verifier": code_verifier}, budget=pacing.sign_ins_of(client_id))


def token_for_refresh(client_id: str, *, refresh_token: str) -> Token:
    """A new access token, at times with a new refresh token. Raises SpotifyError; ReconnectNeeded: it is revoked."""
    grant = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _grant(client_id, grant, budget=pacing.renewals_of(client_id))


def _grant(client_id: str, form: dict[str, str], *, budget: str) -> Token:
    pacing.take(budget, Lane.PEOPLE)
    request: dict[str, Any] = {"data": form | {"client_id": client_id}}
    if client_id == settings.SPOTIFY_CLIENT_ID and settings.SPOTIFY_CLIENT_SECRET:
        request = {"data": form, "auth": (client_id, settings.SPOTIFY_CLIENT_SECRET)}
    response = http.exchange("POST", f"{settings.SPOTIFY_ACCOUNTS_URL}/api/token", **request)
    if response.is_success:
        return reading.answer(reading.one(Token), response.content, unsure=True)
    error = refusals.token_refusal(response)
    if isinstance(error, RetryLater) and error.reason in pacing.PAUSE:
        error.after = pacing.cool_down(budget, error.reason, error.after)
    raise error

"""Signing in with Spotify: social-auth's flow, through our own door.

Always the authorization code with PKCE (S256); the secret goes along only where there is one. What Spotify refuses on
the way is raised as `SpotifyRefused`, which says in the door's own words what happened.
"""

import functools
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpResponse
from social_core.backends.oauth import BaseOAuth2PKCE
from social_core.backends.spotify import SpotifyOAuth2
from social_core.exceptions import AuthException
from social_django.strategy import DjangoStrategy

from discoverdaily.spotify import token_endpoint
from discoverdaily.spotify.calls import Calls
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import Reason, RetryLater, SpotifyError
from discoverdaily.spotify.pacing import Lane
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.sealing import SEALED, opened, sealed
from discoverdaily.spotify.selectors import app_of, connection_of

if TYPE_CHECKING:
    from accounts.models import User

WISHED = "scopes"
"""Where the session keeps what its person wants to be asked for, until they agree."""
MOST_UNFINISHED = 5
"""Sign-ins in one browser at a time, in as many tabs."""


class SpotifyRefused(AuthException):
    """Spotify refused somewhere on the way in; `error` says why."""

    def __init__(self, backend: "SpotifySignIn", error: SpotifyError, **details: Any) -> None:
        super().__init__(backend, code=str(error.reason), source="provider_response", **details)
        self.error = error


class OneToken:
    """A token given a moment ago, before there is a connection to keep it."""

    def __init__(self, token: str) -> None:
        self._token = token

    def current(self) -> str:
        return self._token

    def renewed(self, refused: str) -> str:
        """There is no other. Raises RetryLater."""
        raise RetryLater(Reason.UNAUTHORIZED, "a token made a moment ago was refused")

    def went_well(self) -> None:
        """Nobody has to know."""

    def went_wrong(self, error: SpotifyError) -> None:
        """Who signs in is told at once."""


class SpotifySignIn(BaseOAuth2PKCE[HttpResponse], SpotifyOAuth2[HttpResponse]):
    """`spotify` among social-auth's backends."""

    REDIRECT_STATE = False

    def get_key_and_secret(self) -> tuple[str, str]:
        """Who is signed in connects through an app of their own where they chose one; that has no secret."""
        client_id = self._client_id
        return client_id, settings.SPOTIFY_CLIENT_SECRET if client_id == settings.SPOTIFY_CLIENT_ID else ""

    @functools.cached_property
    def _client_id(self) -> str:
        return app_of(self._signed_in())

    def _signed_in(self) -> "User | None":
        request = cast("DjangoStrategy", self.strategy).request
        return request.user if request and request.user.is_authenticated else None

    def authorization_url(self) -> str:
        return f"{settings.SPOTIFY_ACCOUNTS_URL}/authorize"

    def access_token_url(self) -> str:
        return f"{settings.SPOTIFY_ACCOUNTS_URL}/api/token"

    def get_scope(self) -> list[str]:
        """What is needed of everybody, what this person agreed to before, what was missing since, and what they want
        to do now."""
        person = self._signed_in()
        connection = connection_of(person) if person else None
        own = [*connection.scopes, *connection.missing_scopes] if connection else []
        wished = self.strategy.session_get(WISHED) if person else None
        return sorted({*NEEDED, *own, *(wished or [])})

    def get_or_create_state(self) -> str | None:
        """Begins one sign-in more; of those begun and not finished in this browser only the latest few are kept."""
        state = super().get_or_create_state()
        begun = self.strategy.session_get(self._transaction_index_key())
        for oldest in list(begun)[:-MOST_UNFINISHED]:
            del begun[oldest]
            self.strategy.session_pop(self.transaction_key(oldest))
        return state

    def auth_complete_params(self, state: str | None = None) -> dict[str, str]:
        return {
            "code": self.data.get("code", ""),
            "redirect_uri": self.get_redirect_uri(state),
            "code_verifier": self.get_code_verifier(state),
        }

    def request_access_token(self, *args: Any, data: dict[str, str] | None = None, **kwargs: Any) -> dict[str, Any]:
        """The code's tokens, through our door. Raises SpotifyRefused."""
        try:
            token = token_endpoint.token_for_code(self._client_id, **(data or {}))
        except SpotifyError as error:
            raise SpotifyRefused(self, error, stage="token_exchange") from error
        return {
            "access_token": token.access_token,
            "refresh_token": token.refresh_token,
            "expires_in": token.expires_in,
            "scope": token.scope,
        }

    def user_data(self, access_token: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Whose account it is. Raises SpotifyRefused, so that an unregistered user is told so."""
        calls = Calls(client_id=self._client_id, tokens=OneToken(access_token), lane=Lane.PEOPLE)
        try:
            account = Spotify(calls).me()
        except SpotifyError as error:
            raise SpotifyRefused(self, error, stage="user_info") from error
        return {
            "id": account.id,
            "account_id": account.account_id,
            "display_name": account.display_name,
            "product": account.product,
        }

    def extra_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the social-auth row keeps: the tokens sealed; without a new refresh token the old one stays."""
        data: dict[str, Any] = super().extra_data(*args, **kwargs)
        for name in SEALED:
            token = data.pop(name, None)
            if token:
                data[name] = sealed(token)
        return data

    def get_refresh_token(self, extra_data: dict[str, Any]) -> str | None:
        return opened(extra_data.get("refresh_token"))

"""The one step of social-auth's pipeline."""

import time
from typing import Any

from accounts.models import User
from accounts.proving import SEEN_AT_SPOTIFY
from accounts.services import person_enter
from discoverdaily.spotify.backend import WISHED, SpotifySignIn
from discoverdaily.spotify.objects import Account, Token


def enter(backend: SpotifySignIn, response: dict[str, Any], user: User | None = None, **kwargs: Any) -> dict[str, Any]:
    """Lets the owner of the Spotify account in; `user` is who is signed in already."""
    account = Account(
        id=response["id"],
        account_id=response.get("account_id"),
        display_name=response.get("display_name"),
        product=response.get("product"),
    )
    token = Token(
        access_token=response["access_token"],
        expires_in=response["expires_in"],
        refresh_token=response.get("refresh_token"),
        scope=response.get("scope"),
    )
    person, social, is_new = person_enter(
        backend=backend, account=account, token=token, response=response, signed_in=user
    )
    backend.strategy.session_pop(WISHED)
    backend.strategy.session_set(SEEN_AT_SPOTIFY, [person.pk, time.time()])
    return {"user": person, "social": social, "is_new": is_new}

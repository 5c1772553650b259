"""A person's access token, renewed by one worker at a time.

Renewing twice at once would be wrong: where Spotify rotates refresh tokens, the second would be refused and the person
signed out. So a worker first writes its lease to the connection, on condition that nobody holds one; the others wait
a moment for what it finds. No transaction is open while Spotify is asked. A consent given meanwhile takes the lease
away, and then what the worker found is dropped.

While TOKEN_KEYS are changed, a process that was not started anew yet may meet what another one sealed with a key it
does not know. That is not lost: it is left as it is, for those who can read it.
"""

import logging
import time
import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from social_django.models import UserSocialAuth

from discoverdaily import clock
from discoverdaily.spotify.errors import (
    NotAllowed,
    PremiumRequired,
    Reason,
    ReconnectNeeded,
    RetryLater,
    SpotifyError,
)
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.objects import Token
from discoverdaily.spotify.sealing import SEALED, opened, sealed
from discoverdaily.spotify.selectors import connection_of
from discoverdaily.spotify.token_endpoint import token_for_refresh

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

MARGIN = timedelta(seconds=60)
"""A token that ends sooner than this is renewed before it is used."""
LEASE = timedelta(seconds=30)
WAIT_SECONDS = 5.0
"""How long to wait for another worker's renewal before asking the caller to come back."""
KEY_MAY_COME = timedelta(days=1)
"""So long after it was sealed, a token that none of our keys opens is another process's, which has a newer key. Those
in use are sealed anew each hour: for what is older nobody has the key any more."""
LATER = timedelta(minutes=1)
"""When to come back for what another process can read."""
LASTING_REFUSALS = frozenset({Reason.MISSING_SCOPE})
"""What only a new consent mends; a call that went well says nothing about it."""


class ConnectionTokens:
    """The tokens of one connection, and what its calls teach about it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def of(cls, person: "User") -> "ConnectionTokens":
        """The person's. Raises ReconnectNeeded where they have no usable connection."""
        connection = connection_of(person)
        if connection is None:
            raise ReconnectNeeded(Reason.NOT_CONNECTED)
        _refuse_unusable(connection)
        return cls(connection)

    @property
    def client_id(self) -> str:
        return self._connection.client_id

    def current(self) -> str:
        """A token with a minute or more to live. Raises SpotifyError where it must be renewed and cannot be."""
        token = _good_token(self._connection)
        return token if token is not None else self._renewed()

    def check_scopes(self, scopes: Collection[str]) -> None:
        """Raises ReconnectNeeded where the person did not agree to all of them."""
        if missing := frozenset(map(str, scopes)) - set(self._connection.scopes):
            raise ReconnectNeeded(Reason.MISSING_SCOPE, scopes=missing)

    def renewed(self, refused: str) -> str:
        """A token other than the one that was refused. Raises SpotifyError."""
        return self._renewed(refused)

    def went_well(self) -> None:
        """Forgets a refusal that no longer holds."""
        if self._connection.refusal and self._connection.refusal not in LASTING_REFUSALS:
            self._learn(refusal="", refused_at=None)

    def went_wrong(self, error: SpotifyError) -> None:
        """Remembers what the person should be told."""
        if isinstance(error, PremiumRequired):
            self._learn(premium=False)
        elif isinstance(error, NotAllowed) and error.reason in (Reason.UNREGISTERED, Reason.OWNER_PREMIUM):
            self._learn(refusal=error.reason, refused_at=clock.now())
        elif isinstance(error, ReconnectNeeded) and error.reason is Reason.MISSING_SCOPE:
            missing = sorted({*self._connection.missing_scopes, *error.scopes})
            self._learn(refusal=error.reason, refused_at=clock.now(), missing_scopes=missing)

    def _learn(self, **facts: object) -> None:
        # What was learnt with the consent before says nothing about a newer one.
        same = Connection.objects.filter(pk=self._connection.pk, authorized_at=self._connection.authorized_at)
        same.update(**facts)
        for name, value in facts.items():
            setattr(self._connection, name, value)

    def _renewed(self, refused: str | None = None) -> str:
        try:
            return self._renewed_of_connected(refused)
        except ObjectDoesNotExist as error:  # the person took their account away meanwhile
            raise ReconnectNeeded(Reason.NOT_CONNECTED) from error

    def _renewed_of_connected(self, refused: str | None) -> str:
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            lease = _claim(self._connection)
            self._connection = Connection.objects.select_related("social").get(pk=self._connection.pk)
            try:
                _refuse_unusable(self._connection)
                token = _good_token(self._connection)
                if token is not None and token != refused:
                    return token
                if lease and (token := self._ask_spotify(lease)):
                    return token
            finally:
                if lease:
                    _give_back(self._connection, lease)
            if time.monotonic() > deadline:
                raise RetryLater(Reason.BUSY, "another worker renews the token", after=LEASE)
            time.sleep(0.05)

    def _ask_spotify(self, lease: uuid.UUID) -> str | None:
        """A new token, stored; None where a consent given meanwhile has overtaken us."""
        refresh_token = opened(self._connection.social.extra_data.get("refresh_token"))
        if refresh_token is None:
            self._refuse_sealed()
        try:
            token = token_for_refresh(self._connection.client_id, refresh_token=refresh_token)
        except ReconnectNeeded:
            if _bury(self._connection, lease):
                raise
            return None
        return token.access_token if _store(self._connection, lease, token) else None

    def _refuse_sealed(self) -> NoReturn:
        """The token is left as it is. Raises RetryLater where another process may read it, else ReconnectNeeded."""
        social = self._connection.social
        lately = timezone.now() - social.modified < KEY_MAY_COME  # the row is dated by the machine's time
        if lately and "refresh_token" in social.extra_data:
            logger.error("a token is sealed with none of TOKEN_KEYS; it is left to processes that have its key")
            raise RetryLater(Reason.BUSY, "sealed with a key that this process does not have", after=LATER)
        self._learn(refusal=Reason.TOKEN_LOST, refused_at=clock.now())
        raise ReconnectNeeded(Reason.TOKEN_LOST)


def token_for_page(person: "User", *, scopes: Collection[str]) -> str:
    """The person's access token, for Spotify's own player in their browser, which asks for it by itself.

    Raises ReconnectNeeded where they did not agree to all of `scopes`; any SpotifyError where it cannot be renewed.
    """
    tokens = ConnectionTokens.of(person)
    tokens.check_scopes(scopes)
    return tokens.current()


def token_facts(token: Token) -> dict[str, object]:
    """What of a token answer stands in the open, in the connection's own fields."""
    facts: dict[str, object] = {"token_ends_at": clock.now() + timedelta(seconds=token.expires_in)}
    if token.scope is not None:
        facts["scopes"] = sorted(token.scope.split())
    return facts


def sealed_tokens(token: Token) -> dict[str, str]:
    """What of a token answer is kept sealed; without a new refresh token the old one stays."""
    return {name: sealed(value) for name in SEALED if (value := getattr(token, name))}


def _refuse_unusable(connection: Connection) -> None:
    if not connection.usable:
        raise ReconnectNeeded(Reason(connection.refusal or Reason.REVOKED))


def _good_token(connection: Connection) -> str | None:
    if connection.token_ends_at is None or connection.token_ends_at <= clock.now() + MARGIN:
        return None
    return opened(connection.social.extra_data.get("access_token"))


def _claim(connection: Connection) -> uuid.UUID | None:
    lease, now = uuid.uuid4(), clock.now()
    free = Connection.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), pk=connection.pk)
    return lease if free.update(lease=lease, leased_until=now + LEASE) else None


def _give_back(connection: Connection, lease: uuid.UUID) -> None:
    Connection.objects.filter(pk=connection.pk, lease=lease).update(lease=None, leased_until=None)


def _locked(connection: Connection) -> UserSocialAuth:
    """The social-auth row, before the connection's: in the order in which a sign-in writes them, too."""
    return UserSocialAuth.objects.select_for_update().get(pk=connection.social_id)


@transaction.atomic
def _store(connection: Connection, lease: uuid.UUID, token: Token) -> bool:
    """Keeps the new token; False, changing nothing, where the lease is no longer ours."""
    social = _locked(connection)
    held = Connection.objects.filter(pk=connection.pk, lease=lease)
    if not held.update(lease=None, leased_until=None, **token_facts(token)):
        return False
    social.extra_data = social.extra_data | sealed_tokens(token)
    social.save(update_fields=["extra_data", "modified"])
    connection.social = social
    connection.refresh_from_db(fields=["token_ends_at", "scopes"])
    return True


@transaction.atomic
def _bury(connection: Connection, lease: uuid.UUID) -> bool:
    """Deletes the dead tokens and nothing else; False, changing nothing, where the lease is no longer ours."""
    dead = {"state": Connection.State.RECONNECT_NEEDED, "refusal": Reason.REVOKED, "refused_at": clock.now()}
    social = _locked(connection)
    if not Connection.objects.filter(pk=connection.pk, lease=lease).update(lease=None, leased_until=None, **dead):
        return False
    social.extra_data = {name: value for name, value in social.extra_data.items() if name not in SEALED}
    social.save(update_fields=["extra_data", "modified"])
    return True

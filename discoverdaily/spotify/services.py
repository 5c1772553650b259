"""What changes a connection."""

from typing import TYPE_CHECKING

from django.db import transaction
from social_django.models import UserSocialAuth

from discoverdaily import clock
from discoverdaily.spotify.models import Connection, OwnApp
from discoverdaily.spotify.objects import Account, Token
from discoverdaily.spotify.sealing import SEALED, resealed
from discoverdaily.spotify.signals import connected
from discoverdaily.spotify.tokens import token_facts

if TYPE_CHECKING:
    from accounts.models import User


def connection_record(*, social: UserSocialAuth, client_id: str, account: Account, token: Token) -> Connection:
    """Writes down that a person has just agreed, and takes the lease from whoever still renews the older token.

    Sends `connected` once it is committed.
    """
    with transaction.atomic():
        connection, _ = Connection.objects.update_or_create(
            social=social,
            defaults={
                "client_id": client_id,
                "spotify_id": account.id,
                "authorized_at": clock.now(),
                "state": Connection.State.CONNECTED,
                "missing_scopes": [],
                "refusal": "",
                "refused_at": None,
                "lease": None,
                "leased_until": None,
                **token_facts(token),
                **({"account_id": account.account_id} if account.account_id else {}),
                **({} if account.premium is None else {"premium": account.premium}),
            },
        )
        transaction.on_commit(lambda: connected.send(sender=Connection, person=social.user))
    return connection


def own_app_choose(*, person: "User", client_id: str) -> None:
    """From the next consent on the person connects through this app; until then what stands goes on."""
    OwnApp.objects.update_or_create(person=person, defaults={"client_id": client_id, "chosen_at": clock.now()})


def own_app_forget(*, person: "User") -> None:
    """From the next consent on the person connects through the instance's app."""
    OwnApp.objects.filter(person=person).delete()


def account_learn(*, person: "User", account: Account) -> None:
    """What Spotify says of the account by now, as far as it still tells it."""
    if account.premium is not None:
        Connection.objects.filter(social__user=person).update(premium=account.premium)


def premium_learn(*, person: "User") -> None:
    """Spotify did what it does for Premium listeners only: whoever was refused before has Premium by now."""
    Connection.objects.filter(social__user=person, premium=False).update(premium=True)


def tokens_reseal() -> tuple[int, int]:
    """Seals every token anew with the first of settings.TOKEN_KEYS.

    Each row by itself, locked, so that renewals go on meanwhile. Answers how many rows were resealed, and how many hold
    a token that no key opens (left as they are).
    """
    done = unreadable = 0
    for key in UserSocialAuth.objects.filter(provider="spotify").values_list("pk", flat=True):
        with transaction.atomic():
            social = UserSocialAuth.objects.select_for_update().filter(pk=key).first()
            if social is None:  # whoever it was has left meanwhile
                continue
            old = {name: social.extra_data[name] for name in SEALED if name in social.extra_data}
            new = {name: resealed(token) for name, token in old.items()}
            if None in new.values():
                unreadable += 1
            elif new:
                social.extra_data = social.extra_data | new
                social.save(update_fields=["extra_data", "modified"])
                done += 1
    return done, unreadable

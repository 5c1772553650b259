"""Who may make an account: everybody, who was invited, nobody; and the invitations."""

import hashlib
import secrets
from datetime import datetime

from django.conf import settings
from django.db.models import F

from accounts.models import Invitation, Registration, User
from accounts.switching import switches
from discoverdaily import clock
from discoverdaily.spotify.models import Connection

LONGEST_TOKEN = 64
"""Characters; ours have 43."""


class NobodyMayJoin(Exception):
    """Registration is closed."""


class InvitationNeeded(Exception):
    """Only who was invited may join, and there is no invitation."""


class InvitationEnded(Exception):
    """The invitation's seats are taken, its end has come, or staff took it back."""


def registration() -> Registration:
    """Who may make an account now."""
    return Registration(switches().registration or settings.REGISTRATION)


def spotify_full() -> bool:
    """Whether as many people have connected Spotify as the instance's app may serve."""
    if not settings.SPOTIFY_USERS:
        return False
    connected = Connection.objects.filter(client_id=settings.SPOTIFY_CLIENT_ID)
    return connected[: settings.SPOTIFY_USERS].count() == settings.SPOTIFY_USERS


def invitation_make(*, by: User, seats: int, ends_at: datetime, note: str = "") -> tuple[Invitation, str]:
    """An invitation for so many people, and its token, which is told this once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(made_by=by, seats=seats, ends_at=ends_at, note=note, token_hash=_hash(token))
    return made, token


def invitation_of(token: str) -> Invitation | None:
    """The invitation, if somebody can still join by it."""
    return Invitation.objects.filter(token_hash=_hash(token), ends_at__gt=clock.now(), taken__lt=F("seats")).first()


def join(*, token: str = "") -> None:
    """Lets somebody join, in whose transaction this is; takes a seat where one is needed.

    Raises NobodyMayJoin, InvitationNeeded, InvitationEnded.
    """
    who = registration()
    if who == Registration.CLOSED:
        raise NobodyMayJoin
    if who == Registration.OPEN:
        return
    if not token:
        raise InvitationNeeded
    good = Invitation.objects.filter(token_hash=_hash(token), ends_at__gt=clock.now(), taken__lt=F("seats"))
    if not good.update(taken=F("taken") + 1):
        raise InvitationEnded


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

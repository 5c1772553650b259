"""An account by e-mail address and password."""

from django.db import transaction

from accounts.email import email_ask
from accounts.joining import join
from accounts.models import AddressAsked, User
from discoverdaily import clock

FROM_ONE_NETWORK = 20
"""Accounts that may be made within an hour from one network address."""


def person_sign_up(*, address: str, password: str, time_zone: str = "", invitation: str = "") -> User:
    """A new person, whom the address is not confirmed for yet, though they can sign in with it.

    That another person has the address already changes nothing of this, so nobody learns of them: the letter says so
    to whom it belongs. Raises NobodyMayJoin, InvitationNeeded, InvitationEnded.
    """
    with transaction.atomic():
        join(token=invitation)
        person = User.objects.create_user(
            password=password,
            display_name=address.partition("@")[0][:120],
            time_zone=time_zone or "UTC",
            time_zone_known=bool(time_zone),
        )
        AddressAsked.objects.create(person=person, address=address, asked_at=clock.now())
    return person


def welcome(*, person: User, address: str) -> None:
    """Sends the letter that confirms the address of somebody new. Raises TooManyLetters, LetterNotSent."""
    email_ask(person=person, address=address, joining=True)

"""An account by e-mail address and password; and its end, where nobody confirmed it or came back to it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, OuterRef, Q, QuerySet

from accounts.email import email_ask
from accounts.erasing import account_close
from accounts.joining import join
from accounts.models import AddressAsked, User
from discoverdaily import clock

FROM_ONE_NETWORK = 20
"""Accounts that may be made within an hour from one network address, and letters that may be asked for by nobody."""
FORSAKEN_AFTER = timedelta(days=30)
AT_ONCE = 200
"""Accounts that are closed at a time."""


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


def forsaken_close() -> int:
    """Closes accounts that were made with an address, last come in to a month ago, never confirmed, and hold nothing at
    all: no other door, no browser that is signed in, no row of any app. Answers how many; the worker deletes them.
    """
    closed = 0
    for key in _forsaken().values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            User.objects.select_for_update().filter(pk=key).first()
            if person := _forsaken().filter(pk=key).first():  # nobody has come back in this moment
                account_close(person=person)
                closed += 1
    return closed


def _forsaken() -> QuerySet[User]:
    made = clock.now() - FORSAKEN_AFTER
    alone = User.objects.filter(email=None, is_active=True, is_staff=False, asked__asked_at__lt=made)
    return alone.filter(date_joined__lt=made).exclude(last_login__gte=made).filter(*_nothing_of_theirs())


def _nothing_of_theirs() -> Iterator[Q]:
    """That no row points at the person, in whichever app, but the address they wished for."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not AddressAsked:
            rows = relation.related_model._meta.base_manager.filter(**{relation.field.name: OuterRef("pk")})
            yield ~Q(Exists(rows))

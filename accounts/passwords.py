"""Passwords: chosen, changed, forgotten."""

import contextlib

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from accounts.backends import newcomers
from accounts.devices import sign_out_everywhere
from accounts.email import asked_of, email_set
from accounts.guessing import failures_forget
from accounts.letters import IN_AN_HOUR, LetterNotSent, TooManyLetters, letter_send
from accounts.limits import RESETS_TO, within
from accounts.models import Share, User

NAMED = 20
"""Accounts that a letter names at most: many more than are tried by password, for who is crowded out there."""


class ResetTokens(PasswordResetTokenGenerator):
    """A letter's token: good for an hour (PASSWORD_RESET_TIMEOUT), once, and for the address it was sent to.

    Where that is not confirmed yet, whoever signed up may be somebody else: it ends when they add a door of theirs.
    """

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        known = "" if user.email else f"{asked_of(user)} {user.social_auth.exists()}"
        return f"{super()._make_hash_value(user, timestamp)} {known}"


tokens = ResetTokens()


def reset_ask(*, address: str) -> None:
    """Sends a letter to the address: a link to choose a new password, or that nobody here has it.

    Either way nobody but the owner of the mailbox learns which. Raises TooManyLetters, LetterNotSent.
    """
    if not within(RESETS_TO, address, IN_AN_HOUR):
        raise TooManyLetters
    people = _who_come_in_by(address)
    if not people:
        letter_send(
            to=address,
            subject=_("No DiscoverDaily account has this address"),
            template="accounts/nobody_letter.txt",
            path=reverse("accounts:sign_in"),
        )
        return
    letter_send(
        to=address,
        subject=_("A new password for DiscoverDaily"),
        template="accounts/reset_letter.txt",
        locale=people[0].locale,
        links=[(person.date_joined, f"{settings.SITE_URL}{_reset_path(person)}") for person in people],
    )


def _reset_path(person: User) -> str:
    key = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("accounts:password_reset_confirm", args=[key, tokens.make_token(person)])


def _who_come_in_by(address: str) -> list[User]:
    """Who has the address; else those who signed up with it, but for who can come in by Spotify.

    Whoever opens the letter has the mailbox, so they choose which of these is theirs; choosing confirms it.
    """
    owners = list(User.objects.filter(email=address))
    if owners:
        return [person for person in owners if person.is_active]
    return list(newcomers(address).filter(is_active=True, social_auth=None)[:NAMED])


@transaction.atomic
def password_reset(*, person: User, password: str) -> None:
    """The password that somebody chose by a letter's link, which also confirms their address; ends every session."""
    password_set(person=person, password=password)
    asked = None if person.email else asked_of(person)
    for name in (person.email or (asked and asked.address), person.username):
        if name:
            failures_forget(account=name)
    if asked:
        Share.objects.filter(person=person).delete()  # whoever signed up may be somebody else, and have their links
        try:
            with transaction.atomic():
                email_set(person=person, address=asked.address)
        except IntegrityError:  # somebody else confirmed it a moment ago
            person.email = None


def password_set(*, person: User, password: str) -> None:
    """A new password; whoever is signed in as this person is so no longer, here and elsewhere."""
    person.set_password(password)
    person.save(update_fields=["password"])
    sign_out_everywhere(person=person)


def tell_of_change(*, person: User) -> None:
    """Writes to the person that their password is another one, in case it was not they; what fails is in the log."""
    if not person.email:
        return
    with contextlib.suppress(LetterNotSent):
        letter_send(
            to=person.email,
            subject=_("Your DiscoverDaily password was changed"),
            template="accounts/password_changed_letter.txt",
            locale=person.locale,
            path=reverse("accounts:password_reset"),
        )

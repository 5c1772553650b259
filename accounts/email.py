"""The address a person is written to: asked for, confirmed by a letter, changed and taken back."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily import clock

logger = logging.getLogger(__name__)

LETTERS_IN_AN_HOUR = 5
GOOD_FOR = timedelta(days=1)
"""How long the link of a letter is good."""
SALT = "accounts.email"


class TooManyLetters(Exception):
    """The person had as many letters sent within an hour as we send."""


class LetterNotSent(Exception):
    """The mail server did not take the letter."""


class NotTheirLink(Exception):
    """Nobody signed this link, or it was signed for another person."""


class LinkEnded(Exception):
    """The link is older than a day, or the person's address was changed since it was written."""


class AddressTaken(Exception):
    """Another person has this address."""


def email_ask(*, person: User, address: str) -> None:
    """Sends a letter to an address, in lower case, that confirms it is theirs; nothing is kept yet.

    To an address that another person has, the letter says so; whoever asked cannot tell the difference.
    Raises TooManyLetters, LetterNotSent.
    """
    places = (f"email-letter:{person.pk}:{place}" for place in range(LETTERS_IN_AN_HOUR))
    if not any(cache.add(place, True, timeout=3600) for place in places):
        raise TooManyLetters
    taken = _taken(person, address)
    path = reverse("accounts:email") if taken else reverse("accounts:email_confirm", args=[link_of(person, address)])
    template = "accounts/address_taken_letter.txt" if taken else "accounts/confirm_letter.txt"
    with translation.override(person.locale or settings.LANGUAGE_CODE):
        subject = _("Your address at DiscoverDaily") if taken else _("Confirm your address for DiscoverDaily")
        words = render_to_string(template, {"link": settings.SITE_URL + path})
    try:
        send_mail(subject, words, None, [address])
    except OSError as error:
        logger.exception("a letter that confirms an address could not be sent")
        raise LetterNotSent from error


def link_of(person: User, address: str) -> str:
    """What the letter's link carries: signed, good for a day and until the person's address is changed."""
    return signing.dumps([person.pk, address, _since(person)], salt=SALT)


def address_in(link: str, *, person: User) -> str:
    """The address that a link confirms for this person. Raises NotTheirLink, LinkEnded."""
    try:
        key, address, since = signing.loads(link, salt=SALT)
    except signing.BadSignature as error:
        raise NotTheirLink from error
    if key != person.pk:
        raise NotTheirLink
    try:
        signing.loads(link, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired as error:
        raise LinkEnded from error
    if since != _since(person):
        raise LinkEnded
    return str(address)


def email_confirm(*, person: User, address: str) -> None:
    """Keeps the address, for a person as they were when their link was read. Raises AddressTaken, LinkEnded."""
    unchanged = User.objects.filter(pk=person.pk, email_changed_at=person.email_changed_at)
    try:
        with transaction.atomic():
            if _taken(person, address):
                raise AddressTaken
            if not unchanged.update(email=address, email_changed_at=clock.now()):
                raise LinkEnded
    except IntegrityError as error:  # the other person confirmed it a moment ago
        raise AddressTaken from error


def email_forget(*, person: User) -> None:
    """Takes the address back; links that were sent before are no longer good."""
    User.objects.filter(pk=person.pk).update(email=None, email_changed_at=clock.now())


def _taken(person: User, address: str) -> bool:
    return User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists()


def _since(person: User) -> str:
    return person.email_changed_at.isoformat() if person.email_changed_at else ""

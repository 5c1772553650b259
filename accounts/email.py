"""The address a person is written to and signs in with: asked for, confirmed by letters, changed and taken back."""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.letters import IN_AN_HOUR, TooManyLetters, letter_send
from accounts.limits import LETTERS, LETTERS_TO, within
from accounts.models import AddressAsked, User
from discoverdaily import clock

GOOD_FOR = timedelta(days=1)
"""How long the link of a letter is good."""
SALT = "accounts.email"
THERE, BEFORE = "there", "before"
"""Which mailbox a letter was sent to: that of the address asked for, or that of the one it takes the place of."""


class NotTheirLink(Exception):
    """Nobody signed this link, or it was signed for another person."""


class LinkEnded(Exception):
    """The link is older than a day, or the person has asked for or has got another address since it was written."""


class AddressTaken(Exception):
    """Another person has this address."""


class AddressNeeded(Exception):
    """The person signs in with this address, so it can be changed and not taken back."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a letter's link says: the mailbox it was sent to agrees to this address."""

    address: str
    mailbox: str
    since: str
    """When the person's address was last changed, as they were told it."""


def email_ask(*, person: User, address: str, joining: bool = False) -> None:
    """Sends letters that confirm the address a person wishes for, there and to the one they have, and notes it.

    To an address that another person has, the letter says so; whoever asked cannot tell the difference. Where the
    person is just `joining`, the letter welcomes them. Raises TooManyLetters, LetterNotSent; nothing is noted then.
    """
    if not within(LETTERS, person.pk, IN_AN_HOUR) or not within(LETTERS_TO, address, IN_AN_HOUR):
        raise TooManyLetters
    if _taken(person, address):
        path, template = reverse("accounts:sign_in"), "accounts/address_taken_letter.txt"
        subject = _("Your address at DiscoverDaily")
    else:
        path = reverse("accounts:email_confirm", args=[link_of(person, address)])
        template = "accounts/welcome_letter.txt" if joining else "accounts/confirm_letter.txt"
        subject = _("Confirm your address for DiscoverDaily")
    letter_send(to=address, subject=subject, template=template, locale=person.locale, path=path)
    if person.email:
        letter_send(
            to=person.email,
            subject=_("Another address for your DiscoverDaily account?"),
            template="accounts/change_letter.txt",
            locale=person.locale,
            path=reverse("accounts:email_confirm", args=[link_of(person, address, BEFORE)]),
            address=address,
        )
    wish = {"address": address, "asked_at": clock.now(), "agreed_there": False, "agreed_before": False}
    AddressAsked.objects.update_or_create(person=person, defaults=wish)


def link_of(person: User, address: str, mailbox: str = THERE) -> str:
    """What the letter's link carries: signed, good for a day and until the person's address is changed."""
    return signing.dumps([person.pk, address, mailbox, _since(person)], salt=SALT)


def link_read(text: str, *, person: User) -> Link:
    """What a link says of this person's address. Raises NotTheirLink, LinkEnded."""
    try:
        key, *said = signing.loads(text, salt=SALT)
    except signing.BadSignature as error:
        raise NotTheirLink from error
    if key != person.pk:
        raise NotTheirLink
    try:
        signing.loads(text, salt=SALT, max_age=GOOD_FOR)
        link = Link(*said)
    except (signing.SignatureExpired, TypeError) as error:  # or written before links named their mailbox
        raise LinkEnded from error
    if link.since != _since(person) or not AddressAsked.objects.filter(person=person, address=link.address).exists():
        raise LinkEnded
    return link


def email_agree(*, person: User, link: Link) -> bool:
    """A mailbox has agreed; answers whether every one has, and the address is now the person's.

    Raises AddressTaken, LinkEnded: then nothing is changed.
    """
    try:
        with transaction.atomic():
            return _agree(link, User.objects.select_for_update().get(pk=person.pk))
    except IntegrityError as error:  # the other person confirmed it a moment ago
        raise AddressTaken from error


def _agree(link: Link, person: User) -> bool:
    asked = AddressAsked.objects.filter(person=person, address=link.address).first()
    if asked is None or link.since != _since(person):
        raise LinkEnded
    if _taken(person, link.address):
        raise AddressTaken
    asked.agreed_there |= link.mailbox == THERE
    asked.agreed_before |= link.mailbox == BEFORE
    if not asked.agreed_there or (person.email and not asked.agreed_before):
        asked.save(update_fields=["agreed_there", "agreed_before"])
        return False
    email_set(person=person, address=link.address)
    return True


def email_set(*, person: User, address: str) -> None:
    """The address is the person's from now on. Raises IntegrityError where it is another's."""
    person.email, person.email_changed_at = address, clock.now()
    person.save(update_fields=["email", "email_changed_at"])
    AddressAsked.objects.filter(person=person).delete()


def email_forget(*, person: User) -> None:
    """Takes the address back; links that were sent before are no longer good.

    Raises AddressNeeded where the person signs in with it.
    """
    if person.has_usable_password():
        raise AddressNeeded
    User.objects.filter(pk=person.pk).update(email=None, email_changed_at=clock.now())
    AddressAsked.objects.filter(person=person).delete()


def asked_of(person: User) -> AddressAsked | None:
    """The address the person wishes for and has not confirmed."""
    return AddressAsked.objects.filter(person=person).first()


def waiting(asked: AddressAsked | None) -> AddressAsked | None:
    """It, while a letter's link can still confirm it."""
    return asked if asked and clock.now() - asked.asked_at < GOOD_FOR else None


def _taken(person: User, address: str) -> bool:
    return User.objects.filter(email=address).exclude(pk=person.pk).exists()


def _since(person: User) -> str:
    return person.email_changed_at.isoformat() if person.email_changed_at else ""

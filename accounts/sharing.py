"""Links by which others see one thing of a person's: made, read, taken back.

What stands in a link is known to whoever has it and kept here as a hash only, so it is told once, when it is made.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.models import Share, User
from accounts.switching import off_for
from discoverdaily import clock
from discoverdaily.personal import NothingToShare, Section, personal_apps, switched_off

MOST = 100
"""Links that a person may have."""


class TooManyShares(Exception):
    """The person has as many links as there may be."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of thing a person may share, and what they have of it."""

    title: str | Promise
    choices: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows; `name` is empty unless its person chose to give it."""

    title: str
    name: str
    html: str
    ends_at: datetime


def sections(off: Collection[str]) -> dict[str, Section]:
    """What may be shared, by key; without what is of a feature that is off."""
    found = (section for each in personal_apps() for section in each.share_sections())
    return {section.key: section for section in found if section.feature not in off}


def offers_of(person: User) -> list[Offer]:
    """What the person could share now; the word of a choice is "section:which"."""
    found = (
        Offer(section.title, [(f"{key}:{word}", title) for word, title in section.choices(person)])
        for key, section in sections(switched_off()).items()
    )
    return [offer for offer in found if offer.choices]


@transaction.atomic
def share_make(*, person: User, what: str, named: bool, lasts: timedelta) -> tuple[Share, str]:
    """A link, and its token, which is told this once. Raises NothingToShare, TooManyShares."""
    key, _, choice = what.partition(":")
    section = sections(switched_off()).get(key)
    title = dict(section.choices(person)).get(choice) if section else None
    if title is None:
        raise NothingToShare
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two at once are counted one after the other
    Share.objects.filter(person=person, ends_at__lte=clock.now()).delete()
    if Share.objects.filter(person=person).count() >= MOST:
        raise TooManyShares
    token, now = secrets.token_urlsafe(32), clock.now()
    facts = {"section": key, "choice": choice, "title": title[:120], "named": named, "made_at": now}
    return Share.objects.create(person=person, token_hash=_hash(token), ends_at=now + lasts, **facts), token


def share_take_back(*, person: User, pk: int) -> bool:
    """Ends one of the person's links at once; answers whether there was one."""
    return Share.objects.filter(person=person, pk=pk).delete()[0] > 0


def ended_shares_forget() -> None:
    """Deletes every link that opens nothing any more."""
    Share.objects.filter(ends_at__lte=clock.now()).delete()


def shares_of(person: User) -> list[Share]:
    """The person's links that still open something, the latest first."""
    return list(Share.objects.filter(person=person, ends_at__gt=clock.now()))


def shown_by(token: str, request: HttpRequest) -> Shown | None:
    """What a link shows; None alike where it is wrong, over, taken back, or what it showed is gone."""
    good = Share.objects.filter(ends_at__gt=clock.now(), person__is_active=True).select_related("person")
    share = good.filter(token_hash=_hash(token)).first()
    section = sections(off_for(request)).get(share.section) if share else None
    if share is None or section is None:
        return None
    try:
        html = section.render(share.person, request, share.choice)
    except NothingToShare:
        return None
    return Shown(share.title, share.person.display_name if share.named else "", html, share.ends_at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""What staff do to people: switch them off and on, and have what waits for them done."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.devices import sign_out_everywhere
from accounts.models import Erasure, User
from discoverdaily import clock
from discoverdaily.due import Due
from discoverdaily.personal import personal_apps
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.selectors import connection_of
from discoverdaily.spotify.signals import connected

MOST_TOLD = 5
"""Rows of a kind that are told; somebody may have hundreds of playlists."""


class BeingDeleted(Exception):
    """The account was closed for good."""


@transaction.atomic
def person_switch_off(*, person: User) -> None:
    """Signs the person out everywhere; they come in no more, and nothing is done for them. Nothing is deleted."""
    User.objects.filter(pk=person.pk).update(is_active=False)
    sign_out_everywhere(person=person)


@transaction.atomic
def person_switch_on(*, person: User) -> None:
    """They may come in again. Raises BeingDeleted."""
    User.objects.select_for_update().get(pk=person.pk)
    if Erasure.objects.filter(person=person).exists():
        raise BeingDeleted
    User.objects.filter(pk=person.pk).update(is_active=True)


def person_refresh(*, person: User) -> None:
    """What is kept fresh for the person is due at once."""
    for each in personal_apps():
        each.refresh(person)


def person_resume(*, person: User) -> None:
    """What failed is tried again at once, and what was given up goes on, as if Spotify had just been connected."""
    for rows in failing_work(Q(person=person)):
        rows.filter(Q(leased_until=None) | Q(leased_until__lte=clock.now())).update(due_at=clock.now())
    connection = connection_of(person)
    if connection is not None and connection.usable:
        connected.send(sender=Connection, person=person)
    for each in personal_apps():
        each.resume(person)


def failing_work(whose: Q | None = None) -> Iterator[QuerySet[Any]]:
    """The planned rows whose last attempt failed, of each kind of work that is a person's."""
    return (rows.filter(whose or Q(), rows.model.failed) for rows in _planned())


def work_told(person: User) -> Iterator[str]:
    """What is planned for the person: of each kind, when, and what went wrong the last time; nothing of what it is
    about. One query for each kind."""
    for rows in _planned():
        for row in rows.filter(person=person).order_by("due_at")[:MOST_TOLD]:
            when = formats.date_format(timezone.localtime(row.due_at), "DATETIME_FORMAT")
            words = _("%(kind)s: %(when)s") % {"kind": capfirst(row._meta.verbose_name), "when": when}
            failed = _("%(planned)s, after %(attempts)d failures (%(why)s)")
            told = {"planned": words, "attempts": row.attempts, "why": row.last_error}
            yield failed % told if row.attempts else words


def _planned() -> Iterator[QuerySet[Any]]:
    for model in apps.get_models():
        if issubclass(model, Due) and any(field.name == "person" for field in model._meta.fields):
            yield model._default_manager.filter(due_at__isnull=False)

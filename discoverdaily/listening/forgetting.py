"""Plays are forgotten: what Spotify's API told, where a person wishes it, and what is older than the settings keep."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from discoverdaily import clock
from discoverdaily.listening.counting import counting_lock, counts_remove
from discoverdaily.listening.models import Capture, Gap, Play, Source
from discoverdaily.listening.signals import plays_changed

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 2_000
"""Plays of one transaction."""


def captured_forget(person: "User") -> None:
    """Deletes the plays that only Spotify's recently played told of, and the standing order to ask for more.

    Plays that an export tells of, too, stay as the export's.
    """
    with transaction.atomic():
        counting_lock(person)
        Capture.objects.filter(person=person).delete()
        Gap.objects.filter(person=person).delete()
    told = Play.objects.filter(person=person, source=Source.CAPTURE, told_by=Source.CAPTURE)
    while _piece(person, told):
        pass
    with transaction.atomic():
        counting_lock(person)
        captured = Play.objects.filter(person=person, source=Source.CAPTURE)
        captured.update(source=Source.ACCOUNT, told_by=F("told_by") - Source.CAPTURE)
        both = (Source.EXTENDED | Source.CAPTURE, Source.EXTENDED | Source.CAPTURE | Source.ACCOUNT)
        Play.objects.filter(person=person, told_by__in=both).update(told_by=F("told_by") - Source.CAPTURE)


def old_plays_forget() -> None:
    """Deletes everybody's plays that are older than the settings keep, with what is counted of them."""
    if not settings.PLAYS_KEPT_DAYS:
        return
    old = Play.objects.filter(played_at__lt=clock.now() - timedelta(days=settings.PLAYS_KEPT_DAYS))
    people = get_user_model()._default_manager.filter(Exists(old.filter(person=OuterRef("pk"))))
    for person in people.iterator():
        while _piece(person, old.filter(person=person)):
            pass


def _piece(person: "User", which: "QuerySet[Play]") -> bool:
    """Deletes some of the person's plays. Answers whether there were any."""
    with transaction.atomic():
        counting_lock(person)
        found = list(which.values_list("pk", "played_at")[:PIECE])
        if not found:
            return False
        plays = Play.objects.filter(pk__in=[key for key, _ in found])
        counts_remove(person=person, plays=plays)
        moments = [moment for _, moment in found]
        plays_changed.send(Play, person=person, first=min(moments), last=max(moments))
        plays.delete()
    return True

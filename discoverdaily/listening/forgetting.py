"""What Spotify's API told of a person's listening is forgotten; what they handed in themselves stays."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

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
    while _piece(person):
        pass
    with transaction.atomic():
        counting_lock(person)
        captured = Play.objects.filter(person=person, source=Source.CAPTURE)
        captured.update(source=Source.ACCOUNT, told_by=F("told_by") - Source.CAPTURE)
        both = (Source.EXTENDED | Source.CAPTURE, Source.EXTENDED | Source.CAPTURE | Source.ACCOUNT)
        Play.objects.filter(person=person, told_by__in=both).update(told_by=F("told_by") - Source.CAPTURE)


def _piece(person: "User") -> bool:
    """Deletes some of them. Answers whether there were any."""
    told = Play.objects.filter(person=person, source=Source.CAPTURE, told_by=Source.CAPTURE)
    with transaction.atomic():
        counting_lock(person)
        found = list(told.values_list("pk", "played_at")[:PIECE])
        if not found:
            return False
        plays = Play.objects.filter(pk__in=[key for key, _ in found])
        counts_remove(person=person, plays=plays)
        moments = [moment for _, moment in found]
        plays_changed.send(Play, person=person, first=min(moments), last=max(moments))
        plays.delete()
    return True

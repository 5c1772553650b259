"""What others tell, and what follows from it for the listening history."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from discoverdaily.listening.capture import capture_begin
from discoverdaily.listening.counting import counting_lock
from discoverdaily.listening.gaps import gaps_check
from discoverdaily.listening.signals import plays_changed
from discoverdaily.spotify.signals import connected

if TYPE_CHECKING:
    from accounts.models import User


@receiver(connected)
def ask_what_they_play(sender: object, person: "User", **kwargs: Any) -> None:
    """Spotify is connected, or connected again."""
    capture_begin(person=person)


@receiver(plays_changed)
def see_what_is_filled(sender: object, person: "User", **kwargs: Any) -> None:
    """An export may have brought what was missing, or have been taken out again."""
    gaps_check(person=person)


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def let_nobody_bring_more(sender: object, instance: "User", **kwargs: Any) -> None:
    """A person is about to be deleted with all that is theirs: whoever is bringing in plays of theirs is waited for,
    and nobody begins anew. No constraint of the database's would find what came in between."""
    counting_lock(instance)

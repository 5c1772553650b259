"""What others tell, and what follows from it for the listening history."""

from typing import TYPE_CHECKING, Any

from django.dispatch import receiver

from discoverdaily.listening.capture import capture_begin
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

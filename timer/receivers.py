"""What the door to Spotify tells, and what follows from it for music."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from discoverdaily.spotify.signals import connected
from timer.playing import music_of_reconnect


@receiver(connected)
def music_comes_back(sender: object, person: User, **kwargs: Any) -> None:
    """Spotify is connected again."""
    music_of_reconnect(person=person)

"""What others tell, and what follows from it for saved playlists."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from discoverdaily.spotify.signals import connected
from playlists.services import saved_playlists_reconnected


@receiver(connected)
def resume_what_waited(sender: object, person: User, **kwargs: Any) -> None:
    """Spotify is connected again."""
    saved_playlists_reconnected(person=person)

"""What others tell, and what follows from it for saved playlists."""

from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from accounts.models import User
from discoverdaily.listening.signals import recordings_joined, zone_changed
from discoverdaily.spotify.signals import connected
from playlists.leaving_out import list_exclusions_hand_over
from playlists.services import saved_playlists_next_runs_move, saved_playlists_reconnected


@receiver(connected)
def resume_what_waited(sender: object, person: User, **kwargs: Any) -> None:
    """Spotify is connected again."""
    saved_playlists_reconnected(person=person)


@receiver(zone_changed)
def keep_to_the_chosen_hour(sender: object, person: User, **kwargs: Any) -> None:
    """It is that hour at another moment, perhaps."""
    saved_playlists_next_runs_move(person=person)


@receiver(recordings_joined)
def leave_out_the_other(sender: object, to: Mapping[int, int], **kwargs: Any) -> None:
    """Recordings are about to go into others."""
    list_exclusions_hand_over(to=to)

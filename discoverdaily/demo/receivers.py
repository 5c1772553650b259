"""What the house tells, and what the demo makes of it."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from discoverdaily.demo.exports import past_begin
from discoverdaily.spotify.signals import connected


@receiver(connected)
def bring_their_past(sender: object, person: User, **kwargs: Any) -> None:
    """A demo listener has signed in."""
    past_begin(person=person)

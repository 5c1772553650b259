"""What follows from coming in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.caring import care_begin
from accounts.devices import device_note
from accounts.models import User
from accounts.proving import proof_note
from discoverdaily.spotify.signals import connected


@receiver(user_logged_in)
def note_device(request: HttpRequest, user: User, **_: Any) -> None:
    """The browser is on the list from the first moment, and known to be its person's."""
    device_note(request=request, person=user)
    proof_note(request.session, user)


@receiver(connected)
def look_after_the_connection(sender: object, person: User, **_: Any) -> None:
    """They have agreed at Spotify a moment ago."""
    care_begin(person=person)

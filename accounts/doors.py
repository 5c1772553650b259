"""The doors a person can come in by: Spotify, and an e-mail address with a password. One is always left."""

from django.db import transaction
from social_django.models import UserSocialAuth

from accounts.email import asked_of
from accounts.models import User


class LastDoor(Exception):
    """Without Spotify the person could not come in any more: they have no password yet."""


def opens_by_password(person: User) -> bool:
    """Whether an address, confirmed or not, and a password let the person in."""
    return person.has_usable_password() and bool(person.email or asked_of(person))


@transaction.atomic
def spotify_unlink(*, person: User) -> None:
    """Deletes the person's tokens and the connection at once; what was learnt through it stays. Raises LastDoor."""
    if not opens_by_password(User.objects.select_for_update().get(pk=person.pk)):
        raise LastDoor
    UserSocialAuth.objects.filter(user=person, provider="spotify").delete()

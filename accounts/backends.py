"""Coming in by a password."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User


class LockOut(AxesStandaloneBackend):  # type: ignore[misc]  # axes is not typed
    """Lets nobody try a password where too many were wrong; Spotify's door has none and is left alone."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> None:
        """Raises PermissionDenied, and has axes' middleware answer."""
        super().authenticate(request, username, password)


class AddressAndPassword(ModelBackend):
    """By an e-mail address, or a username of staff's, and a password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        """Who has the address, or else who last signed up with it and has not confirmed it yet.

        Two passwords are looked at each time, so that how long it takes tells nothing about either. Raises
        PermissionDenied where it is nobody's, so that no other door is tried.
        """
        if username is None or password is None:
            return None
        found = [
            person
            for person in (_owner(username), _newcomer(username))
            if _opens(person, password) and person is not None and self.user_can_authenticate(person)
        ]
        if not found:
            raise PermissionDenied
        return found[0]


def _owner(name: str) -> User | None:
    owner: User | None = User.objects.filter(Q(email=name) | Q(username=name)).first()
    return owner


def _newcomer(address: str) -> User | None:
    newcomer: User | None = newcomers(address).first()
    return newcomer


def newcomers(address: str) -> QuerySet[User]:
    """People who signed up with the address and have not confirmed it, the latest first."""
    return User.objects.filter(email=None, asked__address=address).order_by("-asked__asked_at", "-pk")


def _opens(person: User | None, password: str) -> bool:
    if person is None or not person.has_usable_password():
        make_password(password)  # takes as long as looking
        return False
    return person.check_password(password)

"""Coming in by a password."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User

TRIED = 3
"""Passwords that are looked at each time somebody comes in: whose the address is, and those who signed up with it and
have not confirmed it. Each costs a good part of a second; whoever is crowded out confirms by a letter and is first."""


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
        """Whose password it is: who has the address, or one of those who signed up with it and have not confirmed it.

        As many passwords are looked at each time, so that how long it takes tells nothing of any. Raises
        PermissionDenied where it is nobody's, so that no other door is tried.
        """
        if username is None or password is None:
            return None
        people: list[User | None] = [*_owners(username), *newcomers(username)[:TRIED], *(None,) * TRIED]
        found = [
            person
            for person in people[:TRIED]
            if _opens(person, password) and person is not None and self.user_can_authenticate(person)
        ]
        if not found:
            raise PermissionDenied
        return found[0]


def _owners(name: str) -> QuerySet[User]:
    return User.objects.filter(Q(email=name) | Q(username=name))[:1]


def newcomers(address: str) -> QuerySet[User]:
    """People who signed up with the address and have not confirmed it, the latest first."""
    return User.objects.filter(email=None, asked__address=address).order_by("-asked__asked_at", "-pk")


def _opens(person: User | None, password: str) -> bool:
    if person is None or not person.has_usable_password():
        make_password(password)  # takes as long as looking
        return False
    return person.check_password(password)

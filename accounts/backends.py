"""Coming in by a password."""

from typing import Any

from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User

NEWCOMERS = 2
"""Passwords of people who signed up with an address and have not confirmed it that are looked at each time somebody
comes in, beside that of whose it is. As many where it is nobody's: else whoever signs up with it a few times learns
that from which of them come in. Each costs a good part of a second; whoever is crowded out confirms by a letter."""


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
        others = [*newcomers(username)[:NEWCOMERS], *(None,) * NEWCOMERS]
        found = [
            person
            for person in (_owner(username), *others[:NEWCOMERS])
            if _opens(person, password) and person is not None and self.user_can_authenticate(person)
        ]
        if not found:
            raise PermissionDenied
        return found[0]


def _owner(name: str) -> User | None:
    return User.objects.filter(Q(email=name) | Q(username=name)).first()


def newcomers(address: str) -> QuerySet[User]:
    """People who signed up with the address and have not confirmed it, the latest first."""
    return User.objects.filter(email=None, asked__address=address).order_by("-asked__asked_at", "-pk")


def _opens(person: User | None, password: str) -> bool:
    if person is None or not person.has_usable_password():
        make_password(password)  # takes as long as looking
        return False
    return person.check_password(password)

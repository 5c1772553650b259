"""A person leaves: what the cache knows of their players and lists; the rows go with the person."""

from collections.abc import Iterator

from django.core.cache import cache

from accounts.models import User


def timer_erase(person: User) -> Iterator[None]:
    """Empties the cache of them."""
    cache.delete_many([f"players:{person.pk}", f"timer-playlists:{person.pk}"])
    yield

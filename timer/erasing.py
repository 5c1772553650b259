"""A person leaves, or what Spotify told of them does."""

from collections.abc import Iterator

from django.core.cache import cache

from accounts.models import User
from timer.models import Music, Session


def timer_erase(person: User) -> Iterator[None]:
    """Empties the cache of their players and lists; the rows go with the person."""
    _cache_forget(person)
    yield


def timer_forget_spotify(person: User) -> None:
    """Which players there were and what was seen to play; of a session that goes on how we left the player stays,
    because its clock still steers by it."""
    theirs = Music.objects.filter(session__person=person)
    Music.objects.filter(pk__in=theirs.exclude(session__state__in=Session.LIVE).values("pk")).update(held={})
    Music.objects.filter(pk__in=theirs.values("pk")).update(playing={}, device_id="", device_name="")
    _cache_forget(person)


def _cache_forget(person: User) -> None:
    cache.delete_many([f"players:{person.pk}", f"timer-playlists:{person.pk}"])

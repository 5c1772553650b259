"""What Spotify still does for which app: learnt by asking, and remembered.

Apps under the older rules may ask for audio features and for many tracks at once; to all others these endpoints are
closed. Nobody says in advance which app is which.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.cache import cache

from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import NotAllowed, NotAvailableToThisApp, ReconnectNeeded, RetryLater
from discoverdaily.spotify.selectors import connection_of, usable_connections

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
T = TypeVar("T")

ASKED_AGAIN = timedelta(days=2)
"""How long what was learnt of an app is taken for true."""
MOST_PEOPLE = 3
"""How many people of the app are tried where Spotify refuses the person, not the app."""


def asked_of_spotify(endpoint: str, ask: Callable[[Spotify], T]) -> T | None:
    """What Spotify answers through the instance's app; None where that may not ask, or nobody is connected by it.

    An app that somebody brought is theirs: it is never asked for what everybody is to know. `endpoint` is the name
    under which is remembered who may. Raises RetryLater where the app may and is to wait, and whatever else `ask`
    raises.
    """
    known = known_of(endpoint, settings.SPOTIFY_CLIENT_ID)
    if known is False:
        return None
    for connection in usable_connections().filter(client_id=settings.SPOTIFY_CLIENT_ID)[:MOST_PEOPLE]:
        try:
            answer = ask(spotify_for(connection.social.user, Lane.BACKGROUND))
        except (ReconnectNeeded, NotAllowed):
            continue  # the door has written it down; it is this person's matter
        except NotAvailableToThisApp:
            remember(endpoint, connection.client_id, may=False)
            return None
        except RetryLater:
            if known:
                raise
            return None  # nobody knows whether it would have answered: others are asked meanwhile
        if not known:
            remember(endpoint, connection.client_id, may=True)
        return answer
    return None


def asked_as(person: "User", endpoint: str, ask: Callable[[Spotify], T], lane: Lane) -> T | None:
    """What Spotify answers this person through their own app; None where the app may not ask.

    Raises ReconnectNeeded where they are not connected, and whatever else `ask` raises.
    """
    spotify, connection = spotify_for(person, lane), connection_of(person)
    client_id = connection.client_id if connection else ""
    if (known := cache.get(_key(endpoint, client_id))) is False:
        return None
    try:
        answer = ask(spotify)
    except NotAvailableToThisApp:
        remember(endpoint, client_id, may=False)
        return None
    if not known:
        remember(endpoint, client_id, may=True)
    return answer


def known_of(endpoint: str, client_id: str) -> bool | None:
    """Whether the app may ask for it; None where nobody has tried of late."""
    known: bool | None = cache.get(_key(endpoint, client_id))
    return known


def remember(endpoint: str, client_id: str, *, may: bool) -> None:
    """What was learnt of the app, for two days."""
    cache.set(_key(endpoint, client_id), may, ASKED_AGAIN.total_seconds())
    logger.info("%s: the app %s %s", endpoint, client_id, "may ask for it" if may else "may not ask for it")


def _key(endpoint: str, client_id: str) -> str:
    return f"regime:{endpoint}:{client_id}"

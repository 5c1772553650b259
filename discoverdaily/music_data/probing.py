"""What an app may still ask Spotify for, found out before anybody needs it."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache

from discoverdaily.music_data.regime import known_of, remember
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import Misused, NotAvailableToThisApp, NotFound
from discoverdaily.spotify.selectors import connection_of

if TYPE_CHECKING:
    from accounts.models import User

AUDIO_FEATURES, RECOMMENDATIONS = "audio-features", "recommendations"
PROBES: dict[str, Callable[[Spotify], object]] = {
    AUDIO_FEATURES: lambda spotify: spotify.audio_features(["0" * 22]),
    RECOMMENDATIONS: lambda spotify: spotify.recommendations(seed_genres=["ambient"], limit=1),
}
"""The smallest question to each endpoint. Whether anybody knows an answer is another matter."""
GOOD_FOR = timedelta(hours=20)
"""So that an app is asked about once a day, however many people connected through it."""


def probe(person: "User") -> None:
    """Asks, as this person, what their app may still ask for, unless that was found out today.

    Raises any SpotifyError but those that are an answer.
    """
    spotify, connection = spotify_for(person, Lane.BACKGROUND), connection_of(person)
    app = connection.client_id if connection else ""
    for endpoint, ask in PROBES.items():
        probed = f"probed:{endpoint}:{app}"
        if known_of(endpoint, app) is not None and cache.get(probed):
            continue
        remember(endpoint, app, may=_may(ask, spotify))
        cache.set(probed, True, GOOD_FOR.total_seconds())


def _may(ask: Callable[[Spotify], object], spotify: Spotify) -> bool:
    try:
        ask(spotify)
    except NotAvailableToThisApp:
        return False
    except (Misused, NotFound):
        return True  # it was looked at, and found wanting
    return True

"""That it is they themselves who sit there: asked for before what cannot be undone."""

import time
from datetime import timedelta

from discoverdaily.access import PersonsRequest

SEEN_AT_SPOTIFY = "seen_at_spotify"
"""Where the session keeps whom Spotify last knew here, and when (unix seconds)."""
FRESH = timedelta(minutes=10)


def proved_by_spotify(request: PersonsRequest) -> bool:
    """Whether the person came in by Spotify in this browser within ten minutes."""
    person, moment = request.session.get(SEEN_AT_SPOTIFY, (None, 0.0))
    return bool(person == request.user.pk and 0 <= time.time() - moment < FRESH.total_seconds())

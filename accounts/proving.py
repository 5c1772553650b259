"""That it is they themselves who sit there: asked for before anything that lets somebody in, or cannot be undone.

A session that was stolen, or left open, shows what its person sees for as long as it lives; it must not become another
way in. So whoever adds, changes or takes away one has come in within ten minutes, or says once more who they are.
"""

import time
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import User
from discoverdaily.access import PersonsRequest, sent_to
from discoverdaily.spotify.selectors import connection_of

SEEN_AT_SPOTIFY, SEEN = "seen_at_spotify", "seen_here"
"""Where the session keeps whom Spotify last knew here, and who came in by any door, each with when (unix seconds)."""
FRESH = timedelta(minutes=10)


def proof_note(session: SessionBase, person: User) -> None:
    """They have come in a moment ago, or typed their password."""
    session[SEEN] = [person.pk, time.time()]


def proved_by_spotify(request: PersonsRequest) -> bool:
    """Whether the person came in by Spotify in this browser within ten minutes."""
    return _fresh(request, SEEN_AT_SPOTIFY)


def proof_missing(request: PersonsRequest) -> bool:
    """Whether the person is to say who they are first. Who has no door yet has nothing to say it by."""
    person = request.user
    if _fresh(request, SEEN) or _fresh(request, SEEN_AT_SPOTIFY):
        return False
    return person.has_usable_password() or connection_of(person) is not None


def to_prove(request: PersonsRequest, *, back: str, connect: bool = False) -> HttpResponse:
    """To the page that asks who they are, and then to `back`; `connect`: by way of Spotify, to connect it."""
    wish = {"next": back} | ({"connect": "1"} if connect else {})
    return sent_to(request, f"{reverse('accounts:prove')}?{urlencode(wish)}")


def _fresh(request: PersonsRequest, where: str) -> bool:
    person, moment = request.session.get(where, (None, 0.0))
    return bool(person == request.user.pk and 0 <= time.time() - moment < FRESH.total_seconds())

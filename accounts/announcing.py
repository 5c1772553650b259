"""What staff tell everybody, and who has put it away."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Announcement
from discoverdaily import clock

PUT_AWAY = "announcements_put_away"
"""Where the session of somebody who is not signed in keeps which ones they do not want to see any more."""
MOST_PUT_AWAY = 50


def announcements_for(request: HttpRequest) -> list[Announcement]:
    """Those that hold now and were not put away by who asks; one query. None where a request is refused before it is
    known who asks."""
    if not hasattr(request, "user"):
        return []
    now = clock.now()
    held = Announcement.objects.filter(begins_at__lte=now, ends_at__gt=now)
    if request.user.is_authenticated:
        return list(held.exclude(put_away_by=request.user))
    return [each for each in held if each.pk not in _put_away(request)]


def announcement_put_away(*, request: HttpRequest, announcement: Announcement) -> None:
    """Whoever is signed in sees it no more, in any browser; whoever is not, no more in this one."""
    if request.user.is_authenticated:
        announcement.put_away_by.add(request.user)
    else:
        known = [key for key in _put_away(request) if key != announcement.pk]
        request.session[PUT_AWAY] = [*known, announcement.pk][-MOST_PUT_AWAY:]


def _put_away(request: HttpRequest) -> list[int]:
    kept: list[int] = request.session.get(PUT_AWAY, [])
    return kept


def announced(request: HttpRequest) -> dict[str, object]:
    """For every page's frame; asked for only where a page shows it."""
    return {"announcements": SimpleLazyObject(lambda: announcements_for(request))}

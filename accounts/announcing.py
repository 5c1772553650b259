"""What staff tell everybody, and who has put it away."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Announcement
from discoverdaily import clock

PUT_AWAY = "announcements_put_away"
"""Where a session keeps which ones its person does not want to see any more."""
MOST_PUT_AWAY = 50


def announcements_for(request: HttpRequest) -> list[Announcement]:
    """Those that hold now and were not put away in this browser; one query."""
    now = clock.now()
    held = Announcement.objects.filter(begins_at__lte=now, ends_at__gt=now)
    return [each for each in held if each.pk not in _put_away(request)]


def announcement_put_away(*, request: HttpRequest, pk: int) -> None:
    """It is shown no more for as long as the person stays signed in here."""
    request.session[PUT_AWAY] = [*(key for key in _put_away(request) if key != pk), pk][-MOST_PUT_AWAY:]


def _put_away(request: HttpRequest) -> list[int]:
    kept: list[int] = request.session.get(PUT_AWAY, [])
    return kept


def announced(request: HttpRequest) -> dict[str, object]:
    """For every page's frame; asked for only where a page shows it."""
    return {"announcements": SimpleLazyObject(lambda: announcements_for(request))}

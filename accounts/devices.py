"""The browsers in which a person is signed in: noted, listed, signed out."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Device, User
from discoverdaily import clock

SEEN = "device"
"""Where the session keeps its key, the hour it was last noted and when it was first, so that most requests write
nothing."""
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X|Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux|X11", "Linux"),
)
"""What a user agent says, the more telling first, and what people call it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A line of the list."""

    pk: int
    words: str
    first_seen: datetime
    last_seen: datetime
    here: bool


def device_note(*, request: HttpRequest, person: User) -> None:
    """Notes that the signed-in person's browser was seen, once in an hour; a session whose key changed stays itself."""
    session = request.session
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    key, noted, first = session.get(SEEN, ("", "", hour.isoformat()))
    if (key, noted) == (session.session_key, hour.isoformat()):
        return
    if session.session_key is None:
        session.save()
    facts = {
        "person": person,
        "user_agent": request.META.get("HTTP_USER_AGENT", "")[:200].replace("\0", ""),
        "last_seen": hour,
    }
    try:
        with transaction.atomic():
            Device.objects.update_or_create(
                session_id=session.session_key,
                defaults=facts,
                create_defaults=facts | {"first_seen": datetime.fromisoformat(first)},
            )
    except IntegrityError:
        return  # signed out from elsewhere in this moment
    session[SEEN] = [session.session_key, hour.isoformat(), first]


def devices_of(person: User, here: str | None) -> list[SignedIn]:
    """Where the person is signed in, this browser first, then whichever was seen last."""
    living = Device.objects.filter(person=person, session__expire_date__gt=timezone.now())  # no demo moves those on
    lines = [
        SignedIn(it.pk, words_of(it.user_agent), it.first_seen, it.last_seen, it.session_id == here)
        for it in living.order_by("-last_seen", "-first_seen", "-pk")
    ]
    return sorted(lines, key=lambda line: not line.here)


def words_of(user_agent: str) -> str:
    """Browser and system as people call them."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser we do not know")


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in names if re.search(pattern, user_agent)), "")


def device_sign_out(*, person: User, pk: int) -> bool:
    """Ends one of the person's sessions; answers whether there was one."""
    return Session.objects.filter(device__pk=pk, device__person=person).delete()[0] > 0


@transaction.atomic
def sign_out_everywhere(*, person: User) -> None:
    """Ends every session of the person's; who shall stay is given a new one (`update_session_auth_hash`)."""
    person.session_seed = secrets.token_hex(16)
    person.save(update_fields=["session_seed"])
    Session.objects.filter(device__person=person).delete()

"""A person's connection to Spotify is looked after: a letter before it ends, and what can be done through it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.letters import LetterNotSent, letter_send
from accounts.models import Care, User
from discoverdaily import clock
from discoverdaily.due import NotNow, growing_distance
from discoverdaily.music_data.probing import probe
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import NotAllowed, Reason, ReconnectNeeded, RetryLater
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.selectors import ConnectionStatus, connection_of
from discoverdaily.spotify.services import account_learn

MARKS = (30, 7)
"""Days before the end of Spotify's six months at which a letter is written."""
DAILY = timedelta(days=1)
SHARED = frozenset({Reason.RATE, Reason.QUOTA, Reason.BUSY})
"""What keeps everybody of an app waiting, not this person alone."""


def care_begin(*, person: User) -> None:
    """The person has just agreed at Spotify: what can be done is looked at soon, and six months begin anew."""
    anew = {
        "due_at": clock.now(),
        "told_ahead": None,
        "seen_ahead": None,
        "lease": None,
        "leased_until": None,
        "attempts": 0,
    }
    Care.objects.update_or_create(person=person, defaults=anew | {"last_error": ""})


def care_work(*, care: Care) -> None:
    """Works one claimed row to its end. Raises NotNow where others of the same app would have to wait, too."""
    connection = connection_of(care.person)
    if connection is None or not connection.usable:
        care.finish(due_at=None)  # until they connect again
        return
    try:
        _remind(care, connection)
        _look(care.person)
    except LetterNotSent:
        care.retry(due_at=clock.now() + growing_distance(care.attempts), error="the letter was not sent")
    except RetryLater as error:
        after = error.after or growing_distance(care.attempts)
        if error.reason in SHARED:
            raise NotNow(after=after, why=error.reason) from error
        care.retry(due_at=clock.now() + after, error=error.reason)
    else:
        care.finish(due_at=_next(connection))


def _next(connection: Connection) -> datetime:
    now = clock.now()
    return min([now + DAILY, *(moment for moment in _moments(connection) if moment > now)])


def _moments(connection: Connection) -> Iterator[datetime]:
    return (connection.ends_at - timedelta(days=days) for days in MARKS)


def mark_of(connection: Connection) -> int | None:
    """The last mark that was passed on the way to the end; None where the end is far, or has come."""
    ahead = connection.ends_at - clock.now()
    passed = [days for days in MARKS if timedelta() < ahead <= timedelta(days=days)]
    return min(passed, default=None)


def put_away(status: ConnectionStatus) -> bool:
    """Whether nothing but the coming end is to be told, and its person has put this reminder away."""
    connection = status.connection
    if connection is None or status.trouble or not status.ends_soon:
        return False
    seen = Care.objects.filter(person=connection.social.user_id, seen_ahead__isnull=False)
    return seen.filter(seen_ahead__lte=mark_of(connection) or 0).exists()


def reminder_put_away(*, person: User) -> None:
    """The reminder of today stands on Today no more; the next one will, at its mark."""
    connection = connection_of(person)
    mark = mark_of(connection) if connection else None
    if mark is not None:
        Care.objects.update_or_create(person=person, defaults={"seen_ahead": mark})


def _remind(care: Care, connection: Connection) -> None:
    """Writes once at each mark: it is noted first. Raises LetterNotSent; then it is not noted."""
    person, mark, told = care.person, mark_of(connection), care.told_ahead
    if mark is None or not person.email or (told is not None and told <= mark):
        return
    care.hold(told_ahead=mark)
    try:
        with timezone.override(person.zone):
            day = timezone.localdate(connection.ends_at)
        letter_send(
            to=person.email,
            subject=_("Your connection to Spotify ends soon"),
            template="accounts/connection_ends_letter.txt",
            locale=person.locale,
            path=reverse("accounts:connection"),
            day=day,
            last=mark == min(MARKS),
        )
    except LetterNotSent:
        care.hold(told_ahead=told)
        raise


def _look(person: User) -> None:
    """What Spotify says of the account and lets its app do. What it refuses, the door has written down."""
    try:
        account_learn(person=person, account=spotify_for(person, Lane.BACKGROUND).me())
        probe(person)
    except (ReconnectNeeded, NotAllowed):
        return

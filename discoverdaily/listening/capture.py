"""One look at what Spotify remembers of a person's plays, before it forgets.

Spotify is asked for the last fifty without a cursor. Asking for what came `after` the newest known costs the same one
call and hides what is told late: plays of a phone that was offline arrive behind newer ones. What of the answer is new
follows from what was answered before (`Capture.told`), not from the plays kept: one that was deleted for good does not
come back, and one that an export knows better is not told again.

No transaction is open while Spotify is asked. A worker killed at any moment has recorded a look whole or not at all,
and the next look is told the same plays again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.db.models import Q

from discoverdaily import clock
from discoverdaily.due import NotNow, growing_distance, handle_safely
from discoverdaily.listening.counting import counting_lock
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.gaps import gap_record
from discoverdaily.listening.models import Capture, Play, Source, Track
from discoverdaily.listening.pace import KEPT, SHORTEST, WEEK, WEEKS_KEPT, Habits, Heard, finding_of, habits_seen
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import NotAllowed, Reason, ReconnectNeeded, RetryLater, SpotifyError
from discoverdaily.spotify.objects import Page, PlayHistory
from discoverdaily.spotify.selectors import connection_of

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)

AT_MOST_EVERY = timedelta(minutes=2)
"""However often a person opens a page."""
REFUSED_AGAIN = timedelta(days=1)
"""A refusal ends when somebody changes something; asking more than daily helps nobody."""
BUSY = timedelta(seconds=30)
HASTIER = 5
"""How much sooner than other work a look is tried again: what Spotify forgets meanwhile is lost."""
MOST_LEARNT_FROM = 20_000
"""Plays, when habits are learnt from all that is known."""


def capture_begin(*, person: "User") -> None:
    """Their plays are asked for from now on; what rested until Spotify was connected goes on."""
    fresh = {"due_at": clock.now(), "attempts": 0, "last_error": ""}
    Capture.objects.update_or_create(person=person, defaults=fresh)


def capture_look(*, capture: Capture, lane: Lane = Lane.BACKGROUND) -> int | None:
    """Works one claimed row: asks Spotify, keeps what it tells, and plans the next look.

    Answers how many plays are new; None where Spotify did not tell, which is recorded and planned anew. Raises NotNow
    where our own budget is used up; LeaseLost where the lease ran out and somebody else took the row.
    """
    begun = clock.now()
    capture.hold(asked_at=begun)
    try:
        page = spotify_for(capture.person, lane=lane).recently_played(limit=KEPT)
    except RetryLater as error:
        if error.reason == Reason.BUSY:
            why = Reason.BUSY if lane is Lane.PEOPLE else ""
            raise NotNow(after=error.after or BUSY, why=why) from error
        _fail(capture, error, wait=error.after)
    except ReconnectNeeded as error:
        if _connected_since(capture, begun):
            _fail(capture, error)  # the refusal is of the sign-in before
        else:
            capture.retry(due_at=None, error=error.reason)
    except NotAllowed as error:
        _fail(capture, error, wait=REFUSED_AGAIN)
    except SpotifyError as error:
        _fail(capture, error)
    else:
        return _record(capture, page)
    return None


def capture_due_now(*, person: "User") -> None:
    """The next look is due at once, if one is planned and none is under way."""
    now = clock.now()
    planned = Capture.objects.filter(person=person, due_at__gt=now)
    planned.filter(Q(leased_until=None) | Q(leased_until__lte=now)).update(due_at=now)


def capture_look_now(*, person: "User") -> int | None:
    """The person is here: asks Spotify at once, if that is due or the last time is two minutes ago.

    Answers how many plays are new; None where Spotify was not asked or did not tell, of which the row says why.
    """
    now = clock.now()
    long_ago = Q(asked_at=None) | Q(asked_at__lte=now - AT_MOST_EVERY)
    mine = Capture.objects.filter(long_ago, person=person, due_at__isnull=False)
    mine.filter(Q(leased_until=None) | Q(leased_until__lte=now), due_at__gt=now).update(due_at=now)
    new: list[int | None] = []
    for capture in Capture.claim(mine, limit=1):
        handle_safely(capture, lambda row: new.append(capture_look(capture=row, lane=Lane.PEOPLE)))
    return new[0] if new else None


def _fail(capture: Capture, error: SpotifyError, *, wait: timedelta | None = None) -> None:
    again = max(wait or timedelta(0), growing_distance(capture.attempts) / HASTIER)
    capture.retry(due_at=clock.now() + again, error=error.reason)


def _connected_since(capture: Capture, moment: datetime) -> bool:
    connection = connection_of(capture.person)
    return connection is not None and connection.authorized_at > moment


def _record(capture: Capture, page: Page[PlayHistory]) -> int:
    """All of the answer or nothing. Raises LeaseLost."""
    if page.left_out:
        logger.warning("%s plays of %s could not be read", page.left_out, capture.person_id)
    now = clock.now()
    plays = {(to_ms(play.played_at), play.track.id): play for play in page}
    known = {(moment, track_id) for moment, track_id in capture.told}
    found = finding_of(
        list(plays),
        full=len(plays) + page.left_out >= KEPT,
        before=None if capture.looked_at is None else known,
        habits=_habits(capture, to_ms(now)),
        now=to_ms(now),
    )
    tracks = _tracks_known([plays[heard].track for heard in found.fresh])
    told = [Told(moment, None, tracks[track_id]) for moment, track_id in found.fresh]
    newest_before = capture.newest_at
    with transaction.atomic():
        counting_lock(capture.person)  # first, as whoever deletes the person does (locks.py)
        capture.finish(
            due_at=from_ms(found.due_at), looked_at=now, habits=found.habits.kept(), **_told(known | set(plays))
        )
        stored = plays_store(person=capture.person, source=Source.CAPTURE, told=told)
        if found.broken:
            gap_record(person=capture.person, newest=newest_before, before=from_ms(min(plays)[0]))
    return stored.new


def _told(heard: set[Heard]) -> dict[str, Any]:
    """What to keep of all that was told: twice as many as one answer has, which may leave out what the next one tells
    again."""
    latest = sorted(heard)[-2 * KEPT :]
    return {"told": latest, "newest_at": from_ms(latest[-1][0]) if latest else None}


def _tracks_known(tracks: Sequence[objects.Track]) -> dict[str, int]:
    """The tracks' keys by Spotify's ids, all of them kept."""
    if not tracks:
        return {}
    tracks_store(tracks=tracks)
    keys = Track.objects.filter(spotify_id__in={track.id for track in tracks}).values_list("spotify_id", "pk")
    return {track_id: key for track_id, key in keys if track_id}


def _habits(capture: Capture, now: int) -> Habits:
    """What is known of how they listen; once a week learnt anew from all their plays of late, however they came in."""
    habits = Habits.read(capture.habits, now=now)
    if now - habits.learnt < WEEK:
        return habits
    lately = Play.objects.filter(person=capture.person, played_at__gte=from_ms(now - WEEKS_KEPT * WEEK))
    told_of = lately.filter(Q(ms_played=None) | Q(ms_played__gte=SHORTEST)).order_by("-played_at")
    moments = told_of.values_list("played_at", flat=True)[:MOST_LEARNT_FROM]
    return msgspec.structs.replace(habits_seen(habits, map(to_ms, moments)), learnt=now)

"""The clockwork: one loop that sleeps until the next moment of any session, and then moves it on.

What is coming is read a little ahead, so that the move begins at the very moment. Moves have threads of their own, for
which nothing but the database is waited; the music is told by others, so that a slow Spotify makes nobody late but
those who wait for it. Any number of loops may run: the version of a session lets one of them through, and the lease of
its music as well.
"""

import heapq
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue

from django.db import Error as DatabaseError
from django.db import connections
from django.db.models import prefetch_related_objects

from discoverdaily import clock
from timer.hands import Hands
from timer.models import Music, Session
from timer.services import music_tell, session_tick

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.2
"""Seconds from one look at the database to the next, while a session is live."""
LOOK_SELDOM = 1.0
"""While none is: a phase lasts a second at least, so that no end is missed."""
AHEAD = timedelta(seconds=1)
"""How far ahead ends are read: a look may be late, a move not."""
AT_ONCE = 500
"""How many sessions a look takes in; after an outage there may be more, and they wait for the next look."""
MOVERS = 4
TELLERS = 16
LOOKERS = TELLERS // 2
"""How many of the tellers may be at what is not a skip: looks at what plays, and what another loop left."""
LAST_WORDS = 3.0
"""Seconds for what is under way when the loop ends."""


@dataclass(order=True, slots=True)
class Coming:
    """A session whose phase ends soon."""

    at: datetime
    session: Session = field(compare=False)


class Loop:
    """Ticks until `stop` is set. Nothing is waited for here but the next moment: the database is looked at, sessions
    are moved and music is told by other threads."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._coming: SimpleQueue[Coming] = SimpleQueue()
        self._in_hand: set[int] = set()
        self._movers = Hands(MOVERS)
        self._tellers = Hands(TELLERS)
        self._claiming = False

    def run(self) -> None:
        """Goes on through whatever happens to the database; returns soon after `stop` is set."""
        looking = threading.Thread(target=self._keep_looking, daemon=True)
        looking.start()
        try:
            self._move_on()
        finally:
            self._stop.set()
            looking.join(LAST_WORDS)
            self._movers.stop(LAST_WORDS)
            self._tellers.stop(LAST_WORDS)

    # --- Moments -----------------------------------------------------------------------------------------------------

    def _move_on(self) -> None:
        """Gives each session to a mover at its moment."""
        line: list[Coming] = []
        while not self._stop.is_set():
            now = clock.now()
            while line and line[0].at <= now:
                self._movers.give(partial(self._move, heapq.heappop(line).session))
            wait = min(LOOK_EVERY, (line[0].at - now).total_seconds()) if line else LOOK_EVERY
            with suppress(Empty):
                heapq.heappush(line, self._coming.get(timeout=wait))

    def _move(self, session: Session) -> None:
        try:
            session_tick(session=session, just_read=True, tell=self._tell)
        except Session.DoesNotExist:
            pass  # its person is gone, and it with them
        finally:
            self._in_hand.discard(session.pk)

    def _tell(self, music: Music) -> None:
        self._tellers.give(partial(music_tell, music))

    # --- Looks at the database ---------------------------------------------------------------------------------------

    def _keep_looking(self) -> None:
        while not self._stop.is_set():
            self._stop.wait(self._look_safely())
        connections.close_all()

    def _look_safely(self) -> float:
        try:
            return self._look()
        except DatabaseError as error:
            logger.error("the database does not answer: %s", error)  # noqa: TRY400  # once a second, in one line
        except Exception:
            logger.exception("unforeseen")
        connections.close_all()
        self._movers.begin_afresh()
        self._tellers.begin_afresh()
        return LOOK_SELDOM

    def _look(self) -> float:
        """Reads what is coming, and has the music worked that is due; answers in how many seconds to look again."""
        now = clock.now()
        coming = Session.objects.filter(ends_at__lte=now + AHEAD).exclude(pk__in=tuple(self._in_hand))
        for session in coming.order_by("ends_at")[:AT_ONCE]:
            self._in_hand.add(session.pk)
            self._coming.put(Coming(session.ends_at or now, session))
        if not self._claiming and Music.objects.filter(due_at__lte=now).exists():
            self._claiming = True
            self._tellers.give(self._claim)
        live = self._in_hand or Session.objects.filter(state__in=Session.LIVE).exists()
        return LOOK_EVERY if live else LOOK_SELDOM

    def _claim(self) -> None:
        """Takes as many due rows as there are hands for, so that each has its whole lease."""
        try:
            room = LOOKERS + 1 - self._tellers.given  # we are one of them
            claimed = Music.claim(Music.objects.all(), limit=room) if room > 0 else []
            prefetch_related_objects(claimed, "session__person")
            for music in claimed:
                self._tell(music)
        finally:
            self._claiming = False

"""What may happen to a session. Time is the server's: a move is one conditional UPDATE on the row's version, and
whoever gets through has the music told right after the commit, by another thread: a slow Spotify keeps no press.

Whatever a person presses is worked out from the session as it is by now: phases that are over are left first. A press
that comes too late, or twice, does nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from timer.cues import Cue
from timer.hands import InTurn
from timer.models import Music, Session
from timer.plans import Kind, Plan
from timer.playing import cue_set, music_passed_over, music_work
from timer.selectors import live_session_of

State = Session.State
TRIES = 5
"""How often a move is worked out again because somebody else moved the session meanwhile."""
BACK_TO_ITS_START = timedelta(seconds=3)
"""Back, later than this into a phase, begins it again; sooner, it goes to the one before."""
LEAST_LEFT = timedelta(seconds=1)
"""What minus ten seconds leaves of a phase at least, where there was so much."""


class AlreadyRunning(Exception):
    """The person has a session that is not over; `session` is it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session.pk)
        self.session = session


class Move(NamedTuple):
    """What becomes of a session's fields, and what the music is told; `by_itself`: because a phase was over; `passed`:
    phases that came and went with nobody there."""

    fields: Mapping[str, Any]
    cue: Cue | None = None
    by_itself: bool = False
    passed: Sequence[Kind] = ()


WorkOut = Callable[[Session, datetime], Move | None]
"""What becomes of a session at a moment; None: nothing does."""
Tell = Callable[[Music], object]


def music_tell(music: Music) -> None:
    """Tells the player at once what stands in the row. Trouble of the music's is never the session's."""
    handle_safely(music, music_work)


tellers = InTurn(8)


def music_tell_soon(music: Music) -> None:
    """Has another thread tell it, in the order in which its person pressed. Should that thread die, or be busy for as
    long as the row's lease, a loop does."""
    tellers.give(music.session.person_id, partial(music_tell, music))


def session_start(
    *, person: User, plan: Plan, title: str = "", music: Mapping[str, Any] | None = None, instead: bool = False
) -> Session:
    """Begins a session now. `music`: fields of a Music, or None to do without; `instead`: whatever runs is ended first.

    Raises AlreadyRunning.
    """
    running = live_session_of(person)
    if running and instead:
        session_end(session=running)
    elif running:
        raise AlreadyRunning(running)
    now = clock.now()
    ends_at = now + timedelta(seconds=plan.phases[0].seconds)
    begun = {"title": title, "figures": plan.figures(), "started_at": now, "ends_at": ends_at}
    try:
        with transaction.atomic():
            session = Session.objects.create(person=person, **begun)
            if music is not None:
                Music.objects.create(session=session, **music)
            told = cue_set(session=session, cue=Cue.START)
    except IntegrityError:  # the same press twice, or two devices at once
        if running := live_session_of(person):
            raise AlreadyRunning(running) from None
        raise
    if told is not None:
        music_tell_soon(told)
    return session


def session_tick(*, session: Session, just_read: bool = False, tell: Tell = music_tell_soon) -> bool:
    """Moves it on where its phase is over; answers whether it was this call that did. Anybody may ask, at any time.

    Phases that nobody was there for are passed over, and the music is told once. Ends are worked out from ends, so that
    nothing drifts. `just_read`: a first try needs no look at the row, which the version guards; `tell`: who tells the
    music, whose lease it gets.
    """
    return _moved(session, _onward, just_read=just_read, tell=tell) is not None


def session_pause(*, session: Session) -> None:
    """Time stands still, and the music with it."""
    _pressed(session, _paused)


def session_resume(*, session: Session) -> None:
    """Time runs again from where it stood."""
    _pressed(session, _resumed)


def session_next(*, session: Session, phase: int) -> None:
    """On from the phase that the person saw, by its place; does nothing where it is another by now."""
    _pressed(session, lambda row, now: _at(row, phase + 1, now) if row.phase == phase else None)


def session_back(*, session: Session, phase: int) -> None:
    """To the beginning of the phase that the person saw or, right after it, of the one before."""

    def back(row: Session, now: datetime) -> Move | None:
        if row.phase != phase:
            return None
        gone = timedelta(seconds=row.present.seconds) - row.left_at(now)
        just_begun = timedelta() <= gone < BACK_TO_ITS_START  # less than nothing is gone of what was made longer
        return _at(row, max(0, phase - 1 if just_begun else phase), now)

    _pressed(session, back)


def session_shift(*, session: Session, by: timedelta) -> None:
    """The present phase, and with it the session, takes so much longer or shorter; at least a second is left of it."""

    def shifted(row: Session, now: datetime) -> Move:
        left = row.left_at(now)
        left = max(min(left, LEAST_LEFT), left + by)
        return Move({"ends_at": now + left} if row.ends_at else {"left": left})

    _pressed(session, shifted)


def session_reset(*, session: Session) -> None:
    """Back to the very beginning, where time stands still until it is let run."""
    _pressed(session, _anew)


def session_end(*, session: Session) -> None:
    """Over before its time."""
    _pressed(session, lambda row, now: Move(_over(State.ENDED, now, row.left_at(now), row, now), Cue.OVER))


def song_skip(*, session: Session) -> None:
    """Another song, while time runs; it runs on."""
    _pressed(session, lambda row, _: Move({}, Cue.SONG) if row.ends_at else None)


def _onward(row: Session, now: datetime) -> Move | None:
    if row.ends_at is None or row.ends_at > now:
        return None
    phases, phase, ends_at = row.plan.phases, row.phase, row.ends_at
    while ends_at <= now:
        phase += 1
        if phase == len(phases):
            passed = [each.kind for each in phases[row.phase + 1 :]]
            return Move(_done(ends_at, row, now), Cue.OVER, by_itself=True, passed=passed)
        ends_at += timedelta(seconds=phases[phase].seconds)
    passed = [each.kind for each in phases[row.phase + 1 : phase]]
    return Move({"phase": phase, "ends_at": ends_at}, Cue.PHASE, by_itself=True, passed=passed)


def _paused(row: Session, now: datetime) -> Move | None:
    if row.ends_at is None:
        return None
    return Move({"state": State.PAUSED, "left": row.left_at(now), "ends_at": None, "stood_at": now}, Cue.PAUSE)


def _resumed(row: Session, now: datetime) -> Move | None:
    if row.state != State.PAUSED:
        return None
    return Move({"state": State.RUNNING, "ends_at": now + row.left, **_stood(row, now)}, _cue_of_resuming(row))


def _cue_of_resuming(row: Session) -> Cue:
    """Where time stands at a phase's very beginning, as it does after a reset and where the person went on or back
    meanwhile, that phase begins now, for the music, too."""
    if row.left != timedelta(seconds=row.present.seconds):
        return Cue.RESUME
    return Cue.PHASE if row.phase else Cue.START


def _at(row: Session, phase: int, now: datetime) -> Move:
    """At the beginning of a phase; beyond the last one it is done."""
    if phase >= len(row.plan.phases):
        return Move(_done(now, row, now), Cue.OVER)
    length = timedelta(seconds=row.plan.phases[phase].seconds)
    if row.ends_at is None:
        return Move({"phase": phase, "left": length})
    return Move({"phase": phase, "ends_at": now + length}, Cue.PHASE)


def _anew(row: Session, now: datetime) -> Move:
    length = timedelta(seconds=row.plan.phases[0].seconds)
    still = {"state": State.PAUSED, "ends_at": None, "left": length, "stood_at": now, "stood_for": timedelta()}
    return Move({"phase": 0, "started_at": now, **still}, Cue.PAUSE if row.ends_at else None)


def _done(at: datetime, row: Session, now: datetime) -> dict[str, Any]:
    """At the end of its last phase, whichever was the last that anybody saw."""
    return {"phase": len(row.plan.phases) - 1, **_over(State.DONE, at, timedelta(), row, now)}


def _over(state: State, at: datetime, left: timedelta, row: Session, now: datetime) -> dict[str, Any]:
    return {"state": state, "over_at": at, "ends_at": None, "left": left, **_stood(row, now)}


def _stood(row: Session, now: datetime) -> dict[str, Any]:
    return {"stood_at": None, "stood_for": row.stood_for + (now - row.stood_at if row.stood_at else timedelta())}


def _pressed(session: Session, work_out: WorkOut) -> None:
    """Leaves what is over by now, then does what was pressed."""

    def step(row: Session, now: datetime) -> Move | None:
        return _onward(row, now) or work_out(row, now)

    while (made := _moved(session, step)) is not None and made.by_itself:
        continue


def _moved(
    session: Session, work_out: WorkOut, *, just_read: bool = False, tell: Tell = music_tell_soon
) -> Move | None:
    """Reads the row afresh, works out its move, and makes it where nobody else moved it meanwhile; then `session` is as
    the row is. Answers the move that this call made. What is over stays as it is."""
    for attempt in range(TRIES):
        if attempt or not just_read:
            session.refresh_from_db()
        move = work_out(session, clock.now()) if session.live else None
        if move is None:
            return None
        with transaction.atomic():
            if not _written(session, {**move.fields, "version": session.version + 1}):
                continue
            music_passed_over(session=session, kinds=move.passed)
            told = cue_set(session=session, cue=move.cue) if move.cue else None
        if told is not None:
            tell(told)
        return move
    return None


def _written(session: Session, fields: Mapping[str, Any]) -> bool:
    """Writes the fields where the row is of the version that we know; False, changing nothing, where it is another."""
    if not Session.objects.filter(pk=session.pk, version=session.version).update(**fields):
        return False
    for name, value in fields.items():
        setattr(session, name, value)
    return True

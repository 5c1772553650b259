"""What may happen to a session: every press at any moment, and time that passes by itself."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from tests.sandbox_server import SandboxServer
from timer.cues import Cue
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import (
    AlreadyRunning,
    session_back,
    session_end,
    session_next,
    session_pause,
    session_reset,
    session_resume,
    session_shift,
    session_start,
    session_tick,
    song_skip,
)

pytestmark = pytest.mark.django_db

Clock = time_machine.Traveller
State = Session.State
SIX = datetime(2026, 11, 20, 18, tzinfo=UTC)
PLAN = Plan(work=30, rest=10, rounds=3, prepare=5, cool_down=20)  # 5, 30, 10, 30, 10, 30, 20
TEN = timedelta(seconds=10)


def second(number: float) -> datetime:
    """So many seconds after six."""
    return SIX + timedelta(seconds=number)


@pytest.fixture
def person() -> User:
    """Has no Spotify: what the timer does, it does without."""
    return User.objects.create_user(display_name="Alice")


def begun(person: User, plan: Plan = PLAN, *, music: bool = True) -> Session:
    return session_start(person=person, plan=plan, music={} if music else None)


def where(session: Session) -> tuple[str, int, datetime | None]:
    """State, phase and the moment at which it ends, as the row has them."""
    row = Session.objects.get(pk=session.pk)
    same = ("state", "phase", "ends_at", "left", "version", "over_at", "stood_at", "stood_for")
    assert all(getattr(row, name) == getattr(session, name) for name in same), "the session is as the row is"
    return State(row.state), row.phase, row.ends_at


# --- Time that passes by itself --------------------------------------------------------------------------------------


def test_the_first_interval_is_not_a_second_longer_than_planned(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person, Plan(work=30, total=90))
    at_six.shift(29.999999)
    assert not session_tick(session=session)
    assert where(session) == (State.RUNNING, 0, second(30))

    at_six.shift(0.000001)
    assert session_tick(session=session)

    assert where(session) == (State.RUNNING, 1, second(60))
    assert told == [Cue.START, Cue.PHASE]


def test_a_late_tick_makes_no_phase_longer(person: User, at_six: Clock) -> None:
    session = begun(person)
    for late in (5.2, 36.9, 45.0, 75.199):
        at_six.move_to(second(late))
        assert session_tick(session=session)

    assert where(session) == (State.RUNNING, 4, second(85))


def test_phases_that_nobody_was_there_for_are_passed_over_and_the_music_is_told_once(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person)
    at_six.shift(60)

    assert session_tick(session=session)

    assert where(session) == (State.RUNNING, 3, second(75))
    assert told == [Cue.START, Cue.PHASE]


def test_after_the_last_phase_it_is_done_at_the_moment_of_the_plan(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person)
    at_six.shift(PLAN.length + 4 * 3600)

    assert session_tick(session=session)

    assert where(session) == (State.DONE, 6, None)
    assert session.left == timedelta()
    assert session.over_at == second(PLAN.length)
    assert session.ran_for(clock.now()) == timedelta(seconds=PLAN.length)
    assert told == [Cue.START, Cue.OVER]
    assert not session_tick(session=session)


def test_a_day_that_the_demo_lets_pass_ends_what_runs(alice: User, sandbox: SandboxServer) -> None:
    session = begun(alice, music=False)
    sandbox.next_day()

    assert session_tick(session=session)

    assert session.state == State.DONE
    assert session.ran_for(clock.now()) == timedelta(seconds=PLAN.length)


HAPPENS: dict[str, Callable[..., object]] = {"tick": session_tick, "pause": session_pause, "resume": session_resume}
EVENTS = st.tuples(st.sampled_from([*HAPPENS]), st.floats(0, 40).map(lambda number: round(number, 3)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plan=st.builds(
        Plan,
        work=st.integers(1, 30),
        rest=st.integers(0, 20),
        rounds=st.integers(1, 4),
        sets=st.integers(1, 2),
        between=st.integers(0, 30),
        prepare=st.integers(0, 5),
    ),
    events=st.lists(EVENTS, max_size=15),
)
def test_however_late_ticks_come_and_whatever_stands_still_between_the_plan_is_held(
    person: User, plan: Plan, events: list[tuple[str, float]]
) -> None:
    with time_machine.travel(SIX, tick=False) as traveller:
        session = session_start(person=person, plan=plan, instead=True)
        standing = timedelta()
        stood_at: datetime | None = None
        over = False
        for event, seconds in [*events, ("resume", 0.0), ("tick", float(plan.length))]:
            traveller.shift(timedelta(seconds=seconds))
            now = clock.now()
            gone = (stood_at or now) - SIX - standing
            over = over or gone >= timedelta(seconds=plan.length)
            HAPPENS[event](session=session)
            if event == "pause" and not over:
                stood_at = stood_at or now
            elif event == "resume" and stood_at:
                standing, stood_at = standing + now - stood_at, None
            if session.ends_at is not None:
                through = sum(phase.seconds for phase in plan.phases[: session.phase + 1])
                assert session.ends_at == SIX + timedelta(seconds=through) + standing
            assert session.live != over
        assert session.state == State.DONE
        assert session.over_at == SIX + timedelta(seconds=plan.length) + standing
        assert session.ran_for(clock.now()) == timedelta(seconds=plan.length)


# --- Standing still --------------------------------------------------------------------------------------------------


def test_time_stands_still_and_goes_on_from_where_it_stood(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    at_six.shift(15.25)
    session_pause(session=session)
    assert where(session) == (State.PAUSED, 1, None)
    assert session.left == timedelta(seconds=19.75)

    at_six.shift(100)  # longer than the phase
    assert not session_tick(session=session)
    session_resume(session=session)

    assert where(session) == (State.RUNNING, 1, second(135))
    assert session.ran_for(clock.now()) == timedelta(seconds=15.25)
    assert told == [Cue.START, Cue.PHASE, Cue.PAUSE, Cue.RESUME]


def test_pressed_when_a_phase_is_over_already_the_pause_is_in_the_next_one(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person)
    at_six.shift(6)

    session_pause(session=session)

    assert where(session) == (State.PAUSED, 1, None)
    assert session.left == timedelta(seconds=29)
    assert told == [Cue.START, Cue.PHASE, Cue.PAUSE]


def test_pressed_when_all_is_over_already_there_is_nothing_to_pause(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(PLAN.length)

    session_pause(session=session)

    assert where(session)[0] == State.DONE


def test_a_second_press_on_pause_or_resume_changes_nothing(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    at_six.shift(3)
    session_pause(session=session)
    at_six.shift(3)
    session_pause(session=session)
    assert session.left == timedelta(seconds=2)
    session_resume(session=session)
    session_resume(session=session)

    assert where(session) == (State.RUNNING, 0, second(8))
    assert told == [Cue.START, Cue.PAUSE, Cue.RESUME]


# --- On and back -----------------------------------------------------------------------------------------------------


def test_on_goes_to_the_next_phase_which_then_has_its_whole_length(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(2)

    session_next(session=session, phase=0)

    assert where(session) == (State.RUNNING, 1, second(32))


def test_two_presses_on_next_go_on_once(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    elsewhere = Session.objects.get(pk=session.pk)

    session_next(session=session, phase=0)
    session_next(session=elsewhere, phase=0)

    assert where(elsewhere) == (State.RUNNING, 1, second(30))
    assert told == [Cue.START, Cue.PHASE]


def test_next_pressed_as_the_phase_ends_does_not_go_on_twice(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(5.1)

    session_next(session=session, phase=0)

    assert where(session) == (State.RUNNING, 1, second(35))


def test_on_from_the_last_phase_is_the_end(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person, Plan(work=30))
    at_six.shift(10)

    session_next(session=session, phase=0)

    assert where(session)[0] == State.DONE
    assert session.ran_for(clock.now()) == timedelta(seconds=10)
    assert told == [Cue.START, Cue.OVER]


@pytest.mark.parametrize(("into", "phase", "ends"), [(2.9, 0, 5), (3, 1, 30), (0, 0, 5)])
def test_back_begins_the_phase_again_or_right_after_its_beginning_the_one_before(
    person: User, at_six: Clock, into: float, phase: int, ends: float
) -> None:
    session = begun(person)
    at_six.shift(5 + into)

    session_back(session=session, phase=1)

    assert where(session) == (State.RUNNING, phase, second(5 + into + ends))


def test_back_at_the_very_beginning_begins_again(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(1)
    session_back(session=session, phase=0)
    assert where(session) == (State.RUNNING, 0, second(6))


def test_back_from_a_phase_that_was_made_longer_begins_it_again(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(5 + 8)
    session_shift(session=session, by=TEN)
    session_back(session=session, phase=1)
    assert where(session) == (State.RUNNING, 1, second(13 + 30))


def test_on_and_back_while_time_stands_still_move_it_and_the_music_begins_the_phase_with_it(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person)
    session_pause(session=session)
    at_six.shift(50)
    session_next(session=session, phase=0)
    session_next(session=session, phase=1)
    session_back(session=session, phase=2)
    assert where(session) == (State.PAUSED, 1, None)
    assert session.left == timedelta(seconds=30)

    session_resume(session=session)

    assert where(session) == (State.RUNNING, 1, second(80))
    assert told == [Cue.START, Cue.PAUSE, Cue.PHASE]


# --- Longer and shorter ----------------------------------------------------------------------------------------------


def test_ten_seconds_more_or_less_move_the_end_by_just_that(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(5 + 10.123)
    session_shift(session=session, by=TEN)
    assert where(session) == (State.RUNNING, 1, second(45))
    session_shift(session=session, by=-TEN)
    session_shift(session=session, by=-TEN)
    assert where(session) == (State.RUNNING, 1, second(25))


def test_a_second_is_left_at_least_and_what_is_less_already_is_not_made_more(person: User, at_six: Clock) -> None:
    session = begun(person)
    session_shift(session=session, by=-TEN)
    assert where(session) == (State.RUNNING, 0, second(1))
    at_six.shift(0.6)
    session_shift(session=session, by=-TEN)
    assert where(session) == (State.RUNNING, 0, second(1))


def test_it_is_made_longer_while_it_stands_still(person: User, at_six: Clock) -> None:
    session = begun(person)
    at_six.shift(2)
    session_pause(session=session)
    session_shift(session=session, by=TEN)
    assert session.left == timedelta(seconds=13)
    at_six.shift(60)
    session_resume(session=session)
    assert where(session) == (State.RUNNING, 0, second(75))


# --- From the beginning, and over ------------------------------------------------------------------------------------


def test_reset_it_stands_still_at_its_beginning_and_the_music_begins_again_with_it(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person)
    at_six.shift(50)
    session_reset(session=session)
    assert where(session) == (State.PAUSED, 0, None)
    assert session.left == timedelta(seconds=5)
    assert session.ran_for(clock.now()) == timedelta()
    at_six.shift(10)
    session_reset(session=session)
    session_resume(session=session)

    assert where(session) == (State.RUNNING, 0, second(65))
    at_six.shift(PLAN.length)
    session_tick(session=session)
    assert session.ran_for(clock.now()) == timedelta(seconds=PLAN.length)
    assert told == [Cue.START, Cue.PHASE, Cue.PAUSE, Cue.START, Cue.OVER]


def test_ended_before_its_time_it_says_how_long_it_ran(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    at_six.shift(20)
    session_pause(session=session)
    at_six.shift(60)
    session_end(session=session)

    assert where(session) == (State.ENDED, 1, None)
    assert session.left == timedelta(seconds=15)
    assert session.over_at == second(80)
    assert session.ran_for(second(1000)) == timedelta(seconds=20)
    assert told[-1] == Cue.OVER


def test_what_is_over_stays_as_it_is_whatever_is_pressed(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    session_end(session=session)
    before, cues = where(session), list(told)

    presses = (session_pause, session_resume, session_reset, session_end, session_tick, song_skip)
    for press in presses:
        press(session=session)
    session_next(session=session, phase=0)
    session_back(session=session, phase=0)
    session_shift(session=session, by=TEN)

    assert where(session) == before
    assert told == cues


def test_another_song_is_asked_for_only_while_time_runs(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person)
    song_skip(session=session)
    assert where(session) == (State.RUNNING, 0, second(5))
    session_pause(session=session)
    song_skip(session=session)

    assert told == [Cue.START, Cue.SONG, Cue.PAUSE]


# --- Whatever is pressed ---------------------------------------------------------------------------------------------

PRESSES: dict[str, Callable[[Session], object]] = {
    "tick": lambda session: session_tick(session=session),
    "pause": lambda session: session_pause(session=session),
    "resume": lambda session: session_resume(session=session),
    "next": lambda session: session_next(session=session, phase=session.phase),
    "back": lambda session: session_back(session=session, phase=session.phase),
    "plus": lambda session: session_shift(session=session, by=TEN),
    "minus": lambda session: session_shift(session=session, by=-TEN),
    "reset": lambda session: session_reset(session=session),
    "song": lambda session: song_skip(session=session),
    "end": lambda session: session_end(session=session),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses=st.lists(st.tuples(st.sampled_from([*PRESSES]), st.floats(0, 40)), max_size=20))
def test_whatever_is_pressed_when_a_session_is_in_one_piece(person: User, presses: list[tuple[str, float]]) -> None:
    with time_machine.travel(SIX, tick=False) as traveller:
        session = session_start(person=person, plan=PLAN, music={}, instead=True)
        ran, version = timedelta(), 0
        for press, seconds in presses:
            traveller.shift(timedelta(seconds=seconds))
            now, was_live = clock.now(), session.live
            PRESSES[press](session)

            state, phase, ends_at = where(session)
            assert session.version == version or was_live, "what is over stays as it is"
            assert 0 <= phase < len(PLAN.phases)
            assert (state == State.RUNNING) == (ends_at is not None)
            assert (state == State.PAUSED) == (session.stood_at is not None)
            assert (session.over_at is None) == session.live
            assert session.left_at(now) > timedelta() or state == State.DONE
            if press == "reset" and was_live:
                ran = timedelta()
            gone, ran = session.ran_for(now) - ran, session.ran_for(now)
            assert timedelta() <= gone <= timedelta(seconds=sum(spent for _, spent in presses))
            version = session.version


# --- Two at once -----------------------------------------------------------------------------------------------------


def test_who_has_a_session_that_is_not_over_is_told_which(person: User, at_six: Clock) -> None:
    first = begun(person)
    session_pause(session=first)

    with pytest.raises(AlreadyRunning) as refused:
        begun(person)

    assert refused.value.session == first
    assert Session.objects.count() == 1


def test_begun_instead_the_one_before_is_ended(person: User, at_six: Clock) -> None:
    first = begun(person)
    second_one = session_start(person=person, plan=PLAN, instead=True)

    first.refresh_from_db()
    assert (first.state, second_one.state) == (State.ENDED, State.RUNNING)


def test_somebody_elses_session_is_no_hindrance(person: User, at_six: Clock) -> None:
    begun(person)
    assert begun(User.objects.create_user(display_name="Bob")).live


def test_without_music_nobody_is_told_anything(person: User, at_six: Clock, told: list[Cue]) -> None:
    session = begun(person, music=False)
    at_six.shift(5)
    assert session_tick(session=session)
    assert not Music.objects.exists()


def test_a_tick_of_a_row_just_read_takes_five_words_with_the_database(
    person: User, at_six: Clock, told: list[Cue]
) -> None:
    session = begun(person, music=False)
    at_six.shift(5)
    row = Session.objects.get(pk=session.pk)
    with CaptureQueriesContext(connection) as words:
        assert session_tick(session=row, just_read=True)
    assert len(words) <= 5  # begin, the move, the music's row, commit


def test_a_row_that_was_read_before_somebody_else_moved_it_is_read_again(person: User, at_six: Clock) -> None:
    session = begun(person)
    stale = Session.objects.get(pk=session.pk)
    session_shift(session=session, by=TEN)
    at_six.shift(5)

    assert not session_tick(session=stale, just_read=True)
    assert where(stale) == (State.RUNNING, 0, second(15))


def at_once(number: int, do: Callable[[], object]) -> list[object]:
    """So many threads do it at the same moment, each with a connection of its own."""
    ready = threading.Barrier(number)

    def one() -> object:
        try:
            connection.ensure_connection()
            ready.wait()
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as threads:
        return [job.result() for job in [threads.submit(one) for _ in range(number)]]


@pytest.mark.django_db(transaction=True)
def test_of_many_that_ask_at_the_same_moment_one_moves_the_session(person: User, told: list[Cue]) -> None:
    session = begun(person, Plan(work=30, rounds=5))
    for phase in range(1, 4):
        Session.objects.update(ends_at=clock.now())
        asked = at_once(8, lambda: session_tick(session=Session.objects.get(pk=session.pk)))
        assert sorted(map(bool, asked)) == [False] * 7 + [True]
        assert Session.objects.get().phase == phase
    assert told == [Cue.START, *[Cue.PHASE] * 3]


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_on_start_one_begins_a_session(person: User) -> None:
    def start() -> str:
        try:
            begun(person)
        except AlreadyRunning as refused:
            return f"{refused.session.pk}"
        return "begun"

    answers = at_once(4, start)

    assert sorted(map(str, answers)) == sorted([str(Session.objects.get().pk)] * 3 + ["begun"])
    assert Music.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_seconds_more_from_two_devices_are_twenty(person: User) -> None:
    session = begun(person)
    ends_at = session.ends_at
    assert ends_at

    at_once(2, lambda: session_shift(session=Session.objects.get(pk=session.pk), by=TEN))

    assert Session.objects.get().ends_at == ends_at + 2 * TEN

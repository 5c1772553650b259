"""How soon a person is asked for again follows from how they listen."""

from bisect import bisect_right
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discoverdaily.listening.pace import (
    DAY,
    FIRST_DAYS,
    FIRST_WEEK,
    HASTE,
    KEPT,
    LATEST,
    MANY,
    RUN,
    SECOND,
    SHORTEST,
    SOONEST,
    WEEK,
    WEEKS_KEPT,
    Habits,
    Heard,
    finding_of,
    habits_seen,
    wait_of,
)

MINUTE = 60 * SECOND
NOW = 1_700_000_000_000
KNOWN_LONG = Habits(begun=NOW - 100 * DAY, since=NOW - 100 * DAY)


def run_of(seconds: float, *, songs: int = RUN, until: int = NOW) -> list[int]:
    return [until - round(seconds * SECOND) * number for number in range(songs)]


def minutes(habits: Habits, *, now: int = NOW) -> float:
    return wait_of(habits, now=now) / MINUTE


def test_somebody_new_is_thought_capable_of_half_minute_songs() -> None:
    habits = Habits.read({}, now=NOW)
    assert minutes(habits_seen(habits, run_of(240))) == 23.5
    assert minutes(habits, now=NOW + FIRST_DAYS - 1) == 23.5


def test_they_are_watched_closely_for_a_week() -> None:
    habits = habits_seen(Habits.read({}, now=NOW), run_of(240))
    assert minutes(habits, now=NOW + FIRST_DAYS) < 30
    assert minutes(habits, now=NOW + FIRST_WEEK) == 94


def test_what_spotify_remembers_of_the_days_before_counts_as_watched() -> None:
    rarely = habits_seen(Habits.read({}, now=NOW), [NOW - number * DAY for number in range(KEPT)])
    assert minutes(rarely, now=NOW + FIRST_DAYS) == 94


@pytest.mark.parametrize(
    ("seconds_a_song", "waits"),
    [(31, 23.5), (50, 23.5), (90, 54.8), (120, 78.3), (140, 94.0), (600, 94.0)],
)
def test_the_densest_run_seen_sets_the_pace(seconds_a_song: int, waits: float) -> None:
    assert minutes(habits_seen(KNOWN_LONG, run_of(seconds_a_song))) == pytest.approx(waits, abs=0.1)


def test_a_holiday_forgets_nothing() -> None:
    habits = habits_seen(KNOWN_LONG, run_of(35))
    assert minutes(habits, now=NOW + 60 * DAY) == 23.5


def test_what_they_have_not_done_for_twelve_weeks_with_music_is_forgotten() -> None:
    habits = habits_seen(KNOWN_LONG, run_of(35))
    for week in range(1, WEEKS_KEPT + 1):
        assert minutes(habits, now=NOW + week * WEEK) == 23.5
        habits = habits_seen(habits, run_of(200, until=NOW + week * WEEK))
    assert minutes(habits, now=NOW + 13 * WEEK) == 94
    assert len(habits.densest) == WEEKS_KEPT


@pytest.mark.parametrize("kept", [{}, None, "x", {"begun": "never"}, {"since": 1}])
def test_habits_that_cannot_be_read_begin_anew(kept: object) -> None:
    assert Habits.read(kept, now=NOW) == Habits(begun=NOW, since=NOW)


MOMENTS = st.lists(st.integers(NOW - 30 * DAY, NOW), max_size=80)


@given(MOMENTS, st.randoms())
def test_habits_do_not_depend_on_order_or_repetition(moments: list[int], chance: object) -> None:
    habits = habits_seen(KNOWN_LONG, moments)
    shuffled = moments * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' Random
    assert habits_seen(habits, shuffled) == habits
    assert Habits.read(habits.kept(), now=0) == habits


@given(MOMENTS, st.integers(0, 40 * DAY), st.integers(0, 40 * DAY))
def test_nobody_is_asked_for_too_often_or_forgotten(moments: list[int], begun: int, later: int) -> None:
    habits = habits_seen(Habits(begun=NOW - begun, since=NOW - begun), moments)
    assert SOONEST <= wait_of(habits, now=NOW + later) <= LATEST


# --- What an answer means --------------------------------------------------------------------------------------------


def told(seconds_a_song: float, songs: int, *, until: int = NOW) -> list[Heard]:
    return [(moment, f"track{moment}") for moment in run_of(seconds_a_song, songs=songs, until=until)]


def test_the_first_answer_is_no_gap() -> None:
    found = finding_of(told(200, KEPT), full=True, before=None, habits=KNOWN_LONG, now=NOW)
    assert len(found.fresh) == KEPT
    assert not found.broken


def test_an_answer_that_reaches_back_to_the_one_before_is_whole() -> None:
    before = told(200, KEPT, until=NOW - 200 * SECOND * (KEPT - 1))
    found = finding_of(told(200, KEPT), full=True, before=before, habits=KNOWN_LONG, now=NOW)
    assert len(found.fresh) == KEPT - 1
    assert not found.broken


def test_a_full_answer_of_new_plays_may_have_lost_some_and_the_next_look_comes_soon() -> None:
    found = finding_of(told(200, KEPT), full=True, before=told(200, 5, until=NOW - DAY), habits=KNOWN_LONG, now=NOW)
    assert found.broken
    assert found.due_at == NOW + SOONEST


def test_even_somebody_who_had_played_nothing_before_may_have_lost_some() -> None:
    assert finding_of(told(200, KEPT), full=True, before=[], habits=KNOWN_LONG, now=NOW).broken


def test_an_answer_that_is_not_full_has_lost_nothing() -> None:
    assert not finding_of(told(200, 49), full=False, before=told(200, 5, until=NOW - DAY), habits=KNOWN_LONG, now=NOW)[
        1
    ]


@pytest.mark.parametrize(("new", "waits"), [(MANY - 1, LATEST), (MANY, SOONEST)])
def test_many_new_plays_bring_the_next_look_forward(new: int, waits: int) -> None:
    before = told(300, KEPT, until=NOW - new * 300 * SECOND)
    found = finding_of([*told(300, new), *before][:KEPT], full=True, before=before, habits=KNOWN_LONG, now=NOW)
    assert found.due_at == NOW + waits


def test_a_play_that_is_told_late_is_new_all_the_same() -> None:
    late = (NOW - 30 * MINUTE, "late")
    found = finding_of([*told(300, 10), late], full=False, before=told(300, 10), habits=KNOWN_LONG, now=NOW)
    assert found.fresh == [late]


# --- The guarantee ---------------------------------------------------------------------------------------------------


def lost(plays: list[int], *, habits: Habits | None, begins: int) -> int:
    """How many of these plays Spotify forgets before somebody who asks at this pace has seen them; each in a gap."""
    habits, now, before = habits or Habits.read({}, now=begins), begins, None
    seen, gaps = set[int](), list[tuple[int, int]]()
    while now <= plays[-1] + LATEST:
        until = bisect_right(plays, now)
        answer = [(moment, "") for moment in plays[max(0, until - KEPT) : until]]
        found = finding_of(answer, full=len(answer) == KEPT, before=before, habits=habits, now=now)
        if found.broken:
            gaps.append((max(seen, default=begins), answer[0][0]))
        seen |= {moment for moment, _ in answer}
        habits, now, before = found.habits, found.due_at, answer
    missing = [moment for moment in plays if moment > begins and moment not in seen]
    assert all(any(after < moment < before for after, before in gaps) for moment in missing)
    return len(missing)


SONGS = st.lists(
    st.tuples(st.floats(31, 400), st.integers(1, 120), st.floats(0, 20)),  # seconds a song, songs, hours of silence
    min_size=1,
    max_size=8,
)


def plays_of(parts: list[tuple[float, int, float]]) -> list[int]:
    steps = [
        round(seconds * SECOND) + (round(hours * 60) * MINUTE if number == 0 else 0)
        for seconds, songs, hours in parts
        for number in range(songs)
    ]
    return list(accumulate(steps, initial=NOW))[1:]


@given(SONGS)
def test_nothing_is_lost_of_the_first_day_and_a_half(parts: list[tuple[float, int, float]]) -> None:
    plays = [moment for moment in plays_of(parts) if moment < NOW + FIRST_DAYS] or [NOW + MINUTE]
    assert lost(plays, habits=None, begins=NOW) == 0


@given(SONGS)
def test_nothing_is_lost_of_songs_of_two_minutes(parts: list[tuple[float, int, float]]) -> None:
    plays = plays_of([(max(seconds, 120), songs, hours) for seconds, songs, hours in parts])
    assert lost(plays, habits=KNOWN_LONG, begins=NOW) == 0


@given(SONGS)
def test_nothing_is_lost_of_somebody_seen_to_play_half_minute_songs(parts: list[tuple[float, int, float]]) -> None:
    assert lost(plays_of(parts), habits=habits_seen(KNOWN_LONG, run_of(45)), begins=NOW) == 0


@given(SONGS, st.integers(60, 140))
def test_nothing_is_lost_within_twenty_seconds_a_song_of_the_densest_run(
    parts: list[tuple[float, int, float]], densest: int
) -> None:
    least = densest - HASTE / SECOND
    plays = plays_of([(max(seconds, least), songs, hours) for seconds, songs, hours in parts])
    assert lost(plays, habits=habits_seen(KNOWN_LONG, run_of(densest)), begins=NOW) == 0


@given(SONGS)
def test_whatever_is_lost_is_known_to_be_missing(parts: list[tuple[float, int, float]]) -> None:
    lost(plays_of(parts), habits=habits_seen(KNOWN_LONG, run_of(200)), begins=NOW)


def test_the_first_marathon_of_half_minute_songs_is_lost_in_part_and_the_second_is_not() -> None:
    ordinary = habits_seen(KNOWN_LONG, run_of(200))
    first = run_of(31, songs=300, until=NOW + 300 * MINUTE)[::-1]
    second = run_of(31, songs=300, until=NOW + 3 * DAY)[::-1]
    assert 0 < lost(first, habits=ordinary, begins=NOW) <= LATEST // SHORTEST - KEPT
    assert lost([*first, *second], habits=ordinary, begins=NOW) == lost(first, habits=ordinary, begins=NOW)
    assert all(later - earlier >= SHORTEST for earlier, later in pairwise(second))

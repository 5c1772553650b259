"""What returns in a person's days is told where there is enough to tell from, and only where it is more than chance."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily.listening.models import Rule
from mood.model.features import Floats
from mood.model.files import CLASSIC, named
from mood.models import Day
from mood.patterns import (
    Days,
    Group,
    compared,
    days_scored,
    extremes,
    hours,
    months,
    months_differ,
    trend,
    weekdays,
    weekdays_differ,
)
from tests.mood.music import GLAD, SAD, SPEECH, plays, scored, songs

MONDAY = date(2026, 3, 2)
LIVES = 200


def days_of(scores: Floats, *, known: int = 12, first: date = MONDAY) -> Days:
    """Days in a row."""
    days = [first + timedelta(days=number) for number in range(len(scores))]
    return Days(days, np.clip(scores, 0, 1), np.full(len(scores), known))


def chance(number: int = 7) -> np.random.Generator:
    return np.random.default_rng(number)


# --- Weekdays --------------------------------------------------------------------------------------------------------


def test_a_weekday_is_the_mean_of_its_days_and_needs_five() -> None:
    days = days_of(np.array([0.2, 0.8, 0.5, 0.5, 0.5, 0.5, 0.5] * 5)[:-1])
    found = weekdays(days)
    assert [round(group.mean, 1) for group in found[:6] if group.mean is not None] == [0.2, 0.8, 0.5, 0.5, 0.5, 0.5]
    assert found[6] == Group(4), "four Sundays are too few"
    assert weekdays_differ(days)


def test_weekdays_that_are_alike_are_taken_for_different_as_seldom_as_chance_allows() -> None:
    lives = chance()
    wrong = sum(weekdays_differ(days_of(0.5 + 0.15 * lives.normal(size=120))) for _ in range(LIVES))
    assert wrong <= LIVES * 0.1


def test_weekdays_that_differ_are_found() -> None:
    lives = chance()
    scores = 0.45 + 0.15 * lives.normal(size=180) + np.where(np.arange(180) % 7 >= 5, 0.15, 0)
    assert weekdays_differ(days_of(scores))


def test_seasons_neither_hide_weekdays_nor_make_them() -> None:
    lives = chance()
    seasons = 0.5 + 0.25 * np.sin(np.arange(364) / 58)
    days = days_of(seasons + 0.08 * lives.normal(size=364) + np.where(np.arange(364) % 7 >= 5, 0.05, 0))
    assert weekdays_differ(days)
    assert months_differ(days)
    wrong = sum(weekdays_differ(days_of(seasons + 0.08 * lives.normal(size=364))) for _ in range(LIVES))
    assert wrong <= LIVES * 0.1


def test_months_differ_as_seldom_by_chance_though_days_resemble_the_day_before() -> None:
    lives, wrong = chance(), 0
    for _ in range(LIVES):
        noise, lasting = lives.normal(size=240), np.zeros(240)
        for day in range(1, 240):
            lasting[day] = 0.4 * lasting[day - 1] + noise[day]
        wrong += months_differ(days_of(0.5 + 0.1 * lasting))
    assert wrong <= LIVES * 0.1


def test_intervals_hold_the_truth_nine_times_of_ten() -> None:
    lives, held = chance(), 0
    for _ in range(LIVES):
        group = weekdays(days_of(0.5 + 0.12 * lives.normal(size=70)))[3]
        assert group.low is not None
        assert group.high is not None
        held += group.low <= 0.5 <= group.high
    assert 0.84 <= held / LIVES <= 0.96


# --- Months ----------------------------------------------------------------------------------------------------------


def test_every_month_between_has_its_place_and_one_with_few_days_tells_nothing() -> None:
    scores = np.full(20, 0.6)
    first, last = days_of(scores[:16], first=date(2025, 11, 15)), days_of(scores[:3], first=date(2026, 2, 1))
    found = months(Days(first.days + last.days, np.full(19, 0.6), np.full(19, 9)))
    assert list(found) == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert [group.count for group in found.values()] == [16, 0, 0, 3]
    assert [group.mean is None for group in found.values()] == [False, True, True, True]


def test_days_that_resemble_the_day_before_widen_the_band() -> None:
    noise = chance().normal(size=600)
    lasting = np.zeros(600)
    for day in range(1, 600):
        lasting[day] = 0.7 * lasting[day - 1] + np.sqrt(1 - 0.49) * noise[day]

    def width(scores: Floats) -> float:
        found = months(days_of(0.5 + 0.1 * scores)).values()
        return float(np.mean([(group.high or 0) - (group.low or 0) for group in found if group.mean is not None]))

    assert width(lasting) > 1.4 * width(noise)


def test_a_direction_is_seen_where_there_is_one() -> None:
    scores = 0.3 + 0.3 * np.arange(730) / 730 + 0.1 * chance().normal(size=730)
    rise = trend(list(months(days_of(scores)).values()))
    assert rise == pytest.approx(0.15, abs=0.03), "of 1, in a year"
    assert trend(list(months(days_of(1 - scores)).values())) == pytest.approx(-0.15, abs=0.03)
    assert trend(list(months(days_of(scores[:120])).values())) is None, "four months are too few"


def test_where_there_is_none_it_is_seldom_seen() -> None:
    lives = chance()
    seen = [trend(list(months(days_of(0.5 + 0.15 * lives.normal(size=500))).values())) for _ in range(LIVES)]
    assert sum(rise != 0 for rise in seen) <= LIVES * 0.1


def test_months_that_never_change_have_no_direction() -> None:
    assert trend(list(months(days_of(np.full(400, 0.5))).values())) == pytest.approx(0, abs=1e-9)


def test_a_month_is_compared_with_the_one_before_and_the_year_before() -> None:
    scores = np.concatenate([np.full(31, 0.3), np.full(334, 0.5), np.full(20, 0.62)])
    days = days_of(scores + 0.02 * chance().normal(size=len(scores)), first=date(2025, 3, 1))
    before, ago = compared(days, date(2026, 3, 1))
    assert (before.other, ago.other) == (date(2026, 2, 1), date(2025, 3, 1))
    assert (before.beyond, ago.beyond) == (1, 1)
    assert [round(group.mean or 0, 1) for group in (before.this, before.that, ago.that)] == [0.6, 0.5, 0.3]
    assert [each.beyond for each in compared(days, date(2025, 3, 1))] == [None, None]


def test_months_that_are_alike_are_seldom_said_to_differ() -> None:
    lives = chance()
    said = [compared(days_of(0.5 + 0.1 * lives.normal(size=60)), date(2026, 4, 1))[0].beyond for _ in range(LIVES)]
    assert sum(beyond != 0 for beyond in said) <= LIVES * 0.08


# --- Brightest and quietest ------------------------------------------------------------------------------------------


def test_three_brightest_and_three_quietest_days_of_enough_music() -> None:
    days = days_of(np.array([0.1, 0.9, 0.5, 0.2, 0.8, 0.6, 0.99, 0.01]))
    days.known[-2:] = 7
    brightest, quietest = extremes(days)
    assert [score for _day, score in brightest] == [0.9, 0.8, 0.6]
    assert quietest == [(MONDAY, 0.1), (MONDAY + timedelta(days=3), 0.2), (MONDAY + timedelta(days=2), 0.5)]
    assert extremes(days_of(np.full(5, 0.5))) == ([], [])
    assert extremes(days_of(np.linspace(0, 1, 30), known=7)) == ([], [])


@given(st.lists(st.floats(0, 1), max_size=80), st.integers(0, 400))
@settings(max_examples=60)
def test_any_days_can_be_told_of(scores: list[float], later: int) -> None:
    days = days_of(np.array(scores, dtype=np.float64), first=MONDAY + timedelta(days=later))
    groups = [*weekdays(days), *months(days).values()]
    for group in groups:
        if group.mean is not None:
            assert group.low is not None
            assert group.high is not None
            assert -1e-9 <= group.low <= group.mean <= group.high + 1e-9 <= 1 + 2e-9
    weekdays_differ(days), trend(list(months(days).values())), compared(days, MONDAY.replace(day=1)), extremes(days)


# --- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_running_day_days_without_a_score_and_other_people_do_not_count(alice: User, bob: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 14, tzinfo=UTC), tick=False):
        for day, score in ((21, 0.9), (20, 0.4), (19, None)):
            Day.objects.create(person=alice, day=date(2026, 11, day), score=score, known=3, stale=False)
        Day.objects.create(person=bob, day=date(2026, 11, 20), score=0.7, stale=False)
        found = days_scored(alice)
    assert (found.days, found.scores.tolist(), found.known.tolist()) == ([date(2026, 11, 20)], [0.4], [3])


@pytest.mark.django_db
def test_hours_are_told_by_what_is_heard_at_them_in_the_last_year(
    alice: User, bob: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    model = named(CLASSIC)
    with time_machine.travel(datetime(2026, 11, 21, 14, tzinfo=UTC), tick=False):
        plays(alice, songs(9, GLAD, "Glad"), "2026-11-02", hour=8)
        plays(alice, songs(9, SAD, "Sad"), "2026-11-03", hour=20)
        plays(alice, songs(7, SAD, "Few"), "2026-11-04", hour=12)
        plays(alice, songs(9, SPEECH, "Talk"), "2026-11-04", hour=14)
        plays(alice, songs(9, SAD, "Long ago"), "2025-11-04", hour=8)
        plays(bob, songs(9, SAD, "His"), "2026-11-02", hour=8)
        with django_assert_num_queries(2):
            found = hours(alice, rule=Rule.THIRTY, model=model, history=None)
        assert hours(bob, rule=Rule.THIRTY, model=model, history=None).differ is False
    told = {hour: group for hour, group in enumerate(found.groups) if group.mean is not None}
    assert told.keys() == {9, 21}, "in Berlin, in winter"
    assert (told[9].mean or 0) > 0.8
    assert (told[21].mean or 1) < 0.2
    assert found.groups[13] == Group(7)
    assert found.groups[15] == Group(0), "speech is no music"
    assert found.differ


@pytest.mark.django_db
def test_who_heard_nothing_has_no_hours(alice: User) -> None:
    found = hours(alice, rule=Rule.THIRTY, model=named(CLASSIC), history=None)
    assert found.groups == [Group(0)] * 24
    assert not found.differ
    assert scored(alice) == {}

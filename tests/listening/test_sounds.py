"""What was heard on a day and at which hours of it: the person's own days, and what counts by their rule."""

from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.models import Play, Rule
from discoverdaily.listening.selectors import lines_of_day
from discoverdaily.listening.sounds import heard_at_hours
from tests.listening.songs import heard, song

pytestmark = pytest.mark.django_db
SUNDAY = date(2026, 3, 29)
"""In Berlin the clock goes from two to three, and a day begins at four: 2 o'clock in UTC."""


def at(hour: int, minute: int = 0, *, day: int = 29) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def titles(person: User, day: date, *, rule: Rule = Rule.THIRTY, most: int = 10) -> list[str]:
    return [line.title for line in lines_of_day(person, day, rule=rule, most=most)]


def test_a_day_is_told_from_the_hour_at_which_it_begins_to_that_of_the_next_in_order(alice: User, bob: User) -> None:
    early, first, second, late = (song(name) for name in ("Early", "First", "Second", "Late"))
    heard(alice, late, at(1, 59, day=30))
    heard(alice, second, at(12), at(2, 1))
    heard(alice, first, at(2))
    heard(alice, early, at(1, 59), at(2, day=30))
    heard(bob, early, at(12))
    assert titles(alice, SUNDAY) == ["First", "Second", "Second", "Late"]
    assert titles(alice, date(2026, 3, 28)) == ["Early"]


def test_only_what_counts_and_is_shown_is_told(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    heard(alice, song("Short"), at(12), ms=9_000)
    heard(alice, song("Hidden"), at(13))
    Play.objects.filter(track__name="Hidden").update(state=Play.State.HIDDEN)
    heard(alice, song("Long"), at(14), at(15))
    with django_assert_num_queries(4):
        assert titles(alice, SUNDAY) == ["Long", "Long"]
    assert titles(alice, SUNDAY, rule=Rule.ALL) == ["Short", "Long", "Long"]
    assert titles(alice, SUNDAY, rule=Rule.ALL, most=1) == ["Short"]


def test_hours_are_those_on_the_persons_clock(alice: User, bob: User) -> None:
    track, other = song("One"), song("Other")
    heard(alice, track, at(6), at(6, 30), at(6, day=30), at(22))
    heard(alice, other, at(6), ms=9_000)
    heard(bob, track, at(6))

    def told(last: date, rule: Rule) -> list[tuple[int, int, int]]:
        found = heard_at_hours(alice, SUNDAY, last, rule=rule)
        return list(zip(found.days.tolist(), found.recordings.tolist(), found.plays.tolist(), strict=True))

    assert told(SUNDAY, Rule.THIRTY) == [(0, track.recording_id, 1), (8, track.recording_id, 2)]
    assert (8, track.recording_id, 3) in told(date(2026, 3, 30), Rule.THIRTY)
    rule_change(person=alice, rule=Rule.ALL)
    assert (8, other.recording_id, 1) in told(SUNDAY, Rule.ALL)

"""Plays are kept for good, or for as long as whoever runs the instance says."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.models import Play
from discoverdaily.listening.tasks import forget_old_plays
from mood.models import Day
from tests.listening.checking import check_roll_ups
from tests.listening.songs import heard, song

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def people() -> list[User]:
    """Two who heard a song 401, 399 and 1 days ago, and one who heard nothing."""
    people = [User.objects.create_user(time_zone=zone) for zone in ("Europe/Berlin", "Asia/Tokyo", "UTC")]
    track = song("Long ago")
    for person in people[:2]:
        heard(person, track, *(clock.now() - days * DAY for days in (401, 399, 1)))
    return people


def ages() -> list[int]:
    return [(clock.now() - play.played_at) // DAY for play in Play.objects.order_by("person", "played_at")]


def test_they_are_kept_for_good_where_nothing_is_set(people: list[User]) -> None:
    forget_old_plays()
    assert ages() == [401, 399, 1] * 2


def test_what_is_older_goes_with_what_was_counted_of_it(people: list[User], settings: Settings) -> None:
    settings.PLAYS_KEPT_DAYS = 400
    Day.objects.update(stale=False)
    forget_old_plays()
    assert ages() == [399, 1] * 2
    for person in people:
        check_roll_ups(person)
    assert Day.objects.filter(stale=True).count() == 2, "the colours of these days are worked out anew"
    forget_old_plays()
    assert ages() == [399, 1] * 2

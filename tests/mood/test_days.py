"""Days are the person's own: in their zone, from the hour they chose, wherever they move."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.counting import counting_zone_changed
from discoverdaily.listening.days import day_begins, day_of
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Source, Track
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.tasks import recount_due
from mood.models import Day
from tests.listening.songs import song
from tests.mood.music import GLAD, scored, sounds

pytestmark = pytest.mark.django_db

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Kiritimati",  # UTC+14
    "Pacific/Pago_Pago",  # UTC-11
    "Asia/Calcutta",  # an old name
    "Australia/Lord_Howe",  # its clock goes forward by half an hour
    "Nowhere/At_All",  # a name that is no longer known: UTC
)
CHANGES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin goes forward
    datetime(2025, 10, 26, 1, tzinfo=UTC),  # and back
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York goes forward
    datetime(2025, 11, 2, 6, tzinfo=UTC),  # and back
    datetime(2026, 1, 1, tzinfo=UTC),
)
moments = st.lists(
    st.builds(
        lambda change, minutes: change + timedelta(minutes=minutes), st.sampled_from(CHANGES), st.integers(-3000, 3000)
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda moment: to_ms(moment) // 300_000,
)
places = st.tuples(st.sampled_from(ZONES), st.integers(0, 23))


def a_song() -> Track:
    return Track.objects.filter(name="Home").first() or sounds(song("Home"), GLAD)


def plays_by_day(person: User) -> Counter[object]:
    return Counter({day.day: day.plays for day in Day.objects.filter(person=person)})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(moments, places, places)
@example(
    [CHANGES[1] - timedelta(minutes=1), CHANGES[1] + timedelta(hours=3)], ("Europe/Berlin", 4), ("Asia/Calcutta", 4)
)
def test_every_play_colours_the_day_it_was_heard_on_wherever_its_person_moves(
    heard: list[datetime], here: tuple[str, int], there: tuple[str, int]
) -> None:
    person = User.objects.create_user(time_zone=here[0], day_starts_at=here[1])
    told = [Told(to_ms(moment), 60_000, a_song().pk) for moment in heard]
    plays_store(person=person, source=Source.EXTENDED, told=told)
    scored(person)
    assert plays_by_day(person) == Counter(day_of(person, moment) for moment in heard)
    person.time_zone, person.day_starts_at = there
    person.save()
    counting_zone_changed(person=person)
    recount_due()
    scored(person)
    assert plays_by_day(person) == Counter(day_of(person, moment) for moment in heard)


@given(st.sampled_from(CHANGES), st.integers(-4000, 4000), places)
def test_a_day_begins_with_its_first_moment_and_ends_where_the_next_begins(
    change: datetime, minutes: int, place: tuple[str, int]
) -> None:
    person = User(time_zone=place[0], day_starts_at=place[1])
    moment = change + timedelta(minutes=minutes)
    day = day_of(person, moment)
    begins, ends = day_begins(person, day), day_begins(person, day + timedelta(days=1))
    assert begins <= moment < ends or _in_the_hour_that_is_twice(person, moment)
    assert timedelta(hours=22) <= ends.astimezone(UTC) - begins.astimezone(UTC) <= timedelta(hours=26)


def _in_the_hour_that_is_twice(person: User, moment: datetime) -> bool:
    """Where clocks go back over the hour at which the day starts, its wall clock shows that hour twice."""
    local = moment.astimezone(person.zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()

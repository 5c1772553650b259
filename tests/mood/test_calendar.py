"""The cells of any month, for anybody anywhere."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from mood.calendar import calendar_of, last_of, month_within, months_from, seen_between, seen_of
from mood.drawing import month_drawn
from mood.models import Mood
from mood.selectors import State, cells_of
from tests.mood.days import coloured, rated

pytestmark = pytest.mark.django_db
ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Calcutta", "no zone")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moment=st.integers(0, 2_200_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    month=st.dates(date(1970, 1, 1), date(2040, 12, 31)).map(lambda day: day.replace(day=1)),
    zone=st.sampled_from(ZONES),
    starts_at=st.integers(0, 23),
)
@example(datetime(2024, 2, 29, 12, tzinfo=UTC), date(2024, 2, 1), "Pacific/Kiritimati", 4)
@example(datetime(2023, 12, 31, 23, 59, tzinfo=UTC), date(2023, 12, 1), "Pacific/Kiritimati", 0)
def test_a_month_has_each_of_its_days_once_and_the_running_day_stands_between_what_was_and_what_is_to_come(
    theo: User, moment: datetime, month: date, zone: str, starts_at: int
) -> None:
    theo.time_zone, theo.day_starts_at = zone, starts_at
    with time_machine.travel(moment, tick=False):
        cells = cells_of(theo, month, last_of(month))
        local = moment.astimezone(ZoneInfo(zone) if zone != "no zone" else UTC).replace(tzinfo=None)
        today = (local - timedelta(hours=starts_at)).date()
        drawn = month_drawn(cells, Mood(person=theo))
    days = [cell.date for cell in cells]
    assert days[0] == month
    assert days[-1] + timedelta(days=1) == months_from(month, 1)
    assert len(set(days)) == len(days) == (months_from(month, 1) - month).days
    assert [cell.date for cell in cells if cell.running] == [day for day in days if day == today]
    assert all((cell.state is State.FUTURE) == (cell.date > today) for cell in cells)
    assert drawn.count("<title>") == len(days)
    assert drawn.count("<a ") == sum(day <= today for day in days)


@pytest.fixture
def theo(db: None) -> User:
    return User.objects.create_user(display_name="Theo")


@given(st.dates(date(1971, 1, 1), date(2040, 12, 31)), st.integers(-12, 12))
def test_months_follow_one_another(day: date, steps: int) -> None:
    month = day.replace(day=1)
    assert months_from(months_from(month, steps), -steps) == month
    assert (last_of(month) + timedelta(days=1)) == months_from(month, 1)


@pytest.mark.parametrize(("year", "month", "has_one"), [(1969, 12, False), (1970, 1, True), (2026, 12, True)])
def test_which_months_have_a_page(year: int, month: int, has_one: bool) -> None:
    today = date(2026, 3, 31)
    assert month_within(year, month, today) == (date(year, month, 1) if has_one else None)
    assert month_within(2027, 1, today) is month_within(2026, 13, today) is month_within(2026, 0, today) is None


def test_a_calendar_begins_with_the_first_day_that_has_music_or_words(theo: User) -> None:
    assert not calendar_of(theo).begun
    coloured(theo, ("2026-03-14", 0.4), ("2026-03-15", None))
    assert calendar_of(theo).first == date(2026, 3, 14)
    rated(theo, "2025-01-02", 0.5)
    assert calendar_of(theo).first == date(2025, 1, 2)


@pytest.mark.parametrize("shown", Mood.Shown.values)
def test_ten_years_at_a_glance_say_of_each_day_what_its_cell_says(theo: User, shown: str) -> None:
    coloured(theo, ("2026-03-14", 0.4), ("2026-03-15", None))
    coloured(theo, ("2026-03-16", None), stale=True, scored_by="")
    for day in ("2026-03-14", "2026-03-17"):
        rated(theo, day, 0.9)
    mood, (first, last) = Mood(person=theo, shown=shown), (date(2026, 3, 1), date(2026, 3, 31))
    with time_machine.travel(datetime(2026, 3, 20, 12, tzinfo=UTC), tick=False):
        days = seen_between(theo, first, last, mood)
        assert days == seen_of(cells_of(theo, first, last), mood)
    assert {day.state for day in days} == set(State)


def test_it_is_working_while_days_are_marked_and_nothing_is_wrong(theo: User) -> None:
    coloured(theo, ("2026-03-14", 0.4))
    assert not calendar_of(theo).working
    coloured(theo, ("2026-03-15", None), stale=True)
    calendar = calendar_of(theo)
    assert (calendar.working, calendar.progress.left, calendar.progress.days) == (True, 1, 2)
    Mood.objects.update(last_error="unforeseen: ModelUnfit")
    assert not calendar_of(theo).working
    assert calendar_of(theo).trouble

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from playlists.schedule import Schedule

ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
HOURS = st.integers(0, 23)
WEEKDAYS = st.integers(0, 6)


@given(after=MOMENTS, zone=ZONES, hour=HOURS, weekday=WEEKDAYS)
def test_a_daily_run_is_the_next_time_it_is_that_hour_there(
    after: datetime, zone: ZoneInfo, hour: int, weekday: int
) -> None:
    run = Schedule.DAILY.next_run(after=after, zone=zone, hour=hour, weekday=weekday)
    assert run is not None
    # Where the clocks jump or a day is left out, it is up to a day and an hour or two.
    assert after < run <= after + timedelta(days=2, hours=2)
    local = run.astimezone(zone)
    if (local + timedelta(0)).hour != hour:  # the hour is jumped over that day
        assert local.utcoffset() != (run - timedelta(hours=2)).astimezone(zone).utcoffset()
    assert local.minute in (0, 30) or local.hour != hour


@given(after=MOMENTS, zone=ZONES, hour=HOURS, weekday=WEEKDAYS)
def test_a_weekly_run_is_on_the_weekday_asked_for(after: datetime, zone: ZoneInfo, hour: int, weekday: int) -> None:
    run = Schedule.WEEKLY.next_run(after=after, zone=zone, hour=hour, weekday=weekday)
    assert run is not None
    assert after < run <= after + timedelta(days=15)
    assert run.astimezone(zone).weekday() == weekday or run.astimezone(zone).hour != hour


@given(start=MOMENTS, zone=ZONES, hour=HOURS)
def test_runs_follow_one_another_a_day_at_a_time_and_never_twice(start: datetime, zone: ZoneInfo, hour: int) -> None:
    runs = [start]
    for _ in range(5):
        following = Schedule.DAILY.next_run(after=runs[-1], zone=zone, hour=hour, weekday=0)
        assert following is not None
        runs.append(following)
    assert len({run.astimezone(zone).date() for run in runs[1:]}) == 5


def test_a_frozen_copy_is_never_due() -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    assert Schedule.FROZEN.next_run(after=now, zone=ZoneInfo("UTC"), hour=6, weekday=0) is None


def test_an_hour_that_the_clocks_jump_over_is_the_moment_they_land_on() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    run = Schedule.DAILY.next_run(after=before, zone=ZoneInfo("Europe/Berlin"), hour=2, weekday=0)
    assert run == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert run.astimezone(ZoneInfo("Europe/Berlin")).hour == 3


def test_an_hour_that_comes_twice_counts_the_first_time() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    first = Schedule.DAILY.next_run(after=before, zone=berlin, hour=2, weekday=0)
    assert first == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert Schedule.DAILY.next_run(after=first, zone=berlin, hour=2, weekday=0) == datetime(2026, 10, 26, 1, tzinfo=UTC)

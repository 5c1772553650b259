"""Statistics are what the plays say, by the person's rule and in their own days."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.counting import HALF_A_MINUTE
from discoverdaily.listening.days import day_of
from discoverdaily.listening.exclusions import artist_leave_out
from discoverdaily.listening.models import Artist, Play, Rule
from discoverdaily.listening.periods import Period
from discoverdaily.listening.statistics import Figures, day_heard, figures_of, year_before, years_of
from tests.listening.listener import LONG, NOON, Listener, at

pytestmark = pytest.mark.django_db
ALL_TIME = Period()


@pytest.fixture
def listener(db: None) -> Listener:
    return Listener(User.objects.create_user(time_zone="America/New_York", time_zone_known=True))


@pytest.fixture
def varied(listener: Listener) -> Listener:
    """Ninety plays over fourteen months, of a dozen artists of whom each is discovered later than the one before."""
    for number in range(90):
        listener.hears(
            f"Song {number % 5}",
            f"Artist {number * 7 // 45}",
            at("2025-01-10", 5) + number * timedelta(days=4, hours=11, minutes=7),
            ms=[LONG, 20_000, 70_000, None][number % 4],
        )
    return listener


def figures(listener: Listener, period: Period = ALL_TIME, rule: Rule = Rule.THIRTY) -> Figures:
    found = figures_of(listener.person, period, rule=rule)
    assert found is not None
    return found


def counts(play: Play, rule: Rule) -> bool:
    least = {Rule.ALL: 0, Rule.THIRTY: HALF_A_MINUTE, Rule.HALF: LONG // 2}[rule]
    return play.ms_played is None or play.ms_played >= least


days = st.none() | st.dates(date(2025, 1, 1), date(2026, 3, 31))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=days, last=days, rule=st.sampled_from(list(Rule)))
def test_figures_are_what_the_plays_say(varied: Listener, first: date | None, last: date | None, rule: Rule) -> None:
    person = varied.person
    plays = list(Play.objects.select_related("track__artist").order_by("played_at"))
    own = {play.pk: day_of(person, play.played_at) for play in plays}
    within = [play for play in plays if (first or date.min) <= own[play.pk] <= (last or date.max)]
    counted = [play for play in within if counts(play, rule)]
    found = figures_of(person, Period(first, last), rule=rule)
    if not within:
        assert found is None
        return
    assert found is not None
    lasted = sum(LONG if play.ms_played is None else play.ms_played for play in within)
    assert found.heard == (len(counted), lasted)
    span = [own[play.pk] for play in within]
    assert (found.first, found.last) == (min(span), max(span))
    assert found.daily == lasted // ((max(span) - min(span)).days + 1)
    hours = Counter(play.played_at.astimezone(person.zone).hour for play in counted)
    assert [hour.plays for hour in found.hours] == [hours[hour] for hour in range(24)]
    weekdays = Counter(own[play.pk].weekday() for play in counted)
    assert [day.plays for day in found.weekdays] == [weekdays[day] for day in range(7)]
    months = Counter(own[play.pk].month for play in counted)
    assert [month.plays for month in found.months] == [months[month] for month in range(1, 13)]
    assert sum(step.heard.plays for step in found.steps) == len(counted)
    assert sum(step.heard.ms for step in found.steps) == lasted
    assert_new_artists(found, plays, own, first, last, rule)


def assert_new_artists(  # noqa: PLR0917  # the same question, asked of one play after another
    found: Figures,
    plays: Sequence[Play],
    own: dict[int, date],
    first: date | None,
    last: date | None,
    rule: Rule,
) -> None:
    heard_first: dict[int, date] = {}
    for play in plays:
        if counts(play, rule):
            heard_first.setdefault(play.track.artist_id, own[play.pk])
    new = [day for day in heard_first.values() if (first or date.min) <= day <= (last or date.max)]
    assert found.new_artists == len(new)
    ends = [*(step.start for step in found.steps[1:]), date.max]
    expected = [sum(1 for day in new if step.start <= day < end) for step, end in zip(found.steps, ends, strict=True)]
    assert [step.new_artists for step in found.steps] == expected


def test_steps_are_days_months_or_years_as_there_is_room(listener: Listener) -> None:
    listener.hears(at=NOON)
    assert figures(listener).unit == "day"
    listener.hears(at=NOON - timedelta(days=200))
    assert (figures(listener).unit, len(figures(listener).steps)) == ("month", 8)
    listener.hears(at=NOON - timedelta(days=3000))
    assert (figures(listener).unit, len(figures(listener).steps)) == ("year", 10)
    assert years_of(listener.person) == list(range(2026, 2016, -1))


def test_whom_a_person_leaves_out_is_not_among_the_most_heard(listener: Listener) -> None:
    listener.hears_often(3, "Home", "Amber Foxes")
    listener.hears_often(2, "Away", "Paper River")
    assert [(artist.name, plays) for artist, plays in figures(listener).top_artists] == [
        ("Amber Foxes", 3),
        ("Paper River", 2),
    ]
    artist_leave_out(person=listener.person, artist=Artist.objects.get(name="Amber Foxes"))
    assert [artist.name for artist, _ in figures(listener).top_artists] == ["Paper River"]


def test_a_year_ago_tells_what_was_heard_most_first(listener: Listener) -> None:
    listener.hears("Once", at=at("2025-03-10", 20))
    for hour in range(9, 12):
        listener.hears("Thrice", at=at("2025-03-10", hour))
    listener.hears("Short", at=at("2025-03-10", 22), ms=5_000)
    ago = day_heard(listener.person, year_before(date(2026, 3, 10)), rule=Rule.THIRTY)
    assert ago is not None
    assert [(track.name, plays) for track, plays in ago.tracks] == [("Thrice", 3), ("Once", 1)]
    assert ago.whole.plays == 4
    assert day_heard(listener.person, date(2025, 3, 11), rule=Rule.THIRTY) is None


def test_the_29th_of_february_looks_back_to_the_28th() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert year_before(date(2026, 3, 10)) == date(2025, 3, 10)

"""A period is added up from whole years, whole months and days, and comes to what was played in it."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.models import Rule, Span
from discoverdaily.listening.periods import Part, Period, artists_counted, parts_of, recordings_counted
from tests.listening.songs import heard, song

DAYS = st.dates(date(2003, 11, 1), date(2028, 3, 31))
YEAR = date(2026, 1, 1)


@given(DAYS, DAYS)
def test_each_day_of_a_period_is_in_exactly_one_part(one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    days = [
        part.first + timedelta(days=number)
        for part in parts_of(first, last)
        for number in range((part.last - part.first).days + 1)
    ]
    assert sorted(days) == [first + timedelta(days=number) for number in range((last - first).days + 1)]


@given(DAYS, DAYS)
def test_parts_of_months_and_years_are_whole(one: date, other: date) -> None:
    for part in parts_of(min(one, other), max(one, other)):
        after = part.last + timedelta(days=1)
        if part.span is Span.YEAR:
            assert (part.first.month, part.first.day, after.month, after.day) == (1, 1, 1, 1)
        elif part.span is Span.MONTH:
            assert (part.first.day, after.day) == (1, 1)


def test_a_calendar_year_is_one_part_and_a_single_day_another() -> None:
    assert parts_of(YEAR, date(2026, 12, 31)) == [Part(Span.YEAR, YEAR, date(2026, 12, 31))]
    assert parts_of(YEAR, YEAR) == [Part(None, YEAR, YEAR)]
    assert parts_of(YEAR, YEAR - timedelta(days=1)) == []


@pytest.fixture
def plays(alice: User) -> list[tuple[date, int, int]]:
    """Four songs by two artists over three years, each play at noon of its day: (day, recording, artist)."""
    songs = [song("Low Tide"), song("High Tide"), song("Salt", by="Ada Marsh"), song("Silt", by="Ada Marsh")]
    told = []
    for number in range(120):
        track = songs[number * number % 7 % 4]
        noon = datetime(2024, 2, 27, 12, tzinfo=UTC) + timedelta(days=number * 9)
        heard(alice, track, noon)
        told.append((noon.date(), track.recording_id, track.artist_id))
    return told


@pytest.mark.django_db
def test_any_period_comes_to_what_was_played_in_it(alice: User, bob: User, plays: list[tuple[date, int, int]]) -> None:
    heard(bob, song("Not Hers"), datetime(2025, 5, 1, 12, tzinfo=UTC))
    ends = [None, *(date(2024, 1, 31) + timedelta(days=step * 173) for step in range(7))]
    for first in ends:
        for last in ends:
            within = [play for play in plays if (not first or play[0] >= first) and (not last or play[0] <= last)]
            period = Period(first, last)
            assert recordings_counted(alice, period, rule=Rule.ALL) == ranked(play[1] for play in within), period
            assert artists_counted(alice, period, rule=Rule.ALL) == ranked(play[2] for play in within), period


def ranked(keys: Iterable[int]) -> list[tuple[int, int]]:
    return sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0]))


@pytest.mark.django_db
def test_a_long_period_takes_as_many_queries_as_a_short_one(alice: User, plays: list[tuple[date, int, int]]) -> None:
    for period in (Period(), Period(YEAR, YEAR), Period(date(2024, 3, 5), date(2026, 6, 7))):
        with CaptureQueriesContext(connection) as asked:
            recordings_counted(alice, period, rule=Rule.THIRTY, limit=25)
        assert len(asked) == 2


@pytest.mark.django_db
def test_nothing_played_is_nothing_counted(alice: User) -> None:
    assert recordings_counted(alice, Period(), rule=Rule.ALL) == []
    heard(alice, song("Later"), datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert recordings_counted(alice, Period(None, YEAR), rule=Rule.ALL) == []

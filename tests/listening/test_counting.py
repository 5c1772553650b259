"""Roll-ups say what the plays say, at every moment: whatever comes in, is hidden, learnt or moved to another zone."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.due import work
from discoverdaily.listening import recounting
from discoverdaily.listening.counting import counting_of, counting_zone_changed, counts_add, counts_remove, rule_change
from discoverdaily.listening.hours import local_hour, local_hours
from discoverdaily.listening.models import Counting, HourTotal, Play, RecordingCount, Rule, Source, Span, Track
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_changing, tracks_named
from discoverdaily.listening.recounting import counting_move
from tests.deaths import Death, Killed
from tests.listening.checking import check_roll_ups

pytestmark = pytest.mark.django_db

NOON = 1_774_699_200_000
"""Of the Saturday before the clocks of Berlin go forward."""
HOUR = 3_600_000
DAY = 24 * HOUR


@pytest.fixture
def person() -> User:
    return User.objects.create_user(time_zone="Europe/Berlin", time_zone_known=True)


@pytest.fixture
def song() -> int:
    return tracks_named(named=[Named("t" * 22, "Home", "Amber Foxes", "", 200_000)])[0]


def hears(person: User, song: int, *moments: int, ms: int = 200_000) -> None:
    plays_store(person=person, source=Source.EXTENDED, told=[Told(moment, ms, song) for moment in moments])


def ring() -> None:
    work(Counting.objects.all(), lambda counting: counting_move(counting=counting))


# --- Days and hours --------------------------------------------------------------------------------------------------

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
    ]
)


@given(
    moments=st.lists(st.integers(1_100_000_000_000, 1_900_000_000_000), min_size=1),
    zone=ZONES,
    starts_at=st.integers(0, 23),
)
def test_the_day_and_hour_of_many_moments_are_those_of_each(moments: list[int], zone: str, starts_at: int) -> None:
    days, hours = local_hours(np.array(moments), zone, starts_at)
    for moment, day, hour in zip(moments, days.tolist(), hours.tolist(), strict=True):
        at = datetime.fromtimestamp(moment / 1000, UTC)
        assert local_hour(at, zone, starts_at) == (date(1970, 1, 1) + timedelta(days=day), hour)


@given(st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]), st.integers(0, 366 * 4 * 24 * 4))
def test_on_the_days_when_clocks_change_each_quarter_of_an_hour_is_right(zone: str, quarter: int) -> None:
    moment = 1_700_000_000_000 // (900_000) * 900_000 + quarter * 900_000
    day, hour = local_hours(np.array([moment, moment + 899_999]), zone, 4)
    for place, ms in enumerate((moment, moment + 899_999)):
        expected = local_hour(datetime.fromtimestamp(ms / 1000, UTC), zone, 4)
        assert (date(1970, 1, 1) + timedelta(days=int(day[place])), hour[place]) == expected


def test_before_the_day_starts_it_is_still_the_day_before(person: User, song: int) -> None:
    one_at_night = NOON + 12 * HOUR  # in Berlin, an hour before the clocks go forward
    hears(person, song, one_at_night, one_at_night + 2 * HOUR)
    assert list(HourTotal.objects.order_by("day").values_list("day", "hour")) == [
        (date(2026, 3, 28), 1),
        (date(2026, 3, 29), 4),
    ]


# --- The rule --------------------------------------------------------------------------------------------------------


def test_the_rule_is_read_and_counts_nothing_anew(person: User, song: int) -> None:
    hears(person, song, NOON, ms=29_999)
    rule_change(person=person, rule=Rule.ALL)
    assert counting_of(person).rule == Rule.ALL
    row = RecordingCount.objects.get(span=Span.EVER)
    assert (row.plays_all, row.plays_thirty, row.plays_half) == (1, 0, 0)


# --- Another zone ----------------------------------------------------------------------------------------------------


def moves_to(person: User, zone: str, starts_at: int = 4) -> None:
    User.objects.filter(pk=person.pk).update(time_zone=zone, day_starts_at=starts_at)
    person.refresh_from_db()
    counting_zone_changed(person=person)


def test_whoever_moves_finds_everything_in_the_new_zone(person: User, song: int) -> None:
    hears(person, song, *range(NOON, NOON + 40 * DAY, 7 * HOUR))
    moves_to(person, "Asia/Kathmandu", 0)
    ring()
    check_roll_ups(person)
    counting = Counting.objects.get()
    assert (counting.zone, counting.day_starts_at, counting.moving_to_zone, counting.due_at) == (
        "Asia/Kathmandu",
        0,
        "",
        None,
    )


def test_whoever_stays_where_they_are_has_nothing_counted_anew(person: User) -> None:
    counting_zone_changed(person=person)
    assert Counting.objects.get().due_at is None


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "PIECE", 3)


def step(person: User) -> None:
    """One piece, by a worker that is killed after it."""
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        for counting in Counting.claim(Counting.objects.filter(person=person), limit=1):
            recounting._step(counting)
    Counting.objects.update(lease=None, leased_until=None)


@pytest.mark.usefixtures("small_pieces")
def test_in_the_midst_of_it_each_play_is_counted_once(person: User, song: int) -> None:
    hears(person, song, *range(NOON, NOON + 3 * DAY, 5 * HOUR))
    moves_to(person, "America/New_York")
    for day in (-9, 1, 2, 9):  # plays come in on either side
        step(person)
        check_roll_ups(person)
        hears(person, song, NOON + day * DAY + HOUR)
        check_roll_ups(person)
    ring()
    check_roll_ups(person)
    assert Counting.objects.get().zone == "America/New_York"


@pytest.mark.usefixtures("small_pieces")
def test_a_second_move_comes_after_the_first(person: User, song: int) -> None:
    hears(person, song, *range(NOON, NOON + 3 * DAY, 5 * HOUR))
    moves_to(person, "America/New_York")
    for _ in range(3):
        step(person)
    moves_to(person, "Asia/Kathmandu", 6)
    step(person)
    check_roll_ups(person)
    ring()
    check_roll_ups(person)
    counting = Counting.objects.get()
    assert (counting.zone, counting.day_starts_at) == ("Asia/Kathmandu", 6)


def test_the_queries_of_a_move_do_not_grow_within_a_piece(person: User, song: int) -> None:
    hears(person, song, NOON, NOON + DAY)
    moves_to(person, "America/New_York")
    with CaptureQueriesContext(connection) as few:
        ring()
    hears(person, song, *range(NOON, NOON + 90 * DAY, 9 * HOUR))
    moves_to(person, "Asia/Kathmandu")
    with CaptureQueriesContext(connection) as many:
        ring()
    assert len(many) == len(few)


# --- Whatever happens ------------------------------------------------------------------------------------------------

SONGS = 3


def the_songs() -> list[int]:
    """Two ids each, of one title and artist, of which nothing more is known yet."""
    names = [Named(f"{number}".rjust(22, "s"), f"Song {number // 2}", "Somebody", "", 0) for number in range(2 * SONGS)]
    return tracks_named(named=names)


OPERATIONS = st.one_of(
    st.tuples(
        st.just("hear"),
        st.sampled_from(list(Source)),
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 2 * SONGS - 1)), min_size=1, max_size=8),
    ),
    st.tuples(st.just("hide"), st.integers(0, 60), st.integers(0, 20)),
    st.tuples(st.just("show"), st.integers(0, 60), st.integers(0, 20)),
    st.tuples(
        st.just("learn"),
        st.integers(0, 2 * SONGS - 1),
        st.sampled_from(["", "A", "B", "C"]),
        st.sampled_from([0, 100_000, 70_000]),
    ),
    st.tuples(st.just("move"), ZONES, st.sampled_from([0, 4, 20])),
    st.tuples(st.just("work"), st.none(), st.none()),
)


class Life:
    """What may happen to a person's plays."""

    def __init__(self, person: User, songs: list[int]) -> None:
        self.person, self.songs = person, songs

    def hear(self, source: Source, heard: list[tuple[int, int]]) -> None:
        ms = {Source.CAPTURE: None}.get(source, 40_000)
        told = [Told(NOON + place * HOUR // 4 + source * 700, ms, self.songs[song]) for place, song in heard]
        plays_store(person=self.person, source=source, told=told)

    def _between(self, first: int, length: int) -> Any:
        between = (NOON + first * HOUR // 4, NOON + (first + length) * HOUR // 4)
        return Play.objects.filter(person=self.person, played_at__range=between)

    def hide(self, first: int, length: int) -> None:
        plays = self._between(first, length).filter(state=Play.State.SHOWN)
        counts_remove(person=self.person, plays=plays)
        plays.update(state=Play.State.HIDDEN)

    def show(self, first: int, length: int) -> None:
        plays = self._between(first, length).filter(state=Play.State.HIDDEN)
        counts_add(person=self.person, plays=plays)
        plays.update(state=Play.State.SHOWN)

    def learn(self, song: int, isrc: str, duration_ms: int) -> None:
        with tracks_changing(tracks=[self.songs[song]]):
            Track.objects.filter(pk=self.songs[song]).update(isrc=isrc, duration_ms=duration_ms)

    def move(self, zone: str, starts_at: int) -> None:
        moves_to(self.person, zone, starts_at)

    def work(self, *_: None) -> None:
        step(self.person)


@pytest.mark.usefixtures("small_pieces")
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations=st.lists(st.tuples(OPERATIONS, st.one_of(st.none(), st.integers(0, 60))), min_size=3, max_size=12))
def test_roll_ups_are_what_the_plays_say_whoever_dies_on_the_way(operations: list[tuple[Any, int | None]]) -> None:
    person = User.objects.create_user(time_zone="Europe/Berlin")
    life = Life(person, the_songs())
    for (name, *arguments), words in operations:
        if words is not None:
            with suppress(Killed), connection.execute_wrapper(Death(words)), transaction.atomic():
                getattr(life, name)(*arguments)
        else:
            with transaction.atomic():
                getattr(life, name)(*arguments)
        check_roll_ups(person)
    ring()
    check_roll_ups(person)
    person.refresh_from_db()
    assert counting_of(person).zone == person.time_zone  # of whom nothing was heard, too

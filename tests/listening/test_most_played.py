"""Most Played is the counted truth: by the person's rule, each recording once, in a stable order."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.counting import local_hour, rule_change
from discoverdaily.listening.days import today_of
from discoverdaily.listening.exclusions import LeftOut, artist_leave_out, left_out_of, track_leave_out
from discoverdaily.listening.models import Artist, Play, Rule, Track
from discoverdaily.listening.most_played import artists_most_played, most_played
from discoverdaily.listening.periods import Period
from tests.listening.songs import NOON, heard, song, times

pytestmark = pytest.mark.django_db
EVER, NOTHING = Period(), LeftOut()


@pytest.fixture
def mara(db: None) -> User:
    return User.objects.create_user(display_name="Mara", time_zone="Europe/Berlin", day_starts_at=4)


@pytest.fixture
def theo(db: None) -> User:
    return User.objects.create_user(display_name="Theo")


def names(person: User, period: Period = EVER, *, size: int = 25, out: LeftOut = NOTHING) -> list[str]:
    return [line.track.name for line in most_played(person, period, size=size, out=out).lines]


def test_the_most_played_comes_first_with_its_count(mara: User) -> None:
    for title, count in (("rare", 1), ("often", 5), ("now and then", 3)):
        heard(mara, song(title), *times(count))
    heard(mara, song("too short"), *times(9), ms=1_000)
    lines = most_played(mara, EVER, size=2, out=NOTHING).lines
    assert [(line.track.name, line.plays, line.ms) for line in lines] == [
        ("often", 5, 5 * 180_000),
        ("now and then", 3, 3 * 180_000),
    ]


def test_each_person_has_their_own(mara: User, theo: User) -> None:
    heard(mara, song("hers"), NOON)
    assert (names(mara), names(theo)) == (["hers"], [])


def test_a_recording_counts_once_and_stands_there_as_it_was_heard_last(mara: User) -> None:
    single = song("single")
    album = song("album", also=single, cover="c" * 40)
    heard(mara, single, *times(3))
    heard(mara, album, *times(2, NOON - timedelta(days=9)))
    (line,) = most_played(mara, EVER, size=10, out=NOTHING).lines
    assert (line.track.name, line.plays, line.cover) == ("single", 5, "c" * 40)


def test_in_a_playlist_a_recording_keeps_the_id_it_has_there(mara: User) -> None:
    single = song("single")
    album = song("album", also=single)
    heard(mara, single, *times(3))
    for held, shown in (([], "single"), ([str(album.spotify_id)], "album"), (["of something else"], "single")):
        (line,) = most_played(mara, EVER, size=10, out=NOTHING, for_playlist=held).lines
        assert line.track.name == shown


def test_what_is_known_by_name_alone_is_shown_but_in_no_playlist(mara: User) -> None:
    heard(mara, song("by name", spotify=False), *times(3))
    heard(mara, song("playable"), *times(2))
    heard(mara, song("also by name", spotify=False), NOON)
    shown = most_played(mara, EVER, size=2, out=NOTHING)
    assert ([line.track.name for line in shown.lines], shown.unplayable) == (["by name", "playable"], 1)
    listed = most_played(mara, EVER, size=1, out=NOTHING, for_playlist=())
    assert ([line.track.name for line in listed.lines], listed.unplayable) == (["playable"], 1)


def test_a_name_stands_there_as_the_id_of_the_same_recording(mara: User) -> None:
    by_name = song("By name", spotify=False)
    song("with an id", also=by_name)
    heard(mara, by_name, NOON)
    assert names(mara) == ["with an id"]


def test_what_is_left_out_leaves_no_gap(mara: User) -> None:
    tracks = {title: song(title, by=by) for title, by in (("a", "X"), ("b", "Y"), ("c", "Z"), ("d", "Z"))}
    for count, track in enumerate(tracks.values(), start=1):
        heard(mara, track, *times(count))
    assert names(mara, size=2) == ["d", "c"]
    track_leave_out(person=mara, track=tracks["b"])
    artist_leave_out(person=mara, artist=tracks["c"].artist)
    assert names(mara, size=2, out=left_out_of(mara)) == ["a"]


def test_the_rule_decides_what_counts(mara: User) -> None:
    heard(mara, song("long"), *times(2))
    heard(mara, song("skipped"), *times(5), ms=5_000)
    heard(mara, song("left early"), *times(3), ms=60_000)
    for rule, expected in (
        (Rule.THIRTY, ["left early", "long"]),
        (Rule.HALF, ["long"]),
        (Rule.ALL, ["skipped", "left early", "long"]),
    ):
        rule_change(person=mara, rule=rule)
        assert names(mara) == expected


def test_a_period_counts_its_own_days_only(mara: User) -> None:
    heard(mara, song("old"), *times(9, NOON - timedelta(days=400)))
    heard(mara, song("new"), NOON)
    assert names(mara, Period(date(2026, 11, 20), date(2026, 11, 20))) == ["new"]
    assert names(mara, Period(None, date(2026, 1, 1))) == ["old"]


def test_of_two_played_equally_often_the_one_heard_last_comes_first_whatever_comes_later(mara: User) -> None:
    first, second = song("first"), song("second")
    heard(mara, second, datetime(2025, 3, 1, 12, tzinfo=UTC))
    heard(mara, first, datetime(2025, 5, 1, 12, tzinfo=UTC))
    last_year = Period(date(2025, 1, 1), date(2025, 12, 31))
    assert names(mara, last_year) == ["first", "second"]
    heard(mara, second, NOON)
    assert names(mara, last_year) == ["first", "second"], "a year that is over stays as it was"
    assert names(mara, EVER) == ["second", "first"]


def test_among_very_many_equals_the_list_is_whole(mara: User) -> None:
    for number in range(80):
        heard(mara, song(f"{number:03}"), NOON - timedelta(hours=number))
    assert names(mara, size=10) == [f"{number:03}" for number in range(10)]


def test_today_is_the_persons_own_day(mara: User) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 2, 59, tzinfo=UTC), tick=False):
        assert today_of(mara) == date(2026, 11, 20)
    with time_machine.travel(datetime(2026, 11, 21, 3, 0, tzinfo=UTC), tick=False):
        assert today_of(mara) == date(2026, 11, 21)


def test_artists_are_counted_likewise(mara: User) -> None:
    for by, count in (("X", 1), ("Y", 3), ("Z", 2)):
        heard(mara, song(f"of {by}", by=by), *times(count))
    counted = artists_most_played(mara, EVER, size=2, out=NOTHING)
    assert [(line.artist.name, line.plays, line.ms) for line in counted] == [("Y", 3, 540_000), ("Z", 2, 360_000)]
    artist_leave_out(person=mara, artist=Artist.objects.get(name="Y"))
    counted = artists_most_played(mara, EVER, size=2, out=left_out_of(mara))
    assert [(line.artist.name, line.plays) for line in counted] == [("Z", 2), ("X", 1)]


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_does_not_grow(count: int, mara: User, django_assert_max_num_queries: Any) -> None:
    for number in range(count):
        heard(mara, song(f"{number:03}", by=f"{number}"), *times(number % 4 + 1))
    artist_leave_out(person=mara, artist=Artist.objects.all()[0])
    with django_assert_max_num_queries(11):
        most_played(mara, EVER, size=25, out=left_out_of(mara))


SONGS = 6
LISTENS = st.lists(
    st.tuples(st.integers(0, SONGS - 1), st.integers(0, 60), st.sampled_from([5_000, 40_000, 180_000])), max_size=25
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(listens=[(0, 35, 5_000), (0, 36, 40_000), (1, 35, 40_000)], rule=Rule.THIRTY, first=0, days=15, gone=set())
@given(
    listens=LISTENS,
    rule=st.sampled_from(Rule),
    first=st.integers(0, 60),
    days=st.integers(1, 60),
    gone=st.sets(st.integers(0, SONGS - 1), max_size=3),
)
def test_it_is_what_the_plays_say(
    listens: list[tuple[int, int, int]], rule: Rule, first: int, days: int, gone: set[int]
) -> None:
    person = User.objects.create_user(time_zone="Asia/Tokyo", day_starts_at=5)
    tracks = [song(f"{person.pk}-{number}", by=f"{person.pk} {number // 2}") for number in range(SONGS)]
    for number, hours, ms in listens:
        heard(person, tracks[number], NOON - timedelta(hours=6 * hours, minutes=7 * number), ms=ms)
    for number in gone:
        track_leave_out(person=person, track=tracks[number])
    rule_change(person=person, rule=rule)
    begins = date(2026, 11, 6) + timedelta(days=first - 10)
    period = Period(begins, begins + timedelta(days=days))
    assert names(person, period, size=4, out=left_out_of(person)) == told(person, tracks, rule, period, gone)[:4]


def told(person: User, tracks: list[Track], rule: Rule, period: Period, gone: set[int]) -> list[str]:
    """The same, from the plays one by one: of equal counts first what was heard last, however short."""
    counts: dict[int, int] = {}
    last: dict[int, datetime] = {}
    for play in Play.objects.filter(person=person):
        counted = (play.ms_played or 0) >= {Rule.ALL: 0, Rule.THIRTY: 30_000, Rule.HALF: 90_000}[rule]
        day = local_hour(play.played_at, person.time_zone, person.day_starts_at)[0]
        if day > period.last:  # type: ignore[operator]  # both ends are there
            continue
        last[play.track_id] = max(play.played_at, last.get(play.track_id, play.played_at))
        if counted and period.first <= day:  # type: ignore[operator]  # as above
            counts[play.track_id] = counts.get(play.track_id, 0) + 1
    kept = [track for number, track in enumerate(tracks) if number not in gone and track.pk in counts]
    return [track.name for track in sorted(kept, key=lambda each: (-counts[each.pk], -last[each.pk].timestamp()))]

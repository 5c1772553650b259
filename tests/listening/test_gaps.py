"""A gap is open until exports tell of the plays at both of its ends."""

from datetime import timedelta

import pytest

from accounts.models import User
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.gaps import gap_record, gaps_check, gaps_open
from discoverdaily.listening.models import Gap, Play, Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named

pytestmark = pytest.mark.django_db

NOON = 1_700_000_000_000
MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user()


@pytest.fixture
def songs(db: None) -> list[int]:
    named = [Named(f"track{number:017}", f"Song {number}", "A singer", "", 200_000) for number in range(40)]
    return tracks_named(named=named)


def captured(person: User, songs: list[int], *moments: int) -> None:
    told = [Told(moment, None, song) for moment, song in zip(moments, songs, strict=False)]
    plays_store(person=person, source=Source.CAPTURE, told=told)


@pytest.fixture
def gap(person: User, songs: list[int]) -> Gap:
    """Two hours, between the first song and the second."""
    captured(person, songs, NOON, NOON + 2 * HOUR)
    gap_record(person=person, newest=from_ms(NOON), before=from_ms(NOON + 2 * HOUR))
    return Gap.objects.get()


def exported(person: User, songs: list[int], *, until: int, source: Source = Source.EXTENDED) -> None:
    """An export made at `until`: both songs as far as it reaches, and one every ten minutes between them."""
    told = [Told(NOON, 200_000, songs[0]), Told(NOON + 2 * HOUR, 200_000, songs[1])]
    told += [Told(NOON + number * 10 * MINUTE, 200_000, songs[1 + number]) for number in range(1, 12)]
    plays_store(person=person, source=source, told=[record for record in told if record.played_at <= until])


def is_filled() -> bool:
    return Gap.objects.get().filled_at is not None


def test_it_keeps_its_bounds(gap: Gap) -> None:
    assert (gap.after, gap.before) == (from_ms(NOON), from_ms(NOON + 2 * HOUR))
    assert not is_filled()


def test_it_is_recorded_once(gap: Gap, person: User) -> None:
    gap_record(person=person, newest=from_ms(NOON), before=gap.before)
    assert Gap.objects.count() == 1


def test_it_begins_with_the_last_play_that_anybody_told_of(person: User, songs: list[int]) -> None:
    exported(person, songs, until=NOON)
    gap_record(person=person, newest=from_ms(NOON - HOUR), before=from_ms(NOON + HOUR))
    assert Gap.objects.get().after == from_ms(NOON)


def test_where_no_play_fits_in_there_is_none(person: User) -> None:
    gap_record(person=person, newest=from_ms(NOON), before=from_ms(NOON) + timedelta(seconds=59))
    assert not Gap.objects.exists()


@pytest.mark.parametrize("source", [Source.EXTENDED, Source.ACCOUNT])
def test_an_export_that_goes_past_it_fills_it(source: Source, gap: Gap, person: User, songs: list[int]) -> None:
    exported(person, songs, until=NOON + 3 * HOUR, source=source)
    assert is_filled()
    assert not gaps_open(person).exists()


def test_an_export_that_ends_within_it_does_not(gap: Gap, person: User, songs: list[int]) -> None:
    exported(person, songs, until=NOON + HOUR)
    assert not is_filled()


def test_what_is_captured_later_does_not(gap: Gap, person: User, songs: list[int]) -> None:
    captured(person, songs[2:], *(NOON + number * 10 * MINUTE for number in range(1, 12)))
    assert not is_filled()


def test_anothers_export_does_not(gap: Gap, songs: list[int]) -> None:
    exported(User.objects.create_user(), songs, until=NOON + 3 * HOUR)
    assert not is_filled()


def test_it_is_open_again_when_the_export_is_taken_out(gap: Gap, person: User, songs: list[int]) -> None:
    exported(person, songs, until=NOON + 3 * HOUR)
    Play.objects.filter(played_at__gt=from_ms(NOON)).delete()
    gaps_check(person=person)
    assert not is_filled()


def test_an_export_that_finds_nothing_between_closes_it_too(gap: Gap, person: User, songs: list[int]) -> None:
    told = [Told(NOON, 200_000, songs[0]), Told(NOON + 2 * HOUR, 200_000, songs[1])]
    plays_store(person=person, source=Source.EXTENDED, told=told)
    assert is_filled()

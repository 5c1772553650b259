"""The song of a month is the one that counts most often, of what the person cares to see."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily.listening.exclusions import artist_leave_out, track_leave_out
from discoverdaily.listening.favourites import song_of_month
from discoverdaily.listening.models import Rule
from tests.listening.songs import NOON, heard, song, times
from tests.listening.test_most_played import mara, theo

__all__ = ["mara", "theo"]  # fixtures
pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER = date(2026, 11, 1), date(2026, 10, 1)


def title_of(person: User, month: date = NOVEMBER, rule: Rule = Rule.THIRTY) -> str | None:
    found = song_of_month(person, month, rule=rule)
    return found.title if found else None


def test_it_is_the_one_that_counts_most_often_in_the_month(
    mara: User, theo: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    heard(mara, song("once"), NOON)
    heard(mara, song("twice", cover="c" * 40), *times(2))
    heard(mara, song("short"), *times(4), ms=9_000)
    heard(mara, song("before"), *times(3, NOON.replace(month=10)))
    heard(theo, song("Theo's"), *times(9))
    with django_assert_num_queries(1):
        found = song_of_month(mara, NOVEMBER, rule=Rule.THIRTY)
    assert found
    assert (found.title, found.plays, found.cover, found.artists) == ("twice", 2, "c" * 40, "Fen Bird")
    assert title_of(mara, rule=Rule.ALL) == "short"
    assert title_of(mara, OCTOBER) == "before"
    assert title_of(mara, date(2020, 1, 1)) is None


def test_what_is_left_out_is_never_it(mara: User, theo: User) -> None:
    songs = [song("first", by="Fen Bird"), song("second", by="Marsh Owl"), song("third", by="Fen Bird")]
    for times_heard, each in zip((5, 4, 3), songs, strict=True):
        heard(mara, each, *times(times_heard))
    artist_leave_out(person=theo, artist=songs[0].artist)
    track_leave_out(person=mara, track=songs[0])
    assert title_of(mara) == "second"
    artist_leave_out(person=mara, artist=songs[1].artist)
    assert title_of(mara) == "third"
    artist_leave_out(person=mara, artist=songs[2].artist)
    assert title_of(mara) is None


def test_a_guest_who_is_left_out_takes_the_song_along(mara: User) -> None:
    duet, other = song("duet", by="Fen Bird"), song("other", by="Tern")
    heard(mara, duet, *times(3))
    heard(mara, other, NOON)
    guest = song("elsewhere", by="Marsh Owl").artist
    duet.credits.create(artist=guest, position=1)
    found = song_of_month(mara, NOVEMBER, rule=Rule.THIRTY)
    assert found
    assert found.artists == "Fen Bird, Marsh Owl"
    artist_leave_out(person=mara, artist=guest)
    assert title_of(mara) == "other"

"""Plays come in by one door: each listen once, as the best source tells it."""

import pytest

from accounts.models import User
from discoverdaily.listening.models import HourTotal, Play, Source
from discoverdaily.listening.plays import Stored, Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named

NOON = 1_700_000_000_000


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(time_zone="Europe/Berlin", time_zone_known=True)


@pytest.fixture
def song(db: None) -> int:
    return tracks_named(named=[Named("track0000000000000001", "A song", "A singer", "An album", 200_000)])[0]


def test_what_is_told_is_kept_and_counted(person: User, song: int) -> None:
    told = [Told(NOON, 200_000, song), Told(NOON + 300_000, 10_000, song)]
    assert plays_store(person=person, source=Source.EXTENDED, told=told) == Stored(2, 0)
    assert plays_store(person=person, source=Source.EXTENDED, told=told) == Stored(0, 2)
    total = HourTotal.objects.get()
    assert (total.plays_all, total.plays_thirty, total.plays_half, total.ms_played) == (2, 1, 1, 210_000)


def test_a_better_source_has_the_last_word(person: User, song: int) -> None:
    plays_store(person=person, source=Source.CAPTURE, told=[Told(NOON, None, song)])
    assert plays_store(person=person, source=Source.EXTENDED, told=[Told(NOON - 1000, 199_000, song)]) == Stored(0, 1)
    play = Play.objects.get()
    assert (play.ms_played, play.source, play.told_by) == (199_000, Source.EXTENDED, Source.EXTENDED | Source.CAPTURE)
    assert HourTotal.objects.get().ms_played == 199_000

"""Plays come in by one door: each listen once, as the best source tells it."""

from collections.abc import Iterable

import pytest

from accounts.models import User
from discoverdaily.listening import matching, plays
from discoverdaily.listening.models import HourTotal, Play, Source
from discoverdaily.listening.plays import Stored, Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named

NOON = 1_700_000_000_000
MINUTE = 60_000


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


# --- What is one listen ----------------------------------------------------------------------------------------------

SONG = 200_000


def records(source: Source, listens: Iterable[int], song: int) -> list[Told]:
    """What a source tells of listens to a song on repeat, by their numbers: the first ended at noon."""
    ends = [NOON + number * SONG for number in listens]
    if source == Source.ACCOUNT:
        return [Told(end // MINUTE * MINUTE, SONG, song) for end in ends]
    return [Told(end, None if source == Source.CAPTURE else SONG, song) for end in ends]


def tells(person: User, source: Source, listens: Iterable[int], song: int) -> Stored:
    return plays_store(person=person, source=source, told=records(source, listens, song))


@pytest.mark.parametrize("one_by_one", [range(6), range(5, -1, -1)])
@pytest.mark.parametrize(
    ("known", "source"), [("EXTENDED", "ACCOUNT"), ("ACCOUNT", "EXTENDED"), ("EXTENDED", "CAPTURE")]
)
def test_a_song_on_repeat_stays_one_where_a_source_ends_in_its_midst(
    person: User, song: int, known: str, source: str, one_by_one: range
) -> None:
    tells(person, Source[known], range(3), song)
    for _ in range(2):
        for listen in one_by_one:
            tells(person, Source[source], [listen], song)
        assert Play.objects.count() == 6


def test_what_is_told_at_once_is_cut_where_nothing_was_heard(
    person: User, song: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plays, "PIECE", 6)
    now_and_then, on_repeat = range(-40, 0, 10), range(5)
    tells(person, Source.CAPTURE, on_repeat[:2], song)
    assert tells(person, Source.ACCOUNT, [*now_and_then, *on_repeat], song) == Stored(7, 2)


@pytest.mark.parametrize(
    ("known", "source"), [("EXTENDED", "ACCOUNT"), ("CAPTURE", "EXTENDED"), ("ACCOUNT", "CAPTURE")]
)
def test_however_long_a_song_is_on_repeat_few_pairs_are_weighed_at_once(
    person: User, song: int, monkeypatch: pytest.MonkeyPatch, known: str, source: str
) -> None:
    monkeypatch.setattr(matching, "AT_ONCE", 100)
    tells(person, Source[known], range(40), song)
    assert tells(person, Source[source], range(40), song) == Stored(0, 40)


def test_a_minute_is_no_moment(person: User, song: int) -> None:
    """Of two listens that ended in one minute, the short one at its very beginning."""
    minute = NOON // MINUTE * MINUTE
    plays_store(
        person=person, source=Source.ACCOUNT, told=[Told(minute, 45_000, song), Told(minute + 1000, 6_000, song)]
    )
    plays_store(person=person, source=Source.EXTENDED, told=[Told(minute, 6_000, song)])
    assert set(Play.objects.values_list("source", "ms_played")) == {(Source.EXTENDED, 6_000), (Source.ACCOUNT, 45_000)}

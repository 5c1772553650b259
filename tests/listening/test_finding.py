"""Which plays a filter finds: whatever leads to them, the same ones as by looking at each play."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening import extents, finding
from discoverdaily.listening.days import day_of
from discoverdaily.listening.extents import Extent
from discoverdaily.listening.finding import Before, Finding, Wanted, before_of
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Artist, Play, Recording, Removal, Source
from discoverdaily.listening.removals import removal_ask
from tests.listening.listener import NOON, Listener, at

pytestmark = pytest.mark.django_db

TITLES = ["Home", "Rain Home", "Amber Light", "100%", "Röck"]
ARTISTS = ["Amber Foxes", "Paper River", "雨"]
SOURCES = [Source.EXTENDED, Source.ACCOUNT, Source.CAPTURE]


@pytest.fixture
def listener(db: None) -> Listener:
    return Listener(User.objects.create_user(time_zone="Asia/Tokyo", time_zone_known=True))


@pytest.fixture
def varied(listener: Listener) -> Listener:
    """Sixty plays over half a year, of fifteen tracks and three sources; some hidden; and somebody else's."""
    for number in range(60):
        listener.hears(
            TITLES[number % 5],
            ARTISTS[number // 5 % 3],
            NOON - number * timedelta(days=3, hours=7),
            source=SOURCES[number % 7 % 3],
        )
    other = Listener(User.objects.create_user())
    other.hears_often(3)
    removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(first=date(2025, 12, 1), words="rain"))
    return listener


@pytest.fixture(params=[(20_000, 1000), (7, 1000), (7, 2)], ids=["few", "many", "many by name"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if plays, and recordings, were few or many."""
    few, recordings = request.param
    for module in (extents, finding):
        monkeypatch.setattr(module, "FEW", few)
    monkeypatch.setattr(extents, "MOST_RECORDINGS", recordings)


def everything(found: Finding, size: int = 4) -> Iterator[Play]:
    """All its pages, one after another."""
    before: Before | None = None
    for _ in range(200):
        page = found.page(before, size=size)
        assert len(page.plays) <= size
        yield from page.plays
        before = before_of(str(page.earlier)) if page.earlier else None
        if before is None:
            return
    raise AssertionError("it never ends")


def fits(play: Play, wanted: Wanted, person: User) -> bool:
    """The same question, asked of one play."""
    names = [name_key(play.track.name), name_key(play.track.artist.name)]
    day = day_of(person, play.played_at)
    return all(
        [
            play.state == (Play.State.HIDDEN if wanted.hidden else Play.State.SHOWN),
            all(any(word in name for name in names) for word in wanted.keys),
            wanted.artist is None or play.track.artist_id == wanted.artist,
            wanted.recording is None or play.track.recording_id == wanted.recording,
            wanted.first is None or day >= wanted.first,
            wanted.last is None or day <= wanted.last,
            wanted.source is None or play.source == wanted.source,
        ]
    )


days = st.none() | st.dates(date(2025, 9, 1), date(2026, 3, 11))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.sampled_from(["", "", "home", "a", "rain home", "amber", "foxes home", "%", "röck", "雨", "nothing"]),
    first=days,
    last=days,
    artist=st.none() | st.integers(0, 2),
    recording=st.none() | st.integers(0, 14),
    source=st.none() | st.sampled_from(SOURCES),
    hidden=st.booleans(),
)
@pytest.mark.usefixtures("limits")
def test_a_filter_finds_exactly_what_fits_the_newest_first(
    varied: Listener, artist: int | None, recording: int | None, **asked: Any
) -> None:
    artists = list(Artist.objects.order_by("pk").values_list("pk", flat=True))
    recordings = list(Recording.objects.order_by("pk").values_list("pk", flat=True))
    wanted = Wanted(
        artist=None if artist is None else artists[artist],
        recording=None if recording is None else recordings[recording],
        **asked,
    )
    mine = Play.objects.filter(person=varied.person).select_related("track__artist")
    expected = sorted(
        (play for play in mine if fits(play, wanted, varied.person)),
        key=lambda play: (play.played_at, play.track_id),
        reverse=True,
    )
    found = Finding(varied.person, wanted)
    assert list(everything(found)) == expected
    if found.extent.exact:
        assert found.extent.plays == len(expected)
    else:
        assert found.extent.plays >= len(expected)


def test_plays_of_one_moment_stand_on_two_pages_without_loss(listener: Listener) -> None:
    for title in TITLES:
        listener.hears(title)
    found = Finding(listener.person, Wanted())
    assert len(set(everything(found, size=2))) == 5


def test_how_much_a_filter_finds_is_told_from_the_roll_ups(varied: Listener, django_assert_num_queries: Any) -> None:
    shown = Play.objects.filter(person=varied.person, state=Play.State.SHOWN).count()
    with django_assert_num_queries(1):
        assert Finding(varied.person, Wanted()).extent == Extent(shown, shown * 200_000)


def test_a_long_way_back_is_gone_in_steps(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look goes through so many plays and no further, and says how far it came."""
    monkeypatch.setattr(finding, "FEW", 10)
    monkeypatch.setattr(extents, "FEW", 10)
    listener.hears_often(30)
    listener.hears("Rare", at=NOON - timedelta(days=9), source=Source.EXTENDED)
    listener.hears("Home", at=NOON - timedelta(days=10), source=Source.ACCOUNT)
    found = Finding(listener.person, Wanted(words="home", source=Source.EXTENDED, last=date(2026, 3, 9)))
    first = found.page(None, size=50)
    assert 0 < len(first.plays) <= 10
    assert first.earlier is not None
    assert len(list(everything(found, size=50))) == len(
        [
            play
            for play in Play.objects.filter(track__name="Home", source=Source.EXTENDED)
            if day_of(listener.person, play.played_at) <= date(2026, 3, 9)
        ]
    )


def test_what_was_heard_long_ago_is_found_at_once(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """The roll-ups say in which month it was heard last: what was played since is not looked through."""
    monkeypatch.setattr(finding, "FEW", 5)
    monkeypatch.setattr(extents, "FEW", 5)
    listener.hears_often(40, "Nowadays", "Paper River")
    for hour in range(8):
        listener.hears("Then", at=at("2019-05-03", hour))
    page = Finding(listener.person, Wanted(words="then")).page(None, size=4)
    assert [play.track.name for play in page.plays] == ["Then"] * 4


def test_a_filter_survives_being_kept() -> None:
    wanted = Wanted(words="a b", first=date(2026, 1, 1), artist=3, source=Source.ACCOUNT)
    assert Wanted.from_json(wanted.as_json()) == wanted
    assert Wanted().as_json() == {}

"""Hiding and deleting: in pieces, in step with the figures, undone exactly, gone for good a week later."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import LeaseLost, work
from discoverdaily.listening import removals
from discoverdaily.listening.finding import Finding, Wanted
from discoverdaily.listening.models import ArtistCount, HourCount, HourTotal, Play, RecordingCount, Removal, Source
from discoverdaily.listening.plays import Stored, Told, plays_store
from discoverdaily.listening.removals import (
    GoneForGood,
    NothingFound,
    play_remove,
    play_show,
    removal_ask,
    removal_undo,
    removal_work,
)
from discoverdaily.listening.signals import plays_changed
from tests.listening.listener import LONG, NOON, Listener

pytestmark = pytest.mark.django_db
HIDE, DELETE = Removal.Verb.HIDE, Removal.Verb.DELETE
SHOWN, HIDDEN, DELETED = Play.State.SHOWN, Play.State.HIDDEN, Play.State.DELETED


@pytest.fixture
def listener(db: None) -> Listener:
    return Listener(User.objects.create_user(time_zone="Europe/Berlin", time_zone_known=True))


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a dozen plays are many."""
    monkeypatch.setattr(removals, "PIECE", 3)


def figures() -> list[list[tuple[Any, ...]]]:
    """Every roll-up there is."""
    counters = ("plays_all", "plays_thirty", "plays_half", "ms_played")
    return [
        list(HourCount.objects.order_by("day", "hour", "recording").values_list("day", "hour", "recording", *counters)),
        list(HourTotal.objects.order_by("day", "hour").values_list("day", "hour", *counters)),
        list(
            RecordingCount.objects.order_by("span", "start", "recording").values_list(
                "span", "start", "recording", *counters
            )
        ),
        list(ArtistCount.objects.order_by("span", "start", "artist").values_list("span", "start", "artist", *counters)),
    ]


def ring() -> int:
    return work(Removal.objects.all(), lambda row: removal_work(removal=row))


def counted() -> int:
    return HourTotal.objects.aggregate(plays=Sum("plays_all"))["plays"] or 0


def states() -> list[int]:
    return list(Play.objects.order_by("played_at").values_list("state", flat=True))


@pytest.mark.parametrize(("verb", "state"), [(HIDE, HIDDEN), (DELETE, DELETED)])
def test_what_is_removed_counts_nowhere_and_comes_back_exactly(listener: Listener, verb: Any, state: int) -> None:
    listener.hears_often(5)
    listener.hears_often(4, "Away", "Paper River")
    before = figures()
    removal = removal_ask(person=listener.person, verb=verb, wanted=Wanted(words="amber foxes"))
    assert (removal.state, removal.plays_count) == (Removal.State.DONE, 5)
    assert states().count(state) == 5
    assert counted() == 4
    assert Finding(listener.person, Wanted()).extent.plays == 4
    undone = removal_undo(removal=removal)
    assert (undone.state, undone.due_at) == (Removal.State.UNDONE, None)
    assert figures() == before
    assert set(states()) == {SHOWN}


def test_undoing_gives_back_what_this_removal_took_and_not_what_another_did(listener: Listener) -> None:
    listener.hears_often(6)
    listener.hears_often(6, "Away", "Paper River")
    first = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(words="away"))
    day = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(first=date(2026, 3, 10)))
    assert (first.plays_count, day.plays_count) == (6, 6)
    removal_undo(removal=day)
    assert set(Play.objects.filter(state=HIDDEN).values_list("track__name", flat=True)) == {"Away"}
    removal_undo(removal=first)
    assert set(states()) == {SHOWN}


@pytest.mark.usefixtures("in_pieces")
def test_many_are_removed_by_the_next_ring_and_so_undone(listener: Listener) -> None:
    listener.hears_often(10)
    before = figures()
    removal = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(words="home"))
    assert removal.state == Removal.State.DOING
    assert set(states()) == {SHOWN}
    assert ring() == 1
    assert set(states()) == {HIDDEN}
    removal.refresh_from_db()
    assert (removal.state, removal.plays_count, removal.due_at) == (Removal.State.DONE, 10, None)
    assert removal_undo(removal=removal).state == Removal.State.UNDOING
    assert ring() == 1
    assert figures() == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.integers(0, 12), max_size=4), undo_after=st.none() | st.integers(0, 3))
@pytest.mark.usefixtures("in_pieces")
def test_killed_at_any_moment_it_goes_on_and_takes_nothing_twice(
    listener: Listener, deaths: list[int], undo_after: int | None
) -> None:
    """A worker dies before its so-and-so-many-th step; its lease runs out and another goes on."""
    Play.objects.all().delete()
    for table in (HourCount, HourTotal, RecordingCount, ArtistCount):
        table.objects.all().delete()
    listener.hears_often(11)
    listener.hears_often(2, "Away", "Paper River")
    before = figures()
    removal = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(words="home"))
    for number, steps in enumerate(deaths):
        with pytest.MonkeyPatch.context() as patched:
            _die_after(patched, steps)
            ring_once(removal)
        assert counted() == Play.objects.filter(state=SHOWN).count()
        if number == undo_after:
            removal_undo(removal=removal)
    ring_once(removal)
    assert counted() == Play.objects.filter(state=SHOWN).count()
    if undo_after is None or undo_after >= len(deaths):
        assert Removal.objects.get(pk=removal.pk).plays_count == 11
        removal_undo(removal=removal)
        ring_once(removal)
    assert figures() == before


class Killed(BaseException):
    """What no handler of ours may catch."""


def _die_after(patched: pytest.MonkeyPatch, steps: int) -> None:
    left = [steps]
    real = Removal.hold

    def hold(self: Removal, **fields: Any) -> None:
        if not left[0]:
            raise Killed
        left[0] -= 1
        real(self, **fields)

    patched.setattr(Removal, "hold", hold)


def ring_once(removal: Removal) -> None:
    """A ring of another worker, later: the lease of the one before has run out."""
    Removal.objects.filter(pk=removal.pk).update(leased_until=None)
    with suppress(Killed):
        ring()


@pytest.mark.usefixtures("in_pieces")
def test_undone_while_it_is_being_done_it_gives_back_what_it_took_so_far(listener: Listener) -> None:
    listener.hears_often(9)
    before = figures()
    removal = removal_ask(person=listener.person, verb=DELETE, wanted=Wanted(words="home"))
    (held,) = Removal.claim(Removal.objects.all(), limit=1)
    pieces = []

    def undo_meanwhile(**_: Any) -> None:
        pieces.append(1)
        if len(pieces) == 2:
            removal_undo(removal=removal)

    plays_changed.connect(undo_meanwhile)
    try:
        with pytest.raises(LeaseLost):
            removal_work(removal=held)
    finally:
        plays_changed.disconnect(undo_meanwhile)
    ring_once(removal)
    removal.refresh_from_db()
    assert removal.state == Removal.State.UNDONE
    assert figures() == before


def test_deleted_plays_go_for_good_a_week_later(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    listener.hears_often(3)
    removal = removal_ask(person=listener.person, verb=DELETE, wanted=Wanted())
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6, hours=23))
    assert ring() == 0
    assert Play.objects.count() == 3
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, minutes=1))
    assert ring() == 1
    assert Play.objects.count() == 0
    removal.refresh_from_db()
    assert (removal.state, removal.due_at) == (Removal.State.FINAL, None)
    with pytest.raises(GoneForGood):
        removal_undo(removal=removal)
    assert ring() == 0


def test_hidden_plays_never_go(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    listener.hears()
    removal_ask(person=listener.person, verb=HIDE, wanted=Wanted())
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=4000))
    assert ring() == 0
    assert states() == [HIDDEN]


@pytest.mark.parametrize("verb", [HIDE, DELETE])
def test_what_is_told_again_is_not_brought_back(listener: Listener, verb: Any) -> None:
    play = listener.hears(source=Source.CAPTURE, ms=None)
    removal_ask(person=listener.person, verb=verb, wanted=Wanted())
    told = [Told(int(NOON.timestamp() * 1000), LONG, play.track_id)]
    assert plays_store(person=listener.person, source=Source.CAPTURE, told=told) == Stored(0, 1)
    assert plays_store(person=listener.person, source=Source.EXTENDED, told=told) == Stored(0, 1)
    assert counted() == 0
    assert SHOWN not in states()


def test_one_play_is_removed_and_shown_again_alone(listener: Listener) -> None:
    plays = [listener.hears(at=NOON + timedelta(hours=hour)) for hour in range(3)]
    before = figures()
    removal = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(words="home"))
    play_show(person=listener.person, play=plays[1])
    assert states() == [HIDDEN, SHOWN, HIDDEN]
    assert counted() == 1
    removal.refresh_from_db()
    assert removal.plays_count == 2
    alone = play_remove(person=listener.person, verb=HIDE, play=plays[1])
    assert counted() == 0
    removal_undo(removal=alone)
    removal_undo(removal=removal)
    assert figures() == before


def test_nothing_is_removed_twice_nor_of_nothing(listener: Listener) -> None:
    play = listener.hears()
    removal_ask(person=listener.person, verb=HIDE, wanted=Wanted())
    for wanted in (Wanted(), Wanted(words="unheard"), Wanted(hidden=True)):
        with pytest.raises(NothingFound):
            removal_ask(person=listener.person, verb=DELETE, wanted=wanted)
    with pytest.raises(NothingFound):
        play_remove(person=listener.person, verb=DELETE, play=play)
    assert Removal.objects.count() == 1


def test_nobody_elses_plays_are_touched(listener: Listener) -> None:
    other = Listener(User.objects.create_user())
    listener.hears()
    theirs = other.hears()
    with pytest.raises(NothingFound):
        play_remove(person=listener.person, verb=HIDE, play=theirs)
    removal_ask(person=listener.person, verb=DELETE, wanted=Wanted())
    assert Play.objects.get(person=other.person).state == SHOWN


def test_whoever_keeps_figures_of_days_is_told_which_changed(listener: Listener) -> None:
    listener.hears_often(3)
    told: list[Any] = []

    def listen(**said: Any) -> None:
        told.append((said["person"], said["first"], said["last"]))

    plays_changed.connect(listen)
    try:
        removal = removal_ask(person=listener.person, verb=HIDE, wanted=Wanted())
        removal_undo(removal=removal)
    finally:
        plays_changed.disconnect(listen)
    assert told == [(listener.person, NOON - timedelta(hours=2), NOON)] * 2


def test_what_comes_in_meanwhile_stays(listener: Listener, in_pieces: None) -> None:
    """Only what was there when it was asked for is meant."""
    listener.hears_often(5)
    removal_ask(person=listener.person, verb=HIDE, wanted=Wanted(words="home"))
    listener.hears(at=clock.now() + timedelta(minutes=5))
    ring()
    assert states() == [HIDDEN] * 5 + [SHOWN]

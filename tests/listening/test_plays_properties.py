"""However listens are told of, by whichever sources, in any order, cut wherever, told again: each is one play."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening import matching, plays
from discoverdaily.listening.models import Play, Source, Track
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_changing, tracks_named
from tests.listening.checking import check_roll_ups

pytestmark = pytest.mark.django_db

BEGIN = 1_774_702_800_000
"""An afternoon."""
MINUTE = 60_000
PAUSE = 15 * MINUTE
LENGTHS = (200_000, 45_000, 90_000)
"""ms, of the recordings there are."""


@dataclass(frozen=True)
class Listen:
    """A stretch of time in which a recording was heard, under one of its two ids."""

    began: int
    ended: int
    recording: int
    under: int

    @property
    def ms(self) -> int:
        return self.ended - self.began


def listens_of(drawn: list[tuple[int, int, float, int]]) -> list[Listen]:
    """One after another: which recording, under which id, how much of it, and how long it was silent before."""
    heard, now = [], BEGIN
    for recording, under, share, silence in drawn:
        began = now + silence
        now = began + int(LENGTHS[recording] * share)
        heard.append(Listen(began, now, recording, under))
    return heard


LISTENS = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 1, 2]),
        st.integers(0, 1),
        st.sampled_from([1.0, 1.0, 1.0, 0.5, 0.06, 0.03]),
        st.sampled_from([0, 300, 1_500, 4_000, 70_000, PAUSE]),
    ),
    min_size=1,
    max_size=14,
).map(listens_of)


def sittings_of(listens: list[Listen]) -> list[list[Listen]]:
    """Cut where it was silent for long."""
    sittings = [[listens[0]]]
    for one, other in pairwise(listens):
        if other.began - one.ended >= PAUSE:
            sittings.append([])
        sittings[-1].append(other)
    return sittings


def told_by_extended(listens: list[Listen], tracks: list[list[int]]) -> list[Told]:
    """To the second, and how long."""
    return [Told(each.ended // 1000 * 1000, each.ms, tracks[each.recording][each.under]) for each in listens]


def told_by_capture(listens: list[Listen], tracks: list[list[int]]) -> list[Told]:
    """To the millisecond, not how long, and only what lasted for half a minute; under the other id, at times."""
    return [
        Told(each.ended, None, tracks[each.recording][each.under ^ (each.ended // 1000 % 3 == 0)]) for each in listens
    ]


def told_by_account(listens: list[Listen], tracks: list[list[int]]) -> list[Told]:
    """To the minute, by names alone; several of one minute as the importer sets them apart."""
    told, before = [], Counter[tuple[int, int]]()
    for each in listens:
        minute = each.ended // MINUTE * MINUTE
        told.append(Told(minute + 1000 * before[minute, each.recording], each.ms, tracks[each.recording][0]))
        before[minute, each.recording] += 1
    return told


TELLERS = {Source.EXTENDED: told_by_extended, Source.CAPTURE: told_by_capture, Source.ACCOUNT: told_by_account}


def the_tracks() -> list[list[int]]:
    """Two ids of each recording, known to be one."""
    names = [
        Named(f"{number}{under}".ljust(22, "t"), f"Song {number}", "Somebody", "", 0)
        for number in range(3)
        for under in (0, 1)
    ]
    keys = tracks_named(named=names)
    if not Track.objects.filter(pk__in=keys, isrc="").exists():
        return [keys[0:2], keys[2:4], keys[4:6]]
    with tracks_changing(tracks=keys):
        for place, key in enumerate(keys):
            Track.objects.filter(pk=key).update(isrc=f"XX000000000{place // 2}", duration_ms=LENGTHS[place // 2])
    return [keys[0:2], keys[2:4], keys[4:6]]


@st.composite
def tellings(draw: st.DrawFn, listens: list[Listen]) -> tuple[list[tuple[Source, list[Listen]]], set[Listen]]:
    """Which sources tell of which listens, piece by piece; and the listens that any tells of.

    A source tells of a sitting or does not know of it: whoever heard a song twice in a row, and was heard once by one
    source and once by the other, cannot be told from one who heard it once.
    """
    pieces = []
    heard: set[Listen] = set()
    for source in draw(st.lists(st.sampled_from(list(Source)), unique=True, min_size=1)):
        of = [each for sitting in sittings_of(listens) if draw(st.booleans()) for each in sitting]
        if source == Source.CAPTURE:
            of = [each for each in of if each.ms >= 30_000]
        heard.update(of)
        cuts = sorted(draw(st.sets(st.integers(0, len(of)), max_size=3)))
        pieces += [(source, of[start:end]) for start, end in pairwise([0, *cuts, len(of)])]
    return [*draw(st.permutations(pieces)), *draw(st.lists(st.sampled_from(pieces), max_size=3))], heard


@settings(max_examples=40, deadline=None)
@given(listens=LISTENS, few=st.booleans(), data=st.data())
def test_each_listen_is_one_play(listens: list[Listen], few: bool, data: st.DataObject) -> None:
    person = User.objects.create_user(time_zone="Europe/Berlin")
    tracks = the_tracks()
    whole = {source: dict(zip(listens, tell(listens, tracks), strict=True)) for source, tell in TELLERS.items()}
    told, heard = data.draw(tellings(listens))
    with pytest.MonkeyPatch.context() as patched:
        if few:  # of what is told, and of pairs that are weighed, at once
            patched.setattr(plays, "PIECE", 3)
            patched.setattr(matching, "AT_ONCE", 4)
        for _ in range(2):
            for source, of in told:
                records = data.draw(st.permutations([whole[source][each] for each in of]))
                plays_store(person=person, source=source, told=records)
            assert Play.objects.filter(person=person).count() == len(heard)
    check_roll_ups(person)

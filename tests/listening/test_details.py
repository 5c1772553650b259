"""ISRCs and lengths of tracks from files: learnt in passing, and never by the calls that Spotify counts so closely."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.details import details_learn
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import (
    AudioFeatures,
    Recording,
    RecordingCount,
    Source,
    Span,
    Track,
    TrackDetails,
    TrackLookup,
)
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import tracks_named
from tests.collection import NOBODYS, Collection
from tests.deaths import Death, Killed
from tests.listening.checking import check_roll_ups
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

TRACKS = "/reccobeats/v1/track"


def told_by_a_file(collection: Collection, names: list[str]) -> list[int]:
    keys = tracks_named(named=[collection.named(name) for name in names])
    learning_want(tracks=keys)
    return keys


def calls(sandbox: SandboxServer) -> Counter[str]:
    return Counter(call["path"] for call in sandbox.requests())


def test_isrc_and_length_are_learnt_without_a_call_to_spotify(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    told_by_a_file(collection, collection.known[:60])
    assert details_learn() == 60
    for track in Track.objects.all():
        name = track.spotify_id or ""
        assert (track.isrc, track.duration_ms) == (collection.isrc[name], collection.length[name])
    assert TrackDetails.objects.count() == 0, "gone once it is known"
    assert calls(sandbox) == {"/v1/tracks": 1, TRACKS: 2}, "that the app may not ask for many is learnt once"


def test_plays_are_counted_by_the_length_that_was_learnt(alice: User, collection: Collection) -> None:
    (key,) = told_by_a_file(collection, collection.known[:1])
    half = collection.length[collection.known[0]] // 2 - 1_000
    now = to_ms(timezone.now())
    told = [Told(now, half, key), Told(now - 3_600_000, half + 2_000, key)]
    plays_store(person=alice, source=Source.EXTENDED, told=told)
    details_learn()
    count = RecordingCount.objects.get(person=alice, span=Span.EVER)
    assert (count.plays_all, count.plays_half, count.ms_played) == (2, 1, 2 * half + 2_000)


def test_tracks_that_turn_out_to_be_one_recording_are_counted_as_one(alice: User, collection: Collection) -> None:
    first, second = told_by_a_file(collection, collection.known[:2])
    now = to_ms(timezone.now())
    told = [Told(now, 100_000, first), Told(now - 3_600_000, 100_000, second)]
    plays_store(person=alice, source=Source.EXTENDED, told=told)
    Track.objects.filter(pk=first).update(isrc=collection.isrc[collection.known[1]], duration_ms=100_000)
    details_learn()
    assert Track.objects.get(pk=first).recording_id == Track.objects.get(pk=second).recording_id
    assert RecordingCount.objects.get(person=alice, span=Span.EVER).plays_all == 2


@pytest.mark.parametrize(("title", "recordings"), [("", 1), ("Called otherwise", 2)])
def test_what_a_file_says_of_an_id_is_believed_for_others_once_it_is_told_so_elsewhere(
    alice: User, bob: User, collection: Collection, title: str, recordings: int
) -> None:
    told = collection.named(collection.known[0])
    told = told._replace(title=title or told.title)
    (in_short,) = tracks_named(named=[told._replace(spotify_id="")], person=alice)
    now = to_ms(timezone.now())
    plays_store(person=alice, source=Source.ACCOUNT, told=[Told(now, 100_000, in_short)])
    (by_id,) = tracks_named(named=[told], person=bob)
    plays_store(person=bob, source=Source.EXTENDED, told=[Told(now, 100_000, by_id)])
    assert Recording.objects.count() == 2
    details_learn()
    assert Track.objects.get(pk=by_id).isrc
    assert Recording.objects.count() == recordings
    counted = {each: RecordingCount.objects.get(person=each, span=Span.EVER).recording_id for each in (alice, bob)}
    assert (counted[alice] == counted[bob]) is (recordings == 1)
    for each in (alice, bob):
        check_roll_ups(each)


def test_the_covers_are_left_to_single_calls(collection: Collection) -> None:
    keys = told_by_a_file(collection, collection.known[:3])
    details_learn()
    assert set(TrackLookup.objects.values_list("track", flat=True)) == set(keys)


def test_under_the_older_rules_everything_is_told_at_once(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    told_by_a_file(collection, [*collection.known[:30], *collection.unknown[:3]])
    details_learn()
    assert all(track.cover and track.isrc and track.duration_ms and track.seen_at for track in Track.objects.all())
    assert (TrackDetails.objects.count(), TrackLookup.objects.count()) == (0, 0)
    assert calls(sandbox) == {"/v1/tracks": 1}


def test_what_spotify_told_of_meanwhile_is_not_asked_for(collection: Collection, sandbox: SandboxServer) -> None:
    told_by_a_file(collection, collection.known[:3])
    Track.objects.update(seen_at=timezone.now())
    assert details_learn() == 3
    assert TrackDetails.objects.count() == 0
    assert sandbox.requests() == []


def test_what_nobody_knows_is_asked_for_again_in_days_and_looked_up_meanwhile(
    collection: Collection, sandbox: SandboxServer
) -> None:
    told_by_a_file(collection, collection.unknown[:1])
    details_learn()
    row = TrackDetails.objects.get()
    assert (row.attempts, row.last_error) == (1, "unknown")
    assert row.due_at is not None
    assert timedelta(hours=20) < row.due_at - timezone.now() < timedelta(hours=28)
    assert TrackLookup.objects.count() == 1


@pytest.mark.parametrize("kind", ["500", "reset", "malformed", "429"])
def test_an_outage_is_no_tracks_failure(collection: Collection, sandbox: SandboxServer, kind: str) -> None:
    told_by_a_file(collection, collection.known[:90])
    sandbox.fault(TRACKS, kind, retry_after=86_400)
    for _ in range(5):
        details_learn()
    assert calls(sandbox) == {TRACKS: 1}
    assert set(TrackDetails.objects.values_list("attempts", "lease")) == {(0, None)}
    sandbox.mend()
    with time_machine.travel(timezone.now() + timedelta(days=1.2)):
        details_learn()
    assert TrackDetails.objects.count() == 0


def test_half_an_answer_is_kept(collection: Collection, sandbox: SandboxServer) -> None:
    told_by_a_file(collection, collection.known[:40])
    sandbox.fault(TRACKS, "half", times=1)
    details_learn()
    assert TrackDetails.objects.count() == Track.objects.filter(isrc="").count() == 20


def test_a_length_that_is_known_stays(collection: Collection) -> None:
    told_by_a_file(collection, collection.known[:1])
    Track.objects.update(duration_ms=1234)
    details_learn()
    assert Track.objects.get().duration_ms == 1234
    assert Track.objects.get().isrc == collection.isrc[collection.known[0]]


def test_an_id_that_no_track_has_is_asked_for_ever_more_rarely(collection: Collection) -> None:
    keys = tracks_named(named=[collection.named(collection.known[0])._replace(spotify_id=NOBODYS)])
    learning_want(tracks=keys)
    with time_machine.travel(timezone.now(), tick=False) as moment:
        worked = 0
        for _ in range(100):
            worked += details_learn()
            moment.shift(timedelta(days=1))
    assert worked in (5, 6), "after 1, 4, 13, 43 and 73 days"


# --- Killed at any moment --------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(deaths=st.lists(st.integers(0, 300), max_size=4))
def test_killed_at_any_moments_it_goes_on_and_counts_nothing_twice(deaths: list[int], collection: Collection) -> None:
    Track.objects.all().delete()
    Recording.objects.all().delete()
    known, unknown = collection.known[:50], collection.unknown[:2]
    told_by_a_file(collection, [*known, *unknown])
    with time_machine.travel(timezone.now(), tick=False) as moment:
        for words in deaths:
            with suppress(Killed), connection.execute_wrapper(Death(words)):
                details_learn()
            moment.shift(TrackDetails.lease_for + timedelta(seconds=1))
        details_learn()
    for track in Track.objects.filter(spotify_id__in=known):
        assert (track.isrc, track.duration_ms) == (
            collection.isrc[track.spotify_id],
            collection.length[track.spotify_id],
        )
    left = TrackDetails.objects.values_list("track__spotify_id", "attempts", "lease")
    assert set(left) == {(name, 1, None) for name in unknown}
    assert TrackLookup.objects.count() == 52
    assert AudioFeatures.objects.count() == Recording.objects.count()

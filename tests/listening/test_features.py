"""How recordings sound: learnt once, whatever fails and whoever dies, and asked again ever more rarely."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.features import features_learn, unknown_again
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import Artist, AudioFeatures, Recording, Track
from discoverdaily.music_data.features import features_of
from discoverdaily.music_data.figures import NEEDED
from tests.collection import NOBODYS, Collection
from tests.deaths import Death, Killed
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

FEATURES = "/reccobeats/v1/audio-features"
DAY = timedelta(days=1)


def recordings(*names: str | tuple[str, ...]) -> list[AudioFeatures]:
    """A recording for each name, or for several names of one, whose sound is wanted."""
    artist, _ = Artist.objects.get_or_create(name="The Paper Moons", name_key=name_key("The Paper Moons"))
    made = []
    for each in names:
        recording = Recording.objects.create(artist=artist)
        for name in (each,) if isinstance(each, str) else each:
            track = Track(spotify_id=name, recording=recording, name="Song", title_key="song", artist=artist)
            track.save()
            learning_want(tracks=[track.pk])
        made.append(AudioFeatures.objects.get(recording=recording))
    return made


def calls(sandbox: SandboxServer) -> Counter[str]:
    return Counter(call["path"] for call in sandbox.requests())


def test_what_is_due_is_learnt_forty_at_a_time(collection: Collection, sandbox: SandboxServer) -> None:
    recordings(*collection.known[:60])
    assert features_learn() == 60
    assert calls(sandbox) == {FEATURES: 2}
    for row in AudioFeatures.objects.prefetch_related("recording__tracks"):
        told = collection.sounds[row.recording.tracks.all()[0].spotify_id]
        assert all(getattr(row, name) == told[name] for name in [*NEEDED, "key", "mode"])
        assert (row.provider, row.due_at, row.lease, row.refused) == ("reccobeats", None, None, {})
        assert row.found_at is not None
    assert features_learn() == 0
    assert calls(sandbox) == {FEATURES: 2}, "what is known is not asked for again"


def test_with_nothing_due_nobody_is_asked(alice: User, sandbox: SandboxServer) -> None:
    assert features_learn() == 0
    assert sandbox.requests() == []


def test_spotify_tells_apps_under_its_older_rules(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    recordings(*collection.known[:40])
    features_learn()
    assert set(AudioFeatures.objects.values_list("provider", flat=True)) == {"spotify"}
    assert calls(sandbox) == {"/v1/audio-features": 1}


def test_what_nobody_knows_is_asked_for_ever_more_rarely(collection: Collection, sandbox: SandboxServer) -> None:
    (row,) = recordings(collection.unknown[0])
    asked: list[datetime] = []
    start = timezone.now()
    with time_machine.travel(start, tick=False) as moment:
        while timezone.now() < start + timedelta(days=200):
            if features_learn():
                asked.append(timezone.now())
            moment.shift(timedelta(hours=6))
    gaps = [(later - earlier) / DAY for earlier, later in pairwise(asked)]
    nearly = [(0.9, 1.5), (2.7, 3.6), (8.1, 10.2), *[(27, 33.3)] * (len(gaps) - 3)]  # looked at every six hours
    assert all(least <= gap <= most for gap, (least, most) in zip(gaps, nearly, strict=True))
    assert len(gaps) >= 8
    row.refresh_from_db()
    assert (row.attempts, row.last_error, row.found_at) == (len(asked), "unknown", None)


def test_the_distances() -> None:
    for attempts, days in [(0, 1), (1, 3), (2, 9), (3, 30), (4, 30), (10**6, 30)]:
        assert 0.9 * days * DAY <= unknown_again(attempts) <= 1.1 * days * DAY


def test_what_was_unknown_is_found_once_the_collection_has_it(collection: Collection, sandbox: SandboxServer) -> None:
    (row,) = recordings(collection.known[0])
    sandbox.fault(FEATURES, "empty", times=1)
    features_learn()
    row.refresh_from_db()
    assert (row.found_at, row.attempts) == (None, 1)
    with time_machine.travel(timezone.now() + 2 * DAY):
        features_learn()
    row.refresh_from_db()
    assert row.found_at is not None
    assert (row.attempts, row.last_error) == (0, "")


def test_unknown_by_one_id_a_recording_is_asked_for_by_the_others(collection: Collection) -> None:
    (row,) = recordings((NOBODYS, collection.known[0]))
    features_learn()
    row.refresh_from_db()
    assert row.energy == collection.sounds[collection.known[0]]["energy"]


def test_unknown_by_its_ids_a_recording_is_asked_for_by_its_isrc(collection: Collection) -> None:
    (row,) = recordings(NOBODYS)
    Recording.objects.update(isrc=collection.isrc[collection.known[0]])
    features_learn()
    row.refresh_from_db()
    assert row.energy == collection.sounds[collection.known[0]]["energy"]


def test_half_an_answer_keeps_what_is_whole_and_asks_for_the_rest_later(
    collection: Collection, sandbox: SandboxServer
) -> None:
    recordings(*collection.known[:40])
    sandbox.fault(FEATURES, "half", times=1)
    features_learn()
    assert AudioFeatures.objects.filter(found_at__isnull=False).count() == 20
    with time_machine.travel(timezone.now() + 2 * DAY):
        features_learn()
    assert AudioFeatures.objects.filter(found_at__isnull=False).count() == 40


def test_garbage_is_refused_counted_and_asked_for_again(collection: Collection, sandbox: SandboxServer) -> None:
    recordings(*collection.known[:2])
    sandbox.fault(FEATURES, "garbage", times=1)
    features_learn()
    bad, good = sorted(AudioFeatures.objects.all(), key=lambda row: row.found_at is not None)
    assert good.found_at is not None
    assert (bad.found_at, bad.energy, bad.acousticness, bad.attempts) == (None, None, None, 1)
    assert bad.refused == {"energy": 17.5, "tempo": 0, "loudness": "beyond all numbers", "key": 12, "valence": "happy"}
    with time_machine.travel(timezone.now() + 2 * DAY):
        features_learn()
    bad.refresh_from_db()
    assert bad.found_at is not None
    assert bad.refused == {}


@pytest.mark.parametrize("kind", ["500", "reset", "malformed", "429"])
def test_an_outage_is_no_recordings_failure_and_ends_the_ring(
    collection: Collection, sandbox: SandboxServer, kind: str
) -> None:
    recordings(*collection.known[:90])
    sandbox.fault(FEATURES, kind, retry_after=86_400)
    for _ in range(5):
        features_learn()
    assert calls(sandbox) == {FEATURES: 1}
    assert set(AudioFeatures.objects.values_list("attempts", "lease", "found_at")) == {(0, None, None)}
    sandbox.mend()
    with time_machine.travel(timezone.now() + 1.2 * DAY):
        features_learn()
    assert AudioFeatures.objects.filter(found_at=None).count() == 0


def test_our_own_budget_used_up_the_rest_waits_seconds(collection: Collection, settings: Any) -> None:
    settings.RECCOBEATS_CALLS_IN_30_SECONDS = 2  # one of them for the background
    recordings(*collection.known[:80])
    start = timezone.now()
    with time_machine.travel(start, tick=False) as moment:
        features_learn()
        assert AudioFeatures.objects.filter(found_at=None).count() == 40
        moment.shift(40)
        features_learn()
    assert AudioFeatures.objects.filter(found_at=None).count() == 0


def test_a_ring_leaves_time_for_others(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discoverdaily.listening.features.BATCHES", 2)
    recordings(*collection.known[:100])
    assert features_learn() == 80


def test_a_recording_that_went_while_it_was_asked_for_is_nobodys_trouble(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = recordings(*collection.known[:2])

    def answered(*args: Any, **kwargs: Any) -> Any:
        Track.objects.filter(recording=gone.recording_id).update(recording=stays.recording_id)
        Recording.objects.filter(pk=gone.recording_id).delete()
        return features_of(*args, **kwargs)

    monkeypatch.setattr("discoverdaily.listening.features.features_of", answered)
    features_learn()
    assert AudioFeatures.objects.get().found_at is not None


# --- Killed at any moment --------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(deaths=st.lists(st.integers(0, 260), max_size=4))
def test_killed_at_any_moments_it_goes_on_and_counts_nothing_twice(deaths: list[int], collection: Collection) -> None:
    Track.objects.all().delete()
    Recording.objects.all().delete()
    recordings(*collection.known[:50], *collection.unknown[:3])
    with time_machine.travel(timezone.now(), tick=False) as moment:
        for words in deaths:
            with suppress(Killed), connection.execute_wrapper(Death(words)):
                features_learn()
            moment.shift(AudioFeatures.lease_for + timedelta(seconds=1))
        features_learn()
        for row in AudioFeatures.objects.prefetch_related("recording__tracks"):
            name = row.recording.tracks.all()[0].spotify_id or ""
            assert row.lease is None
            if name in collection.sounds:
                assert row.energy == collection.sounds[name]["energy"]
                assert (row.attempts, row.due_at) == (0, None)
            else:
                assert (row.attempts, row.found_at) == (1, None)
                assert row.due_at is not None
                assert row.due_at > clock.now()

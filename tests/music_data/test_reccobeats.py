"""ReccoBeats over real HTTP: what it tells, what it leaves out, what it refuses and how long it is then left alone."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from discoverdaily.music_data import reccobeats
from discoverdaily.spotify.errors import Misused, Reason, RetryLater
from discoverdaily.spotify.models import ClientBudget
from tests.collection import NOBODYS, Collection
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

FEATURES = "/reccobeats/v1/audio-features"


def calls(sandbox: SandboxServer) -> int:
    return sum(call["path"].startswith("/reccobeats/") for call in sandbox.requests())


def test_forty_at_once_without_any_account(collection: Collection) -> None:
    rows = reccobeats.audio_features([*collection.known[:39], NOBODYS])
    assert {row.spotify_id for row in rows} == set(collection.known[:39]), "what is unknown is left out"
    assert {row.code for row in rows} == {collection.isrc[name] for name in collection.known[:39]}
    assert all(row.energy == collection.sounds[row.spotify_id]["energy"] for row in rows)


def test_more_than_forty_are_never_sent(collection: Collection, sandbox: SandboxServer) -> None:
    with pytest.raises(Misused):
        reccobeats.audio_features(collection.known[:41])
    assert calls(sandbox) == 0


def test_lengths_and_codes(collection: Collection) -> None:
    rows = reccobeats.tracks([*collection.known[:10], NOBODYS])
    assert {row.spotify_id: (row.code, row.duration_ms) for row in rows} == {
        name: (collection.isrc[name], collection.length[name]) for name in collection.known[:10]
    }


def test_a_code_may_bring_several_rows(collection: Collection) -> None:
    name = collection.known[0]
    rows = reccobeats.audio_features([collection.isrc[name]])
    assert name in {row.spotify_id for row in rows}


def test_nothing_known_is_no_error() -> None:
    row = reccobeats.Sounding()
    assert (row.spotify_id, row.code) == ("", "")


def test_nobody_known(sandbox: SandboxServer) -> None:
    assert reccobeats.audio_features([NOBODYS]) == ()


@pytest.mark.parametrize(
    ("kind", "reason", "pause"),
    [
        ("429", Reason.RATE, timedelta(days=1)),
        ("500", Reason.SERVER, timedelta(minutes=2)),
        ("503", Reason.SERVER, timedelta(minutes=2)),
        ("reset", Reason.CONNECTION, timedelta(minutes=2)),
        ("malformed", Reason.UNREADABLE, timedelta(minutes=2)),
        ("empty_body", Reason.UNREADABLE, timedelta(minutes=2)),
    ],
)
def test_who_fails_is_left_alone_for_a_while(
    sandbox: SandboxServer, kind: str, reason: Reason, pause: timedelta
) -> None:
    sandbox.fault(FEATURES, kind, retry_after=86_400)
    with pytest.raises(RetryLater) as refused:
        reccobeats.audio_features([NOBODYS])
    assert (refused.value.reason, refused.value.after) == (reason, pause)
    sandbox.clear_requests()
    for _ in range(3):
        with pytest.raises(RetryLater) as refused:
            reccobeats.tracks([NOBODYS])
    assert refused.value.reason is reason
    assert calls(sandbox) == 0, "the wait is stored, not tried out"
    sandbox.mend()
    with time_machine.travel(timezone.now() + pause + timedelta(seconds=1)):
        assert reccobeats.audio_features([NOBODYS]) == ()


def test_silence_ends_with_the_time_out(sandbox: SandboxServer, settings: Any) -> None:
    settings.SPOTIFY_TIMEOUT = 0.3
    sandbox.fault(FEATURES, "timeout")
    with pytest.raises(RetryLater) as refused:
        reccobeats.audio_features([NOBODYS])
    assert refused.value.reason is Reason.TIMEOUT


def test_its_budget_is_its_own(sandbox: SandboxServer, settings: Any) -> None:
    settings.RECCOBEATS_CALLS_IN_30_SECONDS = 5
    for _ in range(3):
        reccobeats.audio_features([NOBODYS])
    with pytest.raises(RetryLater) as refused:
        reccobeats.audio_features([NOBODYS])
    assert refused.value.reason is Reason.BUSY
    assert refused.value.after is not None
    assert timedelta() < refused.value.after <= timedelta(seconds=31)
    assert list(ClientBudget.objects.values_list("client_id", flat=True)) == [reccobeats.NAME]


def test_half_an_answer_is_what_it_is(collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.fault(FEATURES, "half", times=1)
    assert len(reccobeats.audio_features(collection.known[:20])) == 10

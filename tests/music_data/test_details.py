"""ISRCs and lengths of tracks that came from a file."""

from collections import Counter

import pytest

from accounts.models import User
from discoverdaily.music_data.details import Detail, details_of
from discoverdaily.spotify.errors import Reason
from tests.collection import NOBODYS, Collection
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

TRACKS = "/reccobeats/v1/track"


def paths(sandbox: SandboxServer) -> Counter[str]:
    return Counter(call["path"] for call in sandbox.requests())


def test_reccobeats_tells_without_a_call_to_spotify(collection: Collection, sandbox: SandboxServer) -> None:
    names = collection.known[:39]
    answer = details_of([*names, NOBODYS])
    assert answer.details == {
        name: Detail(collection.isrc[name], collection.length[name], told.title, told.artist)
        for name, told in zip(names, map(collection.named, names), strict=True)
    }
    assert (answer.tracks, answer.later) == ({}, None)
    assert paths(sandbox) == {TRACKS: 1}


def test_under_the_older_rules_spotify_tells_everything(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    names = [*collection.known[:20], *collection.unknown[:3]]
    answer = details_of(names)
    assert set(answer.tracks) == set(names)
    assert all(track.cover() and track.isrc == collection.isrc[name] for name, track in answer.tracks.items())
    assert paths(sandbox) == {"/v1/tracks": 1}


def test_what_spotify_does_not_know_is_asked_elsewhere(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    answer = details_of([collection.known[0], NOBODYS])
    assert set(answer.tracks) == {collection.known[0]}
    assert paths(sandbox) == {"/v1/tracks": 1, TRACKS: 1}


def test_names_that_cannot_be_ids_are_never_sent(alice: User, sandbox: SandboxServer) -> None:
    assert details_of(["", "spotify:track:x", "../me"]).later is None
    assert sandbox.requests() == []


@pytest.mark.parametrize(
    ("kind", "reason"), [("429", Reason.RATE), ("500", Reason.SERVER), ("malformed", Reason.UNREADABLE)]
)
def test_who_fails_is_asked_later(collection: Collection, sandbox: SandboxServer, kind: str, reason: Reason) -> None:
    sandbox.fault(TRACKS, kind)
    answer = details_of(collection.known[:5])
    assert answer.details == {}
    assert answer.later is not None
    assert answer.later.reason is reason
    assert answer.later.after is not None


def test_half_an_answer_is_told(collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.fault(TRACKS, "half")
    assert len(details_of(collection.known[:10]).details) == 5

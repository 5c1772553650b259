"""How recordings sound: from whom, by which of their names, and what is made of a bad answer."""

from collections import Counter

import pytest

from accounts.models import User
from discoverdaily.music_data.features import Wanted, features_of
from discoverdaily.spotify.errors import Reason
from tests.collection import NOBODYS, Collection
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

FEATURES = "/reccobeats/v1/audio-features"


def paths(sandbox: SandboxServer) -> Counter[str]:
    return Counter(call["path"] for call in sandbox.requests())


def by_id(names: list[str]) -> list[Wanted]:
    return [Wanted(number, (name,)) for number, name in enumerate(names)]


def test_without_anybody_connected_reccobeats_tells(collection: Collection, sandbox: SandboxServer) -> None:
    answer = features_of(by_id(collection.known[:40]))
    assert len(answer.told) == 40
    assert answer.later is None
    for number, name in enumerate(collection.known[:40]):
        figures = answer.told[number].figures
        assert figures == {key: collection.sounds[name][key] for key in figures}
        assert (answer.told[number].provider, answer.told[number].whole) == ("reccobeats", True)
    assert paths(sandbox) == {FEATURES: 1}


def test_under_the_older_rules_spotify_tells_and_nobody_else_is_asked(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    answer = features_of(by_id(collection.known[:40]))
    assert {sound.provider for sound in answer.told.values()} == {"spotify"}
    assert len(answer.told) == 40
    assert paths(sandbox) == {"/v1/audio-features": 1}


def test_what_spotify_does_not_know_is_asked_elsewhere(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    name = collection.known[0]
    sandbox.fault("/v1/audio-features", "garbage", times=1)
    answer = features_of(by_id([name]))
    assert answer.told[0].provider == "reccobeats"
    assert answer.told[0].whole


def test_todays_rules_are_learnt_once(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    for _ in range(3):
        assert len(features_of(by_id(collection.known[:10])).told) == 10
    assert paths(sandbox) == {"/v1/audio-features": 1, FEATURES: 3}


def test_unknown_under_one_name_it_is_asked_for_by_the_others(collection: Collection, sandbox: SandboxServer) -> None:
    first, second, third = collection.known[:3]
    wanted = [
        Wanted(1, (NOBODYS, first)),
        Wanted(2, (NOBODYS[1:] + "1",), collection.isrc[second]),
        Wanted(3, (third,), collection.isrc[third]),
    ]
    answer = features_of(wanted)
    assert {key: sound.figures["energy"] for key, sound in answer.told.items()} == {
        key: collection.sounds[name]["energy"] for key, name in ((1, first), (2, second), (3, third))
    }
    assert paths(sandbox) == {FEATURES: 2}, "once by the first names, once by all the others"


def test_what_nobody_knows_is_not_told_and_not_to_come(collection: Collection, sandbox: SandboxServer) -> None:
    name = collection.unknown[0]
    answer = features_of([Wanted(7, (name,), collection.isrc[name])])
    assert (answer.told, answer.later) == ({}, None)


def test_with_nothing_to_ask_for_nobody_is_asked(alice: User, sandbox: SandboxServer) -> None:
    assert features_of([]).told == {}
    assert features_of([Wanted(1, ()), Wanted(2, ("no id",), "no code")]).told == {}
    assert sandbox.requests() == []


def test_figures_that_cannot_be_are_refused_one_by_one(collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.fault(FEATURES, "garbage", times=1)
    answer = features_of(by_id(collection.known[:2]))
    bad, good = sorted(answer.told.values(), key=lambda sound: sound.whole)
    assert good.whole
    assert not good.refused
    assert set(bad.refused) == {"energy", "tempo", "loudness", "key", "valence"}
    assert "acousticness" in bad.figures
    assert "liveness" not in bad.figures
    assert not bad.whole


def test_of_several_rows_the_whole_one_is_taken(collection: Collection, sandbox: SandboxServer) -> None:
    name = collection.known[0]
    sandbox.fault(FEATURES, "garbage", times=1)
    answer = features_of([Wanted(1, (name,), collection.isrc[name])])
    assert answer.told[1].whole, "by its code it was told better"


def test_what_was_told_before_somebody_failed_is_told(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    features_of(by_id(collection.known[:1]))
    sandbox.fault("/v1/audio-features", "half", times=1)
    sandbox.fault(FEATURES, "429", retry_after=86_400)
    names = [*collection.known[:3], NOBODYS]
    answer = features_of(by_id(names))
    assert set(answer.told) == {0, 1, 2}
    assert answer.later is not None
    assert answer.later.reason is Reason.RATE


@pytest.mark.parametrize("kind", ["500", "reset", "429", "malformed", "empty_body"])
def test_a_failing_provider_is_nobodys_answer(collection: Collection, sandbox: SandboxServer, kind: str) -> None:
    sandbox.fault(FEATURES, kind)
    answer = features_of(by_id(collection.known[:3]))
    assert answer.told == {}
    assert answer.later is not None
    assert answer.later.after is not None


def test_half_an_answer_keeps_what_is_whole(collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.fault(FEATURES, "half", times=1)
    answer = features_of(by_id(collection.known[:40]))
    assert len(answer.told) == 20
    assert all(sound.whole for sound in answer.told.values())

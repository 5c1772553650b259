"""Which app may still ask Spotify for what: learnt by asking, remembered, and asked again."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from discoverdaily.music_data.regime import asked_of_spotify
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import RetryLater
from discoverdaily.spotify.models import Connection
from tests.collection import Collection
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


def ask(collection: Collection) -> int | None:
    def features(spotify: Spotify) -> int:
        return sum(row is not None for row in spotify.audio_features(collection.known[:5]))

    return asked_of_spotify("audio-features", features)


def calls(sandbox: SandboxServer) -> int:
    return sum(call["path"] == "/v1/audio-features" for call in sandbox.requests())


def test_an_app_under_the_older_rules_is_answered(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    assert ask(collection) == 5
    assert ask(collection) == 5


def test_a_closed_door_is_knocked_at_once(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    for _ in range(5):
        assert ask(collection) is None
    assert calls(sandbox) == 1
    cache.clear()  # as it is after two days
    sandbox.settings(regime="legacy")
    assert ask(collection) == 5


def test_where_nobody_is_connected_nobody_is_asked(collection: Collection, sandbox: SandboxServer) -> None:
    assert ask(collection) is None
    assert sandbox.requests() == []


def test_an_app_that_may_ask_is_waited_for(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="legacy")
    assert ask(collection) == 5
    sandbox.fault("/v1/audio-features", "429", retry_after=3600)
    with pytest.raises(RetryLater):
        ask(collection)


def test_an_app_of_which_nothing_is_known_is_not_waited_for(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/audio-features", "429", retry_after=3600)
    assert ask(collection) is None


def test_an_app_that_somebody_brought_is_not_asked_for_what_everybody_is_to_know(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    own = "0123456789abcdef0123456789abcdef"
    sandbox.settings(regime="legacy")
    sandbox.clear_requests()
    Connection.objects.filter(social__user=bob).update(client_id=own, authorized_at=timezone.now())
    assert ask(collection) == 5
    assert calls(sandbox) == 1
    Connection.objects.filter(social__user=alice).delete()
    cache.set(f"regime:audio-features:{own}", True)
    assert ask(collection) is None
    assert calls(sandbox) == 1, "though it may, and nobody else is there"


def test_one_whom_spotify_refuses_does_not_stand_for_the_others(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy", allow_list=["mara"])
    assert ask(collection) == 5
    assert set(Connection.objects.values_list("refusal", flat=True)) == {"", "unregistered"}
    sandbox.clear_requests()
    assert ask(collection) == 5
    assert calls(sandbox) == 1, "who was refused is not asked again"


def test_a_revoked_consent_does_not_stand_for_the_others(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    sandbox.revoke("theo")
    assert ask(collection) == 5


def test_somebody_who_may_no_longer_come_in_is_not_asked_through(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(regime="legacy")
    User.objects.update(is_active=False)
    assert ask(collection) is None
    assert sandbox.requests() == []

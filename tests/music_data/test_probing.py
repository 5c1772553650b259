"""What an app may still ask for is found out by asking, once a day."""

import pytest
from django.core.cache import cache

from accounts.models import User
from discoverdaily.music_data.probing import AUDIO_FEATURES, RECOMMENDATIONS, probe
from discoverdaily.music_data.regime import asked_as, known_of
from discoverdaily.spotify.client import Lane
from discoverdaily.spotify.errors import RetryLater
from tests.sandbox_server import DEMO_CLIENT, SandboxServer

pytestmark = pytest.mark.django_db


def found() -> tuple[bool | None, bool | None]:
    return known_of(AUDIO_FEATURES, DEMO_CLIENT), known_of(RECOMMENDATIONS, DEMO_CLIENT)


@pytest.mark.parametrize(("regime", "may"), [("legacy", True), ("restricted", False)])
def test_it_is_found_out(alice: User, sandbox: SandboxServer, regime: str, may: bool) -> None:
    sandbox.settings(regime=regime)
    assert found() == (None, None)
    probe(alice)
    assert found() == (may, may)


def test_an_app_is_asked_about_once_a_day_however_many_people_it_serves(
    alice: User, bob: User, sandbox: SandboxServer
) -> None:
    for person in (alice, bob, alice):
        probe(person)
    assert len(sandbox.requests()) == 2
    cache.delete_many([f"probed:{endpoint}:{DEMO_CLIENT}" for endpoint in (AUDIO_FEATURES, RECOMMENDATIONS)])
    sandbox.settings(regime="legacy")
    probe(bob)
    assert found() == (True, True), "a door that was closed is knocked at, too"


def test_it_is_learnt_from_real_answers_too(alice: User, sandbox: SandboxServer) -> None:
    asked_as(alice, AUDIO_FEATURES, lambda spotify: spotify.audio_features(["0" * 22]), Lane.PEOPLE)
    assert found() == (False, None)


def test_trouble_says_nothing_of_what_it_may(alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/audio-features", "503")
    with pytest.raises(RetryLater):
        probe(alice)
    assert found() == (None, None)

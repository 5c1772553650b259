"""Single calls to Spotify: few, for what people played most, on behalf of who played it, and never a wrong match."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.learning import learning_want, lookups_want
from discoverdaily.listening.lookups import lookups_learn
from discoverdaily.listening.models import Artist, AudioFeatures, RecordingCount, Source, Span, Track, TrackLookup
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.spotify.models import ClientBudget, Connection
from tests.collection import NOBODYS, Collection
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_a_ring(settings: Any) -> None:
    settings.SPOTIFY_LOOKUPS_A_DAY = 100


def heard(person: User, named: list[Named]) -> list[int]:
    """The person heard each track so many times, the first one most often; what is known of them is to be looked up."""
    keys = tracks_named(named=named)
    learning_want(tracks=keys)
    lookups_want(tracks=keys)
    now = to_ms(timezone.now())
    often = {key: len(keys) - place for place, key in enumerate(keys)}
    told = [Told(now - (key * 100 + time) * 300_000, 200_000, key) for key, n in often.items() for time in range(n)]
    plays_store(person=person, source=Source.EXTENDED, told=told)
    return keys


def asked(sandbox: SandboxServer) -> list[str]:
    """What Spotify was asked for one by one, and on whose behalf."""
    return [f"{call['listener']} {call['path'].removeprefix('/v1/')}" for call in sandbox.requests()]


def covers() -> int:
    return Track.objects.exclude(cover="").count()


def test_what_is_played_most_comes_first_and_few_at_a_time(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    names = collection.known[:10]
    heard(alice, [collection.named(name) for name in names])
    assert lookups_learn() == 2
    assert asked(sandbox) == [f"mara tracks/{name}" for name in names[:2]]
    assert all(Track.objects.get(spotify_id=name).cover for name in names[:2])
    assert TrackLookup.objects.count() == 8
    lookups_learn()
    assert asked(sandbox)[2:] == [f"mara tracks/{name}" for name in names[2:4]]


def test_a_day_has_its_number_of_calls(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer, settings: Any
) -> None:
    settings.SPOTIFY_LOOKUPS_A_DAY = 5
    heard(alice, [collection.named(name) for name in collection.known[:20]])
    with time_machine.travel(timezone.now(), tick=False) as moment:
        for _ in range(60):
            lookups_learn()
            moment.shift(30)
        assert len(asked(sandbox)) == 5, "of one app, whoever is connected through it"
        moment.shift(timedelta(days=1))
        for _ in range(60):
            lookups_learn()
            moment.shift(30)
    assert covers() == 10


def test_none_a_day_is_none(alice: User, collection: Collection, sandbox: SandboxServer, settings: Any) -> None:
    settings.SPOTIFY_LOOKUPS_A_DAY = 0
    heard(alice, [collection.named(collection.known[0])])
    assert lookups_learn() == 0
    assert sandbox.requests() == []


def test_nobody_asks_for_what_only_others_heard(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    heard(bob, [collection.named(collection.known[0])])
    for _ in range(20):
        lookups_learn()
    assert asked(sandbox) == [f"theo tracks/{collection.known[0]}"]


def test_without_a_connection_nothing_is_looked_up(collection: Collection, sandbox: SandboxServer) -> None:
    person = User.objects.create_user(time_zone="UTC", time_zone_known=True)
    heard(person, [collection.named(collection.known[0])])
    assert lookups_learn() == 0
    assert sandbox.requests() == []
    assert TrackLookup.objects.count() == 1


def test_what_spotify_told_of_meanwhile_costs_no_call(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    heard(alice, [collection.named(collection.known[0])])
    Track.objects.update(seen_at=timezone.now())
    lookups_learn()
    assert sandbox.requests() == []
    assert TrackLookup.objects.count() == 0


def test_a_track_that_is_no_more_is_left_alone_for_a_month(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    heard(alice, [collection.named(collection.known[0])._replace(spotify_id=NOBODYS)])
    for _ in range(5):
        lookups_learn()
    assert len(asked(sandbox)) == 1
    row = TrackLookup.objects.get()
    assert (row.attempts, row.last_error) == (1, "not_found")
    assert row.due_at is not None
    assert row.due_at > timezone.now() + timedelta(days=26)


@pytest.mark.parametrize(("kind", "hours"), [("429", 24), ("500", 0.25), ("reset", 0.25), ("malformed", 0.25)])
def test_an_app_that_fails_rests(
    alice: User, collection: Collection, sandbox: SandboxServer, kind: str, hours: float
) -> None:
    heard(alice, [collection.named(name) for name in collection.known[:5]])
    sandbox.fault("/v1/tracks/*", kind, retry_after=86_400)
    lookups_learn()
    sandbox.mend()
    sandbox.clear_requests()
    for _ in range(10):
        lookups_learn()
    assert sandbox.requests() == []
    assert set(TrackLookup.objects.values_list("attempts", "lease")) == {(0, None)}
    with time_machine.travel(timezone.now() + timedelta(hours=hours, minutes=1)):
        Connection.objects.update(token_ends_at=timezone.now() + timedelta(hours=1))
        lookups_learn()
    assert covers() == 2


def test_while_the_app_is_to_wait_no_turn_is_lost(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    heard(alice, [collection.named(collection.known[0])])
    ClientBudget.objects.create(
        client_id="demo-client", cooldown_until=timezone.now() + timedelta(hours=1), cooldown_reason="rate"
    )
    assert lookups_learn() == 0
    assert not ClientBudget.objects.filter(client_id="demo-client:lookups").exists()


def test_one_whom_spotify_refuses_does_not_end_it_for_others(
    alice: User, bob: User, collection: Collection, sandbox: SandboxServer
) -> None:
    sandbox.settings(allow_list=["theo"])
    named = [collection.named(collection.known[0])]
    heard(alice, named)
    heard(bob, named)
    with time_machine.travel(timezone.now(), tick=False) as moment:
        for _ in range(6):
            lookups_learn()
            moment.shift(timedelta(minutes=16))
            Connection.objects.update(token_ends_at=timezone.now() + timedelta(hours=1))
    assert covers() == 1


# --- Which track is it? ----------------------------------------------------------------------------------------------


def test_a_track_of_account_data_is_found_by_its_names(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    name = collection.known[0]
    (key,) = heard(alice, [collection.in_short(name)])
    lookups_learn()
    (call,) = sandbox.requests()
    assert call["path"] == "/v1/search"
    track = Track.objects.get(pk=key)
    same = Track.objects.get(recording=track.recording, spotify_id__isnull=False)
    assert same.name == collection.items[name]["name"]
    assert same.cover
    assert TrackLookup.objects.count() == 0
    assert AudioFeatures.objects.filter(recording=track.recording, due_at__isnull=False).exists()


def test_a_track_found_that_is_known_already_is_one_with_it(
    alice: User, collection: Collection, sandbox: SandboxServer
) -> None:
    name = collection.known[0]
    (short,) = heard(alice, [collection.in_short(name)])
    Track.objects.filter(pk=short).update(title_key="known by another spelling")
    (whole,) = tracks_named(named=[collection.named(name)])
    Track.objects.filter(pk=short).update(title_key=Track.objects.get(pk=whole).title_key)
    lookups_learn()
    assert Track.objects.get(pk=short).recording_id == Track.objects.get(pk=whole).recording_id
    plays = RecordingCount.objects.filter(person=alice, span=Span.EVER)
    assert list(plays.values_list("recording", "plays_all")) == [(Track.objects.get(pk=whole).recording_id, 1)]


def told(title: str, artist: str, alice: User) -> None:
    heard(alice, [Named("", title, artist, "", 0)])


def test_other_names_are_no_match(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    item = collection.items[collection.known[0]]
    told(item["name"].split()[0] + " and more besides", item["artists"][0]["name"], alice)
    lookups_learn()
    row = TrackLookup.objects.get()
    assert (row.attempts, row.last_error) == (1, "not_found")
    assert Track.objects.filter(spotify_id__isnull=False).count() == 0


def test_a_part_of_a_name_is_no_match(alice: User, collection: Collection, sandbox: SandboxServer) -> None:
    """A search finds names that only begin so."""
    item = next(item for item in collection.items.values() if len(item["name"].split()) > 1)
    told(item["name"].split()[0], item["artists"][0]["name"], alice)
    lookups_learn()
    found = Track.objects.filter(spotify_id__isnull=False)
    assert all(track.name.casefold() == item["name"].split()[0].casefold() for track in found)


def test_another_length_is_no_match(alice: User, collection: Collection) -> None:
    name = collection.known[0]
    heard(alice, [collection.in_short(name)])
    Track.objects.update(heard_ms=collection.length[name] + 30_000)
    lookups_learn()
    assert Track.objects.filter(spotify_id__isnull=False).count() == 0
    assert TrackLookup.objects.get().attempts == 1


def test_a_name_cannot_change_what_is_searched_for(alice: User, sandbox: SandboxServer) -> None:
    told('x" year:1999 artist:"Somebody', "Nobody: at all", alice)
    lookups_learn()
    (call,) = sandbox.requests()
    assert "year%3A" not in call["query"]
    assert call["query"].count("%22") == 4, "two names in quotation marks"
    assert Artist.objects.count() == 1

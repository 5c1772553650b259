"""Calls over real HTTP to the local Spotify: what works, what is refused, what is tried again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import (
    Misused,
    NoActiveDevice,
    NotAllowed,
    NotAvailableToThisApp,
    NotFound,
    PremiumRequired,
    Reason,
    ReconnectNeeded,
    RetryLater,
)
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.selectors import connection_of, connection_status
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def player(sandbox: SandboxServer) -> User:
    """Somebody who agreed to everything there is."""
    person = User.objects.create_user(display_name="Player", time_zone="UTC", time_zone_known=True)
    connect(sandbox, person, "mara", scope=EVERY_SCOPE)
    return person


@pytest.fixture
def spotify(player: User) -> Spotify:
    return spotify_for(player)


def paths(sandbox: SandboxServer) -> list[str]:
    return [f"{call['method']} {call['path']} {call['status']}" for call in sandbox.requests()]


# --- What works ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", ["restricted", "legacy"])
def test_reading_works_under_both_regimes(sandbox: SandboxServer, spotify: Spotify, regime: str) -> None:
    sandbox.settings(regime=regime)
    account = spotify.me()
    assert account.id == "mara"
    assert account.premium is (True if regime == "legacy" else None)
    tracks = spotify.top_tracks("short_term", limit=50)
    assert len(tracks) == 50
    assert tracks.whole
    assert all(track.artists and track.cover() and track.isrc for track in tracks)
    assert spotify.top_tracks("short_term", limit=50, offset=50).offset == 50
    assert spotify.top_artists("long_term", limit=10).items[0].name
    plays = spotify.recently_played(limit=50)
    assert plays.items[0].played_at <= timezone.now()
    assert plays.after is not None
    assert len(spotify.recently_played(after=plays.after)) == 0
    first = tracks.items[0]
    assert spotify.track(first.id).name == first.name
    assert spotify.artist(first.artists[0].id).name == first.artists[0].name
    assert first.album is not None
    assert spotify.album(first.album.id).name == first.album.name
    assert first.name in [track.name for track in spotify.album_tracks(first.album.id)]
    assert len(spotify.artist_albums(first.artists[0].id)) >= 1
    found = spotify.search(first.name, ["track", "artist"], limit=10)
    assert found.tracks is not None
    assert first.name in [track.name for track in found.tracks]
    assert found.albums is None


@pytest.mark.parametrize("regime", ["restricted", "legacy"])
def test_a_playlists_whole_life(sandbox: SandboxServer, spotify: Spotify, regime: str) -> None:
    sandbox.settings(regime=regime)
    uris = [track.uri for track in spotify.top_tracks("medium_term", limit=50)]
    made = spotify.create_playlist("Mine", public=False, description="a mark")
    assert made.owner_id == "mara"
    assert made.snapshot_id
    filled = spotify.replace_items(made.id, uris[:20])
    assert filled != made.snapshot_id
    spotify.add_items(made.id, uris[20:25], position=0)
    spotify.reorder_items(made.id, range_start=0, insert_before=25, range_length=5)
    assert sandbox.playlist(made.id)["uris"] == uris[:25]
    spotify.remove_items(made.id, uris[:5])
    spotify.change_playlist(made.id, name="Renamed")
    seen = spotify.playlist(made.id)
    assert (seen.name, seen.description, seen.items_total) == ("Renamed", "a mark", 20)
    assert seen.snapshot_id == sandbox.playlist(made.id)["snapshot_id"]
    assert [item.uri for item in spotify.playlist_items(made.id)] == uris[5:25]
    assert made.id in [playlist.id for playlist in spotify.my_playlists()]
    assert spotify.library_contains([made.uri, uris[0]])[0] is True
    spotify.library_remove([made.uri])
    assert spotify.library_contains([made.uri]) == [False]
    spotify.library_save([made.uri])
    assert spotify.library_contains([made.uri]) == [True]


@pytest.mark.parametrize("text_bodies", [False, True])
def test_the_player_is_steered_whatever_its_answers_look_like(
    sandbox: SandboxServer, spotify: Spotify, text_bodies: bool
) -> None:
    sandbox.settings(text_bodies=text_bodies, player_lag=0)
    device = next(device for device in spotify.devices() if device.id and not device.is_restricted)
    assert device.id is not None
    uris = [track.uri for track in spotify.top_tracks("short_term", limit=5)]
    spotify.transfer(device.id, play=False)
    spotify.play(device_id=device.id, uris=uris, offset=1, position_ms=1000)
    state = spotify.player()
    assert state is not None
    assert state.is_playing
    assert state.track is not None
    assert state.track.uri == uris[1]
    spotify.next()
    spotify.previous()
    spotify.seek(5000)
    spotify.shuffle(False)
    spotify.repeat("context")
    if device.supports_volume:
        spotify.volume(30)
    spotify.add_to_queue(uris[0])
    assert spotify.queue().current is not None
    spotify.pause()
    now = spotify.currently_playing()
    assert now is not None
    assert not now.is_playing
    spotify.play()


def test_the_older_endpoints_work_for_older_apps(sandbox: SandboxServer, spotify: Spotify) -> None:
    sandbox.settings(regime="legacy")
    tracks = spotify.top_tracks("short_term", limit=3).items
    ids = [track.id for track in tracks]
    assert [track and track.id for track in spotify.tracks(ids)] == ids
    assert len(spotify.artists([tracks[0].artists[0].id])) == 1
    assert tracks[0].album is not None
    assert spotify.albums([tracks[0].album.id])[0] is not None
    assert len(spotify.audio_features(ids)) == 3
    assert len(spotify.recommendations(seed_tracks=ids, limit=5, tunables={"target_energy": 0.5})) == 5


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ask",
    [
        lambda spotify: spotify.recommendations(seed_tracks=["4uLU6hMCjMI75M1A2tKUQC"]),
        lambda spotify: spotify.audio_features(["4uLU6hMCjMI75M1A2tKUQC"]),
        lambda spotify: spotify.tracks(["4uLU6hMCjMI75M1A2tKUQC"]),
    ],
)
def test_what_is_closed_to_this_app_is_told_as_that(spotify: Spotify, ask: Callable[[Spotify], Any]) -> None:
    with pytest.raises(NotAvailableToThisApp):
        ask(spotify)


def test_a_stranger_to_spotify_is_not_even_asked(sandbox: SandboxServer) -> None:
    nobody = User.objects.create_user(display_name="Nobody")
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(nobody)
    assert caught.value.reason is Reason.NOT_CONNECTED
    assert sandbox.requests() == []


def test_an_id_that_cannot_be_one_is_not_found_without_asking(sandbox: SandboxServer, spotify: Spotify) -> None:
    for forged in ("", "../me", "a/b", "x" * 65, "é"):
        with pytest.raises(NotFound):
            spotify.playlist(forged)
    assert sandbox.requests() == []


def test_too_many_for_one_call_is_our_own_mistake(sandbox: SandboxServer, spotify: Spotify) -> None:
    with pytest.raises(Misused):
        spotify.replace_items("x", ["spotify:track:1"] * 101)
    with pytest.raises(Misused):
        spotify.library_contains(["spotify:track:1"] * 41)
    assert sandbox.requests() == []


def test_an_unknown_playlist_is_not_found_and_a_limit_beyond_spotifys_is_misuse(spotify: Spotify) -> None:
    with pytest.raises(NotFound):
        spotify.playlist("4uLU6hMCjMI75M1A2tKUQC")
    with pytest.raises(Misused):
        spotify.search("love", ["track"], limit=11)


def test_a_missing_scope_asks_for_a_reconnect_and_is_shown(sandbox: SandboxServer, alice: User) -> None:
    with pytest.raises(ReconnectNeeded) as caught:
        spotify_for(alice).devices()
    assert caught.value.reason is Reason.MISSING_SCOPE
    assert caught.value.scopes == {"user-read-playback-state"}
    with pytest.raises(ReconnectNeeded):
        spotify_for(alice).pause()
    assert connection_status(alice).trouble is Reason.MISSING_SCOPE
    spotify_for(alice).me()
    assert connection_status(alice).trouble is Reason.MISSING_SCOPE, "only a new consent mends it"
    assert not any("/api/token" in call for call in paths(sandbox)), "no token helps"


@pytest.mark.parametrize(
    ("broken", "mended", "reason"),
    [
        ({"owner_premium": False}, {"owner_premium": True}, Reason.OWNER_PREMIUM),
        ({"allow_list": []}, {"allow_list": None}, Reason.UNREGISTERED),
    ],
)
def test_what_the_app_lacks_is_told_and_forgotten_when_it_is_mended(
    sandbox: SandboxServer, alice: User, broken: dict[str, Any], mended: dict[str, Any], reason: Reason
) -> None:
    sandbox.settings(**broken)
    with pytest.raises(NotAllowed) as caught:
        spotify_for(alice).me()
    assert caught.value.reason is reason
    assert connection_status(alice).trouble is reason
    sandbox.settings(**mended)
    spotify_for(alice).me()
    assert not connection_status(alice).attention


def test_a_free_listener_cannot_steer_and_that_is_learnt(sandbox: SandboxServer, player: User) -> None:
    sandbox.listener("mara", product="free")
    with pytest.raises(PremiumRequired):
        spotify_for(player).next()
    connection = connection_of(player)
    assert connection is not None
    assert connection.premium is False


def test_no_device_awake(sandbox: SandboxServer, spotify: Spotify) -> None:
    sandbox.listener("mara", devices=[])
    assert spotify.devices() == ()
    assert spotify.player() is None
    with pytest.raises(NoActiveDevice):
        spotify.play()
    with pytest.raises(NoActiveDevice):
        spotify.pause(device_id="gone")


def test_pausing_what_is_paused_is_restricted(spotify: Spotify) -> None:
    device = spotify.devices()[0].id
    uri = spotify.top_tracks("short_term", limit=1).items[0].uri
    spotify.play(device_id=device, uris=[uri])
    spotify.pause()
    with pytest.raises(NotAllowed) as caught:
        spotify.pause()
    assert caught.value.reason is Reason.RESTRICTED


# --- What passes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "reason", "calls"),
    [
        ("500", Reason.SERVER, 2),
        ("502", Reason.SERVER, 2),
        ("503", Reason.SERVER, 2),
        ("reset", Reason.CONNECTION, 2),
        ("timeout", Reason.TIMEOUT, 1),
        ("malformed", Reason.UNREADABLE, 1),
        ("empty_body", Reason.UNREADABLE, 1),
        ("504", Reason.SERVER, 2),
    ],
)
def test_trouble_at_spotify_means_try_later(  # noqa: PLR0917  # a fixture is not an argument
    sandbox: SandboxServer, alice: User, settings: Any, kind: str, reason: Reason, calls: int
) -> None:
    settings.SPOTIFY_TIMEOUT = 0.5
    sandbox.fault("/v1/me/top/*", kind)
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).top_tracks("short_term")
    assert caught.value.reason is reason
    assert not caught.value.unsure
    assert len(sandbox.requests()) == calls, "what is over in a moment is tried once more, what takes long is not"
    assert connection_of(alice).usable  # type: ignore[union-attr]
    sandbox.mend()
    assert spotify_for(alice).top_tracks("short_term").whole


def test_one_failure_is_not_noticed(sandbox: SandboxServer, alice: User) -> None:
    sandbox.fault("/v1/me/top/*", "503", times=1)
    assert spotify_for(alice).top_tracks("short_term").whole


def test_half_a_list_is_not_whole(sandbox: SandboxServer, alice: User) -> None:
    sandbox.fault("/v1/me/top/*", "half")
    assert not spotify_for(alice).top_tracks("short_term").whole


@pytest.mark.parametrize("kind", ["reset_after", "timeout_after", "500"])
def test_creating_a_playlist_is_never_sent_twice(sandbox: SandboxServer, alice: User, settings: Any, kind: str) -> None:
    settings.SPOTIFY_TIMEOUT = 0.5
    sandbox.fault("/v1/me/playlists", kind, method="POST", times=1)
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).create_playlist("Once", public=False, description="")
    assert caught.value.unsure
    made = [playlist for playlist in sandbox.playlists("mara") if playlist["name"] == "Once"]
    assert len(made) == (0 if kind == "500" else 1)
    assert [call["method"] for call in sandbox.requests()].count("POST") == 1


def test_replacing_a_list_is_safe_to_repeat(sandbox: SandboxServer, alice: User) -> None:
    spotify = spotify_for(alice)
    uris = [track.uri for track in spotify.top_tracks("short_term", limit=3)]
    made = spotify.create_playlist("Mine", public=False, description="")
    sandbox.fault("/v1/playlists/*/items", "reset_after", times=1)
    snapshot = spotify.replace_items(made.id, uris)
    assert sandbox.playlist(made.id)["uris"] == uris
    assert sandbox.playlist(made.id)["snapshot_id"] == snapshot


def test_a_skip_is_sent_once_even_if_its_answer_is_lost(sandbox: SandboxServer, player: User) -> None:
    spotify = spotify_for(player)
    device = spotify.devices()[0].id
    uris = [track.uri for track in spotify.top_tracks("short_term", limit=3)]
    spotify.play(device_id=device, uris=uris)
    sandbox.clear_requests()
    sandbox.fault("/v1/me/player/next", "reset_after", times=1)
    with pytest.raises(RetryLater) as caught:
        spotify.next()
    assert caught.value.unsure
    assert len(sandbox.requests()) == 1


def test_nobody_listens_at_spotifys_address(alice: User, settings: Any) -> None:
    settings.SPOTIFY_API_URL = "http://127.0.0.1:9/v1"
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).create_playlist("Mine", public=False, description="")
    assert caught.value.reason is Reason.CONNECTION
    assert not caught.value.unsure, "it was never sent"


# --- Limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "reason"), [({"kind": "429"}, Reason.RATE), ({"kind": "quota"}, Reason.QUOTA)])
def test_a_days_wait_is_stored_shown_and_kept_to_by_everybody(
    sandbox: SandboxServer, alice: User, bob: User, fault: dict[str, Any], reason: Reason
) -> None:
    sandbox.fault("/v1/me/top/*", **fault, retry_after=86236, times=1)
    with pytest.raises(RetryLater) as caught:
        spotify_for(alice).top_tracks("short_term")
    assert caught.value.reason is reason
    assert caught.value.after is not None
    assert caught.value.after.total_seconds() == 86236
    sandbox.clear_requests()
    for person, lane in ((bob, Lane.PEOPLE), (bob, Lane.BACKGROUND), (alice, Lane.PEOPLE)):
        with pytest.raises(RetryLater) as caught:
            spotify_for(person, lane).me()
        assert caught.value.reason is reason
        assert caught.value.after is not None
        assert 86000 < caught.value.after.total_seconds() <= 86236
    assert sandbox.requests() == []
    status = connection_status(bob)
    assert status.trouble is reason
    assert status.waits
    ClientBudget.objects.update(cooldown_until=timezone.now())
    assert spotify_for(bob).me().id == "theo"
    assert not connection_status(bob).attention


def test_spotifys_own_window_is_met_with_a_pause(sandbox: SandboxServer, alice: User) -> None:
    sandbox.settings(requests_per_30s=3, retry_after=20)
    spotify = spotify_for(alice)
    for _ in range(3):
        spotify.me()
    for _ in range(5):
        with pytest.raises(RetryLater):
            spotify.me()
    assert len(sandbox.requests()) == 4


def test_what_calls_teach_stays_with_the_person(sandbox: SandboxServer, alice: User, bob: User) -> None:
    sandbox.settings(allow_list=["theo"])
    with pytest.raises(NotAllowed):
        spotify_for(alice).me()
    assert spotify_for(bob).me().id == "theo"
    assert Connection.objects.get(spotify_id="theo").refusal == ""

"""The whole story by a public client that its authors keep up with Spotify: spotipy, under today's rules."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.exceptions import SpotifyException
from spotipy.oauth2 import SpotifyOAuth, SpotifyPKCE

from tests.sandbox.asking import agree
from tests.sandbox_server import DEMO_CLIENT, DEMO_SECRET, EVERY_SCOPE, SandboxServer

REDIRECT = "http://127.0.0.1:8000/accounts/complete/spotify/"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


def signed_in(sandbox: SandboxServer, session: requests.Session, *, secret: bool, listener: str = "mara") -> Any:
    """Spotipy after a sign-in through the authorize page, with PKCE alone or with the app's secret."""
    kind: Any = SpotifyOAuth if secret else SpotifyPKCE
    more = {"client_secret": DEMO_SECRET} if secret else {}
    auth = kind(
        client_id=DEMO_CLIENT,
        redirect_uri=REDIRECT,
        scope=EVERY_SCOPE,
        cache_handler=MemoryCacheHandler(),
        open_browser=False,
        requests_session=session,
        **more,
    )
    auth.OAUTH_AUTHORIZE_URL = f"{sandbox.url}/authorize"
    auth.OAUTH_TOKEN_URL = f"{sandbox.url}/api/token"
    told = agree(sandbox, auth.get_authorize_url(state="kept"), listener)
    assert told["state"] == "kept"
    auth.get_access_token(told["code"], check_cache=False, **({"as_dict": False} if secret else {}))
    client = spotipy.Spotify(auth_manager=auth, requests_session=session, retries=0, status_retries=0)
    client.prefix = f"{sandbox.url}/v1/"
    return client


@pytest.mark.parametrize("secret", [False, True], ids=["pkce", "secret"])
def test_sign_in_then_the_listener_is_known(sandbox: SandboxServer, session: requests.Session, secret: bool) -> None:
    me = signed_in(sandbox, session, secret=secret).current_user()
    assert me["id"] == "mara"
    assert "product" not in me


def test_it_pages_through_all_of_a_top_list(sandbox: SandboxServer, session: requests.Session) -> None:
    client = signed_in(sandbox, session, secret=False)
    page = client.current_user_top_tracks(limit=50, time_range="long_term")
    ids = [item["id"] for item in page["items"]]
    while page["next"]:
        page = client.next(page)
        ids += [item["id"] for item in page["items"]]
    assert len(ids) == len(set(ids)) == page["total"] > 100


def test_it_searches_creates_fills_plays_and_skips(sandbox: SandboxServer, session: requests.Session) -> None:
    sandbox.settings(player_lag=0)
    client = signed_in(sandbox, session, secret=False)
    name = client.current_user_top_tracks(limit=1)["items"][0]["name"]
    found = client.search(f'track:"{name}"', limit=10, type="track")["tracks"]["items"]
    assert found[0]["name"] == name
    uris = [item["uri"] for item in client.current_user_top_tracks(limit=50)["items"]]

    made = client.current_user_playlist_create("By spotipy", public=False, description="filled")
    client.playlist_add_items(made["id"], uris)
    client.playlist_reorder_items(made["id"], range_start=0, insert_before=3)
    client.playlist_remove_all_occurrences_of_items(made["id"], [uris[5]])
    assert sandbox.playlist(made["id"])["uris"] == [*uris[1:3], uris[0], *uris[3:5], *uris[6:]]
    client.playlist_replace_items(made["id"], uris[:3])
    client.playlist_change_details(made["id"], name="Renamed")
    assert [item["item"]["uri"] for item in client.playlist_items(made["id"])["items"]] == uris[:3]

    client.start_playback(context_uri=made["uri"])
    assert client.current_playback()["item"]["uri"] == uris[0]
    client.next_track()
    assert client.current_playback()["item"]["uri"] == uris[1]
    client.pause_playback()
    assert not client.current_playback()["is_playing"]


def test_it_lists_devices_and_what_was_played(sandbox: SandboxServer, session: requests.Session) -> None:
    client = signed_in(sandbox, session, secret=False)
    assert [device["type"] for device in client.devices()["devices"]] == ["Smartphone", "Speaker"]
    assert len(client.current_user_recently_played(limit=50)["items"]) == 50


def test_it_refreshes_its_token_when_that_expired(sandbox: SandboxServer, session: requests.Session) -> None:
    sandbox.settings(access_token_ttl=30)  # less than the minute before the end at which spotipy asks for another
    client = signed_in(sandbox, session, secret=False)
    sandbox.settings(access_token_ttl=3600)
    sandbox.clear_requests()
    assert client.current_user()["id"] == client.current_user()["id"] == "mara"
    assert [call["path"] for call in sandbox.requests()] == ["/api/token", "/v1/me", "/v1/me"]


def test_it_sees_the_refusals_of_todays_rules(sandbox: SandboxServer, session: requests.Session) -> None:
    client = signed_in(sandbox, session, secret=False)
    with pytest.raises(SpotifyException, match="Invalid limit"):
        client.search("a", limit=20)
    with pytest.raises(SpotifyException) as refused:
        client.tracks(["0" * 22])
    assert refused.value.http_status == 403


def test_a_free_listener_cannot_play(sandbox: SandboxServer, session: requests.Session) -> None:
    client = signed_in(sandbox, session, secret=False, listener="luzia")
    with pytest.raises(SpotifyException) as refused:
        client.start_playback()
    assert refused.value.reason == "PREMIUM_REQUIRED"

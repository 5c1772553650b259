"""The whole story by a public client that knows only the rules of before 2026: tekore, in the legacy regime."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
import tekore

from tests.sandbox.asking import agree
from tests.sandbox_server import DEMO_CLIENT, DEMO_SECRET, EVERY_SCOPE, SandboxServer

REDIRECT = "http://127.0.0.1:8000/accounts/complete/spotify/"


class ToSandbox(httpx.HTTPTransport):
    """tekore's addresses are fixed; what it sends to Spotify goes to the sandbox."""

    def __init__(self, sandbox: SandboxServer) -> None:
        super().__init__()
        self.port = urlsplit(sandbox.url).port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        request.headers["host"] = f"127.0.0.1:{self.port}"
        return super().handle_request(request)


@pytest.fixture
def client(sandbox: SandboxServer) -> Iterator[tekore.Spotify]:
    sandbox.settings(regime="legacy", player_lag=0)
    with httpx.Client(transport=ToSandbox(sandbox), trust_env=False) as http:
        sender = tekore.SyncSender(client=http)
        credentials = tekore.RefreshingCredentials(DEMO_CLIENT, DEMO_SECRET, REDIRECT, sender=sender)
        url = credentials.user_authorisation_url(scope=EVERY_SCOPE, state="kept")
        told = agree(sandbox, url.replace("https://accounts.spotify.com", sandbox.url), "mara")
        yield tekore.Spotify(credentials.request_user_token(told["code"]), sender=sender)


def test_sign_in_then_the_listener_is_known_with_country_and_product(client: tekore.Spotify) -> None:
    me = client.current_user()
    assert (me.id, me.country, me.product) == ("mara", "DE", "premium")


def test_it_pages_searches_creates_fills_plays_and_skips(sandbox: SandboxServer, client: tekore.Spotify) -> None:
    top = client.current_user_top_tracks(limit=50)
    uris = [track.uri for track in client.all_items(top)]
    assert len(uris) == top.total > 100
    (found,) = client.search(top.items[0].name, types=("track",), limit=20)
    assert found.items

    made = client.playlist_create("mara", "By tekore", public=False)
    client.playlist_add(made.id, uris[:100])
    client.playlist_reorder(made.id, range_start=0, insert_before=2)
    client.playlist_remove(made.id, [uris[3]])
    assert sandbox.playlist(made.id)["uris"] == [uris[1], uris[0], uris[2], *uris[4:100]]
    client.playlist_replace(made.id, uris[:3])
    assert [item.track.uri for item in client.playlist_items(made.id).items] == uris[:3]

    client.playback_start_context(made.uri)
    playing = client.playback()
    assert playing is not None
    assert playing.item.uri == uris[0]
    client.playback_next()
    assert client.playback_currently_playing().item.uri == uris[1]


def test_it_gets_recommendations_and_features(client: tekore.Spotify) -> None:
    seeds = [track.id for track in client.current_user_top_tracks(limit=5).items]
    lively = client.recommendations(track_ids=seeds[:3], limit=30, min_energy=0.7, target_danceability=0.9)
    assert len(lively.tracks) == 30
    features = client.tracks_audio_features([track.id for track in lively.tracks])
    assert all(row.energy >= 0.7 for row in features)


def test_it_reads_in_batches_and_keeps_tracks(client: tekore.Spotify) -> None:
    top = client.current_user_top_tracks(limit=10).items
    ids = [track.id for track in top]
    assert [track.id for track in client.tracks(ids)] == ids
    assert client.artists([top[0].artists[0].id])[0].genres
    client.saved_tracks_add(ids)
    assert client.saved_tracks_contains(ids) == [True] * 10
    client.saved_tracks_delete(ids[:1])
    assert client.saved_tracks_contains(ids[:2]) == [False, True]


def test_it_unfollows_a_playlist_by_the_old_path(sandbox: SandboxServer, client: tekore.Spotify) -> None:
    made = client.playlist_create("mara", "Soon gone")
    client.playlist_unfollow(made.id)
    assert sandbox.playlist(made.id)["followers"] == []
    assert made.id not in [row.id for row in client.followed_playlists(limit=50).items]

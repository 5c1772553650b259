"""Saved playlists, as their tests need them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening.models import Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import spotify_for
from playlists.models import Look, SavedPlaylist
from playlists.refreshing import saved_playlist_refresh
from tests.listening.songs import heard, times
from tests.sandbox_server import SandboxServer


def wish(person: User, **fields: Any) -> SavedPlaylist:
    """A playlist wanted by the person, due now."""
    fields = {"time_range": "short_term", "name": "Mine", "size": 50, "due_at": timezone.now(), **fields}
    return SavedPlaylist.objects.create(person=person, **fields)


def look(saved: SavedPlaylist) -> SavedPlaylist:
    """Has a worker look at Spotify for it now, whenever it is due; answers it as it then stands."""
    SavedPlaylist.objects.filter(pk=saved.pk).update(due_at=timezone.now())
    for row in SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1):
        handle_safely(row, lambda row: saved_playlist_refresh(saved=row))
    return SavedPlaylist.objects.get(pk=saved.pk)


SAVE = "/playlists/new/"
FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/top/?range=long_term"}


def page(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def ticked(*ranges: str, **changes: str) -> dict[str, str]:
    """What the save dialog sends with these ranges ticked; changes: `size`, `name` … of each of them."""
    typed: dict[str, str] = {}
    for time_range in ranges:
        fields = {"name": f"Top, {time_range}", "size": "50", "schedule": "daily", "refresh_hour": "6", "weekday": "0"}
        typed |= {f"{time_range}-{field}": value for field, value in {"ticked": "on", **fields, **changes}.items()}
    return typed


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def second(bob: User) -> Client:
    second = Client()
    second.force_login(bob)
    return second


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    return look(wish(alice, name="Autumn songs"))


def calls(sandbox: SandboxServer) -> list[str]:
    """What Spotify was asked since the log was cleared: `GET /v1/me/top/tracks` and the like."""
    return [f"{request['method']} {request['path']}" for request in sandbox.requests()]


def kept(sandbox: SandboxServer, saved: SavedPlaylist) -> dict[str, Any]:
    """The playlist as it stands in Spotify."""
    return sandbox.playlist(saved.spotify_id)


def made(sandbox: SandboxServer, listener: str = "mara") -> list[dict[str, Any]]:
    """The listener's playlists that we made; they have others of their own."""
    return [playlist for playlist in sandbox.playlists(listener) if "DiscoverDaily" in playlist["description"]]


def claim(saved: SavedPlaylist) -> SavedPlaylist:
    """Has a worker hold it now, whenever it is due."""
    SavedPlaylist.objects.filter(pk=saved.pk).update(due_at=timezone.now())
    (row,) = SavedPlaylist.claim(SavedPlaylist.objects.filter(pk=saved.pk), limit=1)
    return row


def last(saved: SavedPlaylist) -> Look:
    return saved.looks.all()[0]


@pytest.fixture
def songs(alice: User) -> list[Track]:
    """Fifty tracks that Spotify knows, each of a recording of its own; Mara has them in her list of six months."""
    told = spotify_for(alice).top_tracks("medium_term").items
    tracks_store(tracks=told)
    return [Track.objects.get(spotify_id=track.id) for track in told]


def heard_in_turn(person: User, songs: Sequence[Track], *, before: datetime | None = None) -> None:
    """The person heard the first of them most often, and the last once."""
    for number, song in enumerate(songs):
        heard(person, song, *times(len(songs) - number, before or clock.now() - timedelta(minutes=number)))


def ids(songs: Sequence[Track]) -> list[str]:
    """Spotify's."""
    return [str(song.spotify_id) for song in songs]

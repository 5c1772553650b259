"""A small invented library to grow from."""

import random
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.music_data.local.catalogue import SOUND
from playlists.growing.library import library_forget
from playlists.models import Recipe
from tests.listening.songs import song
from tests.playlists.conftest import owner, second

__all__ = ["owner", "second"]


@pytest.fixture(autouse=True)
def _no_library_of_others() -> Iterator[None]:
    """What one test's database holds is no library for the next one."""
    library_forget()
    yield
    library_forget()


def sounds(track: Track, **figures: float) -> Track:
    """Has the track's recording sound so; the rest is middling."""
    middling = {**dict.fromkeys(SOUND, 0.5), "tempo": 120.0, "loudness": -8.0}
    AudioFeatures.objects.update_or_create(
        recording=track.recording, defaults={**middling, **figures, "found_at": clock.now(), "provider": "reccobeats"}
    )
    return track


def grove(artists: int = 12, each: int = 6) -> list[Track]:
    """Tracks of as many artists, each artist's alike; the same ones every time."""
    chance = random.Random(7)
    tracks = []
    for artist in range(artists):
        energy, valence = chance.random(), chance.random()
        for number in range(each):
            track = song(f"Leaf{artist}n{number}", by=f"Tree{artist}")
            near = {"energy": energy, "valence": valence, "danceability": chance.random()}
            figures = {name: min(max(value + chance.gauss(0, 0.08), 0), 1) for name, value in near.items()}
            tracks.append(sounds(track, **figures, tempo=80 + 100 * energy))
    return tracks


@pytest.fixture
def leaves(db: None) -> list[Track]:
    return grove()


def word(track: Track) -> str:
    return f"track:{track.spotify_id}"


def typed(*seeds: str, **fields: str) -> dict[str, str | list[str]]:
    """What the form sends."""
    return {"seed": list(seeds), "size": "10", "per_artist": "3", **fields}


def grown(client: Client, *seeds: str, **fields: str) -> Recipe:
    """What grows when the form is sent."""
    answer = client.post("/create/grow/", typed(*seeds, **fields))
    assert answer.status_code == 302, answer.content.decode()
    return Recipe.objects.get(pk=int(answer["Location"].strip("/").split("/")[1]))


def only_local(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if nobody outside had anything to recommend."""
    from playlists.growing import pool  # noqa: PLC0415
    from playlists.growing.recommenders import Local  # noqa: PLC0415

    monkeypatch.setattr(pool, "RECOMMENDERS", (Local(),))


@pytest.fixture
def recipe(owner: Client, leaves: list[Track], alice: User) -> Recipe:
    return grown(owner, word(leaves[0]))

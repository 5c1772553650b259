"""A small invented library to grow from."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.music_data.local.catalogue import SOUND
from discoverdaily.spotify.client import spotify_for
from playlists.growing.library import library_forget
from playlists.models import Recipe
from tests.listening.songs import songs
from tests.playlists.conftest import owner, second

__all__ = ["owner", "second"]


@pytest.fixture(autouse=True)
def _no_library_of_others() -> Iterator[None]:
    """What one test's database holds is no library for the next one."""
    library_forget()
    yield
    library_forget()


def figured(**figures: float) -> dict[str, Any]:
    """What is known of how something sounds; the rest is middling."""
    middling = {**dict.fromkeys(SOUND, 0.5), "tempo": 120.0, "loudness": -8.0}
    return {**middling, **figures, "found_at": clock.now(), "provider": "reccobeats"}


def sounds(track: Track, **figures: float) -> Track:
    """Has the track's recording sound so."""
    AudioFeatures.objects.update_or_create(recording=track.recording, defaults=figured(**figures))
    return track


def grove(artists: int = 12, each: int = 6) -> list[Track]:
    """Tracks of as many artists, each artist's alike; the same ones every time."""
    chance = random.Random(7)
    named = {f"Leaf{artist}n{number}": f"Tree{artist}" for artist in range(artists) for number in range(each)}
    tracks = songs(named)
    heard_as = []
    for first in range(0, len(tracks), each):
        energy, valence = chance.random(), chance.random()
        for track in tracks[first : first + each]:
            near = {"energy": energy, "valence": valence, "danceability": chance.random()}
            figures = {name: min(max(value + chance.gauss(0, 0.08), 0), 1) for name, value in near.items()}
            known = figured(**figures, tempo=80 + 100 * energy)
            heard_as.append(AudioFeatures(recording=track.recording, **known))
    AudioFeatures.objects.bulk_create(heard_as)
    return tracks


@pytest.fixture
def leaves(db: None) -> list[Track]:
    return grove()


def of_spotify(person: User) -> list[Track]:
    """Fifty tracks that Spotify knows, with a sound each."""
    told = spotify_for(person).top_tracks("medium_term").items
    tracks_store(tracks=told)
    known = Track.objects.select_related("recording").in_bulk([track.id for track in told], field_name="spotify_id")
    tracks = [known[track.id] for track in told]
    heard_as = {
        track.recording_id: AudioFeatures(recording=track.recording, **figured(energy=place / 50))
        for place, track in enumerate(tracks)
    }
    AudioFeatures.objects.bulk_create(
        heard_as.values(), update_conflicts=True, unique_fields=["recording"], update_fields=list(figured())
    )
    return tracks


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

"""Tracks that nobody sings, and when somebody heard them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Artist, Credit, Recording, Source, Track
from discoverdaily.listening.plays import Told, plays_store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def song(name: str, *, by: str = "Fen Bird", also: Track | None = None, spotify: bool = True, **fields: Any) -> Track:
    """A track by its title; `also`: another one of the same recording; without `spotify` it has no id there."""
    artist, _ = Artist.objects.get_or_create(name=by, name_key=by.lower(), spotify_id=_id(by))
    recording = also.recording if also else Recording.objects.create(artist=artist)
    key = _id(name) if spotify else None
    fields = {"name": name, "title_key": name.lower(), "artist": artist, "duration_ms": 180_000, **fields}
    track = Track.objects.create(spotify_id=key, recording=recording, **fields)
    Credit.objects.create(track=track, artist=artist, position=0)
    return track


def songs(by: Mapping[str, str]) -> list[Track]:
    """As `song` makes them, one for each title with its artist, at once."""
    named = {name: Artist(name=name, name_key=name.lower(), spotify_id=_id(name)) for name in by.values()}
    artists = dict(zip(named, Artist.objects.bulk_create(named.values()), strict=True))
    recordings = Recording.objects.bulk_create(Recording(artist=artists[name]) for name in by.values())
    tracks = Track.objects.bulk_create(
        Track(
            spotify_id=_id(title),
            recording=recording,
            name=title,
            title_key=title.lower(),
            artist=recording.artist,
            duration_ms=180_000,
        )
        for title, recording in zip(by, recordings, strict=True)
    )
    Credit.objects.bulk_create(Credit(track=track, artist=track.artist, position=0) for track in tracks)
    return tracks


def _id(name: str) -> str:
    return name.ljust(22, "x")[:22]


def heard(person: User, track: Track, *moments: datetime, ms: int = 180_000) -> None:
    told = [Told(to_ms(moment), ms, track.pk) for moment in moments]
    plays_store(person=person, source=Source.EXTENDED, told=told)


def times(count: int, before: datetime = NOON) -> list[datetime]:
    """So many moments an hour apart, the last one at `before`."""
    return [before - timedelta(hours=number) for number in range(count)]

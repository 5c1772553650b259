"""Somebody with plays: made by the same door by which plays come in."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Play, Source
from discoverdaily.listening.plays import BESIDE, Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
LONG = 200_000
"""Milliseconds of a track, and of a play to its end."""


def named(title: str, artist: str) -> Named:
    """A track of LONG as an extended export names it; the same names give the same track."""
    spotify_id = sha256(f"{title} by {artist}".encode()).hexdigest()[:22]
    return Named(spotify_id, title, artist, "An album", LONG)


class Listener:
    """A person and what they hear. Their day begins at four."""

    def __init__(self, person: User) -> None:
        self.person = person

    def hears(
        self,
        title: str = "Home",
        artist: str = "Amber Foxes",
        at: datetime = NOON,
        *,
        ms: int | None = LONG,
        source: Source = Source.EXTENDED,
    ) -> Play:
        """One play that ended at that moment."""
        (track,) = tracks_named(named=[named(title, artist)])
        plays_store(person=self.person, source=source, told=[Told(to_ms(at), ms, track)])
        stands_at = to_ms(at) + (BESIDE if source == Source.ACCOUNT else 0)
        return Play.objects.get(person=self.person, played_at=stands_at, track=track)

    def hears_often(self, count: int, title: str = "Home", artist: str = "Amber Foxes", **more: Any) -> None:
        """That many plays, an hour apart, the last of them at NOON."""
        (track,) = tracks_named(named=[named(title, artist)])
        told = [Told(to_ms(NOON - number * timedelta(hours=1)), LONG, track) for number in range(count)]
        plays_store(person=self.person, source=more.pop("source", Source.EXTENDED), told=told, **more)


def at(day: date | str, hour: int = 12, minute: int = 0) -> datetime:
    """A moment in UTC."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)

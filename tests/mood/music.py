"""Somebody whose music is known by how it sounds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import AudioFeatures, Source, Track
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.signals import sound_learnt
from mood.models import Day, Mood
from mood.scoring import mood_work
from mood.services import mood_of
from tests.listening.songs import song

MIDDLING = {
    "acousticness": 0.3,
    "danceability": 0.55,
    "energy": 0.6,
    "instrumentalness": 0.0,
    "liveness": 0.15,
    "loudness": -8.0,
    "speechiness": 0.05,
    "tempo": 118.0,
    "valence": 0.45,
    "key": 4,
    "mode": 1,
}
GLAD = {**MIDDLING, "danceability": 0.8, "energy": 0.8, "valence": 0.9, "acousticness": 0.1}
SAD = {**MIDDLING, "danceability": 0.3, "energy": 0.2, "valence": 0.1, "acousticness": 0.9, "mode": 0}
SPEECH = {**MIDDLING, "speechiness": 0.95}


def sounds(track: Track, figures: dict[str, float], *, learnt: bool = False) -> Track:
    """Makes known how the track sounds; `learnt`: as if it were learnt only now, after its plays."""
    AudioFeatures.objects.update_or_create(
        recording=track.recording,
        defaults={"found_at": clock.now(), "due_at": None, "provider": "reccobeats", **figures},
    )
    if learnt:
        sound_learnt.send(AudioFeatures, recording=track.recording_id)
    return track


def songs(count: int, figures: dict[str, float] | None, name: str = "Song") -> list[Track]:
    """So many songs that sound alike; None: nobody knows how."""
    made = [song(f"{name} {number}") for number in range(count)]
    return [sounds(track, figures) for track in made] if figures else made


def plays(person: User, tracks: Sequence[Track], day: date | str, *, hour: int = 12, times: int = 1) -> None:
    """Each of the tracks so many times on a day, one after another from an hour on, in UTC."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    begin = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    told = [
        Told(to_ms(begin + timedelta(minutes=3 * place)), 180_000, track.pk)
        for place, track in enumerate(track for _ in range(times) for track in tracks)
    ]
    plays_store(person=person, source=Source.EXTENDED, told=told)


def scored(person: User) -> dict[date, Day]:
    """Has a worker score what is marked, whenever that is due; answers the person's days."""
    Mood.objects.filter(pk=mood_of(person).pk).exclude(due_at=None).update(due_at=clock.now())
    for row in Mood.claim(Mood.objects.filter(person=person), limit=1):
        handle_safely(row, lambda row: mood_work(mood=row))
    return {day.day: day for day in Day.objects.filter(person=person)}

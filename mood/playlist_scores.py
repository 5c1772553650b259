"""A playlist's songs with their scores."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from discoverdaily.listening.models import Track
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import spotify_for
from mood.own_models import MOST_SONGS, playlist_songs
from mood.reasons import reasons
from mood.scorers import scorer_of
from mood.selectors import mood_kept
from mood.songs import UNHEARD_OF, Sound, heard_by
from mood.tones import Tone, tone_of

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class ScoredSong:
    """A song of a playlist, as Spotify tells it; its sound, and how its score is shown."""

    track: objects.Track
    sound: Sound
    tone: Tone | None

    @property
    def reasons(self) -> str:
        """What pushed its score up or down."""
        return reasons(self.sound.pushes)

    @property
    def url(self) -> str:
        """Where it is on Spotify."""
        return f"{settings.SPOTIFY_OPEN_URL}/track/{self.track.id}"


@dataclass(frozen=True, slots=True)
class PlaylistScores:
    """A playlist with its songs in order; `middle`: the median of their scores."""

    playlist: objects.Playlist
    songs: list[ScoredSong]
    middle: Tone | None

    @property
    def read_only(self) -> int:
        """How many of its places were read, where it has more than that; else 0."""
        return MOST_SONGS if (self.playlist.items_total or 0) > MOST_SONGS else 0

    @property
    def unknown(self) -> list[objects.Track]:
        """The songs of which nobody knows here how they sound."""
        return [song.track for song in self.songs if song.sound is UNHEARD_OF]


def playlist_scores(person: "User", playlist_id: str) -> PlaylistScores:
    """The playlist's songs, scored by the person's model. Raises SpotifyError, and ModelUnfit."""
    mood, spotify = mood_kept(person), spotify_for(person)
    playlist, tracks = spotify.playlist(playlist_id), playlist_songs(spotify, playlist_id)
    known = tracks_by_id(track.id for track in tracks)
    sounds = heard_by(scorer_of(mood), {track.recording_id for track in known.values()})
    songs = [_scored(track, known.get(track.id), sounds, mood.palette) for track in tracks]
    scores = sorted(song.sound.score for song in songs if song.tone and song.sound.score is not None)
    half = len(scores) // 2
    middle = (scores[half] + scores[-half - 1]) / 2 if scores else None
    return PlaylistScores(playlist, songs, None if middle is None else tone_of(middle, mood.palette))


def _scored(track: objects.Track, known: Track | None, sounds: dict[int, Sound], palette: str) -> ScoredSong:
    sound = sounds.get(known.recording_id, UNHEARD_OF) if known else UNHEARD_OF
    tone = None if sound.score is None or sound.spoken else tone_of(sound.score, palette)
    return ScoredSong(track, sound, tone)

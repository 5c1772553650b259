"""The nouns of the invented world: artists, albums, tracks, listeners and their plays, and what else is heard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Product = Literal["premium", "free"]
AlbumType = Literal["album", "single", "compilation"]

REPORTED_FROM_MS = 30_000


@dataclass(frozen=True, slots=True)
class AudioFeatures:
    """Spotify's audio features.

    acousticness, danceability, energy, instrumentalness, liveness, speechiness, valence: 0 to 1; loudness: dB, -60 to
    0; tempo: beats a minute; key: pitch class 0 to 11, -1 unknown; mode: 0 minor, 1 major; time_signature: 3 to 7.
    """

    acousticness: float
    danceability: float
    energy: float
    instrumentalness: float
    key: int
    liveness: float
    loudness: float
    mode: int
    speechiness: float
    tempo: float
    time_signature: int
    valence: float


@dataclass(frozen=True, slots=True)
class Artist:
    """popularity: 0 to 100; image: 40 hex digits, drawn by `cover`."""

    id: str
    name: str
    genres: tuple[str, ...]
    popularity: int
    followers: int
    image: str


@dataclass(frozen=True, slots=True)
class Album:
    """track_ids stand in the order of disc and track number. An EP is a "single", as on Spotify."""

    id: str
    name: str
    artist_ids: tuple[str, ...]
    released: date
    album_type: AlbumType
    image: str
    track_ids: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Track:
    """One track on one album; the same recording on another album is another Track with the same isrc."""

    id: str
    name: str
    artist_ids: tuple[str, ...]
    album_id: str
    duration_ms: int
    explicit: bool
    isrc: str
    popularity: int
    track_number: int
    disc_number: int
    features: AudioFeatures | None


@dataclass(frozen=True, slots=True)
class Listener:
    """A demo listener. joined: the first day with plays, in the listener's own time zone; about: for people to read."""

    id: str
    account_id: str
    name: str
    email: str
    country: str
    product: Product
    timezone: str
    joined: date
    about: str


@dataclass(frozen=True, slots=True)
class Play:
    """One play. started_at is aware, in UTC, to the millisecond."""

    track_id: str
    started_at: datetime
    ms_played: int
    context_uri: str | None
    shuffle: bool
    skipped: bool
    incognito: bool

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(milliseconds=self.ms_played)

    @property
    def played_at(self) -> datetime:
        """The moment Spotify reports: when the play ended.

        So in its exports (`ts`, `endTime`), and so it is observed in recently-played (spotify/web-api issue 613).
        """
        return self.ended_at

    @property
    def is_reported(self) -> bool:
        """Whether recently-played and top lists know of it: at least thirty seconds, and not in a private session."""
        return self.ms_played >= REPORTED_FROM_MS and not self.incognito


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist that a listener made before the sandbox began."""

    id: str
    name: str
    description: str
    track_ids: tuple[str, ...]
    created: date
    followers: int


@dataclass(frozen=True, slots=True)
class Show:
    id: str
    name: str
    publisher: str
    description: str
    image: str


@dataclass(frozen=True, slots=True)
class Episode:
    id: str
    name: str
    show_id: str
    description: str
    released: date
    duration_ms: int
    explicit: bool
    image: str


@dataclass(frozen=True, slots=True)
class EpisodePlay:
    """One stretch of a podcast, heard or (video) watched. started_at is aware, in UTC."""

    episode_id: str
    started_at: datetime
    ms_played: int
    video: bool

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(milliseconds=self.ms_played)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of an audiobook."""

    id: str
    name: str
    book_id: str
    book: str
    author: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class ChapterPlay:
    """One stretch of an audiobook's chapter. started_at is aware, in UTC."""

    chapter_id: str
    started_at: datetime
    ms_played: int

    @property
    def ended_at(self) -> datetime:
        return self.started_at + timedelta(milliseconds=self.ms_played)


@dataclass(frozen=True, slots=True)
class Advert:
    id: str
    name: str
    duration_ms: int

"""What Spotify tells, as frozen objects that accept today's shape and the older one.

Only what names a thing is required. Every field that was removed in 2026, or that may be null, is optional, and
unknown fields are passed over. Lengths are in milliseconds, moments are aware.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from django.conf import settings

T = TypeVar("T")

PICTURE_NAME = re.compile(r"[0-9a-f]{20,64}")
_DATE = re.compile(r"[12]\d{3}(-\d\d){0,2}")


class Image(msgspec.Struct, frozen=True):
    url: str
    width: int | None = None
    height: int | None = None

    @property
    def name(self) -> str:
        """Its name on Spotify's image host; empty where it lies elsewhere."""
        host, _, name = self.url.rpartition("/")
        return name if host == settings.SPOTIFY_IMAGE_URL and PICTURE_NAME.fullmatch(name) else ""


def picture(images: Sequence[Image], *, at_least: int) -> str:
    """The name of the smallest image at least so many pixels wide, else of the largest; empty where there is none."""
    ours = sorted((image for image in images if image.name), key=lambda image: image.width or 0)
    wide = [image for image in ours if (image.width or 0) >= at_least]
    return wide[0].name if wide else ours[-1].name if ours else ""


class Account(msgspec.Struct, frozen=True):
    """A Spotify account, as /me tells it to its owner. `account_id` never changes; `id` is what older rows know."""

    id: str
    account_id: str | None = None
    display_name: str | None = None
    product: str | None = None
    country: str | None = None
    images: tuple[Image, ...] | None = None

    @property
    def premium(self) -> bool | None:
        """Whether they have Premium; None where Spotify does not say."""
        return None if self.product is None else self.product == "premium"


class Artist(msgspec.Struct, frozen=True):
    id: str
    name: str
    genres: tuple[str, ...] | None = None
    popularity: int | None = None
    images: tuple[Image, ...] | None = None

    @property
    def uri(self) -> str:
        return f"spotify:artist:{self.id}"

    def cover(self, at_least: int = 160) -> str:
        """The name of a picture of theirs at least so many pixels wide; empty where there is none."""
        return picture(self.images or (), at_least=at_least)


class Album(msgspec.Struct, frozen=True):
    id: str
    name: str
    artists: tuple[Artist, ...] = ()
    album_type: str | None = None
    release_date: str | None = None
    """A year, a month or a day: `1987`, `1987-11`, `1987-11-12`."""
    total_tracks: int | None = None
    images: tuple[Image, ...] | None = None

    @property
    def uri(self) -> str:
        return f"spotify:album:{self.id}"

    def cover(self, at_least: int = 160) -> str:
        """The name of its cover at least so many pixels wide; empty where there is none."""
        return picture(self.images or (), at_least=at_least)


class ExternalIds(msgspec.Struct, frozen=True):
    isrc: str | None = None


class Track(msgspec.Struct, frozen=True):
    id: str
    name: str
    artists: tuple[Artist, ...] = ()
    album: Album | None = None
    duration_ms: int = 0
    explicit: bool = False
    popularity: int | None = None
    track_number: int | None = None
    disc_number: int | None = None
    is_playable: bool | None = None
    external_ids: ExternalIds | None = None

    @property
    def uri(self) -> str:
        return f"spotify:track:{self.id}"

    @property
    def isrc(self) -> str:
        """The recording's own number, in capitals without hyphens; empty where it is not told."""
        isrc = self.external_ids.isrc if self.external_ids else None
        return (isrc or "").replace("-", "").upper()

    @property
    def whole(self) -> bool:
        """Whether all is told that there is to tell: among an album's tracks it comes without its ISRC."""
        return self.external_ids is not None

    @property
    def released(self) -> str:
        """When its album came out, as far as that is told and can be: `1987`, `1987-11`, `1987-11-12`; else empty."""
        told = (self.album.release_date if self.album else None) or ""
        return told if _DATE.fullmatch(told) else ""

    def cover(self, at_least: int = 160) -> str:
        """The name of its album's cover at least so many pixels wide; empty where there is none."""
        return self.album.cover(at_least) if self.album else ""


class Episode(msgspec.Struct, frozen=True):
    """An episode of a podcast."""

    id: str
    name: str
    duration_ms: int = 0

    @property
    def uri(self) -> str:
        return f"spotify:episode:{self.id}"


class Context(msgspec.Struct, frozen=True):
    """What a track is or was played from: an album, an artist, a playlist, a collection, a show."""

    uri: str
    type: str = ""


class PlayHistory(msgspec.Struct, frozen=True):
    """One play, when it ended as Spotify reports it."""

    track: Track
    played_at: datetime
    context: Context | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list. `left_out` counts items that could not be read; `next` is set where Spotify has more."""

    items: tuple[T, ...]
    total: int | None = None
    limit: int | None = None
    offset: int = 0
    next: str | None = None
    left_out: int = 0
    after: int | None = None
    """Of plays: the newest one's moment in unix ms, to ask for what came after it."""
    before: int | None = None
    """Of plays: the oldest one's moment in unix ms, to ask for what came before it."""

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def whole(self) -> bool:
        """Whether every item was readable and there are as many as `total` and `limit` promise."""
        if self.left_out:
            return False
        if self.total is None or self.limit is None:
            return True
        return len(self.items) >= min(self.limit, max(self.total - self.offset, 0))


class Owner(msgspec.Struct, frozen=True):
    id: str
    display_name: str | None = None


class Count(msgspec.Struct, frozen=True):
    total: int | None = None


class Playlist(msgspec.Struct, frozen=True):
    """A playlist without its items; what was not asked for (`fields`) is empty."""

    id: str = ""
    name: str = ""
    description: str | None = None
    public: bool | None = None
    collaborative: bool = False
    snapshot_id: str = ""
    owner: Owner | None = None
    images: tuple[Image, ...] | None = None
    external_urls: dict[str, str] | None = None
    items: Count | None = None
    tracks: Count | None = None

    @property
    def uri(self) -> str:
        return f"spotify:playlist:{self.id}"

    @property
    def url(self) -> str:
        """Its page on Spotify."""
        return (self.external_urls or {}).get("spotify") or f"{settings.SPOTIFY_OPEN_URL}/playlist/{self.id}"

    @property
    def owner_id(self) -> str:
        return self.owner.id if self.owner else ""

    @property
    def items_total(self) -> int | None:
        """How many items it has; None where Spotify does not say, as of lists that are somebody else's."""
        count = self.items or self.tracks
        return count.total if count else None

    def cover(self, at_least: int = 160) -> str:
        """The name of its picture at least so many pixels wide; empty where there is none."""
        return picture(self.images or (), at_least=at_least)


class PlaylistItem(msgspec.Struct, frozen=True):
    """One place in a playlist. `track` is None for episodes, for local files, and for what Spotify took away."""

    uri: str
    track: Track | None = None
    added_at: datetime | None = None
    is_local: bool = False


class Device(msgspec.Struct, frozen=True):
    """A player. One without an id, or a restricted one, takes no commands."""

    name: str
    id: str | None = None
    type: str = ""
    is_active: bool = False
    is_private_session: bool = False
    is_restricted: bool = False
    supports_volume: bool = True
    volume_percent: int | None = None


class Playback(msgspec.Struct, frozen=True):
    """What plays now. Of `track` and `episode` one is set, or neither: an advert, or something unknown."""

    is_playing: bool
    kind: str
    """`track`, `episode`, `ad` or `unknown`."""
    track: Track | None = None
    episode: Episode | None = None
    progress_ms: int | None = None
    timestamp: int | None = None
    """When the state last changed, unix ms."""
    device: Device | None = None
    shuffle: bool | None = None
    repeat: str | None = None
    """`off`, `context` or `track`."""
    context: Context | None = None
    disallows: frozenset[str] = frozenset()
    """What may not be done now, in Spotify's words: `skipping_next`, `pausing` …"""


class Queue(msgspec.Struct, frozen=True):
    """What plays and what comes next; episodes are not told."""

    current: Track | None
    tracks: tuple[Track, ...]


class Found(msgspec.Struct, frozen=True):
    """What a search found, for each kind that was asked for."""

    tracks: Page[Track] | None = None
    artists: Page[Artist] | None = None
    albums: Page[Album] | None = None
    playlists: Page[Playlist] | None = None


class AudioFeatures(msgspec.Struct, frozen=True):
    """How a track sounds: 0 to 1, but tempo in bpm, loudness in dB, key -1 to 11, mode 0 or 1."""

    id: str
    acousticness: float
    danceability: float
    energy: float
    instrumentalness: float
    liveness: float
    loudness: float
    speechiness: float
    tempo: float
    valence: float
    key: int = -1
    mode: int = 0
    time_signature: int = 4
    duration_ms: int = 0


class Token(msgspec.Struct, frozen=True):
    """The token endpoint's answer. Its tokens never show in a repr."""

    access_token: str
    expires_in: int = 3600
    refresh_token: str | None = None
    scope: str | None = None

    def __repr__(self) -> str:
        return f"Token(expires_in={self.expires_in}, scope={self.scope!r})"

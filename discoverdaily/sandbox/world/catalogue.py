"""The invented catalogue: some 440 artists of many styles, their albums and singles: more than 6,000 tracks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from .features import Leaning, draw_features, leaning
from .model import Album, AlbumType, Artist, AudioFeatures, Track
from .names import album_name, artist_name, colour, label_name, place, song_name
from .search import Index, Kind
from .seed import image_id, spotify_id, stream
from .styles import STYLES, Style, Tongue

ARTISTS = 440
NEWEST = date(2026, 10, 30)
WITHOUT_FEATURES = 0.03
_COUNTRIES = ("GB", "US", "DE", "SE", "FR", "NO", "BR", "MX", "JP", "TW", "PL", "CA")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything by id; by_isrc: all ids of a recording; style_of: the style of an artist id; index: finds by words."""

    tracks: Mapping[str, Track]
    artists: Mapping[str, Artist]
    albums: Mapping[str, Album]
    by_isrc: Mapping[str, tuple[str, ...]]
    style_of: Mapping[str, Style]
    index: Index

    def search(self, query: str, kinds: Sequence[Kind]) -> dict[Kind, list[str]]:
        """Ids of each kind that match a query in Spotify's language, best first (`search.py`)."""
        return self.index.search(query, kinds)


@dataclass(slots=True)
class _Act:
    """An artist at work: what is needed while the discography is drawn."""

    artist: Artist
    style: Style
    tongue: Tongue
    leaning: Leaning
    label: str
    titles: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Recording:
    """What an album version and a single version have in common."""

    name: str
    duration_ms: int
    explicit: bool
    isrc: str
    features: AudioFeatures
    appeal: float
    guests: tuple[str, ...]


@cache
def catalogue() -> Catalogue:
    """The whole catalogue, built once."""
    acts = list(_acts())
    by_style: dict[str, list[str]] = {}
    for act in acts:
        by_style.setdefault(act.style.name, []).append(act.artist.id)
    tracks: dict[str, Track] = {}
    albums: dict[str, Album] = {}
    for act in acts:
        for album, its_tracks in _discography(act, by_style[act.style.name]):
            albums[album.id] = album
            tracks.update((track.id, track) for track in its_tracks)
    by_isrc: dict[str, tuple[str, ...]] = {}
    for track in tracks.values():
        by_isrc[track.isrc] = (*by_isrc.get(track.isrc, ()), track.id)
    artists = {act.artist.id: act.artist for act in acts}
    styles = {act.artist.id: act.style for act in acts}
    return Catalogue(tracks, artists, albums, by_isrc, styles, Index(tracks, artists, albums))


def _acts() -> Iterator[_Act]:
    chance, taken = stream("artists"), set[str]()
    shares = [style.share for style in STYLES]
    for number in range(ARTISTS):
        # The first come one of each style, so that none is missing.
        style = STYLES[number] if number < len(STYLES) else chance.choices(STYLES, shares)[0]
        tongue = chance.choice(style.tongues)
        name = artist_name(chance, style, tongue)
        while name.casefold() in taken:
            name = artist_name(chance, style, tongue)
        taken.add(name.casefold())
        popularity = int(4 + 86 * chance.random() ** 1.9)
        artist = Artist(
            id=spotify_id("artist", number),
            name=name,
            genres=style.genres[: 1 if chance.random() < 0.4 else 2],
            popularity=popularity,
            followers=int(40 * 1.13**popularity * (0.5 + chance.random())),
            image=image_id(STYLES.index(style), "artist", number, artist=True),
        )
        yield _Act(artist, style, tongue, leaning(chance, 0.35), label_name(chance))


def _discography(act: _Act, neighbours: Sequence[str]) -> Iterator[tuple[Album, list[Track]]]:
    """Albums with their singles, oldest first, then perhaps a live album and a collection of what was liked most."""
    chance = stream("discography", act.artist.id)
    known: list[_Recording] = []
    released = _debut(chance, act.style)
    for number in range(1 + int(2.6 * chance.random() ** 1.4)):
        live = number > 1 and chance.random() < 0.2
        songs = _songs(chance, act, neighbours, released, live=live)
        known += songs
        name = _title(chance, act, live=live)
        yield _release(act, name, "album", released, songs)
        for single in songs[: int(1.8 * chance.random())]:
            yield _release(
                act, single.name, "single", released - timedelta(days=20 + int(50 * chance.random())), [single]
            )
        released += timedelta(days=350 + int(1100 * chance.random()))
        if released > NEWEST:
            return
    if len(known) > 20 and chance.random() < 0.35:
        favourites = sorted(known, key=lambda song: -song.appeal)[:10]
        yield _release(act, f"{colour(chance)} Years: A Collection", "compilation", released, favourites)


def _debut(chance: Random, style: Style) -> date:
    """Recent more often than long ago, never after NEWEST."""
    first = date(style.since, 1, 1)
    return first + timedelta(days=int((NEWEST - first).days * chance.random() ** 0.55))


def _title(chance: Random, act: _Act, *, live: bool) -> str:
    if live:
        return f"Live at {place(chance)}"
    return _unused(act, lambda: album_name(chance, act.tongue, act.leaning.valence + act.style.valence * 2 - 1))


def _unused(act: _Act, draw: Callable[[], str]) -> str:
    for _ in range(20):
        name = draw()
        if name not in act.titles:
            break
    else:
        name = f"{name}, Pt. {2 + sum(title.startswith(name) for title in act.titles)}"
    act.titles.add(name)
    return name


def _songs(chance: Random, act: _Act, neighbours: Sequence[str], released: date, *, live: bool) -> list[_Recording]:
    album = leaning(chance, 0.25, act.leaning, live=live)
    count = chance.choice((4, 5, 8, 9, 10, 10, 11, 12, 12, 13, 14, 16))
    return [_song(chance, act, album, neighbours, released) for _ in range(count)]


def _song(chance: Random, act: _Act, album: Leaning, neighbours: Sequence[str], released: date) -> _Recording:
    features = draw_features(chance, act.style, album)
    name = _unused(act, lambda: song_name(chance, act.tongue, 2 * features.valence - 1))
    guests: tuple[str, ...] = ()
    if chance.random() < 0.06:
        guests = tuple({chance.choice(neighbours)} - {act.artist.id})
    mean, spread = act.style.minutes
    return _Recording(
        name=f"{name} (Live)" if album.live else name,
        duration_ms=int(60_000 * max(chance.gauss(mean, spread), 1.2)) + int(1000 * chance.random()),
        explicit=chance.random() < act.style.explicit,
        isrc=_isrc(chance, released),
        features=features,
        appeal=chance.random() ** 2,
        guests=guests,
    )


def _isrc(chance: Random, released: date) -> str:
    registrant = "".join(chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(3))
    return f"{chance.choice(_COUNTRIES)}{registrant}{released.year % 100:02d}{int(100_000 * chance.random()):05d}"


def _release(
    act: _Act, name: str, kind: AlbumType, released: date, songs: Sequence[_Recording]
) -> tuple[Album, list[Track]]:
    """One album with the songs as its tracks. Fewer than seven songs make a single, whatever the kind."""
    kind = "single" if kind == "album" and len(songs) < 7 else kind
    album_id = spotify_id("album", act.artist.id, kind, name, released)
    tracks = [_track(act, album_id, number, song, kind) for number, song in enumerate(songs, start=1)]
    image = image_id(STYLES.index(act.style), "album", album_id)
    album = Album(
        album_id, name, (act.artist.id,), min(released, NEWEST), kind, image, tuple(t.id for t in tracks), act.label
    )
    return album, tracks


def _track(act: _Act, album_id: str, number: int, song: _Recording, kind: AlbumType) -> Track:
    """A version on one album: own id, length within a second, popularity by album; features missing now and then."""
    chance = stream("track", album_id, number)
    drift = 0 if kind == "album" else int(1600 * chance.random()) - 800
    weight = {"album": 1.0, "single": 0.85, "compilation": 0.6}[kind]
    return Track(
        id=spotify_id("track", album_id, number),
        name=song.name,
        artist_ids=(act.artist.id, *song.guests),
        album_id=album_id,
        duration_ms=song.duration_ms + drift,
        explicit=song.explicit,
        isrc=song.isrc,
        popularity=int(act.artist.popularity * (0.3 + 0.7 * song.appeal) * weight),
        track_number=number,
        disc_number=1,
        features=None if chance.random() < WITHOUT_FEATURES else song.features,
    )

"""Spotify's search over the invented catalogue: words, and the filters artist, track, album, year, genre and isrc.

A filter reaches to the next filter or is put in quotation marks: `artist:Ilse Marrowby year:2019-2021`.
Every word asked for must begin a word of what is found; case and accents do not count.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .model import Album, Artist, Track

Kind = Literal["track", "artist", "album"]

_FILTER = re.compile(
    r"\b(artist|track|album|year|genre|isrc):\s*(\"[^\"]*\"?|.*?(?=\s+\w+:|$))", re.IGNORECASE | re.DOTALL
)
_WORD = re.compile(r"\w+")
_UNACCENTED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
# The fields that a filter looks in; words without a filter look in all but the genre.
_FREE = ("track", "artist", "album")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that can be found: its folded words by field, and what it is ranked by."""

    id: str
    title: str
    fields: Mapping[str, tuple[str, ...]]
    year: int | None
    isrc: str
    popularity: int

    def has(self, words: Sequence[str], names: Sequence[str]) -> bool:
        return all(any(have.startswith(word) for name in names for have in self.fields.get(name, ())) for word in words)

    def passes(self, name: str, value: str) -> bool:
        if name == "year":
            return self.year is not None and _within(self.year, value)
        if name == "isrc":
            return self.isrc == value.upper()
        return bool(words := words_of(value)) and self.has(words, (name,))


def fold(text: str) -> str:
    """Lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_UNACCENTED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))


class Index:
    """Everything that can be found, by kind, in one pass over some thousands of entries."""

    def __init__(self, tracks: Mapping[str, Track], artists: Mapping[str, Artist], albums: Mapping[str, Album]) -> None:
        self._entries: dict[Kind, list[_Entry]] = {
            "artist": [_artist_entry(artist) for artist in artists.values()],
            "album": [_album_entry(album, artists, tracks) for album in albums.values()],
            "track": [_track_entry(track, artists, albums) for track in tracks.values()],
        }

    def search(self, query: str, kinds: Sequence[Kind]) -> dict[Kind, list[str]]:
        """All ids of each kind that match: the exact name, then names that begin so, then the rest by popularity."""
        filters = [(name.lower(), value.strip().strip('"')) for name, value in _FILTER.findall(query)]
        free = words_of(_FILTER.sub(" ", query))
        return {kind: [entry.id for entry in self._matches(kind, free, filters)] for kind in kinds}

    def _matches(self, kind: Kind, free: Sequence[str], filters: Sequence[tuple[str, str]]) -> list[_Entry]:
        if not free and not filters:
            return []
        hits = [
            entry
            for entry in self._entries[kind]
            if entry.has(free, _FREE) and all(entry.passes(name, value) for name, value in filters)
        ]
        phrase = " ".join(free)
        return sorted(hits, key=lambda entry: (_distance(entry.title, phrase), -entry.popularity, entry.id))


def _distance(title: str, phrase: str) -> int:
    return 0 if title == phrase else 1 if title.startswith(phrase) else 2 if phrase in title else 3


def _within(year: int, span: str) -> bool:
    """Whether the year is the one asked for, or lies in `1999-2004`."""
    bounds = re.fullmatch(r"(\d{4})(?:\s*-\s*(\d{4}))?", span)
    return bounds is not None and int(bounds[1]) <= year <= int(bounds[2] or bounds[1])


def _joined(texts: Iterator[str]) -> tuple[str, ...]:
    return tuple(word for text in texts for word in words_of(text))


def _artist_entry(artist: Artist) -> _Entry:
    fields = {"artist": words_of(artist.name), "genre": _joined(iter(artist.genres))}
    return _Entry(artist.id, " ".join(fields["artist"]), fields, None, "", artist.popularity)


def _album_entry(album: Album, artists: Mapping[str, Artist], tracks: Mapping[str, Track]) -> _Entry:
    its_artists = [artists[artist_id] for artist_id in album.artist_ids]
    fields = {"album": words_of(album.name), "artist": _joined(artist.name for artist in its_artists)}
    popularity = max(tracks[track_id].popularity for track_id in album.track_ids)
    return _Entry(album.id, " ".join(fields["album"]), fields, album.released.year, "", popularity)


def _track_entry(track: Track, artists: Mapping[str, Artist], albums: Mapping[str, Album]) -> _Entry:
    its_artists, album = [artists[artist_id] for artist_id in track.artist_ids], albums[track.album_id]
    fields = {
        "track": words_of(track.name),
        "artist": _joined(artist.name for artist in its_artists),
        "album": words_of(album.name),
        "genre": _joined(genre for artist in its_artists for genre in artist.genres),
    }
    return _Entry(track.id, " ".join(fields["track"]), fields, album.released.year, track.isrc, track.popularity)

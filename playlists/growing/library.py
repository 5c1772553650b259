"""The tracks of this instance whose sound is known, ready to recommend from: built from the database, kept by each
process, and built anew when it is old and something has changed.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F, QuerySet
from numpy.typing import NDArray

from discoverdaily.listening.models import AudioFeatures, Credit, Track
from discoverdaily.music_data.local.catalogue import SOUND, Catalogue, year_of
from discoverdaily.music_data.local.index import Index

logger = logging.getLogger(__name__)

MOST = 150_000
"""How many recordings are kept at most, those learnt last: of 116,000 it takes some 350 MB while it is built."""
LOOKED_AFTER = 60.0
"""Seconds for which nobody asks whether there is something new."""
OLD = 3_600.0
"""Seconds after which a little that is new is worth building anew …"""
FIGURES = (*SOUND, "key", "mode")
TOLD = ("spotify_id", "name", "album", "isrc", "explicit", "released", "popularity")
MUCH = 1_000
"""… and how many new recordings are worth it at once."""
AT_ONCE = 10_000
ENOUGH = 0.5
"""The share of the tracks of which a figure is known from which on it is worth asking for."""
SMALL = 10_000
"""Up to so many recordings nobody waits long for it: about a second."""


@dataclass(frozen=True, eq=False)
class Library:
    """`index`: by the keys of recordings; `ids`: Spotify's id of the track that stands for each of its rows."""

    index: Index
    ids: NDArray[np.str_]

    def id_of(self, recording: int) -> str:
        """Spotify's id of the track that stands for a recording of the library."""
        return str(self.ids[self.index.catalogue.rows[recording]])

    def has(self, recording: int) -> bool:
        return recording in self.index.catalogue.rows

    @cached_property
    def popularity_known(self) -> bool:
        """Whether it is known of so many of the tracks that it can be asked for."""
        told = ~np.isnan(self.index.catalogue.column("popularity"))
        return bool(len(told)) and float(told.mean()) >= ENOUGH


@dataclass(slots=True)
class _Kept:
    library: Library | None = None
    known: int = 0
    built_at: float = 0.0
    looked_at: float = 0.0


_kept = _Kept()
_building = threading.Lock()


def library(*, wait: bool = False) -> Library | None:
    """The library as this process has it. A large one is built beside the requests, which have the one before
    meanwhile: None where there was none, unless they `wait`."""
    kept = _kept.library
    if kept is None:
        if wait or _found().count() <= SMALL:
            with _building:
                return _kept.library or _build()
        _build_beside()
        return _kept.library
    if time.monotonic() - _kept.looked_at > LOOKED_AFTER:
        _kept.looked_at = time.monotonic()
        if _worth_it() and len(kept.index) > SMALL:
            _build_beside()
        elif _worth_it():
            return _build()
    return kept


def _build_beside() -> None:
    if _building.acquire(blocking=False):
        threading.Thread(target=_build_and_let_go, name="library", daemon=True).start()


def _build_and_let_go() -> None:
    try:
        _build()
    except Exception:  # the next request tries again
        logger.exception("the library could not be built")
    finally:
        _building.release()
        connection.close()


def library_forget() -> None:
    """The next one to ask has it built anew."""
    _kept.library = None


def _worth_it() -> bool:
    new = abs(_found().count() - _kept.known)
    return new >= MUCH or (new > 0 and time.monotonic() - _kept.built_at > OLD)


def _build() -> Library:
    _kept.known = _found().count()
    _kept.library = library_of(_found().order_by("-found_at").values_list("recording", flat=True)[:MOST])
    _kept.built_at = _kept.looked_at = time.monotonic()
    return _kept.library


def _found() -> QuerySet[AudioFeatures]:
    return AudioFeatures.objects.filter(found_at__isnull=False).order_by()


def library_of(recordings: Iterable[int]) -> Library:
    """A library of the recordings, by their keys, whose sound is known and that Spotify has an id for. Three queries
    for every AT_ONCE of them."""
    keys = list(recordings)
    rows = [row for start in range(0, len(keys), AT_ONCE) for row in _rows(keys[start : start + AT_ONCE])]
    catalogue = Catalogue.of(
        np.array([row.recording for row in rows], dtype=np.int64),
        {name: [row.figures[place] for row in rows] for place, name in enumerate(FIGURES)}
        | {
            "duration_ms": [row.length or np.nan for row in rows],
            "explicit": [float(row.explicit) for row in rows],
            "year": [year_of(row.released) for row in rows],
            "popularity": [_figure(row.popularity) for row in rows],
        },
        artists=[row.artists for row in rows],
        names=[row.name for row in rows],
        albums=[row.album for row in rows],
        isrcs=[row.isrc for row in rows],
    )
    index = Index.of(catalogue)
    by_recording = {row.recording: row.spotify_id for row in rows}
    ids = [by_recording[recording] for recording in index.catalogue.keys.tolist()]
    return Library(index, np.array(ids, dtype="<U22"))


@dataclass(frozen=True, slots=True)
class _Row:
    recording: int
    length: int
    artists: tuple[int, ...]
    figures: tuple[float, ...]
    spotify_id: str
    name: str
    album: str
    isrc: str
    explicit: bool
    released: str
    popularity: int | None


def _rows(recordings: Sequence[int]) -> Iterator[_Row]:
    sound = AudioFeatures.objects.filter(recording__in=recordings, found_at__isnull=False).order_by()
    figures = {row[0]: row[1:] for row in sound.values_list("recording", *FIGURES)}
    standing = _standing(recordings)
    artists: dict[int, list[int]] = {}
    credited = Credit.objects.filter(track__in=[track for track, *_ in standing.values()])
    for track, artist in credited.order_by("track", "position").values_list("track", "artist"):
        artists.setdefault(track, []).append(artist)
    for recording, (track, artist, duration_ms, heard_ms, *told) in standing.items():
        if recording in figures:
            by, sounds = tuple(artists.get(track, [artist])), tuple(map(_figure, figures[recording]))
            yield _Row(recording, duration_ms or heard_ms, by, sounds, *told)


def _standing(recordings: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """The track that stands for each recording: one that Spotify has told of, the first that we knew."""
    tracks = Track.objects.filter(recording__in=recordings, spotify_id__isnull=False)
    told = tracks.order_by(F("seen_at").asc(nulls_first=True), "-pk").values_list(
        "recording", "pk", "artist", "duration_ms", "heard_ms", *TOLD
    )
    return {row[0]: row[1:] for row in told}


def _figure(value: float | None) -> float:
    return np.nan if value is None else value

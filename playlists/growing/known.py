"""What the database knows of tracks that somebody named: hundreds at a time, so it is read as rows, not as models."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from discoverdaily.listening.models import Credit, Track
from discoverdaily.music_data.local.catalogue import SOUND, year_of

_SOUND = (*SOUND, "mode")
_TRACK = ("pk", "recording", "recording__isrc", "name", "recording__features__found_at")
_MORE = ("duration_ms", "heard_ms", "explicit", "popularity", "released")
_ARTIST = ("artist", "artist__spotify_id", "artist__name_key")


@dataclass(frozen=True, slots=True)
class Known:
    """A track: the key of its recording, the recording's ISRC, the track's title, and the figures that are known.

    `artists`: their keys; `by`: what tells them apart for whoever does not know our keys, the first one first.
    """

    recording: int
    isrc: str
    name: str
    figures: Mapping[str, float]
    artists: Collection[int]
    by: tuple[str, ...]


def tracks_known(ids: Iterable[str]) -> dict[str, Known]:
    """Those of the tracks that we know, by Spotify's ids. Two queries."""
    columns = ("spotify_id", *_TRACK, *_MORE, *_ARTIST, *(f"recording__features__{name}" for name in _SOUND))
    rows = list(Track.objects.filter(spotify_id__in=set(ids)).values_list(*columns))
    credited: dict[int, list[tuple[Any, ...]]] = {}
    credits_ = Credit.objects.filter(track__in=[row[1] for row in rows]).order_by("track", "position")
    for track, *artist in credits_.values_list("track", *_ARTIST):
        credited.setdefault(track, []).append(tuple(artist))
    return {row[0]: _known(row[1:], credited.get(row[1], [])) for row in rows}


def _known(row: tuple[Any, ...], credited: list[tuple[Any, ...]]) -> Known:
    _track, recording, isrc, name, found_at, *rest = row
    length, heard, explicit, popularity, released, *rest = rest
    artists = credited or [tuple(rest[: len(_ARTIST)])]
    sound = dict(zip(_SOUND, rest[len(_ARTIST) :], strict=True)) if found_at else {}
    figures = {name: float(value) for name, value in sound.items() if value is not None}
    return Known(
        recording,
        isrc or "",
        name,
        figures | more_figures(length or heard, explicit, popularity, released),
        [artist for artist, *_ in artists],
        tuple(spotify_id or f"name:{name_key}" for _, spotify_id, name_key in artists),
    )


def more_figures(length_ms: int, explicit: bool | None, popularity: float | None, released: str) -> dict[str, float]:
    """What is known of a track beside its sound, without what is not."""
    more = {
        "duration_ms": length_ms or None,
        "explicit": explicit,
        "popularity": popularity,
        "year": year_of(released) if released else None,
    }
    return {name: float(value) for name, value in more.items() if value is not None}

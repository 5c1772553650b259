"""Catalogues and queries as they lie in CSV files."""

import csv
import gzip
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from discoverdaily.music_data.local.catalogue import SOUND, Catalogue, figure_of, year_of
from discoverdaily.music_data.local.credits import credited
from discoverdaily.music_data.local.tunables import TUNABLE, Tunables

_GZIP = b"\x1f\x8b"
_LIMITS = ("target", "minimum", "maximum")
_PREFIXES = {"target_": "target", "min_": "minimum", "max_": "maximum"}


class FileUnfit(Exception):
    """A file cannot be used. Its text is one line for people."""


@dataclass(slots=True)
class Query:
    """What is asked for in one go."""

    seeds: list[str] = field(default_factory=list)
    target: dict[str, float] = field(default_factory=dict)
    minimum: dict[str, float] = field(default_factory=dict)
    maximum: dict[str, float] = field(default_factory=dict)

    @property
    def wanted(self) -> Tunables:
        return Tunables(self.target, self.minimum, self.maximum)


def catalogue_in(path: Path) -> Catalogue:
    """The tracks of a CSV file, packed by gzip or not, with a column `track_id` and as many as it has of `name`,
    `artist` (several divided by `;`), `album`, `isrc`, `released` (a date or its year), `popularity`, `duration_ms`,
    `explicit` and audio features as Spotify names them. Of rows with one id the first counts. Raises FileUnfit."""
    rows: dict[str, dict[str, str]] = {}
    for _, row in _rows(path, "track_id"):
        if key := row["track_id"].strip():
            rows.setdefault(key, row)
    tracks = list(rows.values())
    names = [row.get("name", "") for row in tracks]
    figures = {
        name: [figure_of(row.get(name, "")) for row in tracks]
        for name in (*SOUND, "key", "mode", "popularity", "duration_ms")
    }
    return Catalogue.of(
        list(rows),
        figures
        | {
            "year": [year_of(row.get("released", "")) for row in tracks],
            "explicit": [_truth(row.get("explicit", "")) for row in tracks],
        },
        artists=credited([row.get("artist", "") for row in tracks], names),
        names=names,
        albums=[row.get("album", "") for row in tracks],
        isrcs=[row.get("isrc", "").strip().upper() for row in tracks],
    )


def queries_in(path: Path) -> dict[str, Query]:
    """The queries of a CSV file, in its order: rows `query_id,seed_track_id`, several to a query, with optional
    columns `target_…`, `min_…`, `max_…` of TUNABLE, each said in any of a query's rows. Raises FileUnfit."""
    queries: dict[str, Query] = {}
    for line, row in _rows(path, "query_id", "seed_track_id"):
        if not (name := row["query_id"].strip()):
            raise FileUnfit(f"{path}, line {line}: there is no query_id.")
        query = queries.setdefault(name, Query())
        if seed := row["seed_track_id"].strip():
            query.seeds.append(seed)
        for column, cell in row.items():
            if said := _asked(column):
                _note(query, *said, cell.strip(), f"{path}, line {line}")
    for name, query in queries.items():
        for attribute in query.minimum.keys() & query.maximum.keys():
            if query.minimum[attribute] > query.maximum[attribute]:
                raise FileUnfit(f"{path}, query {name}: the minimum of {attribute} is above its maximum.")
    return queries


def playlists_in(path: Path) -> dict[str, list[str]]:
    """The tracks of each playlist of a CSV file with rows `playlist_id,track_id`. Raises FileUnfit."""
    playlists: dict[str, list[str]] = {}
    for _, row in _rows(path, "playlist_id", "track_id"):
        playlists.setdefault(row["playlist_id"], []).append(row["track_id"])
    return playlists


def _asked(column: str) -> tuple[str, str] | None:
    """Which limit of which attribute a column says, if any."""
    for prefix, limit in _PREFIXES.items():
        if column.startswith(prefix):
            return limit, column.removeprefix(prefix)
    return None


def _note(query: Query, limit: str, attribute: str, cell: str, where: str) -> None:
    if attribute not in TUNABLE:
        raise FileUnfit(f"{where}: “{attribute}” cannot be asked for; these can: {', '.join(TUNABLE)}.")
    if not cell:
        return
    value = figure_of(cell)
    if math.isnan(value):
        raise FileUnfit(f"{where}: “{cell[:40]}” is no number.")
    if getattr(query, limit).setdefault(attribute, value) != value:
        raise FileUnfit(f"{where}: the query said another {limit} of {attribute} before.")


def _rows(path: Path, *needed: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line's number."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        with (gzip.open if packed else open)(path, "rt", newline="", encoding="utf-8-sig") as lines:
            rows = csv.DictReader(lines, restval="")
            header = rows.fieldnames or ()
            if missing := [name for name in needed if name not in header]:
                raise FileUnfit(f"{path} lacks these columns: {', '.join(missing)}.")
            for row in rows:
                row.pop(None, None)  # where a line has more cells than the header
                yield rows.line_num, row
    except OSError as error:
        raise FileUnfit(f"{path} cannot be read: {error.strerror or error}.") from None
    except (EOFError, csv.Error, UnicodeDecodeError, zlib.error) as error:
        raise FileUnfit(f"{path} is no CSV text: {error}.") from None


def _truth(cell: str) -> float:
    return {"true": 1.0, "1": 1.0, "false": 0.0, "0": 0.0}.get(cell.strip().casefold(), math.nan)

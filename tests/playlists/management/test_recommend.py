"""Anyone can judge the local recommender, from a shell."""

import csv
import gzip
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from discoverdaily.music_data.local.catalogue import SOUND, Catalogue
from tests.music_data.local.tracks import catalogue

FIGURES = (*SOUND, "popularity", "duration_ms")


def filed(path: Path, tracks: Catalogue, without: str = "") -> Path:
    columns = [name for name in ("track_id", "name", "artist", "album", "released", *FIGURES) if name != without]
    with (gzip.open if path.suffix == ".gz" else open)(path, "wt", newline="") as lines:
        writer = csv.DictWriter(lines, columns, extrasaction="ignore")
        writer.writeheader()
        for row, key in enumerate(tracks.keys):
            texts = {"track_id": key, "name": tracks.names[row], "artist": tracks.artists[row][0]}
            known = {name: tracks.column(name)[row] for name in FIGURES}
            year = f"{tracks.column('year')[row]:.0f}-05-01"
            writer.writerow(texts | known | {"album": tracks.albums[row], "released": year})
    return path


def queries(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def tracks(tmp_path: Path) -> Path:
    return filed(tmp_path / "tracks.csv.gz", catalogue(60))


def asked(tracks: Path, queries: Path, limit: Any = 5) -> tuple[list[dict[str, str]], str]:
    out, err = StringIO(), StringIO()
    call_command(
        "recommend", "--catalogue", str(tracks), "--queries", str(queries), f"--limit={limit}", stdout=out, stderr=err
    )
    assert out.getvalue().startswith("query_id,rank,track_id\n")
    return list(csv.DictReader(StringIO(out.getvalue()))), err.getvalue()


def test_each_query_is_answered_best_first_without_its_seeds(tmp_path: Path, tracks: Path) -> None:
    file = queries(
        tmp_path / "q.csv", "query_id,seed_track_id", "one,track0003", "two,track0009", "one,track0017", "one,track0003"
    )
    rows, said = asked(tracks, file)
    assert said == ""
    assert [(row["query_id"], row["rank"]) for row in rows] == [
        (query, str(rank)) for query in ("one", "two") for rank in range(1, 6)
    ]
    assert {row["track_id"] for row in rows[:5]}.isdisjoint({"track0003", "track0017"})


def test_limits_are_kept_and_targets_met(tmp_path: Path, tracks: Path) -> None:
    known = catalogue(60)
    file = queries(
        tmp_path / "q.csv",
        "query_id,seed_track_id,target_valence,min_energy,max_energy,min_tempo",
        "a,track0003,0.5,0.2,0.6,",
        "a,track0004,,,,",
        "b,,0.9,,,",
    )
    rows, _ = asked(tracks, file, limit=4)
    energy = [known.column("energy")[known.rows[row["track_id"]]] for row in rows if row["query_id"] == "a"]
    assert len(energy) == 4
    assert all(0.2 <= value <= 0.6 for value in energy)
    assert len(rows) == 8


def test_what_is_relaxed_is_said(tmp_path: Path, tracks: Path) -> None:
    energy = np.sort(catalogue(60).column("energy"))[::-1]
    header = "query_id,seed_track_id,min_energy"
    rows, said = asked(tracks, queries(tmp_path / "q.csv", header, f"a,,{energy[2]}"), limit=5)
    assert len(rows) == 5
    assert said == f"Query a: energy is relaxed from {energy[2]:g} to {energy[4]:g}, for 2 of 5 tracks.\n"


def test_a_limit_for_what_is_not_known_of_any_track_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    tracks = filed(tmp_path / "tracks.csv", catalogue(60), without="popularity")
    file = queries(tmp_path / "q.csv", "query_id,seed_track_id,min_popularity,target_popularity", "a,track0003,50,80")
    rows, said = asked(tracks, file)
    assert len(rows) == 5
    assert said == "Query a: popularity is not known of any track, and its limits are left out.\n"


def test_seeds_that_nobody_knows_are_said(tmp_path: Path, tracks: Path) -> None:
    file = queries(tmp_path / "q.csv", "query_id,seed_track_id", "one,track0003", "one,ghost", "two,phantom")
    rows, said = asked(tracks, file)
    assert {row["query_id"] for row in rows} == {"one"}
    assert said == (
        "Query one: the catalogue does not have ghost.\n"
        "Query two: the catalogue does not have phantom.\nQuery two: there is nothing to go by.\n"
    )


@pytest.mark.parametrize("without", ["popularity", "artist", "name", "album", "released", "valence", "duration_ms"])
def test_a_catalogue_may_lack_any_column_but_the_ids(tmp_path: Path, without: str) -> None:
    tracks = filed(tmp_path / "tracks.csv", catalogue(60), without)
    rows, _ = asked(tracks, queries(tmp_path / "q.csv", "query_id,seed_track_id", "one,track0003"))
    assert len(rows) == 5


def test_popularity_may_be_empty(tmp_path: Path) -> None:
    tracks = filed(tmp_path / "tracks.csv", catalogue(60, popularity=[np.nan] * 60))
    assert len(asked(tracks, queries(tmp_path / "q.csv", "query_id,seed_track_id", "one,track0003"))[0]) == 5


def test_no_tracks_and_no_queries_are_no_fault(tmp_path: Path, tracks: Path) -> None:
    none = queries(tmp_path / "none.csv", "query_id,seed_track_id")
    assert asked(tracks, none) == ([], "")
    one = queries(tmp_path / "q.csv", "query_id,seed_track_id", "one,track0003")
    assert asked(tracks, one, limit=0)[0] == []
    assert len(asked(tracks, one, limit=10_000)[0]) == 59
    empty = queries(tmp_path / "empty.csv", "track_id,name")
    assert asked(empty, one)[0] == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["query,seed"], r"q\.csv lacks these columns: query_id, seed_track_id\."),
        (["query_id,seed_track_id,target_mood", "a,b,1"], "line 2: “mood” cannot be asked for; these can: acoust"),
        (["query_id,seed_track_id,min_energy", "a,b,high"], "line 2: “high” is no number"),
        (["query_id,seed_track_id,min_energy", "a,b,nan"], "line 2: “nan” is no number"),
        (["query_id,seed_track_id,min_energy", ",b,.5"], "line 2: there is no query_id"),
        (["query_id,seed_track_id,min_energy", "a,b,.5", "a,c,.6"], "line 3: the query said another minimum of energy"),
        (["query_id,seed_track_id,min_energy,max_energy", "a,b,.5,.4"], "query a: the minimum of energy is above"),
    ],
)
def test_what_is_wrong_with_the_queries_is_said_in_one_line(
    tmp_path: Path, tracks: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(CommandError, match=message) as caught:
        asked(tracks, queries(tmp_path / "q.csv", *lines))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"", "lacks these columns: track_id"),
        (b"id,name\n1,a\n", "lacks these columns: track_id"),
        (b'track_id\n"' + b"a" * 200_000, "is no CSV text: field larger than field limit"),
        (b"\x89PNG\xff\x00", "is no CSV text"),
        (b"\x1f\x8bnot packed at all", "cannot be read: Unknown compression method|cannot be read: Not a gzipped"),
        (
            gzip.compress(b"track_id\nabc\n", mtime=0)[:10] + b"\xff" * 40,
            "is no CSV text: Error -3 while decompressing",
        ),
        (gzip.compress(b"track_id\n" + b"abc\n" * 5000, mtime=0)[:40], "is no CSV text: Compressed file ended"),
    ],
    ids=["missing", "empty", "other columns", "too long a cell", "a picture", "not packed", "spoilt", "cut off"],
)
def test_what_is_wrong_with_the_catalogue_is_said_in_one_line(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "tracks.csv.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=message) as caught:
        asked(file, queries(tmp_path / "q.csv", "query_id,seed_track_id", "a,b"))
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        asked(tmp_path, queries(tmp_path / "q.csv", "query_id,seed_track_id", "a,b"))


@pytest.mark.parametrize("limit", ["-1", "many", "1.5"])
def test_a_limit_is_a_number_of_tracks(tmp_path: Path, tracks: Path, limit: str) -> None:
    with pytest.raises(CommandError, match="is no number of tracks"):
        asked(tracks, queries(tmp_path / "q.csv", "query_id,seed_track_id", "a,b"), limit=limit)

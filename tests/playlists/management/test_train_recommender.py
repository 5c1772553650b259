"""Anyone can teach the local recommender from playlists of their own, and see what it has learnt."""

import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from discoverdaily.music_data.local.likeness import PARTS
from tests.music_data.local.tracks import catalogue
from tests.playlists.management.test_recommend import filed


def playlists(path: Path, count: int = 10) -> Path:
    """Each of the tracks of a few artists."""
    tracks = catalogue(600)
    lines = ["playlist_id,playlist_name,track_id"]
    for number in range(count):
        rows = [row for row, by in enumerate(tracks.artists) if by in ((f"artist{number}",), (f"artist{number + 1}",))]
        lines += [f"list{number},A list,{tracks.keys[row]}" for row in rows[:30]]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_weights_are_written_and_how_well_they_do_is_told(tmp_path: Path) -> None:
    out, to = StringIO(), tmp_path / "weights.json"
    call_command(
        "train_recommender",
        catalogue=filed(tmp_path / "tracks.csv.gz", catalogue(600)),
        playlists=playlists(tmp_path / "playlists.csv"),
        to=to,
        stdout=out,
    )
    weights = json.loads(to.read_text())
    assert weights.keys() == PARTS.keys()
    assert np.isfinite(list(weights.values())).all()
    report = json.loads(out.getvalue())
    assert report["tracks"] == 600
    for seeds in (10, 4):
        for known in ("known", "unknown"):
            told = report[f"{seeds} seeds, popularity {known}"]
            assert told["playlists"] == 10
            assert 0.1 < told["r_precision"]["low"] < told["r_precision"]["mean"] < told["r_precision"]["high"] <= 1


def test_what_is_wrong_with_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    tracks = filed(tmp_path / "tracks.csv", catalogue(20))
    with pytest.raises(CommandError, match=r"lacks these columns: playlist_id\."):
        call_command("train_recommender", catalogue=tracks, playlists=tracks, to=tmp_path / "weights.json")
    assert not (tmp_path / "weights.json").exists()


def test_playlists_that_are_too_short_teach_nothing(tmp_path: Path) -> None:
    lists = tmp_path / "playlists.csv"
    lists.write_text("playlist_id,track_id\na,track0001\n")
    tracks = filed(tmp_path / "tracks.csv", catalogue(20))
    with pytest.raises(CommandError, match="too few playlists"):
        call_command("train_recommender", catalogue=tracks, playlists=lists, to=tmp_path / "weights.json")

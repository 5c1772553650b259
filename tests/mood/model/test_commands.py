"""Anyone can train a model and judge one, from a shell."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mood.model.features import FEATURES, SOUND
from mood.model.files import ModelUnfit, named
from mood.model.songs import AT_ONCE, Songs
from tests.mood.model.songs import lists

HEADER = ["track_id", *FEATURES, "duration_ms", "label", "source"]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]


def filed(path: Path, songs: Songs) -> Path:
    with path.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(HEADER)
        for number, (row, label, source) in enumerate(zip(songs.figures, songs.labels, songs.sources, strict=True)):
            writer.writerow([f"song{number}" if number % 2 else "", *row, "", label, source])
    return path


def scored(path: Path, **options: str) -> list[dict[str, str]]:
    out = StringIO()
    call_command("score_songs", str(path), stdout=out, **options)
    return list(csv.DictReader(StringIO(out.getvalue())))


def test_songs_are_scored_in_the_order_of_the_file(tmp_path: Path) -> None:
    songs = lists(AT_ONCE + 5)
    rows = scored(filed(tmp_path / "songs.csv", songs))
    assert list(rows[0]) == ["track_id", "score", "pleasantness", "energy"]
    assert [row["track_id"] for row in rows[:3]] == ["", "song1", ""]
    for name, told in zip(("score", "pleasantness", "energy"), named("default").scores(songs.figures), strict=True):
        assert [float(row[name]) for row in rows] == pytest.approx(told.tolist(), abs=1e-6)


def test_the_classic_model_tells_the_score_alone(tmp_path: Path) -> None:
    row = scored(filed(tmp_path / "songs.csv", lists(1)), model="classic")[0]
    assert 0 < float(row["score"]) < 1
    assert (row["pleasantness"], row["energy"]) == ("", "")


@pytest.mark.parametrize("spoilt", ["", "loud", "nan", "inf", "1.5", "-1"])
def test_a_song_without_usable_features_has_empty_cells(tmp_path: Path, spoilt: str) -> None:
    path = tmp_path / "songs.csv"
    sound = dict.fromkeys(SOUND, "0.5") | {"loudness": "-8"}
    with path.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, ["track_id", *SOUND])
        writer.writeheader()
        writer.writerow({"track_id": "spoilt", **sound, "valence": spoilt})
        writer.writerow({"track_id": "whole", **sound})
        lines.write("cut,0.1\n")
    rows = scored(path)
    assert [(row["track_id"], bool(row["score"])) for row in rows] == [
        ("spoilt", False),
        ("whole", True),
        ("cut", False),
    ]


def test_a_file_without_songs_has_no_scores(tmp_path: Path) -> None:
    assert scored(filed(tmp_path / "songs.csv", lists(0))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "lacks these columns: acousticness, .*valence"),
        (b"artist,title\na,b\n", "lacks these columns: acousticness"),
        (b"\xff\xfe\x00", "no CSV text"),
        (b"PK\x03\x04\xff\xff", "no CSV text"),
    ],
)
def test_a_file_of_something_else_is_refused_in_one_line(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "songs.csv").write_bytes(text)
    with pytest.raises(CommandError, match=message) as refused:
        scored(tmp_path / "songs.csv")
    assert "\n" not in str(refused.value)


def test_a_file_or_a_model_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.csv cannot be read: No such file"):
        scored(tmp_path / "gone.csv")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        scored(tmp_path)
    with pytest.raises(CommandError, match=r"no model file gone\.json"):
        scored(filed(tmp_path / "songs.csv", lists(3)), model="gone")


def test_a_model_is_trained_kept_with_its_report_and_scored_by(tmp_path: Path) -> None:
    path, out = filed(tmp_path / "songs.csv", lists(60)), StringIO()
    call_command("train_mood_model", str(path), name="ours", stdout=out)
    assert "AUC" in out.getvalue()
    report = json.loads((tmp_path / "models" / "ours.report.json").read_text())
    assert report["fingerprint"] == named("ours").fingerprint
    assert "song1" not in (tmp_path / "models" / "ours.json").read_text()
    assert len(scored(path, model="ours")) == 60


def test_a_model_can_be_written_elsewhere(tmp_path: Path) -> None:
    path = filed(tmp_path / "songs.csv", lists(60))
    call_command("train_mood_model", str(path), name="default", to=tmp_path / "there", stdout=StringIO())
    assert sorted(file.name for file in (tmp_path / "there").iterdir()) == ["default.json", "default.report.json"]


@pytest.mark.parametrize(
    ("name", "count", "message"),
    [
        ("classic", 60, "classic comes with DiscoverDaily"),
        ("../ours", 60, "hyphens"),
        ("ours", 6, "at least 10 happy songs"),
    ],
)
def test_what_cannot_be_trained_is_refused_and_nothing_written(
    tmp_path: Path, name: str, count: int, message: str
) -> None:
    path = filed(tmp_path / "songs.csv", lists(count))
    with pytest.raises(CommandError, match=message):
        call_command("train_mood_model", str(path), name=name, stdout=StringIO())
    with pytest.raises(ModelUnfit):
        named("ours")


def test_songs_without_labels_cannot_be_learnt_from(tmp_path: Path) -> None:
    path = tmp_path / "songs.csv"
    path.write_text(",".join(FEATURES))
    with pytest.raises(CommandError, match=r"lacks these columns: label\."):
        call_command("train_mood_model", str(path), name="ours", stdout=StringIO())


def test_whoever_reads_a_model_while_it_is_trained_anew_reads_a_whole_one(tmp_path: Path) -> None:
    songs = filed(tmp_path / "songs.csv", lists(30))
    call_command("train_mood_model", str(songs), name="mine", to=tmp_path, stdout=StringIO())
    with (tmp_path / "mine.json").open() as reader:
        before = (tmp_path / "mine.json").read_text()
        call_command("train_mood_model", str(filed(songs, lists(31))), name="mine", to=tmp_path, stdout=StringIO())
        assert reader.read() == before
    assert {path.name for path in tmp_path.iterdir()} == {"songs.csv", "mine.json", "mine.report.json"}

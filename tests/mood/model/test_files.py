"""A model's file is read as it was written or not at all: then a sentence says why."""

import json
from pathlib import Path
from typing import Any

import pytest

from mood.model.files import CLASSIC, DEFAULT, LARGEST, SHIPPED, ModelUnfit, named, path_of, read, read_file, written


@pytest.fixture
def file() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((SHIPPED / "default.json").read_text())
    return told


@pytest.mark.parametrize("name", [CLASSIC, DEFAULT])
def test_what_is_read_is_what_was_written(name: str) -> None:
    text = (SHIPPED / f"{name}.json").read_text()
    model = read(text)
    assert model.name == name
    assert written(model) == text
    assert read(written(model)) == model
    assert len(model.fingerprint) == 16


def test_no_two_models_have_the_same_fingerprint() -> None:
    assert named(CLASSIC).fingerprint != named(DEFAULT).fingerprint


def test_a_model_keeps_its_meaning_however_its_file_is_laid_out(file: dict[str, Any]) -> None:
    assert read(json.dumps(file, indent=7, sort_keys=True)).content == named(DEFAULT).content


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\x80\x04\x95",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{",
        b'"default"',
        b'{"format": "1"}',
        b'{"format": 1}',
        b'{"format": 1, "checksum": "", "model": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_model_cannot_be_read(text: bytes) -> None:
    with pytest.raises(ModelUnfit, match=r"^This model cannot be read: .+\.$"):
        read(text)


def test_half_a_file_cannot_be_read() -> None:
    text = (SHIPPED / "default.json").read_bytes()
    for end in range(0, len(text) - 2, 997):
        with pytest.raises(ModelUnfit):
            read(text[:end])


def test_another_version_is_named_whatever_else_it_holds() -> None:
    with pytest.raises(ModelUnfit, match=r"written in format 2, and only format 1"):
        read(b'{"format": 2, "forest": [], "checksum": 5}')


def test_a_model_that_was_touched_is_not_used(file: dict[str, Any]) -> None:
    file["model"]["happy"]["intercept"] += 0.001
    with pytest.raises(ModelUnfit, match="checksum"):
        read(json.dumps(file))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda model: model["happy"]["slopes"].update(weather=1.0),
        lambda model: model["happy"]["slopes"].update(valence="much"),
        lambda model: model["happy"]["slopes"].update(valence=None),
        lambda model: model["happy"].update(surprise=1),
        lambda model: model.update(happy=None),
        lambda model: model.update(energy=None),
        lambda model: model.pop("typical"),
        lambda model: model["typical"].pop("valence"),
        lambda model: model["scales"].pop("energy"),
        lambda model: model["happy"]["curves"]["valence"]["at"].reverse(),
        lambda model: model["happy"]["curves"]["valence"]["to"].pop(),
        lambda model: model["happy"]["curves"].update(valence={"at": [], "to": []}),
    ],
)
def test_a_model_of_parts_that_do_not_fit_cannot_be_read(file: dict[str, Any], spoil: Any) -> None:
    spoil(file["model"])
    with pytest.raises(ModelUnfit, match="cannot be read"):
        read(json.dumps(file))


def test_numbers_without_end_cannot_be_read(file: dict[str, Any]) -> None:
    text = json.dumps(file).replace(str(file["model"]["happy"]["intercept"]), "1e999", 1)
    with pytest.raises(ModelUnfit):
        read(text)


def test_a_file_that_is_not_there_or_no_file_or_too_large_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelUnfit, match=r"no model file gone\.json"):
        read_file(tmp_path / "gone.json")
    with pytest.raises(ModelUnfit, match="cannot be opened"):
        read_file(tmp_path)
    (tmp_path / "large.json").write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(ModelUnfit, match="too large"):
        read_file(tmp_path / "large.json")


@pytest.mark.parametrize("name", ["", "../secret_key", "a/b", "Default", "a" * 41, "ä", "-a", "a\n"])
def test_a_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(ModelUnfit, match="hyphens"):
        path_of(name)


def test_a_model_is_read_again_once_its_file_is_another(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    path = path_of("ours")
    with pytest.raises(ModelUnfit, match="no model file"):
        named("ours")
    path.parent.mkdir()
    path.write_text(written(named(CLASSIC)))
    assert named("ours").fingerprint == named(CLASSIC).fingerprint
    path.write_text("spoilt")
    with pytest.raises(ModelUnfit, match="cannot be read"):
        named("ours")

"""The styles of the invented catalogue, from `styles.toml`, which says what each number means."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

Tongue = Literal["english", "nordic", "spanish", "portuguese", "french", "japanese", "chinese", "polish"]
Naming = Literal["band", "person", "duo", "moniker", "ensemble"]


@dataclass(frozen=True, slots=True)
class Style:
    """What music of a style sounds like, and how its artists are named and pictured. palette: "#rrggbb" colours."""

    name: str
    genres: tuple[str, ...]
    share: float
    energy: float
    valence: float
    dance: float
    acoustic: float
    instrumental: float
    speech: float
    tempo: tuple[float, float]
    minutes: tuple[float, float]
    ballads: float
    major: float
    explicit: float
    naming: tuple[Naming, ...]
    tongues: tuple[Tongue, ...]
    palette: tuple[str, ...]
    since: int


def _style(row: dict[str, Any]) -> Style:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Style(**values)


STYLES = tuple(map(_style, tomllib.loads(files(__package__).joinpath("styles.toml").read_text("utf-8"))["style"]))

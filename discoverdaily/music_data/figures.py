"""What is believed of how something sounds: each figure within its range, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Range(NamedTuple):
    """From `low` to `high`, both included unless `above`."""

    low: float
    high: float
    above: bool = False
    whole: bool = False

    def holds(self, value: float) -> bool:
        """Whether the finite figure can be one."""
        if self.whole and value != int(value):
            return False
        return (self.low < value if self.above else self.low <= value) and value <= self.high


_SHARE = Range(0, 1)
RANGES = {
    "acousticness": _SHARE,
    "danceability": _SHARE,
    "energy": _SHARE,
    "instrumentalness": _SHARE,
    "liveness": _SHARE,
    "loudness": Range(-60, 5),  # dB
    "speechiness": _SHARE,
    "tempo": Range(0, 300, above=True),  # beats a minute
    "valence": _SHARE,
    "key": Range(-1, 11, whole=True),
    "mode": Range(0, 1, whole=True),
}
NEEDED = frozenset(RANGES) - {"key", "mode"}
"""What a model of mood reads: without any one of these a sound is not known yet."""
_LARGEST = 1e15
"""Beyond it, and where it is no number at all, a figure is not kept as a number."""


@dataclass(frozen=True, slots=True)
class Sound:
    """How a recording sounds, as far as it is believed."""

    provider: str
    figures: Mapping[str, float]
    refused: Mapping[str, float | str] = field(default_factory=dict)
    """Figures outside their range, by name, as they were told."""

    @property
    def whole(self) -> bool:
        """Whether no figure that is needed is missing."""
        return self.figures.keys() >= NEEDED


def sound_of(provider: str, told: Mapping[str, object]) -> Sound:
    """The figures among what was told, each believed or refused by itself; what was not told is neither."""
    figures: dict[str, float] = {}
    refused: dict[str, float | str] = {}
    for name, allowed in RANGES.items():
        value = told.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            refused[name] = str(value)[:40]
        elif not abs(value) <= _LARGEST:
            refused[name] = "beyond all numbers"
        elif allowed.holds(value):
            figures[name] = int(value) if allowed.whole else float(value)
        else:
            refused[name] = value
    return Sound(provider, figures, refused)

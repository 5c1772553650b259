"""Invented catalogues."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from discoverdaily.music_data.local.catalogue import SOUND, Catalogue

SPANS = {"loudness": (-30, 0), "tempo": (60, 200)}
SYLLABLES = ("ka", "lo", "mi", "ren", "su", "tov", "el", "bran")


def catalogue(size: int = 60, *, artists: int = 12, chance: int = 1, **figures: Any) -> Catalogue:
    """So many tracks of so many artists; each artist has a sound and a decade of their own. `figures` replace what
    would be known."""
    random = np.random.default_rng(chance)
    by = random.integers(artists, size=size)
    own = {name: random.uniform(*SPANS.get(name, (0, 1)), artists) for name in SOUND}
    known: dict[str, Any] = {
        name: np.clip(
            own[name][by] + 0.05 * np.ptp(SPANS.get(name, (0, 1))) * random.standard_normal(size),
            *SPANS.get(name, (0, 1)),
        )
        for name in SOUND
    }
    known["year"] = 1970 + 5 * by + random.integers(5, size=size)
    known["popularity"] = random.integers(101, size=size)
    known["duration_ms"] = random.integers(90_000, 400_000, size=size)
    return Catalogue.of(
        [f"track{number:04}" for number in range(size)],
        known | figures,
        artists=[(f"artist{number}",) for number in by],
        names=titles(size, random),
        albums=[f"album {number % 40}" for number in range(size)],
    )


def titles(size: int, random: np.random.Generator) -> list[str]:
    return [f"{''.join(random.choice(SYLLABLES, 4))} {number}" for number in range(size)]


def keys_of(picks: Sequence[Any]) -> list[Any]:
    return [pick.key for pick in picks]

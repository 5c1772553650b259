"""Songs that nobody ever played, with labels that follow from how they sound."""

import numpy as np

from mood.model.features import FEATURES, Floats
from mood.model.songs import ANGRY, CALM, HAPPY, SAD, Songs

TYPICAL = {"loudness": -8.0, "tempo": 120.0, "key": 5.0, "mode": 1.0}


def sounds(count: int, seed: int = 0) -> Floats:
    """Features within their ranges, drawn by chance."""
    chance = np.random.default_rng(seed)
    drawn = {name: chance.uniform(0.02, 0.98, count) for name in FEATURES}
    drawn |= {"loudness": chance.uniform(-30, 0, count), "tempo": chance.uniform(60, 200, count)}
    drawn |= {"key": np.floor(chance.uniform(0, 12, count)), "mode": np.floor(chance.uniform(0, 2, count))}
    return np.column_stack([drawn[name] for name in FEATURES])


def one(**figures: float) -> Floats:
    """One song in the middle of everything but for these."""
    return np.array([[figures.get(name, TYPICAL.get(name, 0.5)) for name in FEATURES]])


def lists(count: int, *, sources: int = 1, moods: tuple[str, ...] = (HAPPY, SAD), seed: int = 0) -> Songs:
    """Songs on lists by mood: what is happy tends to be valent and energetic, what is sad neither, what is calm valent
    alone, what is angry energetic alone."""
    chance = np.random.default_rng(seed + 1)
    figures = sounds(count, seed)
    labels = chance.choice(moods, count)
    shift = np.isin(labels, (HAPPY, CALM)), np.isin(labels, (HAPPY, ANGRY))
    for name, high in zip(("valence", "energy"), shift, strict=True):
        at = FEATURES.index(name)
        figures[:, at] = np.clip(figures[:, at] * 0.7 + np.where(high, 0.3, 0.0), 0, 1)
    return Songs.of(figures, labels.tolist(), [f"list {number}" for number in chance.integers(0, sources, count)])


FOUR = (HAPPY, SAD, CALM, ANGRY)

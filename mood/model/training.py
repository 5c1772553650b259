"""Trains models of mood from labelled songs, and says how good they are on songs that they did not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from scipy.optimize import minimize_scalar
from scipy.special import log_expit
from sklearn.model_selection import RepeatedStratifiedKFold
from threadpoolctl import threadpool_limits

from mood.model import reporting
from mood.model.features import FEATURES, ROBUST, SOUND, Floats, complete
from mood.model.files import made
from mood.model.fitting import Bent, Scales, Straight, mixed, shortened
from mood.model.heads import Content, Head, Pleasantness
from mood.model.model import MoodModel
from mood.model.songs import ANGRY, CALM, HAPPY, LABELS, SAD, Songs
from mood.model.weighing import FEWEST, trust_in, weights_of

FEWEST_SONGS = 10
"""Happy songs, and sad ones, below which nothing is learnt."""
FEWEST_SOURCES = 3
"""Sources with happy and with sad songs from which it is worth asking what holds across curators."""

TURN = 1.0
"""From which logit of energy on a song is rather asked whether it is angry than whether it is sad."""
PLAIN_RIDGE = 0.3
"""How plain a plain model is: a person's lists are short."""


class TooFewSongs(Exception):
    """There is too little to learn from. Its text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model, and what is to be said of it."""

    model: MoodModel
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a head is trained."""

    yes: tuple[str, ...]
    """The labels that it is to tell from the others."""
    shares: Mapping[str, float]
    """What the labels weigh together."""
    curve_ridge: float
    pair_ridge: float | None
    straight: float
    """The share of a straight line along the robust features."""
    judged_by: tuple[str, ...]
    """The labels of the songs by which it is judged."""


RECIPES = {
    # A little of what is calm counts as happy: else whatever is soft and wordless is called sad.
    "happy": Recipe((HAPPY, CALM), {HAPPY: 0.95, SAD: 1.0, CALM: 0.05}, 0.01, 0.003, 0.3, (HAPPY, SAD)),
    "energy": Recipe((HAPPY, ANGRY), {HAPPY: 1.0, ANGRY: 1.0, SAD: 1.0, CALM: 1.0}, 0.01, 0.003, 0.0, LABELS),
    # Angry songs weigh more than happy ones: it is worse to call anger pleasant than the other way round.
    "loud": Recipe((HAPPY,), {HAPPY: 1.0, ANGRY: 1.4}, 0.01, None, 0.0, (HAPPY, ANGRY)),
    "quiet": Recipe((HAPPY, CALM), {HAPPY: 1.0, CALM: 0.3, SAD: 1.0}, 0.01, None, 0.0, (HAPPY, CALM, SAD)),
}


def train(songs: Songs, name: str) -> Trained:
    """A model of these songs and its report: across sources where there are several with both moods, else a plain one.

    Raises TooFewSongs.
    """
    songs = _worth_learning(songs)
    told = [
        source
        for source in np.unique(songs.sources)
        if min(songs.take(songs.sources == source).count(label) for label in (HAPPY, SAD)) >= FEWEST
    ]
    with threadpool_limits(limits=1):  # so small are the sums that threads would only wait for each other
        return _across(songs, name) if len(told) >= FEWEST_SOURCES else _plain(songs, name)


def _worth_learning(songs: Songs) -> Songs:
    """Those of which the robust features are known, each sound once, typical figures in the gaps."""
    songs = songs.take(complete(songs.figures, ROBUST)).distinct()
    happy, sad = songs.count(HAPPY), songs.count(SAD)
    if min(happy, sad) < FEWEST_SONGS:
        raise TooFewSongs(
            _(
                "It takes at least %(least)d happy songs and %(least)d sad ones whose sound is known; "
                "here are %(happy)d and %(sad)d."
            )
            % {"least": FEWEST_SONGS, "happy": happy, "sad": sad}
        )
    typical = _typical(songs)
    stand_ins = np.array([typical.get(name, np.nan) for name in FEATURES])
    return replace(songs, figures=np.where(np.isfinite(songs.figures), songs.figures, stand_ins))


def _typical(songs: Songs) -> dict[str, float]:
    """A song between the happy and the sad: the mean of their medians; 0 where nothing is known of a feature."""
    middles = []
    for label in (HAPPY, SAD):
        figures = songs.figures[songs.labels == label]
        middles.append([_median(figures[:, FEATURES.index(name)]) for name in SOUND])
    return {name: shortened(sum(two) / 2) for name, *two in zip(SOUND, *middles, strict=True)}


def _median(values: Floats) -> float:
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else 0.0


def _content(songs: Songs, name: str, heads: Mapping[str, Head], scales: Scales | None = None) -> Content:
    paired = frozenset().union(*(head.paired for head in heads.values()))
    return Content(
        name=name,
        trained_on={label: songs.count(label) for label in LABELS if songs.count(label)},
        typical=_typical(songs),
        stands_in=True,
        happy=heads["happy"],
        energy=heads.get("energy"),
        pleasantness=Pleasantness(heads["loud"], heads["quiet"], TURN) if "loud" in heads else None,
        scales={name: curve for name, curve in scales.curves.items() if name in paired} if scales else {},
    )


def _across(songs: Songs, name: str) -> Trained:
    """Curves and pairs, weighed across sources; how far to trust them from leaving each source out in turn."""
    told = _told(songs)
    unseen = {head: np.full(len(songs.labels), np.nan) for head in told}
    for source in np.unique(songs.sources):
        left_out = songs.sources == source
        content = _content(songs.take(~left_out), name, *_fitted(songs.take(~left_out), told))
        for head, logits in made(content).each_logit(songs.figures[left_out]).items():
            unseen[head][left_out] = logits
    sharpness = {head: _sharpness(songs, RECIPES[head], logits) for head, logits in unseen.items()}
    heads, scales = _fitted(songs, told)
    heads = {head: mixed((fitted, sharpness[head])) for head, fitted in heads.items()}
    model = made(_content(songs, name, heads, scales))
    return Trained(model, reporting.across(songs, model, {head: unseen[head] * sharpness[head] for head in told}))


def _told(songs: Songs) -> list[str]:
    """The heads that can be learnt: all where songs of every label are left whichever source is left out, else the
    first alone."""
    left = [songs.take(songs.sources != source) for source in np.unique(songs.sources)]
    whole = all(each.count(label) >= FEWEST_SONGS for each in left for label in LABELS)
    return list(RECIPES) if whole else ["happy"]


def _fitted(songs: Songs, told: Sequence[str]) -> tuple[dict[str, Head], Scales]:
    scales, trust = Scales.of(songs.figures), trust_in(songs)
    return {head: _head(songs, RECIPES[head], scales, trust) for head in told}, scales


def _head(songs: Songs, recipe: Recipe, scales: Scales, trust: Mapping[str, float]) -> Head:
    songs = songs.take(np.isin(songs.labels, list(recipe.shares)))
    weights = weights_of(songs, recipe.shares, trust)
    bent = Bent(scales, recipe.curve_ridge, recipe.pair_ridge)
    parts = [(bent.fit(songs.figures, np.isin(songs.labels, recipe.yes), weights), 1 - recipe.straight)]
    if recipe.straight:
        plain = songs.take(np.isin(songs.labels, (HAPPY, SAD)))
        weights = weights_of(plain, {HAPPY: 1.0, SAD: 1.0}, trust)
        parts.append((Straight().fit(plain.figures, plain.labels == HAPPY, weights), recipe.straight))
    return mixed(*parts)


def _sharpness(songs: Songs, recipe: Recipe, logits: Floats) -> float:
    """What to multiply logits by so that they are as sure as they may be about sources that were left out (Guo et al.
    2017 call its inverse the temperature)."""
    judges = np.isin(songs.labels, recipe.judged_by)
    songs, logits = songs.take(judges), logits[judges]
    sides = np.where(np.isin(songs.labels, recipe.yes), 1.0, -1.0)
    weights = weights_of(songs, {label: recipe.shares[label] for label in recipe.judged_by}, {})

    def loss(log_sharpness: float) -> float:
        return float(-(weights * log_expit(sides * logits * np.exp(log_sharpness))).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-1.5, 0.5), method="bounded").x))


def _plain(songs: Songs, name: str) -> Trained:
    """A straight line along each feature, from happy and sad songs alone; how good from leaving out fifths in turn."""
    songs = songs.take(np.isin(songs.labels, (HAPPY, SAD)))
    truths = songs.labels == HAPPY
    folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=5, random_state=0)
    unseen = np.zeros((5, len(truths)))
    for turn, (known, asked) in enumerate(folds.split(songs.figures, truths)):
        head = _plain_head(songs.take(known))
        unseen[turn // 5, asked] = made(_content(songs, name, {"happy": head})).scores(songs.figures[asked])[0]
    model = made(_content(songs, name, {"happy": mixed((_plain_head(songs), 1.0))}))
    return Trained(model, reporting.plain(songs, model, unseen))


def _plain_head(songs: Songs) -> Head:
    return Straight(SOUND, PLAIN_RIDGE).fit(
        songs.figures,
        songs.labels == HAPPY,
        weights_of(replace(songs, sources=np.full_like(songs.sources, "")), {HAPPY: 1.0, SAD: 1.0}, {}),
    )

"""How much each song weighs in training: curators differ in how many songs they list, of what, and how well."""

from collections.abc import Mapping

import numpy as np

from mood.model.features import Floats
from mood.model.fitting import Straight
from mood.model.heads import Content
from mood.model.measuring import auc
from mood.model.model import MoodModel
from mood.model.songs import HAPPY, SAD, Songs

FEWEST = 20
"""Happy songs, and sad ones, from which it can be told whether a source agrees with the others."""
_DOUBTED, _TRUSTED = 0.72, 0.82
"""How well the others must tell a source's happy songs from its sad ones (AUC) for it to count hardly, and in full."""
_LEAST = 0.05


def weights_of(songs: Songs, shares: Mapping[str, float], trust: Mapping[str, float]) -> Floats:
    """A weight for each song, 1 on average.

    A source weighs as the square root of its songs, its labels within it as `shares` says, so that no source's taste
    in what it has many of passes for mood; over all sources the labels weigh as `shares` says, too. Happy and sad songs
    weigh as much as their source is trusted.
    """
    weights = np.zeros(len(songs.labels))
    for source in np.unique(songs.sources):
        there = songs.sources == source
        labels = [label for label in shares if (there & (songs.labels == label)).any()]
        total = sum(shares[label] for label in labels)
        for label in labels:
            these = there & (songs.labels == label)
            weights[these] = np.sqrt(there.sum()) * shares[label] / total / these.sum()
    for label, share in shares.items():
        these = songs.labels == label
        weights[these] *= share / max(weights[these].sum(), 1e-12)
    for source, trusted in trust.items():
        weights[(songs.sources == source) & np.isin(songs.labels, (HAPPY, SAD))] *= trusted
    weights *= len(weights) / weights.sum()
    return weights


def trust_in(songs: Songs) -> dict[str, float]:
    """How far each source's happy and sad songs are believed, 0 to 1: those that a plain model learnt from all other
    sources cannot tell apart were put together by something else than mood. 1 where there are too few to say."""
    songs = songs.take(np.isin(songs.labels, (HAPPY, SAD)))
    trust = {}
    for source in np.unique(songs.sources).tolist():
        inside = songs.sources == source
        mine, others = songs.take(inside), songs.take(~inside)
        if min(count for each in (mine, others) for count in (each.count(HAPPY), each.count(SAD))) >= FEWEST:
            agreed = auc(mine.labels == HAPPY, _plain_logits(others, mine))
            trust[source] = float(np.clip((agreed - _DOUBTED) / (_TRUSTED - _DOUBTED), _LEAST, 1))
    return trust


def _plain_logits(known: Songs, asked: Songs) -> Floats:
    weights = weights_of(known, {HAPPY: 1, SAD: 1}, {})
    head = Straight().fit(known.figures, known.labels == HAPPY, weights)
    content = Content("plain", {}, dict.fromkeys(head.slopes, 0.0), stands_in=False, happy=head)
    return MoodModel(content, "").logits(asked.figures)

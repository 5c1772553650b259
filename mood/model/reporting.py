"""What is said of a model that was trained: on how many songs of which kind, how good it is on unseen ones, and what
each feature does. Sources are numbered, not named: their names may be people's."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mood.model.features import FEATURES, Floats
from mood.model.measuring import Truths, auc, auc_interval, calibration, measured
from mood.model.model import MoodModel, pleasant, sigmoid
from mood.model.songs import ANGRY, CALM, HAPPY, LABELS, SAD, Songs


def across(songs: Songs, model: MoodModel, logits: Mapping[str, Floats]) -> dict[str, Any]:
    """The report of a model for all sources; `logits` by head are of songs whose source was left out."""
    moods = np.isin(songs.labels, (HAPPY, SAD))
    listed, scores = songs.take(moods), sigmoid(logits["happy"][moods])
    report = {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "songs": {label: songs.count(label) for label in LABELS},
        "left_out": "one source at a time",
        "happy": _head(listed.labels == HAPPY, scores),
    }
    if model.content.pleasantness:
        pleasantness = pleasant(logits, model.content.pleasantness.turn)
        report["pleasantness"] = _head(np.isin(songs.labels, (HAPPY, CALM)), pleasantness)
        report["energy"] = _head(np.isin(songs.labels, (HAPPY, ANGRY)), sigmoid(logits["energy"]))
        report["angry"] = _angry(songs, pleasantness)
    return report | {"sources": _sources(songs, listed, scores), "features": effects(model, listed.figures)}


def _head(truths: Truths, scores: Floats) -> dict[str, Any]:
    return measured(truths, scores) | {"calibration": calibration(truths, scores)}


def plain(songs: Songs, model: MoodModel, turns: Floats) -> dict[str, Any]:
    """The report of a model from one person's lists: each turn a row of scores for songs that were left out."""
    truths = songs.labels == HAPPY
    figures = [measured(truths, scores) for scores in turns]
    mean = {name: round(float(np.mean([turn[name] for turn in figures])), 4) for name in figures[0] if name != "songs"}
    low, high = auc_interval(mean["auc"], songs.count(HAPPY), songs.count(SAD))
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "songs": {label: songs.count(label) for label in (HAPPY, SAD)},
        "left_out": "a fifth at a time, five times over",
        "happy": {"songs": len(truths), **mean, "auc_90": [round(low, 4), round(high, 4)]},
        "features": effects(model, songs.figures),
    }


def effects(model: MoodModel, figures: Floats) -> list[dict[str, Any]]:
    """What each feature does to the happy score, in logits, the mightiest first: how much it moves songs (standard
    deviation of what it adds), and what it adds to the tenth of songs with the least and the most of it."""
    added = model.contributions(figures)
    told = []
    for name in model.reads:
        at = FEATURES.index(name)
        low, high = np.nanquantile(figures[:, at], (0.1, 0.9))
        told.append(
            {
                "feature": name,
                "moves": round(float(np.nanstd(added[:, at])), 3),
                "little": round(float(np.nanmean(added[figures[:, at] <= low, at])), 3),
                "much": round(float(np.nanmean(added[figures[:, at] >= high, at])), 3),
            }
        )
    return sorted(told, key=lambda one: -one["moves"])


def _sources(songs: Songs, moods: Songs, scores: Floats) -> list[dict[str, Any]]:
    """Each source's songs, the largest source first, and how well its happy and sad ones were told apart unseen."""
    names, counts = np.unique(songs.sources, return_counts=True)
    told = []
    for number, name in enumerate(names[np.argsort(-counts, kind="stable")], 1):
        there, mine = songs.sources == name, moods.sources == name
        figures = measured(moods.labels[mine] == HAPPY, scores[mine]) if mine.any() else {}
        labels = {label: int((there & (songs.labels == label)).sum()) for label in LABELS}
        told.append({"source": number, **labels, **{key: figures[key] for key in figures if key != "songs"}})
    return told


def _angry(songs: Songs, pleasantness: Floats) -> dict[str, Any]:
    """Whether angry songs pass for pleasant ones."""
    angry, happy = (songs.labels == label for label in (ANGRY, HAPPY))
    sad = songs.labels == SAD
    return {
        "above_half": round(float((pleasantness[angry] > 0.5).mean()), 4),
        "happy_against_angry_auc": round(auc(happy[happy | angry], pleasantness[happy | angry]), 4),
        "happy_against_sad_auc": round(auc(happy[happy | sad], pleasantness[happy | sad]), 4),
    }

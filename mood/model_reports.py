"""How good the models are, in figures for a page."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mood.model.files import CLASSIC, DEFAULT, ModelUnfit, named, read
from mood.models import Mood, OwnModel

SHIPPED: dict[str, tuple[str | Promise, str | Promise]] = {
    DEFAULT: (
        gettext_lazy("DiscoverDaily’s own"),
        gettext_lazy("Learnt from some thousand songs that many people called happy, sad, calm or angry."),
    ),
    CLASSIC: (
        gettext_lazy("Classic"),
        gettext_lazy("Ten published numbers. It takes angry songs for happy ones, and knows no axes."),
    ),
}


@dataclass(frozen=True, slots=True)
class ShippedModel:
    """A model that came with it."""

    name: str
    title: str | Promise
    words: str | Promise
    in_use: bool
    unfit: str
    """Why it cannot be used, in a sentence; empty: it can."""


@dataclass(frozen=True, slots=True)
class Report:
    """How good a model is: shares of 100, measured on songs that it did not see."""

    happy: int
    sad: int
    right: int
    auc: int
    auc_low: int
    auc_high: int
    words: str


def shipped_models(mood: Mood) -> list[ShippedModel]:
    """Those that came with it, and which of them is in use."""
    return [
        ShippedModel(name, title, words, in_use=mood.own_model_id is None and mood.model == name, unfit=_unfit(name))
        for name, (title, words) in SHIPPED.items()
    ]


def _unfit(name: str) -> str:
    try:
        named(name)
    except ModelUnfit as error:
        return str(error)
    return ""


def own_model_report(own: OwnModel) -> Report | None:
    """How good an own model is; None before it is trained, and where it is told as another version tells it."""
    told: dict[str, Any] = own.report
    if own.state != OwnModel.State.READY or not {"happy", "songs"} <= told.keys():
        return None
    auc, (low, high) = told["happy"]["auc"], told["happy"]["auc_90"]
    return Report(
        happy=told["songs"]["happy"],
        sad=told["songs"]["sad"],
        right=round(100 * told["happy"]["accuracy"]),
        auc=round(100 * auc),
        auc_low=round(100 * low),
        auc_high=round(100 * high),
        words=_verdict(low),
    )


def own_model_unfit(own: OwnModel) -> str:
    """Why a trained model cannot be used, in a sentence; empty: it can, or is not trained."""
    if own.state == OwnModel.State.READY:
        try:
            read(own.content)
        except ModelUnfit as error:
            return str(error)
    return ""


def _verdict(low: float) -> str:
    """What a person may expect of it, by the lower end of what its AUC may be."""
    if low >= 0.8:  # as good as what came with it does on lists that it never saw
        return _("It tells your happy songs from your sad ones well.")
    if low >= 0.65:
        return _("It tells them apart more often than not.")
    return _("It hardly tells them apart: more songs, or lists that differ more, would help.")

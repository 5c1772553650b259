"""How it should feel, drawn: for each attribute a strip with the seeds as dots, the limits as a band, the target as a
mark; and how many of the songs known here fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.music_data.local.catalogue import SOUND
from discoverdaily.music_data.local.tunables import TUNABLE, Tunables
from playlists.growing.forms import CreateForm, Feel, FeelFields
from playlists.growing.library import library
from playlists.growing.reasons import asked_words, short
from playlists.growing.roots import roots_of

WIDTH, EDGE = 300, 8
"""Of a strip, in its own units; its ends lie so far from the picture's."""
ABOUT = 0.15
"""How far from a target a song may be to be said to fit, by what its TUNABLE says."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Places across a strip, 0 to WIDTH; None where there is no limit or target. `words` say the same."""

    name: str
    seeds: Sequence[float]
    low: float | None
    high: float | None
    target: float | None
    words: str

    @property
    def band(self) -> tuple[float, float] | None:
        """Where the band begins, and how wide it is."""
        if self.low is None and self.high is None:
            return None
        begins = EDGE if self.low is None else self.low
        return begins, max((WIDTH - EDGE if self.high is None else self.high) - begins, 2)


@dataclass(frozen=True, slots=True)
class Drawn:
    """An attribute's fields and its strip."""

    fields: FeelFields
    strip: Strip


def drawn(person: User, form: CreateForm, words: Sequence[str]) -> Iterator[Drawn]:
    """Each attribute, by what the form holds, and by the seeds' words. Five queries at most."""
    wanted, figures = tunables_typed(form), seed_figures(person, words)
    for each in form.feels():
        yield Drawn(
            each, strip_of(each.feel, wanted, [seed[each.feel.name] for seed in figures if each.feel.name in seed])
        )


def tunables_typed(form: CreateForm) -> Tunables:
    """What is asked for, as far as what stands in the form can be read."""
    if not form.is_bound:
        form = CreateForm(form.as_if_sent())
    form.is_valid()
    return form.tunables()


def seed_figures(person: User, words: Sequence[str]) -> list[dict[str, float]]:
    """How each seed sounds, as far as it is known: an artist as the tracks that stand for them sound on average."""
    roots = roots_of(person, words)
    rows = AudioFeatures.objects.filter(recording__in={root.recording for root in roots}, found_at__isnull=False)
    known = {row["recording"]: row for row in rows.values("recording", *SOUND)}
    told = Track.objects.filter(spotify_id__in={root.spotify_id for root in roots}, popularity__isnull=False)
    for recording, popularity in told.values_list("recording", "popularity"):
        known.setdefault(recording, {})["popularity"] = popularity
    by_word: dict[str, list[Mapping[str, float | None]]] = {}
    for root in roots:
        if root.recording in known:
            by_word.setdefault(root.word, []).append(known[root.recording])
    return [_mean(sounds) for sounds in by_word.values()]


def _mean(sounds: Sequence[Mapping[str, float | None]]) -> dict[str, float]:
    names = (*SOUND, "popularity")
    told = {name: [value for sound in sounds if (value := sound.get(name)) is not None] for name in names}
    return {name: fmean(values) for name, values in told.items() if values}


def strip_of(feel: Feel, wanted: Tunables, seeds: Sequence[float]) -> Strip:
    """The strip of one attribute."""
    limits = wanted.minimum.get(feel.name), wanted.maximum.get(feel.name), wanted.target.get(feel.name)
    low, high, target = (None if value is None else _place(feel, value) for value in limits)
    said = []
    if seeds:
        figures = ", ".join(short(feel.name, value) for value in sorted(seeds))
        said.append(_("Your seeds: %(figures)s.") % {"figures": figures})
    kept = {"target": wanted.target, "minimum": wanted.minimum, "maximum": wanted.maximum}
    if asked := asked_words(feel.name, kept):
        said.append(_("Asked: %(asked)s.") % {"asked": asked})
    return Strip(feel.name, [_place(feel, value) for value in seeds], low, high, target, " ".join(said))


def _place(feel: Feel, value: float) -> float:
    share = (value - feel.low) / (feel.high - feel.low)
    return round(EDGE + (WIDTH - 2 * EDGE) * min(max(share, 0), 1), 1)


def fitting_words(wanted: Tunables) -> str:
    """How many of the songs known here fit, roughly."""
    if not wanted:
        return _("Nothing asked for yet: every song may come.")
    number = fitting(wanted)
    if number is None:
        return _("The songs known here are being gathered. In a minute or so it says here how many fit.")
    if number == 0:
        return _("None of the songs known here fits.")
    if number <= 100:
        return ngettext("One of the songs known here fits.", "%(number)d of the songs known here fit.", number) % {
            "number": number
        }
    rough = round(number, -len(str(number)) + 2)
    return _("About %(number)s of the songs known here fit.") % {"number": f"{rough:,}".replace(",", "\u202f")}


def fitting(wanted: Tunables) -> int | None:
    """How many recordings of the library are within all limits and near to every target; None while it is built."""
    here = library()
    if here is None:
        return None
    catalogue = here.index.catalogue
    fits = wanted.excess(catalogue) == 0
    for name, target in wanted.target.items():
        with np.errstate(invalid="ignore"):
            fits &= np.abs(catalogue.column(name) - target) <= ABOUT * TUNABLE[name]
    if wanted.explicit is not None:
        fits &= (catalogue.column("explicit") == 1) == wanted.explicit
    return int(fits.sum())

"""Why a track is in a list, what had to give way, and who was asked: in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from discoverdaily.music_data import reccobeats
from discoverdaily.spotify.errors import Reason
from playlists.growing.forms import FEELS, POPULARITY, as_typed
from playlists.growing.growing import Grown
from playlists.growing.pool import KNOWN, UNASKED, UNFORESEEN
from playlists.growing.seeds import Seed
from playlists.models import Recipe
from playlists.words import trouble

FEEL = {feel.name: feel for feel in (*FEELS, POPULARITY)}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a reason; `name`: of a seed or an artist, which stands between the words."""

    words: str
    name: str = ""


def reason_of(pick: Grown, seeds: Mapping[str, Seed], recipe: Recipe) -> tuple[Part, list[str]]:
    """Whom the track is like, and its figures beside those that were asked for."""
    return _like(pick, seeds.get(pick.seed)), list(_figures(pick, recipe))


def _like(pick: Grown, seed: Seed | None) -> Part:
    if seed is None:
        return Part(_("fits how it should feel") if pick.figures else "")
    if not pick.same_artist:
        return Part(_("like"), seed.name)
    return Part(_("also by"), seed.name) if seed.kind == "artist" else Part(_("same artist as"), seed.name)


def _figures(pick: Grown, recipe: Recipe) -> Iterator[str]:
    for name, value in pick.figures.items():
        label = str(FEEL[name].label).lower() if name in FEEL else name
        asked = asked_words(name, recipe.tunables)
        if value is None:
            yield _("%(what)s not known, asked %(asked)s") % {"what": label, "asked": asked}
        else:
            yield _("%(what)s %(value)s, asked %(asked)s") % {
                "what": label,
                "value": short(name, value),
                "asked": asked,
            }


def asked_words(name: str, tunables: Mapping[str, Mapping[str, float]]) -> str:
    """What was asked of an attribute: “.7”, “at least .6”, “.6 to .8”."""
    aim, low, high = (tunables.get(kind, {}).get(name) for kind in ("target", "minimum", "maximum"))
    said = [short(name, aim)] if aim is not None else []
    if low is not None and high is not None:
        said.append(_("%(low)s to %(high)s") % {"low": short(name, low), "high": short(name, high)})
    elif low is not None:
        said.append(_("at least %(low)s") % {"low": short(name, low)})
    elif high is not None:
        said.append(_("at most %(high)s") % {"high": short(name, high)})
    return ", ".join(said)


def short(name: str, value: float) -> str:
    """A figure as it is said: shares without their zero, tempo and decibels rounded, lengths as minutes."""
    if name == "duration_ms":
        return as_typed(name, value)
    if name in ("tempo", "loudness"):
        return f"{value:.0f}".replace("-", "−")
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.removeprefix("0") if text not in ("0", "") else "0"


def relaxed_words(recipe: Recipe) -> list[str]:
    """What had to give way, by how much."""
    said = []
    for name, asked, taken, *tracks in recipe.relaxed:
        label = str(FEEL[name].label) if name in FEEL else name
        if taken is None:
            said.append(_unknown_words(label, *tracks))
            continue
        words = (
            _("%(what)s goes down to %(taken)s, where you asked for at least %(asked)s.")
            if taken < asked
            else _("%(what)s goes up to %(taken)s, where you asked for at most %(asked)s.")
        )
        said.append(words % {"what": label, "taken": short(name, taken), "asked": short(name, asked)})
    return said


def _unknown_words(label: str, tracks: int) -> str:
    return ngettext(
        "%(what)s of one of them is not known: it may be beyond your limits, or within.",
        "%(what)s of %(number)d of them is not known: they may be beyond your limits, or within.",
        tracks,
    ) % {"what": label, "number": tracks}


NAMES: Mapping[str, str | Promise] = {
    "spotify": "Spotify",
    reccobeats.NAME: "ReccoBeats",
    "albums": gettext_lazy("your artists’ albums"),
    "local": gettext_lazy("the tracks known here"),
}
"""What a recommender is called."""


def provider_words(names: Iterable[str]) -> str:
    """Who named some of the tracks, as “Spotify, ReccoBeats and the tracks known here”."""
    said = [str(NAMES[name]) for name in names]
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(said[:-1]), "last": said[-1]} if said[1:] else "".join(said)
    )


def asked_of(recipe: Recipe, picks: Sequence[Grown]) -> tuple[str, list[str]]:
    """Who named what grew, and what kept others from it."""
    used = [name for name in recipe.asked if any(name in pick.told_by for pick in picks)]
    return provider_words(used), silent_words(recipe.asked)


def silent_words(answers: Mapping[str, str]) -> list[str]:
    """What kept recommenders from answering, one sentence each."""
    said = []
    for name, why in answers.items():
        if why in (KNOWN, UNASKED):
            continue
        who = _("What is known here") if name == "local" else NAMES[name]
        if name in ("spotify", "albums"):
            said.append(str(trouble(why).what))
        elif name == "local" and why == Reason.BUSY:
            said.append(_("What is known here is being gathered: in a minute it helps, too."))
        elif why == UNFORESEEN:
            said.append(_("%(who)s could not be asked: something went wrong on our side.") % {"who": who})
        else:
            said.append(_("%(who)s did not answer just now.") % {"who": who})
    return list(dict.fromkeys(said))


def nothing_words(answers: Mapping[str, str]) -> str:
    """Why nothing grew, and what to do."""
    if said := silent_words(answers):
        return " ".join([*said, _("And among the tracks known here nothing fits. Try again in a while.")])
    return _("Nothing fits: choose other seeds, or allow more.")

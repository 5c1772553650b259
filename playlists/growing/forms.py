"""What people type about what is to grow."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from discoverdaily.music_data.local.catalogue import ALLOWED
from discoverdaily.music_data.local.tunables import Tunables
from playlists.forms import HOURS, WEEKDAYS, NameField, SizeField
from playlists.growing.library import library
from playlists.growing.presets import Preset
from playlists.models import Recipe
from playlists.schedule import Schedule

LIMITS = {"target": "target", "min": "minimum", "max": "maximum"}
"""How a field's name begins, and where what was typed into it is kept."""
_OF_POPULARITY = {f"{prefix}_popularity" for prefix in LIMITS}
NUMBERS = ("size", "per_artist")
"""Fields that say something even when they are empty."""
EXPLICIT = {"": None, "no": False, "only": True}
MOST_BY_ARTIST = 10


@dataclass(frozen=True, slots=True)
class Feel:
    """An attribute that can be asked for: what it is called, what it means, and between which figures it lies for most
    music."""

    name: str
    label: str | Promise
    meaning: str | Promise
    low: float = 0.0
    high: float = 1.0
    step: float = 0.01

    @property
    def ends(self) -> tuple[str, str]:
        """What its strip begins and ends with."""
        return as_typed(self.name, self.low).replace("-", "−"), as_typed(self.name, self.high)


FEELS = (
    Feel("energy", _("Energy"), _("0 is a lullaby, 1 is loud, fast and full.")),
    Feel("valence", _("Brightness"), _("0 sounds sad or angry, 1 sounds glad.")),
    Feel("danceability", _("Danceability"), _("How well one can dance to it: its beat, and how steady that is.")),
    Feel("acousticness", _("Acousticness"), _("1 is surely played without amplifiers.")),
    Feel("instrumentalness", _("Instrumentalness"), _("Above .5 there is most likely nobody singing.")),
    Feel("speechiness", _("Speechiness"), _("Above .66 it is talk, from .33 on it may be rap.")),
    Feel("liveness", _("Liveness"), _("Above .8 there is most likely an audience to be heard.")),
    Feel("tempo", _("Tempo"), _("Beats a minute: 60 is slow, 120 a brisk walk, 180 a run."), 50, 210, 1),
    Feel(
        "loudness",
        _("Loudness"),
        _("In decibels below the loudest that a file can hold: −20 is soft, −5 loud."),
        -40,
        0,
        0.5,
    ),
    Feel("duration_ms", _("Length"), _("In minutes and seconds, such as 3:30."), 0, 600_000, 1_000),
)
POPULARITY = Feel("popularity", _("Popularity"), _("0 is hardly ever played, 100 is what everybody plays."), 0, 100, 1)
NO_POPULARITY = gettext_lazy("Spotify no longer tells apps such as this one how popular a track is.")
_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)(?::([0-5]\d))?")


class LengthField(forms.CharField):
    """A length as minutes and seconds, or as minutes; in milliseconds."""

    def clean(self, value: Any) -> float | None:
        typed = super().clean(value).strip()
        if not typed:
            return None
        if found := _CLOCK.fullmatch(typed):
            parts = [int(part) for part in found.groups() if part is not None]
            seconds = 0
            for part in parts:
                seconds = seconds * 60 + part
            return seconds * 1000.0
        try:
            return float(forms.FloatField(min_value=0, max_value=1440).clean(typed.replace(",", "."))) * 60_000
        except forms.ValidationError:
            raise forms.ValidationError(gettext("Type a length such as 3:30.")) from None


class FigureField(forms.CharField):
    """A figure that an attribute can have, written with a point or a comma."""

    def __init__(self, feel: Feel, **kwargs: Any) -> None:
        self.range = ALLOWED[feel.name]
        super().__init__(**kwargs)

    def clean(self, value: Any) -> float | None:
        typed = super().clean(value).strip().replace(",", ".").replace("−", "-")
        if not typed:
            return None
        try:
            figure = float(forms.FloatField().clean(typed))
        except forms.ValidationError:
            raise forms.ValidationError(gettext("Type a number.")) from None
        if not self.range.low <= figure <= self.range.high:
            words = gettext("Choose %(low)g to %(high)g.") % {"low": self.range.low, "high": self.range.high}
            raise forms.ValidationError(words)
        return figure


class CreateForm(forms.Form):
    """Seeds, how what grows should feel, and how many it is to be."""

    size = SizeField(initial=25)
    per_artist = forms.IntegerField(
        min_value=1,
        max_value=MOST_BY_ARTIST,
        initial=3,
        label=_("At most by one artist"),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Choose 1 to 10 tracks by one artist.")
        ),
    )
    nothing_known = forms.BooleanField(required=False, label=_("Only songs that I have never played"))
    explicit = forms.ChoiceField(
        required=False,
        choices=[("", _("all songs")), ("no", _("none with explicit words")), ("only", _("only with explicit words"))],
        label=_("Explicit words"),
    )

    def __init__(
        self, data: QueryDict | None = None, *, recipe: Recipe | None = None, preset: Preset | None = None
    ) -> None:
        """`data`: what was typed; a number that an address does not name is as it would be without it. `preset`: how it
        should feel by a mood, rather than by the recipe."""
        initial = _typed(recipe, feel=preset is None) if recipe else {}
        initial |= preset.typed if preset else {}
        if data is not None:
            data = data.copy()
            for name in NUMBERS:
                data.setdefault(name, str(initial.get(name, self.base_fields[name].initial)))
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.seeds_typed: list[str] = data.getlist("seed") if data is not None else []
        asked = {*(data or ()), *initial}
        self.known = (*FEELS, POPULARITY) if _popularity_known() or asked & _OF_POPULARITY else FEELS
        for feel in self.known:
            for prefix in LIMITS:
                length = feel.name == "duration_ms"
                field = LengthField(required=False) if length else FigureField(feel, required=False)
                field.widget = forms.TextInput(attrs={"inputmode": "text" if length else "decimal", "size": 6})
                field.label = {"target": _("about"), "min": _("at least"), "max": _("at most")}[prefix]
                self.fields[f"{prefix}_{feel.name}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for feel in self.known:
            low, aim, high = (cleaned.get(f"{prefix}_{feel.name}") for prefix in ("min", "target", "max"))
            if low is not None and high is not None and low > high:
                self.add_error(f"min_{feel.name}", gettext("The least is above the most."))
            elif aim is not None and not _lies_between(low, aim, high):
                self.add_error(f"target_{feel.name}", gettext("This lies beyond the limits beside it."))
        return cleaned

    def wish(self) -> dict[str, Any]:
        """The fields of a Recipe that was wished for."""
        typed = self.cleaned_data
        return {
            "seeds": list(dict.fromkeys(self.seeds_typed)),
            "size": typed["size"],
            "per_artist": typed["per_artist"],
            "nothing_known": typed["nothing_known"],
            "tunables": {**self._figures(), "explicit": EXPLICIT[typed["explicit"]]},
        }

    def tunables(self) -> Tunables:
        """As far as what was typed can be read."""
        return Tunables(**self._figures(), explicit=EXPLICIT.get(self.cleaned_data.get("explicit", "")))

    def _figures(self) -> dict[str, Any]:
        """Targets, minima and maxima, by attribute: those that were typed and can be read."""
        typed = self.cleaned_data
        return {
            kept: {feel.name: value for feel in self.known if (value := typed.get(f"{prefix}_{feel.name}")) is not None}
            for prefix, kept in LIMITS.items()
        }

    def as_if_sent(self) -> QueryDict:
        """What would be sent if nothing were changed."""
        sent = QueryDict(mutable=True)
        for name in self.fields:
            value = self[name].value()
            if value not in (None, "", False):
                sent[name] = str(value)
        return sent

    def feels(self) -> "Iterator[FeelFields]":
        """Each attribute with its three fields."""
        for feel in self.known:
            yield FeelFields(feel, *(self[f"{prefix}_{feel.name}"] for prefix in ("min", "target", "max")))

    @property
    def feels_asked(self) -> bool:
        """Whether anything is typed of how it should feel."""
        return any(field.value() not in (None, "") for feel in self.feels() for field in feel.fields)


def _popularity_known() -> bool:
    here = library()
    return here is not None and here.popularity_known


def _lies_between(low: float | None, value: float, high: float | None) -> bool:
    return (low is None or low <= value) and (high is None or value <= high)


@dataclass(frozen=True, slots=True)
class FeelFields:
    """An attribute as the page shows it."""

    feel: Feel
    minimum: forms.BoundField
    target: forms.BoundField
    maximum: forms.BoundField

    @property
    def fields(self) -> tuple[forms.BoundField, ...]:
        return self.minimum, self.target, self.maximum

    @property
    def asked(self) -> bool:
        """Whether anything is typed into its fields."""
        return any(field.value() not in (None, "") for field in self.fields)


def _typed(recipe: Recipe, *, feel: bool) -> dict[str, Any]:
    """What would have to be typed for a recipe; how it should feel, too, if asked for."""
    kept: Mapping[str, Any] = recipe.tunables
    words = {value: word for word, value in EXPLICIT.items()}
    fields = {
        f"{prefix}_{name}": as_typed(name, value)
        for prefix, kind in LIMITS.items()
        for name, value in kept.get(kind, {}).items()
    }
    return {
        **(fields if feel else {}),
        "size": recipe.size,
        "per_artist": recipe.per_artist,
        "nothing_known": recipe.nothing_known,
        "explicit": words[kept.get("explicit")],
    }


def as_typed(name: str, value: float) -> str:
    """A figure as one types it."""
    if name != "duration_ms":
        return f"{value:g}"
    minutes, seconds = divmod(round(value / 1000), 60)
    return f"{minutes}:{seconds:02}"


def point_out(form: forms.Form) -> None:
    """Has the page open at the first field in which something is wrong."""
    for name, field in form.fields.items():
        if name in form.errors:
            field.widget.attrs["autofocus"] = True
            return


class NamingForm(forms.Form):
    """What a recipe is called."""

    name = NameField()


class SaveForm(forms.Form):
    """What a grown list is called in Spotify, and whether it is grown anew there."""

    into = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Into"),
        help_text=_("A playlist that you have already keeps its name and address, and holds this list from then on."),
    )
    name = NameField()
    schedule = forms.ChoiceField(
        choices=[
            (Schedule.FROZEN, _("never: it stays as it is here")),
            (Schedule.DAILY, _("every day")),
            (Schedule.WEEKLY, _("every week")),
        ],
        initial=Schedule.FROZEN,
        label=_("Grow anew"),
    )
    refresh_hour = forms.TypedChoiceField(choices=HOURS, coerce=int, initial=6, label=_("At"))
    weekday = forms.TypedChoiceField(choices=WEEKDAYS, coerce=int, initial=0, label=_("On"))
    public = forms.BooleanField(required=False, label=_("Show it on my Spotify profile"))

    def __init__(self, *args: Any, playlists: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        """`playlists`: those that it may go into, by key and name."""
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  # it stands above
        field.choices = [("", _("a new playlist")), *playlists]

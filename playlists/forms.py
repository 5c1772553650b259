"""What people type about saved playlists."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from playlists.models import LARGEST, SMALLEST, SavedPlaylist, TimeRange
from playlists.schedule import Schedule
from playlists.words import default_name

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def _number(choices: list[tuple[int, Any]], initial: int, label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(choices=choices, coerce=int, initial=initial, label=label)


PLAIN = RegexValidator(r"[<>\x00-\x08\x0b-\x1f\x7f]", _("A name is plain text: leave out < and >."), inverse_match=True)


class NameField(forms.CharField):
    """A playlist's name: one line of up to 100 characters."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": _("Give it a name."),
            "max_length": _("A name has at most %(limit_value)d characters; this one has %(show_value)d."),
        }
        super().__init__(max_length=100, label=_("Name"), validators=[PLAIN], error_messages=words, **kwargs)

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).split())


class SizeField(forms.IntegerField):
    """How many tracks a playlist holds: 10 to 100."""

    def __init__(self, **kwargs: Any) -> None:
        words = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Choose 10 to 100 tracks."))
        super().__init__(min_value=SMALLEST, max_value=LARGEST, label=_("Tracks"), error_messages=words, **kwargs)


class WishForm(forms.Form):
    """One range of the save dialog: ticked or not, and how it is to be kept. What is not ticked is not looked at."""

    ticked = forms.BooleanField(required=False)
    name = NameField()
    size = SizeField(initial=50)
    public = forms.BooleanField(required=False, label=_("Show it on my Spotify profile"))
    schedule = forms.ChoiceField(choices=Schedule.choices, initial=Schedule.DAILY, label=_("Refresh"))
    refresh_hour = _number(HOURS, 6, _("At"))
    weekday = _number(WEEKDAYS, 0, _("On"))

    def __init__(self, data: Mapping[str, Any] | None, *, time_range: TimeRange, ticked: bool) -> None:
        initial = {"name": default_name(time_range), "ticked": ticked}
        super().__init__(data, prefix=time_range.value, initial=initial, use_required_attribute=False)
        self.time_range = time_range
        self.fields["ticked"].label = time_range.label
        self.wanted = ticked if data is None else bool(data.get(self.add_prefix("ticked")))

    def is_valid(self) -> bool:
        return not self.wanted or super().is_valid()

    def typed(self) -> dict[str, str]:
        """What was typed, by the names of the page's inputs; nothing else that may have come along."""
        names = [self.add_prefix(name) for name in self.fields]
        return {name: self.data[name] for name in names if self.wanted and name in self.data}

    def wish(self) -> dict[str, Any]:
        """The fields of a SavedPlaylist that was wished for."""
        return {
            **{name: value for name, value in self.cleaned_data.items() if name != "ticked"},
            "time_range": self.time_range,
        }


class SaveDialog:
    """The save dialog: one form for each range, the pressed one ticked."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, pressed: str = "") -> None:
        self.forms = [WishForm(data, time_range=range_, ticked=range_ == pressed) for range_ in TimeRange]
        self.error = ""

    def is_valid(self) -> bool:
        """Whether at least one range is ticked and each ticked one can be kept."""
        faulty = [form for form in self.forms if not form.is_valid()]
        if not faulty and not self.wishes():
            self.error = gettext("Tick at least one range to save.")
        return not faulty and not self.error

    def typed(self) -> dict[str, str]:
        """What was typed for the ranges that are ticked."""
        return {name: value for form in self.forms for name, value in form.typed().items()}

    def wishes(self) -> list[dict[str, Any]]:
        return [form.wish() for form in self.forms if form.wanted]


class KeepingForm(forms.ModelForm[SavedPlaylist]):
    """When and how a saved playlist is refreshed."""

    size = SizeField()
    refresh_hour = _number(HOURS, 6, _("At"))
    weekday = _number(WEEKDAYS, 0, _("On"))

    class Meta:
        model = SavedPlaylist
        fields: ClassVar[list[str]] = ["schedule", "refresh_hour", "weekday", "size", "when_unfollowed"]


class CopyForm(forms.Form):
    """What an earlier list is called as a playlist of its own."""

    name = NameField()

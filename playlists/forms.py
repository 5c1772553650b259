"""What people type about saved playlists."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from discoverdaily.listening.models import Artist, Track
from playlists.models import LARGEST, SMALLEST, SavedPlaylist, TimeRange
from playlists.schedule import Schedule
from playlists.windows import EVER, LONGEST, ROLLING, THIS_YEAR, Window
from playlists.words import default_name

OWN = "own"
"""How own counts are named where ranges of Spotify's are named by their words."""

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
    """One list of the save dialog: ticked or not, and how it is to be kept. What is not ticked is not looked at."""

    ticked = forms.BooleanField(required=False)
    name = NameField()
    size = SizeField(initial=50)
    public = forms.BooleanField(required=False, label=_("Show it on my Spotify profile"))
    schedule = forms.ChoiceField(choices=Schedule.choices, initial=Schedule.DAILY, label=_("Refresh"))
    refresh_hour = _number(HOURS, 6, _("At"))
    weekday = _number(WEEKDAYS, 0, _("On"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, prefix: str, of: TimeRange | Window, ticked: bool, label: str
    ) -> None:
        initial = {"name": default_name(of), "ticked": ticked}
        super().__init__(data, prefix=prefix, initial=initial, use_required_attribute=False)
        self.fields["ticked"].label = label
        self.wanted = ticked if data is None else bool(data.get(self.add_prefix("ticked")))

    def is_valid(self) -> bool:
        return not self.wanted or super().is_valid()

    def typed(self) -> dict[str, str]:
        """What was typed, by the names of the page's inputs; nothing else that may have come along."""
        names = [self.add_prefix(name) for name in self.fields]
        return {name: self.data[name] for name in names if self.wanted and name in self.data}

    def wish(self) -> dict[str, Any]:
        """The fields of a SavedPlaylist that was wished for."""
        return {name: value for name, value in self.cleaned_data.items() if name != "ticked"}


class RankingForm(WishForm):
    """A list of Spotify's ranking of a range."""

    def __init__(self, data: Mapping[str, Any] | None, *, time_range: TimeRange, ticked: bool) -> None:
        super().__init__(data, prefix=time_range.value, of=time_range, ticked=ticked, label=str(time_range.label))
        self.time_range = time_range

    def wish(self) -> dict[str, Any]:
        return {**super().wish(), "time_range": self.time_range}


class OwnCountsForm(WishForm):
    """A list of the person's own counts of a period, which stands in the form unseen."""

    period = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)

    def __init__(self, data: Mapping[str, Any] | None, *, window: Window, ticked: bool) -> None:
        label = gettext("%(period)s, by your own counts") % {"period": window.label}
        super().__init__(data, prefix=OWN, of=window, ticked=ticked, label=label)
        self.fields["period"].initial = window.word
        self.fields["size"].initial = 25

    def clean_period(self) -> str:
        try:
            return Window.of(self.cleaned_data["period"]).word
        except ValueError:
            raise forms.ValidationError(gettext("There is no such period.")) from None


class SaveDialog:
    """The save dialog: one form for each range, and with a `window` one for own counts; the pressed one is ticked."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, pressed: str = "", window: Window | None = None
    ) -> None:
        self.forms: list[WishForm] = [
            RankingForm(data, time_range=range_, ticked=range_ == pressed) for range_ in TimeRange
        ]
        if window:
            self.forms.append(OwnCountsForm(data, window=window, ticked=pressed == OWN))
        self.error = ""

    def is_valid(self) -> bool:
        """Whether at least one list is ticked and each ticked one can be kept."""
        faulty = [form for form in self.forms if not form.is_valid()]
        if not faulty and not self.wishes():
            self.error = gettext("Tick at least one range to save.")
        return not faulty and not self.error

    def typed(self) -> dict[str, str]:
        """What was typed for the lists that are ticked."""
        return {name: value for form in self.forms for name, value in form.typed().items()}

    def wishes(self) -> list[dict[str, Any]]:
        return [form.wish() for form in self.forms if form.wanted]


class KeepingForm(forms.ModelForm[SavedPlaylist]):
    """When and how a saved playlist is refreshed; of own counts, for which period."""

    period = forms.ChoiceField(label=_("Period"))
    size = SizeField()
    refresh_hour = _number(HOURS, 6, _("At"))
    weekday = _number(WEEKDAYS, 0, _("On"))

    class Meta:
        model = SavedPlaylist
        fields: ClassVar[list[str]] = ["period", "schedule", "refresh_hour", "weekday", "size", "when_unfollowed"]

    def __init__(self, data: Mapping[str, Any] | None = None, *, instance: SavedPlaylist) -> None:
        super().__init__(data, instance=instance)
        if not instance.window:
            del self.fields["period"]
            return
        words = dict.fromkeys((EVER, *ROLLING, THIS_YEAR, instance.period))
        cast(forms.ChoiceField, self.fields["period"]).choices = [(word, Window(word).label) for word in words]


class LeaveOutForm(forms.Form):
    """What is to be left out, a track or one of its artists, and whether everywhere or in one list."""

    what = forms.ChoiceField(widget=forms.RadioSelect, label=_("What"))
    where = forms.ChoiceField(widget=forms.RadioSelect, label=_("Where"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, of: Track | Artist, saved: SavedPlaylist | None = None
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.of, self.saved = of, saved
        artists = [of] if isinstance(of, Artist) else [credit.artist for credit in of.credits.all()]
        self.artists = {f"artist-{artist.pk}": artist for artist in artists}
        what = [(key, gettext("Everything by %(artist)s") % {"artist": it.name}) for key, it in self.artists.items()]
        if isinstance(of, Track):
            what.insert(0, ("track", gettext("This track, and other versions of the same recording")))
        where = [("everywhere", gettext("In every list, now and later"))]
        if saved:
            where.append(("list", gettext("Only in “%(name)s”") % {"name": saved.name}))
        for name, choices in (("what", what), ("where", where)):
            cast(forms.ChoiceField, self.fields[name]).choices = choices
            self.fields[name].initial = choices[0][0]

    def chosen(self) -> tuple[Track | Artist, SavedPlaylist | None]:
        """The track or artist, and the list if it is not everywhere."""
        saved = self.saved if self.cleaned_data["where"] == "list" else None
        return self.artists.get(self.cleaned_data["what"], self.of), saved


class DaysForm(forms.Form):
    """From a day to a day; either may be left open."""

    first = forms.DateField(required=False, label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        days = super().clean() or {}
        first, last = days.get("first"), days.get("last")
        if first and last and first > last:
            raise forms.ValidationError(gettext("It ends before it begins: choose a later last day."))
        return days

    def window(self) -> Window:
        """The stretch of time that was typed."""
        return Window.between(self.cleaned_data["first"], self.cleaned_data["last"])


class CopyForm(forms.Form):
    """What an earlier list is called as a playlist of its own."""

    name = NameField()

"""What people say about their listening: which plays to look for, and what counts as one."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Rule, Source
from discoverdaily.listening.periods import Period

EARLIEST, LATEST = date(1970, 1, 1), date(2200, 1, 1)
LARGEST_KEY = 2**63 - 1

SOURCES = {
    "extended": Source.EXTENDED,
    "account": Source.ACCOUNT,
    "capture": Source.CAPTURE,
}
"""How the address names them."""


def _day(label: Any) -> forms.DateField:
    out_of_range = _("Choose a day between 1970 and 2200.")
    return forms.DateField(
        required=False,
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        validators=[MinValueValidator(EARLIEST, out_of_range), MaxValueValidator(LATEST, out_of_range)],
        error_messages={"invalid": _("This is no day. One looks like 2026-01-31.")},
    )


def _key() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=LARGEST_KEY)


class PeriodForm(forms.Form):
    """From a day to a day, both included; either may be left open."""

    since = _day(_("From"))
    until = _day(_("To"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The end lies before the beginning."))
        return given


class StatisticsForm(PeriodForm):
    """All time, a year, or the days from one to another, which go before the year."""

    year = forms.TypedChoiceField(
        required=False,
        label=_("Period"),
        coerce=int,
        empty_value=None,
        error_messages={"invalid_choice": _("Nothing was played in that year.")},
    )

    field_order = ("year", "since", "until")

    def __init__(self, data: Any, *, years: Sequence[int]) -> None:
        super().__init__(data)
        self.fields["year"].choices = [("", _("All time")), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]  # of a choice field

    def period(self) -> Period:
        """What a valid form asks for."""
        since, until, year = (self.cleaned_data[name] for name in ("since", "until", "year"))
        if year and not (since or until):
            return Period(date(year, 1, 1), date(year, 12, 31))
        return Period(since, until)


class FilterForm(PeriodForm):
    """The filter of the history page, as it stands in the address."""

    q = forms.CharField(
        required=False,
        max_length=200,
        label=_("Artist or title"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    source = forms.ChoiceField(
        required=False,
        label=_("Told by"),
        choices=[("", _("any source")), *((name, source.label) for name, source in SOURCES.items())],
    )
    hidden = forms.BooleanField(required=False, label=_("Only what I hid"))
    artist = _key()
    track = _key()
    removal = _key()

    field_order = ("q", "since", "until", "source", "hidden", "artist", "track", "removal")

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Wanted(
            words=given["q"],
            first=given["since"],
            last=given["until"],
            artist=given["artist"],
            recording=given["track"],
            source=SOURCES.get(given["source"]),
            hidden=given["hidden"],
            removal=given["removal"],
        )


def query_of(wanted: Wanted, **more: Any) -> str:
    """The address's query that asks for it: `?…`, or nothing where all is wanted. `more`: replaced or added; None
    takes away."""
    names = {source: name for name, source in SOURCES.items()}
    told = {
        "q": wanted.words,
        "since": wanted.first,
        "until": wanted.last,
        "artist": wanted.artist,
        "track": wanted.recording,
        "source": names.get(Source(wanted.source)) if wanted.source else None,
        "hidden": "on" if wanted.hidden else None,
        "removal": wanted.removal,
    } | more
    query = urlencode({name: value for name, value in told.items() if value})
    return f"?{query}" if query else ""


class RuleForm(forms.Form):
    """What counts as a play."""

    rule = forms.ChoiceField(
        label=_("What counts as a play?"),
        choices=Rule.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")},
    )

"""What a person chooses about how the pages are for them: their name, their time, their language, the look."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import time_zones
from discoverdaily.listening.counting import counting_zone_changed
from discoverdaily.personal import personal_apps

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
NO_ZONE = _("We do not know this time zone. One is called like a large city near you: Europe/Berlin.")


class PreferencesForm(forms.ModelForm[User]):
    """A person's settings."""

    use_required_attribute = False  # what is missing is said in our words, at the field

    class Meta:
        model = User
        fields = ("display_name", "time_zone", "day_starts_at", "locale", "theme")
        labels: ClassVar = {"display_name": _("Your name"), "theme": _("Look of the pages")}
        widgets: ClassVar = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "time_zone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
            "theme": forms.RadioSelect,
        }
        help_texts: ClassVar = {
            "display_name": _("It stands in the frame of your pages, and on a link you share if you wish so."),
            "time_zone": _("By it we tell your hours and days."),
            "theme": "",
        }
        error_messages: ClassVar = {"time_zone": {"required": NO_ZONE, "max_length": NO_ZONE}}

    day_starts_at = forms.TypedChoiceField(
        label=_("Your day starts at"),
        choices=HOURS,
        coerce=int,
        help_text=_("What you play before it belongs to the day before. It may be night still, but the same evening."),
    )
    locale = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("As my browser asks for")), *settings.LANGUAGES],
        help_text=_("Letters come in it, too."),
    )

    def clean_time_zone(self) -> str:
        """As it is spelled, however it was typed."""
        typed = str(self.cleaned_data["time_zone"]).strip().replace(" ", "_").casefold()
        try:
            return _spelled()[typed]
        except KeyError as error:
            raise forms.ValidationError(NO_ZONE) from error


@functools.cache
def _spelled() -> dict[str, str]:
    return {name.casefold(): name for name in time_zones()}


@functools.cache
def zones_offered() -> tuple[str, ...]:
    """Those called after places, for who begins to type; every other name is understood, too."""
    return tuple(sorted(name for name in time_zones() if "/" in name and not name.startswith(("Etc/", "SystemV/"))))


def forms_of(person: User, data: Mapping[str, Any] | None = None) -> Iterator[forms.ModelForm[Any]]:
    """What the apps let the person choose."""
    found = (app.settings_form(person, data) for app in personal_apps())
    return (form for form in found if form is not None)


def preferences_change(*, form: PreferencesForm) -> None:
    """Keeps what the person chose in a valid form; days that begin elsewhere by now are due to be counted anew."""
    person, chosen = form.instance, list(form.cleaned_data)
    if "time_zone" in form.changed_data:
        person.time_zone_known = True
    with transaction.atomic():
        person.save(update_fields=[*chosen, "time_zone_known"])
        if {"time_zone", "day_starts_at"} & set(form.changed_data):
            counting_zone_changed(person=person)

"""What people type about a preset of their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from playlists.forms import PLAIN

LONGEST_NAME = 80


class PresetNameField(forms.CharField):
    """One line of up to 80 characters."""

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "required": _("Give it a name."),
            "max_length": _("A name has at most %(limit_value)d characters; this one has %(show_value)d."),
        }
        super().__init__(max_length=LONGEST_NAME, label=_("Name"), validators=[PLAIN], error_messages=words, **kwargs)

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).split())


class PresetNameForm(forms.Form):
    """A preset's name."""

    name = PresetNameField()

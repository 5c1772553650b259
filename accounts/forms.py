"""What people type about themselves."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_AN_ADDRESS = _("This does not look like an e-mail address. One looks like name@example.org.")
PLAIN_NAME = re.compile(r"[!#-~]+@")
"""Printable ASCII without quotes before the @: what every mail server takes, and no header can be made of."""


class AddressField(forms.EmailField):
    """An e-mail address in lower case, so that one mailbox is one address."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value and not PLAIN_NAME.match(value):
            raise ValidationError(NOT_AN_ADDRESS, code="invalid")


class EmailForm(forms.Form):
    """Where a person wants to be written to."""

    use_required_attribute = False  # what is missing is said in our words, at the field

    email = AddressField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={
            "required": _("Type the address first."),
            "invalid": NOT_AN_ADDRESS,
            "max_length": _("An e-mail address has at most 254 characters."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

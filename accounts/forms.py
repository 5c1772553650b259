"""What people type about themselves."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm, SetPasswordMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sharing import Offer

NOT_AN_ADDRESS = _("This does not look like an e-mail address. One looks like name@example.org.")
PLAIN_NAME = re.compile(r"[!#-~]+@")
"""Printable ASCII without quotes before the @: what every mail server takes, and no header can be made of."""
CLIENT_ID = re.compile(r"[0-9a-f]{32}")
"""As Spotify's are."""
ADDRESS_ERRORS = {
    "required": _("Type the address first."),
    "invalid": NOT_AN_ADDRESS,
    "max_length": _("An e-mail address has at most 254 characters."),
}
NO_PASSWORD = {"required": _("Type the password first.")}
RULES = _("At least 8 characters, not only digits, not one that many use, and not like your address.")
TWICE = _("Once more, so that no slip of the finger shuts you out.")
NOT_ALIKE: dict[str, Any] = {"password_mismatch": _("The two are not alike. Type the password twice.")}


class AddressField(forms.EmailField):
    """An e-mail address in lower case, so that one mailbox is one address."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Your e-mail address"))
        options.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}))
        super().__init__(max_length=254, error_messages=ADDRESS_ERRORS, **options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower()

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value and not PLAIN_NAME.match(value):
            raise ValidationError(NOT_AN_ADDRESS, code="invalid")


class PasswordField(forms.CharField):
    """A password, as it is typed."""

    def __init__(self, *, new: bool = True, **options: Any) -> None:
        known = "new-password" if new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": known})
        super().__init__(strip=False, max_length=4096, widget=widget, error_messages=NO_PASSWORD, **options)


class EmailForm(forms.Form):
    """An address: where a person wants to be written to, or to choose a new password."""

    use_required_attribute = False  # what is missing is said in our words, at the field

    email = AddressField()


class SignInForm(AuthenticationForm):
    """Coming in by address and password."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": _(
            "Address and password do not go together. Look at both, or have a letter sent to choose a new password."
        ),
        "inactive": _("This account is closed."),
    }

    username = AddressField(widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}))
    password = PasswordField(label=_("Password"), new=False)

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(request, data)
        self.fields["username"].widget.attrs["maxlength"] = 254


class SignUpForm(SetPasswordMixin, forms.Form):  # type: ignore[type-arg]  # generic in the stubs alone
    """A new account by address and password."""

    use_required_attribute = False
    error_messages = NOT_ALIKE

    email = AddressField()
    password1 = PasswordField(label=_("Password"), help_text=RULES)
    password2 = PasswordField(label=_("The same password again"), help_text=TWICE)

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        self.validate_password_for_user(User(email=self.cleaned_data.get("email")), "password1")
        return self.cleaned_data


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """A first password, or one instead of what was forgotten."""

    use_required_attribute = False
    error_messages = NOT_ALIKE

    new_password1 = PasswordField(label=_("New password"), help_text=RULES)
    new_password2 = PasswordField(label=_("The same password again"), help_text=TWICE)


class ChangePasswordForm(NewPasswordForm, PasswordChangeForm):
    """Another password, for who knows the one there is."""

    error_messages = NOT_ALIKE | {"password_incorrect": _("This is not your password. Type the one you sign in with.")}
    field_order = ["old_password", "new_password1", "new_password2"]

    old_password = PasswordField(label=_("Your password until now"), new=False)


class ProofForm(forms.Form):
    """Who is signed in says by their password that it is they."""

    use_required_attribute = False

    password = PasswordField(label=_("Your password"), new=False, required=False)

    def __init__(self, person: User, data: Any = None) -> None:
        super().__init__(data)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not password:
            raise forms.ValidationError(_("Type your password, so that nobody else does this."))
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password. Type the one you sign in with."))
        return password


class LeaveForm(ProofForm):
    """Who leaves says who they are, and what becomes of their playlists."""

    playlists = forms.ChoiceField(
        label=_("The playlists we made in Spotify"),
        choices=[("keep", _("Keep them in Spotify, as they are now")), ("leave", _("Take them out of my library"))],
        initial="keep",
        widget=forms.RadioSelect,
    )

    def __init__(self, person: User, data: Any = None, *, proved: bool, has_playlists: bool) -> None:
        """`proved`: that Spotify knew them a moment ago; then no password is asked for."""
        super().__init__(person, data)
        if proved or not person.has_usable_password():
            del self.fields["password"]
        if not has_playlists:
            del self.fields["playlists"]

    @property
    def leave_spotify(self) -> bool:
        """Whether the playlists are to go, too."""
        return bool(self.cleaned_data.get("playlists") == "leave")


class ShareForm(forms.Form):
    """What a link is to show, for how long, and whether it says whose it is."""

    use_required_attribute = False

    what = forms.ChoiceField(
        label=_("What it shows"),
        error_messages={"required": _("Choose something."), "invalid_choice": _("Choose one of these.")},
    )
    days = forms.ChoiceField(
        label=_("How long it works"),
        choices=[("1", _("a day")), ("7", _("a week")), ("30", _("a month")), ("365", _("a year"))],
        initial="7",
    )
    named = forms.BooleanField(label=_("Say that it is mine, by the name in my settings"), required=False)

    def __init__(self, offers: Sequence[Offer], data: Any = None) -> None:
        super().__init__(data)
        self.fields["what"].choices = [(str(offer.title), offer.choices) for offer in offers]  # type: ignore[attr-defined]


class OwnAppForm(forms.Form):
    """The client id of a Spotify app that a person has registered themselves."""

    use_required_attribute = False

    client_id = forms.CharField(
        label=_("Client id"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste the client id first.")},
    )

    def clean_client_id(self) -> str:
        typed = str(self.cleaned_data["client_id"]).strip().lower()
        if not CLIENT_ID.fullmatch(typed):
            raise ValidationError(_("A client id has 32 characters: digits, and letters from a to f."))
        if typed == settings.SPOTIFY_CLIENT_ID:
            raise ValidationError(_("This is the app of this instance. Register one of your own, and paste its id."))
        return typed

"""Where staff say who may make an account, and which features are on."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Registration, Switches
from accounts.switching import features, switches


def _choices() -> Iterator[tuple[str, SafeString]]:
    for feature in features():
        words = format_html('<strong>{}</strong> <span class="help">{}</span>', feature.title, feature.without)
        yield feature.key, words


def _registrations() -> list[tuple[str, Any]]:
    usual = format_lazy(_("as the setting REGISTRATION says: {}"), Registration(settings.REGISTRATION).label)
    return [("", usual), *Registration.choices]


class SwitchesForm(forms.ModelForm[Switches]):
    """The switches; features are ticked while they are on."""

    registration = forms.ChoiceField(label=_("Who may make an account"), choices=_registrations, required=False)
    on = forms.MultipleChoiceField(
        label=_("Features that are on"),
        choices=_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Beneath each stands what follows when it is off. Its pages then say so, its work rests, and nothing is "
            "deleted."
        ),
    )

    class Meta:
        model = Switches
        fields = ("registration",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["on"] = [feature.key for feature in features() if feature.key not in self.instance.off]

    def save(self, commit: bool = True) -> Switches:
        self.instance.off = [feature.key for feature in features() if feature.key not in self.cleaned_data["on"]]
        return super().save(commit)


@admin.register(Switches)
class SwitchesAdmin(admin.ModelAdmin[Switches]):
    """The one row, which is there even before anybody has pressed anything."""

    form = SwitchesForm
    fields = ("registration", "on")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Switches | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is nothing to choose from."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:accounts_switches_change", 1)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Switches | None:
        return switches() if object_id == "1" else None

    @admin.display(description=_("Features that are on"))
    def on(self, told: Switches) -> str:
        """For those who may look and switch nothing: the form's field is none of the row's."""
        return ", ".join(str(feature.title) for feature in features() if feature.key not in told.off) or str(_("none"))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What was switched, and not only that something was."""
        return " ".join(_switched(cast("SwitchesForm", form)))


def _switched(form: SwitchesForm) -> Iterator[str]:
    """For the log, which is written in English."""
    if "registration" in form.changed_data:
        chosen = form.instance.registration
        who = Registration(chosen).name.lower() if chosen else "as the setting says"
        yield f"Registration: {who}."
    before, after = set(form.initial["on"]), set(form.cleaned_data["on"])
    for word, keys in (("off", before - after), ("on", after - before)):
        if keys:
            yield f"Switched {word}: {', '.join(sorted(keys))}."

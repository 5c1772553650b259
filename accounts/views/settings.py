"""A person's settings."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from accounts.models import User
from accounts.preferences import PreferencesForm, forms_of, preferences_change, zones_offered
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: PersonsRequest) -> HttpResponse:
    """The page; a POST keeps what was chosen, all of it or nothing."""
    person = User.objects.get(pk=request.user.pk)  # another than the frame's, which shows what is kept
    data = request.POST if request.method == "POST" else None
    form, others = PreferencesForm(data, instance=person), list(forms_of(person, data))
    if data is not None and all(each.is_valid() for each in (form, *others)):
        return _kept(request, form, others)
    return _page(request, form, others, status=200 if data is None else 422)


def _kept(request: PersonsRequest, form: PreferencesForm, others: Sequence[ModelForm[Any]]) -> HttpResponse:
    preferences_change(form=form)
    for other in others:
        other.save()
    messages.success(request, _("Kept."))
    if not request.headers.get("HX-Request"):
        return redirect("accounts:settings")
    if "locale" in form.changed_data:
        return HttpResponseClientRefresh()  # the whole page speaks another language
    person = request.user = form.instance
    answer = _page(request, PreferencesForm(instance=person), list(forms_of(person)))
    return trigger_client_event(answer, "theme", {"theme": person.theme})


def _page(
    request: PersonsRequest, form: PreferencesForm, others: Sequence[ModelForm[Any]], *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "others": others, "zones": zones_offered()}
    return fragment_or_page(request, "accounts/settings.html", "settings", context, status=status)

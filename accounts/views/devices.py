"""Where one is signed in."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.devices import device_note, device_sign_out, devices_of, sign_out_everywhere
from discoverdaily.access import PersonsRequest, signed_in


@never_cache
@require_safe
@signed_in
def devices(request: PersonsRequest) -> HttpResponse:
    """The person's browsers, this one first."""
    found = devices_of(request.user, request.session.session_key)
    return render(request, "accounts/devices.html", {"devices": found})


@never_cache
@require_POST
@signed_in
def sign_out_one(request: PersonsRequest, pk: int) -> HttpResponse:
    """Ends one of the person's sessions."""
    if not device_sign_out(person=request.user, pk=pk):
        raise Http404
    messages.success(request, _("Signed out there."))
    return redirect("accounts:devices")


@never_cache
@require_POST
@signed_in
def sign_out_all(request: PersonsRequest) -> HttpResponse:
    """Ends all of them, this one too unless it shall stay."""
    sign_out_everywhere(person=request.user)
    if "stay" not in request.POST:
        logout(request)
        messages.success(request, _("You are signed out everywhere."))
        return redirect("accounts:sign_in")
    update_session_auth_hash(request, request.user)
    device_note(request=request, person=request.user)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("accounts:devices")

"""A Spotify app of one's own, to connect through instead of the instance's."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import opens_by_password
from accounts.forms import OwnAppForm
from accounts.proving import proof_missing, to_prove
from accounts.services import sign_in_begin
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.spotify.selectors import app_of, connection_of
from discoverdaily.spotify.services import own_app_choose, own_app_forget


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_app(request: PersonsRequest) -> HttpResponse:
    """How it is done, step by step; a POST notes the client id and tries it at once, by connecting through it."""
    person = request.user
    typed = {"client_id": request.GET.get("client_id", "")[:200]}
    form = OwnAppForm(request.POST if request.method == "POST" else None, initial=typed)
    if form.is_valid():
        if proof_missing(request):
            return to_prove(request, back=f"{request.path}?{urlencode(form.cleaned_data)}")
        own_app_choose(person=person, client_id=form.cleaned_data["client_id"])
        return sign_in_begin(request, next=reverse("accounts:connection"))
    chosen, connection = app_of(person), connection_of(person)
    context = {
        "form": form,
        "own": chosen if chosen != settings.SPOTIFY_CLIENT_ID else "",
        "tried": connection is not None and connection.client_id == chosen,
        "back_to": request.build_absolute_uri(reverse("social:complete", args=["spotify"])),
        "dashboard": settings.SPOTIFY_DASHBOARD_URL,
        "may": opens_by_password(person),
    }
    return render(request, "accounts/own_app.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
@signed_in
def instances_app(request: PersonsRequest) -> HttpResponse:
    """Back to the instance's app: connects through it at once, where another is in use."""
    own_app_forget(person=request.user)
    connection = connection_of(request.user)
    if connection is not None and connection.client_id != settings.SPOTIFY_CLIENT_ID:
        return sign_in_begin(request, next=reverse("accounts:connection"))
    messages.success(request, _("From now on you connect through this instance’s app."))
    return redirect("accounts:connection")

"""Links that people share: their own page of them, and what whoever has one sees."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import ShareForm
from accounts.sharing import TooManyShares, offers_of, share_make, share_take_back, shares_of, shown_by
from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.personal import NothingToShare


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def shares(request: PersonsRequest) -> HttpResponse:
    """The person's links, and a form for another one; a POST makes it and tells it, this once."""
    person = request.user
    form = ShareForm(offers_of(person), request.POST if request.method == "POST" else None)
    link = _made(request, form) if form.is_valid() else ""
    if link:
        form = ShareForm(offers_of(person))
    context = {"form": form, "link": link, "shares": shares_of(person)}
    return render(request, "accounts/shares.html", context, status=422 if form.errors else 200)


def _made(request: PersonsRequest, form: ShareForm) -> str:
    """The new link's whole address; empty, with words in the form, where there is none."""
    wish = form.cleaned_data
    lasts = timedelta(days=int(wish["days"]))
    try:
        _share, token = share_make(person=request.user, what=wish["what"], named=wish["named"], lasts=lasts)
    except NothingToShare:
        form.add_error("what", _("This is no longer there to be shared."))
    except TooManyShares:
        form.add_error(None, _("You have very many links. Take some back first."))
    else:
        return settings.SITE_URL + reverse("shared", args=[token])
    return ""


@require_POST
@signed_in
def take_back(request: PersonsRequest, pk: int) -> HttpResponse:
    """Ends a link at once."""
    if not share_take_back(person=request.user, pk=pk):
        raise Http404
    messages.success(request, _("The link opens nothing any more."))
    return redirect("accounts:shares")


@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows; 404 alike where it is wrong, over or taken back."""
    shown = shown_by(token, request)
    if shown is None:
        raise Http404
    context = {"shown": shown, "html": SafeString(shown.html)}  # rendered by one of our templates
    answer = render(request, "accounts/shared.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer

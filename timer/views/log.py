"""The log's page, and forgetting what stands in it."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.pages import fragment_or_page
from timer.log import log_forget, log_forget_all, log_page, log_totals, sessions_over
from timer.selectors import live_session_of

PAGE = re.compile(r"[1-9][0-9]{0,5}")


@require_safe
@signed_in
def log(request: PersonsRequest) -> HttpResponse:
    """Sessions that are over, and what they come to; `?page=2` is older."""
    typed = request.GET.get("page", "1")
    number = int(typed) if PAGE.fullmatch(typed) else 0
    page = log_page(request.user, number or 1)
    if number != 1 and not (number and page.days):
        raise Http404(_("There is no such page of your log."))
    context = {
        "page": page,
        "number": number,
        "totals": log_totals(request.user),
        "live": live_session_of(request.user),
    }
    return fragment_or_page(request, "timer/log.html", "log", context)


@require_POST
@signed_in
def forget(request: PersonsRequest, pk: int) -> HttpResponse:
    """Takes one session out of the log."""
    session = get_object_or_404(sessions_over(request.user).select_related("person"), pk=pk)
    log_forget(session=session)
    messages.success(request, _("Deleted from your log."))
    return redirect("timer:log")


@require_POST
@signed_in
def forget_all(request: PersonsRequest) -> HttpResponse:
    """Empties the log."""
    gone = log_forget_all(person=request.user)
    words = ngettext("One session is deleted.", "%(gone)s sessions are deleted.", gone)
    messages.success(request, words % {"gone": gone} if gone else _("Your log was empty already."))
    return redirect("timer:log")

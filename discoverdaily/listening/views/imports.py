"""Imports: an export is handed in, watched on its way, stopped, and taken out again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from discoverdaily.access import PersonsRequest, signed_in
from discoverdaily.listening.importing.problems import Found, Problem, Refused
from discoverdaily.listening.importing.selectors import imports_of
from discoverdaily.listening.importing.services import MOST_BYTES, import_ask, import_cancel, import_remove
from discoverdaily.listening.importing.shown import Shown, shown
from discoverdaily.listening.importing.words import problem_said
from discoverdaily.pages import fragment_or_page
from discoverdaily.uploads import sent_too_much, takes_files

FIELD = "files"
"""Name of the form's field."""
LATEST = 50
"""Imports on the page of all; nobody hands in more."""


@takes_files(most=MOST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def imports(request: PersonsRequest) -> HttpResponse:
    """Where exports are handed in, and what became of each."""
    if request.method != "POST":
        every = [shown(imported) for imported in imports_of(request.user)[:LATEST]]
        context = {"every": every, "pending": any(each.imported.going_on for each in every)}
        return fragment_or_page(request, "listening/imports.html", "every", context)
    if sent_too_much(request):
        return _refused(request, [Found(Problem.TOO_LARGE)])
    files: Sequence[UploadedFile[Any]] = request.FILES.getlist(FIELD)
    try:
        imported = import_ask(person=request.user, files=files)
    except Refused as refused:
        return _refused(request, refused.found)
    address = imported.get_absolute_url()
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else redirect(address)


def _refused(request: PersonsRequest, found: Sequence[Found]) -> HttpResponse:
    """What is wrong, said at the field; in the background alone, so that the files stay chosen."""
    context: dict[str, Any] = {"problems": [problem_said(each) for each in found]}
    if not request.headers.get("HX-Request"):
        context["every"] = [shown(imported) for imported in imports_of(request.user)[:LATEST]]
    return fragment_or_page(request, "listening/imports.html", "problems", context, status=422)


@require_safe
@signed_in
def import_(request: PersonsRequest, pk: int) -> HttpResponse:
    """One import: how far it is while it goes on, and afterwards the account of every line."""
    return fragment_or_page(request, "listening/import.html", "import", {"shown": _shown(request, pk)})


@require_safe
@signed_in
def import_card(request: PersonsRequest, pk: int) -> HttpResponse:
    """The same in short, as it stands on other pages."""
    context = {"shown": _shown(request, pk)}
    return fragment_or_page(request, "listening/import_card_page.html", "card", context)


@require_POST
@signed_in
def import_stop(request: PersonsRequest, pk: int) -> HttpResponse:
    """Stops an import where it is."""
    imported = _shown(request, pk).imported
    import_cancel(imported=imported)
    messages.success(request, _("Stopped. What had come in stays until you remove it."))
    return redirect(imported)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_take_out(request: PersonsRequest, pk: int) -> HttpResponse:
    """Asks whether to take out again what an import brought, and does so."""
    found = _shown(request, pk)
    if request.method != "POST":
        return fragment_or_page(request, "listening/import_remove.html", "dialog", {"shown": found})
    import_remove(imported=found.imported)
    return redirect(found.imported)


def _shown(request: PersonsRequest, pk: int) -> Shown:
    """The person's import; for a stranger there is none."""
    return shown(get_object_or_404(imports_of(request.user), pk=pk))

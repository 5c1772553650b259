"""The overview: how everything stands, on one page of the admin."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.overview import figures_by_app, switches_told, work_by_kind
from discoverdaily import clock


def overview(request: HttpRequest) -> HttpResponse:
    """The page; for staff who may see people."""
    if not request.user.has_perm("accounts.view_user"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Overview"),
        "now": clock.now(),
        "switches": switches_told(),
        "work": work_by_kind(),
        "apps": list(figures_by_app()),
    }
    return TemplateResponse(request, "admin/overview.html", context)

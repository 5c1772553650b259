"""How it should feel, while it is typed."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from discoverdaily.access import PersonsRequest, signed_in
from playlists.growing.forms import CreateForm
from playlists.growing.seeds import MOST as MOST_SEEDS
from playlists.growing.strips import drawn, fitting_words, tunables_typed
from playlists.growing.views.context import ONE_PRESS, is_on_page, page_address


@require_safe
@signed_in
def fitting(request: PersonsRequest) -> HttpResponse:
    """How many songs fit what is typed, and its strips; without HTMX the page with what is typed."""
    if not request.headers.get("HX-Request"):
        return redirect(page_address(request.GET))
    form = CreateForm(request.GET)
    strips = [each.strip for each in drawn(request.user, form, form.seeds_typed[:MOST_SEEDS])]
    context = {"fitting": fitting_words(tunables_typed(form)), "strips": strips}
    answer = render(request, "create/fitting.html", context)
    if is_on_page(request):
        answer["HX-Replace-Url"] = page_address(request.GET, but=ONE_PRESS)
    patch_vary_headers(answer, ["HX-Request"])
    add_never_cache_headers(answer)
    return answer

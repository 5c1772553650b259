"""One view serves the page and its fragment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers


def fragment_or_page(
    request: HttpRequest, template: str, fragment: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """One context, two sizes: the template's partial `fragment` for HTMX, the whole page without it."""
    part = f"{template}#{fragment}" if request.headers.get("HX-Request") else template
    answer = render(request, part, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])  # or Back would bring the fragment where the page was
    add_never_cache_headers(answer)
    return answer

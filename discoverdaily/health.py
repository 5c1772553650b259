"""Whether this process lives, and whether it can serve."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database and cache answer, else an error that the proxy takes for "not now"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.get("ready")
    return HttpResponse("ready\n", content_type="text/plain")


urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]

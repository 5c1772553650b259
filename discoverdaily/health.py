"""Whether this process lives, and whether it can serve."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)


@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database and cache answer; else 503, and which does not. A proxy takes that for "not now"."""
    silent = [name for name, ask in NEEDED.items() if not answers(name, ask)]
    if silent:
        words = "".join(f"The {name} does not answer.\n" for name in silent)
        return HttpResponse(words, content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_cache() -> None:
    cache.get("ready")


NEEDED: dict[str, Callable[[], None]] = {"database": ask_database, "cache": ask_cache}


def answers(name: str, ask: Callable[[], None]) -> bool:
    """Whether it can be asked at all; what stands in the way is for the log."""
    try:
        ask()
    except Exception:  # each kind of database and cache has errors of its own
        logger.exception("not ready: %s", name)
        return False
    return True


urlpatterns = [path("healthz", alive, name="healthz"), path("readyz", ready, name="readyz")]

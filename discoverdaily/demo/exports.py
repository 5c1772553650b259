"""Demo listeners bring their past along: it comes from the local Spotify and is handed in as they would do it."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from kombu.exceptions import KombuError

from accounts.models import User
from discoverdaily import clock
from discoverdaily.celery import app
from discoverdaily.demo import controls
from discoverdaily.demo.models import Export
from discoverdaily.demo.services import listener_of
from discoverdaily.due import NotNow
from discoverdaily.listening.importing.problems import Refused
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.personal import TodayCard

logger = logging.getLogger(__name__)

RING = "discoverdaily.demo.tasks.bring_exports"
TWO_YEARS = timedelta(days=730)
SOON = timedelta(seconds=10)
"""When to try again where the local Spotify is silent."""


def past_begin(*, person: User) -> None:
    """Their last two years are on the way from the moment they first sign in; never again, whatever became of them."""
    now = clock.now()
    fields = {"since": now - TWO_YEARS, "due_at": now}
    if Export.objects.get_or_create(person=person, defaults=fields)[1]:
        transaction.on_commit(call_a_worker)


def export_ask(*, person: User, kind: Export.Kind) -> None:
    """What they asked Spotify for comes at once, whole."""
    fields = {"kind": kind, "since": None, "due_at": clock.now(), "attempts": 0, "last_error": ""}
    Export.objects.update_or_create(person=person, defaults={**fields, "lease": None, "leased_until": None})
    transaction.on_commit(call_a_worker)


def export_bring(*, export: Export) -> None:
    """Fetches the data and hands them in. Raises NotNow while the local Spotify is silent, LeaseLost."""
    listener = listener_of(export.person)
    if listener is None:
        return export.finish(due_at=None)
    try:
        with controls.export(listener, export.kind, export.since) as (name, content), transaction.atomic():
            import_ask(person=export.person, files=[File(content, name)])
            export.finish(due_at=None)  # last, so that who is refused still has the lease
    except controls.NoAnswer as error:
        raise NotNow(after=SOON) from error
    except Refused as refused:
        export.retry(due_at=None, error=refused.found[0].problem)
    return None


def is_coming(person: User) -> bool:
    """Whether the person's data are on the way."""
    return Export.objects.filter(person=person, due_at__isnull=False).exists()


def came_empty(person: User) -> bool:
    """Whether the person's data came last with nothing in them that could be handed in."""
    return Export.objects.filter(person=person, due_at=None).exclude(last_error="").exists()


def today(person: User) -> Sequence[TodayCard]:
    """That the person's data are on the way, until they have been handed in."""
    return [TodayCard("demo/coming.html", attention=True, feature="imports")] if is_coming(person) else []


def call_a_worker() -> None:
    """Rings at once. It may come to nothing: the next ring is seconds away."""
    try:
        app.send_task(RING, retry=False, expires=5)
    except (KombuError, OSError):
        logger.warning("the broker cannot be reached: an export waits for the next ring")

"""What the ribbon does besides turning the local Spotify's knobs: what is due comes forward and is done at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from discoverdaily.celery import app
from discoverdaily.demo import controls
from discoverdaily.due import Due
from discoverdaily.personal import personal_apps
from discoverdaily.spotify.models import ClientBudget
from discoverdaily.spotify.selectors import connection_of

DAY = timedelta(days=1)


def next_day(*, person: User | None) -> bool:
    """A day passes at the local Spotify: what happened here is a day ago, and what is planned for the person is done.

    Answers whether all of it was. Raises controls.NoAnswer.
    """
    controls.advance(DAY)
    cache.clear()  # what pages remember is of the day before
    if person is None:
        return True
    for config in personal_apps():
        config.age(person, DAY)
    now = timezone.now()
    for rows in planned(person):
        rows.update(due_at=now)
    ring()
    return not any(rows.filter(due_at__lte=timezone.now()).exists() for rows in planned(person))


def mend(*, person: User | None) -> None:
    """Mends everything, ends the waiting that a broken limit began, and tries again what failed.

    Raises controls.NoAnswer.
    """
    controls.mend(listener_of(person) if person is not None else None)
    ClientBudget.objects.filter(client_id=settings.SPOTIFY_CLIENT_ID).update(cooldown_until=None, cooldown_reason="")
    if person is not None:
        for rows in planned(person):
            rows.filter(attempts__gt=0).update(due_at=timezone.now())
        ring()


def listener_of(person: User) -> str | None:
    """The id of the listener as whom the person is connected."""
    connection = connection_of(person)
    return connection.spotify_id if connection else None


def planned(person: User) -> Iterator[QuerySet[Due]]:
    """Whatever is planned for the person, of every kind."""
    for model in apps.get_models():
        if issubclass(model, Due) and any(field.name == "person" for field in model._meta.fields):
            yield model._default_manager.filter(Q(("person", person)), due_at__isnull=False)


def ring() -> None:
    """Does what is due right here instead of ringing a worker, so that the page that follows shows what came of it."""
    app.loader.import_default_modules()
    rings: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for entry in rings.values():
        app.tasks[entry["task"]].apply(throw=True)

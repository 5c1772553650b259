"""What the ribbon does besides turning the local Spotify's knobs: our time goes with its, and what is due is done at
once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet

from accounts.models import User
from discoverdaily import clock
from discoverdaily.celery import app
from discoverdaily.demo import controls
from discoverdaily.due import Due, rests
from discoverdaily.spotify.models import ClientBudget
from discoverdaily.spotify.selectors import connection_of

DAY = timedelta(days=1)
STEP = timedelta(hours=2)
"""A day passes in steps in which nobody plays more than Spotify remembers: else each would leave a gap."""
LEFT_TO_THE_WORKER = {
    *("work_due_imports", "work_due_removals", "bring_exports", "train_own_models"),
    *("learn_features", "learn_details", "look_up_tracks"),
}
"""Rings for what nobody plans for a day: it goes on as fast as it can, and no page waits for it."""


def next_day(*, person: User | None) -> bool:
    """A day passes, at the local Spotify and here: what happened is a day ago, what was planned for the day is done.

    Answers whether all of it was that is the person's, but for what staff have switched off. Raises controls.NoAnswer.
    """
    begun = clock.now()
    for _ in range(DAY // STEP):
        controls.advance(STEP)
        time_take_over()
        ring()
    of_the_day = {"due_at__gt": begun, "due_at__lte": clock.now()}
    return person is None or not any(
        rows.filter(**of_the_day).exists() for rows in planned(person) if not rests(rows.model)
    )


def time_take_over() -> None:
    """From now on it is as late here as at the local Spotify, whose clock outlives a restart and may be set back.

    Raises controls.NoAnswer.
    """
    ahead = controls.ahead()
    if ahead != clock.passed():
        clock.move(ahead)
        cache.clear()  # what pages remember is of another day


def mend(*, person: User | None) -> None:
    """Mends everything, ends the waiting that a broken limit began, and tries again what failed.

    Raises controls.NoAnswer.
    """
    controls.mend(listener_of(person) if person is not None else None)
    ClientBudget.objects.update(cooldown_until=None, cooldown_reason="")
    if person is not None:
        for rows in planned(person):
            rows.filter(attempts__gt=0).update(due_at=clock.now())
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
    """Does what was planned right here instead of ringing a worker, so that the page that follows shows what came of
    it."""
    app.loader.import_default_modules()
    rings: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    for name, entry in rings.items():
        if name not in LEFT_TO_THE_WORKER:
            app.tasks[entry["task"]].apply(throw=True)

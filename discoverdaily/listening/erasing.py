"""A person's plays are deleted, and all that was counted of them: a piece at a time, so that nobody waits for long."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import QuerySet

from discoverdaily import clock
from discoverdaily.listening.counting import counting_lock
from discoverdaily.listening.models import (
    ArtistCount,
    Capture,
    HourCount,
    HourTotal,
    Import,
    ImportPart,
    MonthTotal,
    Play,
    RecordingCount,
    Removal,
)

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 5_000
"""Rows of one transaction, about."""
PARTS = 16
"""Megabytes of a file handed in, likewise."""


def listening_erase(person: "User") -> Iterator[None]:
    """Deletes it in pieces. Whoever is bringing plays in is stopped first, so that none come after."""
    while parts := list(ImportPart.objects.filter(file__of__person=person).values_list("pk", flat=True)[:PARTS]):
        ImportPart.objects.filter(pk__in=parts).delete()
        yield
    with transaction.atomic():
        counting_lock(person)
        for model in (Import, Capture, Removal):
            rows = model._default_manager.filter(person=person)
            rows.update(due_at=None, lease=None, leased_until=None)
    yield
    yield from _in_pieces(Play.objects.filter(person=person), "played_at")
    for hours in (HourCount, HourTotal):
        yield from _in_pieces(hours._default_manager.filter(person=person), "day")
    yield from _in_pieces(MonthTotal.objects.filter(person=person), "month")
    for counts, key in ((RecordingCount, "recording_id"), (ArtistCount, "artist_id")):
        yield from _by_span(counts._default_manager.filter(person=person), key)
    today = clock.now()
    cache.delete_many([f"learning:{person.pk}:{day:%Y-%m-%d}" for day in (today, today - timedelta(days=1))])


def _by_span(counts: "QuerySet[Any]", key: str) -> Iterator[None]:
    for span, start in list(counts.values_list("span", "start").distinct()):
        yield from _in_pieces(counts.filter(span=span, start=start), key)


def _in_pieces(rows: "QuerySet[Any]", by: str) -> Iterator[None]:
    """Deletes the rows in the order of a field that an index of theirs has next after the person."""
    ordered = rows.order_by(by).values_list(by, flat=True)
    first = ordered.first()
    while first is not None:
        ahead = ordered.filter(**{f"{by}__gt": first})
        beyond = ahead[PIECE : PIECE + 1].first()
        piece = rows.filter(**{f"{by}__gte": first}, **({f"{by}__lt": beyond} if beyond is not None else {}))
        piece.delete()
        yield
        first = beyond

"""How long earlier lists of saved playlists, and what became of each look, are kept: as the settings say."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from discoverdaily import clock
from playlists.models import Edition, Look, SavedPlaylist

AT_ONCE = 1_000
"""Rows of one statement."""


def old_lists_forget() -> None:
    """Deletes what is older, but for each playlist's latest list and look, and a list that is still to be restored."""
    latest = Edition.objects.filter(saved=OuterRef("saved")).order_by("-written_at", "-pk")
    wanted = SavedPlaylist.objects.filter(wanted_edition__isnull=False).values("wanted_edition")
    editions = Edition.objects.exclude(pk=Subquery(latest.values("pk")[:1])).exclude(pk__in=wanted)
    _forget(editions, "written_at", settings.LISTS_KEPT_DAYS)
    last = Look.objects.filter(saved=OuterRef("saved")).order_by("-at", "-pk")
    _forget(Look.objects.exclude(pk=Subquery(last.values("pk")[:1])), "at", settings.LOOKS_KEPT_DAYS)


def _forget(rows: "QuerySet[Any]", moment: str, days: int) -> None:
    """Deletes those whose moment is longer ago; none where they are kept for good."""
    if not days:
        return
    old = rows.filter(**{f"{moment}__lt": clock.now() - timedelta(days=days)})
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        rows.model._default_manager.filter(pk__in=keys).delete()

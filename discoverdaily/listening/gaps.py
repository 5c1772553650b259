"""Gaps: Spotify had more to tell than it remembers, and what lies between may be missing."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import BigIntegerField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import CombinedExpression
from django.urls import reverse
from django.utils.translation import gettext as _

from discoverdaily import clock
from discoverdaily.listening.models import Gap, Play, Source
from discoverdaily.listening.pace import SHORTEST
from discoverdaily.personal import Figure

if TYPE_CHECKING:
    from accounts.models import User

ROUNDED = 60_000
"""Milliseconds by which account data may tell of a play earlier or later than Spotify did."""
NEW = timedelta(days=3)
"""How long a gap stands on Today."""
SHOWN = 20
BY_EXPORTS = [sources for sources in range(8) if sources & (Source.ACCOUNT | Source.EXTENDED)]
"""What `told_by` may be of a play that an export told of."""


def gap_record(*, person: "User", newest: datetime | None, before: datetime) -> None:
    """Plays may be missing before the moment `before`; `newest`: the last one that Spotify had told of until then.

    Nothing is recorded where no play fits in: one takes half a minute, and so does the one at `before`.
    """
    earlier = Play.objects.filter(person=person, played_at__lt=before).order_by("-played_at")
    known = [*earlier.values_list("played_at", flat=True)[:1], *([newest] if newest and newest < before else [])]
    after = max(known, default=None)
    if after and before - after < timedelta(milliseconds=2 * SHORTEST):
        return
    gap = Gap(person=person, after=after, before=before, found_at=clock.now())
    Gap.objects.bulk_create([gap], ignore_conflicts=True)


@transaction.atomic
def gaps_check(*, person: "User") -> None:
    """A gap is filled once exports tell of the plays at both of its ends, and open again when they are taken out.

    What lies between is then known: an export tells of everything up to the day it was made. Two queries.
    """
    gaps = Gap.objects.filter(person=person)
    told = Q(_told_at("before")) & (Q(after=None) | Q(_told_at("after")))
    gaps.filter(told, filled_at=None).update(filled_at=clock.now())
    gaps.filter(~told, filled_at__isnull=False).update(filled_at=None)


def _told_at(end: str) -> Exists:
    """Whether an export told of a play at this end of a gap."""

    def moved(by: int) -> "ExpressionWrapper[CombinedExpression]":
        return ExpressionWrapper(OuterRef(end) + by, output_field=BigIntegerField())

    plays = Play.objects.filter(person=OuterRef("person"), told_by__in=BY_EXPORTS)
    return Exists(plays.filter(played_at__gte=moved(-ROUNDED), played_at__lte=moved(ROUNDED)))


def gaps_open(person: "User") -> QuerySet[Gap]:
    """Those that no export has filled, the newest first."""
    return Gap.objects.filter(person=person, filled_at=None)


def gaps_shown(person: "User") -> list[Gap]:
    """The newest of those."""
    return list(gaps_open(person)[:SHOWN])


def gaps_new(person: "User") -> list[Gap]:
    """Those of the last days, for Today."""
    return list(gaps_open(person).filter(found_at__gt=clock.now() - NEW)[:SHOWN])


def gap_figures() -> list[Figure]:
    """Everybody's gaps that no export has filled, and those of the last days among them; one query."""
    new = Q(found_at__gt=clock.now() - NEW)
    gaps = Gap.objects.filter(filled_at=None).aggregate(open=Count("pk"), new=Count("pk", filter=new))
    url = reverse("admin:listening_gap_changelist")
    return [
        Figure(_("Gaps that no export has filled"), gaps["open"], url),
        Figure(_("Found within three days"), gaps["new"], url, attention=bool(gaps["new"])),
    ]

"""What staff see at a glance: everybody together, and nobody's own. As many queries however many people there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Device, Erasure, Registration, User
from accounts.switching import features, switches
from discoverdaily import clock
from discoverdaily.due import Due
from discoverdaily.personal import Figure, personal_apps, switched_off

LATE = timedelta(minutes=15)
"""Longer than any bell is silent: what has been due for so long, and nobody holds, waits for a worker or for its turn.
"""
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Work:
    """How work of one kind stands, in rows; `url`: where they are listed, if anywhere; `rests`: it is switched off."""

    kind: str | Promise
    due: int
    late: int
    failing: int
    url: str | None
    rests: bool


def work_by_kind() -> list[Work]:
    """Every kind of due work, in the order of the apps; one query each, and one for the switches. What rests because
    its person is switched off is not counted."""
    off = switched_off()
    return [_work(model, model.feature in off) for model in apps.get_models() if issubclass(model, Due)]


def _work(model: type[Due], rests: bool) -> Work:
    """None is late whose turn may come at any time, or of what is switched off."""
    now = clock.now()
    rows = model._default_manager.filter(due_at__isnull=False)
    if any(field.name == "person" for field in model._meta.fields) and model is not Erasure:
        rows = rows.filter(Q(("person__is_active", True)))
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    counts = rows.aggregate(
        due=Count("pk", filter=Q(due_at__lte=now)),
        late=Count("pk", filter=free & Q(due_at__lte=now - LATE)),
        failing=Count("pk", filter=model.failed),
    )
    if rests or model.in_turn:
        counts["late"] = 0
    listed = admin.site.is_registered(model)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") if listed else None
    return Work(model._meta.verbose_name_plural or "", **counts, url=url, rests=rests)


def switches_told() -> list[Figure]:
    """Who may join, and what is switched off; one query."""
    told, url = switches(), reverse("admin:accounts_switches_changelist")
    joining = Registration(told.registration or settings.REGISTRATION)
    off = [str(feature.title) for feature in features() if feature.key in told.off]
    return [
        Figure(_("Who may make an account"), str(joining.label), url),
        Figure(_("Features that are off"), ", ".join(off) or _("none"), url, attention=bool(off)),
    ]


def figures_by_app() -> Iterator[tuple[str | Promise, Sequence[Figure]]]:
    """What each app tells staff of itself, under its name; apps with nothing to tell are left out."""
    told = ((each.verbose_name, each.staff_summary()) for each in personal_apps())
    return ((name, figures) for name, figures in told if figures)


def people_figures() -> list[Figure]:
    """How many people there are, came, and were here."""
    here = Device.objects.filter(last_seen__gte=clock.now() - LATELY)
    people = User.objects.aggregate(
        all=Count("pk"),
        off=Count("pk", filter=Q(is_active=False)),
        # When somebody joined is written by the machine's own time, which passes no days at a press.
        new=Count("pk", filter=Q(date_joined__gte=timezone.now() - LATELY)),
        today=Count("pk", filter=Q(date_joined__gte=timezone.now() - timedelta(days=1))),
    )
    url = reverse("admin:accounts_user_changelist")
    return [
        Figure(_("People"), people["all"], url),
        Figure(_("Switched off"), people["off"], f"{url}?is_active__exact=0"),
        Figure(_("Joined within a day"), people["today"], url),
        Figure(_("Joined within seven days"), people["new"], url),
        Figure(_("Seen within seven days"), here.aggregate(people=Count("person", distinct=True))["people"]),
        Figure(_("Being deleted"), Erasure.objects.count()),
    ]

"""By what staff find people: how their connection stands, whose work fails, who was here, who keeps much."""

from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, User
from accounts.tending import failing_work
from discoverdaily import clock
from discoverdaily.listening.models import Import
from discoverdaily.spotify.models import Connection


class Choice(admin.SimpleListFilter):
    """A filter whose choices are written down in `choices_told`."""

    choices_told: Sequence[tuple[str, str | Promise]] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return self.choices_told

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        chosen = self.value()
        return self.chosen(queryset, chosen) if chosen in dict(self.choices_told) and chosen else queryset

    def chosen(self, people: QuerySet[User], value: str) -> QuerySet[User]:
        """The people meant by one of the choices."""
        raise NotImplementedError


class ConnectionFilter(Choice):
    title = _("connection")
    parameter_name = "connection"
    choices_told = (*Connection.State.choices, ("refused", _("refused by Spotify")), ("none", _("none")))

    def chosen(self, people: QuerySet[User], value: str) -> QuerySet[User]:
        theirs = Connection.objects.filter(social__user=OuterRef("pk"))
        if value == "none":
            return people.filter(~Exists(theirs))
        return people.filter(Exists(theirs.exclude(refusal="") if value == "refused" else theirs.filter(state=value)))


class WorkFilter(Choice):
    title = _("work")
    parameter_name = "work"
    choices_told = (("failing", _("failing")),)

    def chosen(self, people: QuerySet[User], value: str) -> QuerySet[User]:
        return people.filter(reduce(or_, (Q(pk__in=rows.values("person")) for rows in failing_work())))


class SeenFilter(Choice):
    """By their browsers, and by when they signed in: a browser goes with its session."""

    title = _("last seen")
    parameter_name = "seen"
    choices_told = (
        ("1", _("within a day")),
        ("7", _("within seven days")),
        ("30", _("within thirty days")),
        ("longer", _("longer ago, or never")),
    )

    def chosen(self, people: QuerySet[User], value: str) -> QuerySet[User]:
        since = clock.now() - timedelta(days=30 if value == "longer" else int(value))
        here = Q(Exists(Device.objects.filter(person=OuterRef("pk"), last_seen__gte=since)))
        lately = here | Q(last_login__isnull=False, last_login__gte=since)
        return people.exclude(lately) if value == "longer" else people.filter(lately)


class StorageFilter(Choice):
    """By the lines of the exports they brought in: what makes most of what is kept of anybody."""

    title = _("brought in")
    parameter_name = "lines"
    choices_told = (
        ("10000", _("10,000 lines or more")),
        ("100000", _("100,000 lines or more")),
        ("1000000", _("1,000,000 lines or more")),
    )

    def chosen(self, people: QuerySet[User], value: str) -> QuerySet[User]:
        brought = Import.objects.filter(state=Import.State.DONE).order_by().values("person")
        much = brought.annotate(kept=Sum("lines")).filter(kept__gte=int(value))
        return people.filter(pk__in=much.values("person"))

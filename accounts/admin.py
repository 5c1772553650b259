"""Where staff look after people. What social-auth keeps (the tokens) is shown nowhere."""

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.db import transaction
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from social_django.models import Association, Nonce, UserSocialAuth

from accounts import (  # noqa: F401  # the admin finds only this module by itself
    admin_announcements,
    admin_doors,
    admin_switches,
)
from accounts.admin_actions import ACTIONS, may_be_touched
from accounts.admin_filters import ConnectionFilter, SeenFilter, StorageFilter, WorkFilter
from accounts.admin_overview import overview
from accounts.erasing import account_close, holdings_of, person_erase
from accounts.models import Device, User
from accounts.tending import work_told
from discoverdaily.listening.counting import counting_zone_changed
from discoverdaily.spotify.models import Connection

for _kept_away in (UserSocialAuth, Nonce, Association):
    admin.site.unregister(_kept_away)


RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """People: found by name, e-mail, username or Spotify id."""

    list_display = ("name", "email", "connection", "seen", "is_active")
    list_filter = ("is_active", "is_staff", ConnectionFilter, WorkFilter, SeenFilter, StorageFilter)
    actions = ACTIONS
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each count of a filter looks at everybody
    search_fields = (
        "display_name",
        "email",
        "username",
        "social_auth__connection__spotify_id",
        "social_auth__connection__account_id",
    )
    ordering = ("-date_joined",)
    readonly_fields = ("date_joined", "last_login", "seen", "connection", "spotify_id", "agreed", "scopes", "work")
    fieldsets = (
        (None, {"fields": ("username", "display_name", "email", "password")}),
        (_("Their own time"), {"fields": ("time_zone", "time_zone_known", "day_starts_at", "locale")}),
        ("Spotify", {"fields": ("connection", "spotify_id", "agreed", "scopes")}),
        (_("Work"), {"fields": ("work",)}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Dates"), {"fields": ("date_joined", "last_login", "seen")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
    )

    def get_urls(self) -> list[URLPattern]:
        page = path("overview/", self.admin_site.admin_view(overview), name="overview")
        return [page, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        rows = UserSocialAuth.objects.defer("extra_data").select_related("connection")
        devices = Device.objects.filter(person=OuterRef("pk")).order_by("-last_seen").values("last_seen")[:1]
        people = super().get_queryset(request).annotate(seen_at=Subquery(devices))
        return people.prefetch_related(Prefetch("social_auth", rows))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[str], list[str]]:
        """People are listed, and of one alone what there is of them, counted: it may be a million plays and a gigabyte
        on its way in, which no page should fetch, and goes with them, though staff may not change it by itself."""
        people: list[Any] = [str(person) for person in objs]
        if len(people) == 1:
            people.append([f"{figure.label}: {figure.value}" for figure in holdings_of(objs[0])])
            return people, {self.opts.verbose_name: 1}, set(), []
        return people, {self.opts.verbose_name_plural: len(people)}, set(), []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Ours alone: what Django offers would delete people in one go, under a lock that others wait for."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Rights are given by those who have every right: whoever may change people does not thereby rise."""
        rights = () if request.user.is_superuser else RIGHTS
        return (*super().get_readonly_fields(request, obj), *rights)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or may_be_touched(obj, cast("User", request.user)))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """With what the list offers to do to people, for this one."""
        person = context.get("original")
        if person and may_be_touched(person, cast("User", request.user)):
            context["deeds"] = [(name, title) for name, (_do, _name, title) in self.get_actions(request).items()]
            context["checkbox"] = ACTION_CHECKBOX_NAME
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Closes the account within the page's transaction, and deletes after it, as deleting must not be in one."""
        account_close(person=obj)
        transaction.on_commit(partial(person_erase, person=obj))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        counting_zone_changed(person=obj)

    @admin.display(ordering="display_name", description=_("name"))
    def name(self, person: User) -> str:
        return str(person)

    @admin.display(description=_("last seen"), ordering="seen_at")
    def seen(self, person: Any) -> str:
        return formats.date_format(timezone.localtime(person.seen_at)) if person.seen_at else str(_("never"))

    @admin.display(description=_("planned"))
    def work(self, person: User) -> str:
        return format_html_join("", "<p>{}</p>", ((line,) for line in work_told(person))) or str(_("nothing"))

    @admin.display(description=_("connection"))
    def connection(self, person: User) -> str:
        if (connection := _connection(person)) is None:
            return str(_("none"))
        state = connection.get_state_display()
        return f"{state} ({connection.refusal})" if connection.refusal else state

    @admin.display(description=_("agreed"))
    def agreed(self, person: User) -> str:
        if (connection := _connection(person)) is None:
            return ""
        return formats.date_format(timezone.localtime(connection.authorized_at), "DATETIME_FORMAT")

    @admin.display(description=_("Spotify id"))
    def spotify_id(self, person: User) -> str:
        return connection.spotify_id if (connection := _connection(person)) else ""

    @admin.display(description=_("scopes"))
    def scopes(self, person: User) -> str:
        granted: Sequence[str] = connection.scopes if (connection := _connection(person)) else ()
        return ", ".join(granted)


def _in_reach(request: HttpRequest, person: User | None) -> bool:
    """Somebody with every right is changed only by somebody who has it, too."""
    return person is None or request.user.is_superuser or not person.is_superuser


def _connection(person: User) -> Connection | None:
    return next((social.connection for social in person.social_auth.all() if hasattr(social, "connection")), None)

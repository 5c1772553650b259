"""Saved playlists in the staff's admin: seen, refreshed, paused; never written by hand."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from discoverdaily.admin import ReadOnly
from playlists import services
from playlists.models import Edition, Look, SavedPlaylist


class LookInline(ReadOnly, admin.TabularInline[Look, SavedPlaylist]):
    model = Look
    fields = ("at", "outcome", "reason")
    ordering = ("-at",)
    max_num = 0


@admin.register(SavedPlaylist)
class SavedPlaylistAdmin(ReadOnly, admin.ModelAdmin[SavedPlaylist]):
    list_display = (
        "name",
        "person",
        "time_range",
        "period",
        "recipe",
        "state",
        "schedule",
        "due_at",
        "attempts",
        "last_error",
    )
    list_filter = (
        "state",
        "schedule",
        "time_range",
        ("period", admin.EmptyFieldListFilter),
        ("recipe", admin.EmptyFieldListFilter),
        "last_error",
    )
    search_fields = ("name", "person__display_name", "person__email", "person__username", "spotify_id")
    list_select_related = ("person", "recipe")
    date_hierarchy = "created_at"
    exclude = ("lease", "mark")
    inlines = (LookInline,)
    actions = ("refresh_now", "pause")

    def has_look_after_permission(self, request: HttpRequest) -> bool:
        """Whoever may change saved playlists may have them refreshed or rest; seeing them is not enough."""
        return request.user.has_perm("playlists.change_savedplaylist")

    @admin.action(description=_("Refresh now"), permissions=["look_after"])
    def refresh_now(self, request: HttpRequest, queryset: QuerySet[SavedPlaylist]) -> None:
        chosen = list(queryset.filter(state=SavedPlaylist.State.ACTIVE))
        for saved in chosen:
            services.saved_playlist_refresh_now(saved=saved)
        self.message_user(
            request, _("%(number)d due now; the worker takes them within seconds.") % {"number": len(chosen)}
        )

    @admin.action(description=_("Pause"), permissions=["look_after"])
    def pause(self, request: HttpRequest, queryset: QuerySet[SavedPlaylist]) -> None:
        chosen = list(queryset.filter(state=SavedPlaylist.State.ACTIVE))
        for saved in chosen:
            services.saved_playlist_pause(saved=saved)
        self.message_user(request, _("%(number)d paused.") % {"number": len(chosen)})


@admin.register(Edition)
class EditionAdmin(ReadOnly, admin.ModelAdmin[Edition]):
    list_display = ("saved", "written_at")
    list_select_related = ("saved",)

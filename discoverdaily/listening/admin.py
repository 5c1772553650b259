"""What staff may see of listening; nothing here is written by hand."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discoverdaily.admin import ReadOnly
from discoverdaily.listening.importing.problems import NOT_TAKEN_OUT
from discoverdaily.listening.importing.services import import_remove
from discoverdaily.listening.learning import KNOWN, UNKNOWN, WAITING, features_tally
from discoverdaily.listening.models import AudioFeatures, Capture, Gap, Import, TrackDetails, TrackLookup

_STATES = {
    "known": (gettext_lazy("known"), KNOWN),
    "waiting": (gettext_lazy("waiting"), WAITING),
    "unknown": (gettext_lazy("unknown to everybody asked"), UNKNOWN),
    "refused": (gettext_lazy("with figures refused"), ~Q(refused={})),
}


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, Any]]:
        return [(name, words) for name, (words, _) in _STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AudioFeatures]) -> QuerySet[AudioFeatures]:
        chosen = self.value() or ""
        return queryset.filter(_STATES[chosen][1]) if chosen in _STATES else queryset


@admin.register(AudioFeatures)
class AudioFeaturesAdmin(ReadOnly, admin.ModelAdmin[AudioFeatures]):
    list_display = ("track", "provider", "found_at", "due_at", "attempts", "last_error", "refused")
    list_filter = (StateFilter, "provider", "last_error")
    search_fields = ("recording__isrc", "recording__tracks__spotify_id", "recording__tracks__name")
    list_select_related = ("recording",)
    exclude = ("lease",)
    show_facets = admin.ShowFacets.ALWAYS

    def get_queryset(self, request: HttpRequest) -> QuerySet[AudioFeatures]:
        return super().get_queryset(request).prefetch_related("recording__tracks")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tally = features_tally(AudioFeatures.objects.all())
        words = _(
            "Known of %(known)d recordings; %(waiting)d wait, %(unknown)d are unknown to everybody asked. "
            "Figures refused: %(refused)d."
        ) % {name: getattr(tally, name) for name in ("known", "waiting", "unknown", "refused")}
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": words})

    @admin.display(description=gettext_lazy("track"))
    def track(self, features: AudioFeatures) -> str:
        return ", ".join(sorted({track.name for track in features.recording.tracks.all()}))


@admin.register(Capture)
class CaptureAdmin(ReadOnly, admin.ModelAdmin[Capture]):
    list_display = ("person", "due_at", "looked_at", "newest_at", "attempts", "last_error")
    list_filter = ("last_error",)
    list_select_related = ("person",)
    search_fields = ("person__display_name", "person__email", "person__username")
    exclude = ("lease", "told")


@admin.register(Gap)
class GapAdmin(ReadOnly, admin.ModelAdmin[Gap]):
    """Where plays may be missing."""

    list_display = ("person", "after", "before", "found_at", "filled_at")
    list_select_related = ("person",)
    search_fields = ("person__display_name", "person__email", "person__username")
    date_hierarchy = "found_at"


@admin.register(TrackDetails, TrackLookup)
class WantedAdmin(ReadOnly, admin.ModelAdmin[Any]):
    """What is still to be learnt of a track."""

    list_display = ("track", "due_at", "attempts", "last_error")
    list_filter = ("last_error",)
    list_select_related = ("track",)
    search_fields = ("track__name", "track__spotify_id")
    exclude = ("lease",)


@admin.register(Import)
class ImportAdmin(ReadOnly, admin.ModelAdmin[Import]):
    """Exports on their way; what is in them is nobody's business."""

    list_display = ("person", "state", "asked_at", "ended_at", "lines", "settled", "attempts", "last_error")
    list_filter = ("state", "last_error")
    list_select_related = ("person",)
    search_fields = ("person__display_name", "person__email", "person__username")
    date_hierarchy = "asked_at"
    exclude = ("lease",)
    actions = ("take_out_again",)

    def has_look_after_permission(self, request: HttpRequest) -> bool:
        """Whoever may change imports; seeing them is not enough."""
        return request.user.has_perm("listening.change_import")

    @admin.action(description=gettext_lazy("Take out again what could not be taken out"), permissions=["look_after"])
    def take_out_again(self, request: HttpRequest, queryset: QuerySet[Import]) -> None:
        chosen = list(queryset.filter(last_error=NOT_TAKEN_OUT))
        for imported in chosen:
            import_remove(imported=imported)
        self.message_user(
            request, _("%(number)d due now; the worker takes them within seconds.") % {"number": len(chosen)}
        )

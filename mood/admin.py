"""What staff may see of calendars: whether their work is done. Nobody's scores, ratings or notes stand here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from discoverdaily.admin import ReadOnly
from mood.calendar import days_counted
from mood.models import Mood


@admin.register(Mood)
class MoodAdmin(ReadOnly, admin.ModelAdmin[Mood]):
    list_display = ("person", "on", "chosen_model", "days", "days_waiting", "due_at", "attempts", "last_error")
    list_filter = ("on", "model", "last_error")
    search_fields = ("person__display_name", "person__email", "person__username")
    list_select_related = ("person",)
    fields = ("person", "on", "chosen_model", "days", "days_waiting", "due_at", "attempts", "last_error")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mood]:
        return days_counted(super().get_queryset(request))

    @admin.display(description=_("model"))
    def chosen_model(self, mood: Mood) -> str:
        return str(_("one of their own")) if mood.own_model_id else mood.model

    @admin.display(description=_("days"), ordering="days_known")
    def days(self, mood: Any) -> int:
        known: int = mood.days_known
        return known

    @admin.display(description=_("days to be scored"), ordering="days_marked")
    def days_waiting(self, mood: Any) -> int:
        marked: int = mood.days_marked
        return marked

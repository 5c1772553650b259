"""Where staff tell everybody something."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Announcement
from discoverdaily import clock


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin[Announcement]):
    """What is told on every page, from when on and until when."""

    list_display = ("words", "begins_at", "ends_at", "shown")
    fields = ("words", "begins_at", "ends_at")
    ordering = ("-ends_at", "-pk")

    @admin.display(description=_("shown now"), boolean=True)
    def shown(self, announcement: Announcement) -> bool:
        return announcement.begins_at <= clock.now() < announcement.ends_at

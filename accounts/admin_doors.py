"""Where staff invite people."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.joining import invitation_make
from accounts.models import Invitation, User


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin[Invitation]):
    """Invitations: how many seats are left, and until when. The link is shown once, when it is made."""

    list_display = ("__str__", "seats", "left", "ends_at", "made_at", "made_by")
    search_fields = ("note",)
    list_select_related = ("made_by",)
    fields = ("note", "seats", "ends_at")
    ordering = ("-made_at", "-pk")

    @admin.display(description=_("seats left"))
    def left(self, invitation: Invitation) -> int:
        return invitation.seats_left

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        made, token = invitation_make(
            by=cast("User", request.user), seats=obj.seats, ends_at=obj.ends_at, note=obj.note
        )
        obj.pk = made.pk  # what the admin logs and shows
        link = settings.SITE_URL + reverse("accounts:invited", args=[token])
        messages.success(request, _("The invitation’s link, shown this once: %(link)s") % {"link": link})

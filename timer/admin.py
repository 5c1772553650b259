"""What staff may see of timers: whether they run, and what keeps their music from playing. Nobody's titles, devices,
lists or songs stand here."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discoverdaily.admin import ReadOnly
from timer.models import Music, Session

SEEN = (
    "person",
    "state",
    "phase_told",
    "ends_at",
    "started_at",
    "over_at",
    "trouble",
    "skips",
    "missed",
    "unsure",
)


@admin.register(Session)
class SessionAdmin(ReadOnly, admin.ModelAdmin[Session]):
    list_display = SEEN
    list_display_links = ("state",)
    list_filter = ("state", "music__trouble")
    search_fields = ("person__display_name", "person__email", "person__username")
    list_select_related = ("person", "music")

    def get_fields(self, request: HttpRequest, obj: Session | None = None) -> tuple[str, ...]:
        return SEEN

    @admin.display(description=gettext_lazy("phase"))
    def phase_told(self, session: Session) -> str:
        words = {
            "kind": session.present.kind.label,
            "number": session.phase + 1,
            "phases": len(session.plan.phases),
        }
        return _("%(kind)s, %(number)d of %(phases)d") % words

    @admin.display(description=gettext_lazy("trouble"), ordering="music__trouble")
    def trouble(self, session: Session) -> str | None:
        music = _music_of(session)
        return music.trouble if music else _("without music")

    @admin.display(description=gettext_lazy("skips"), ordering="music__skips")
    def skips(self, session: Session) -> int | None:
        music = _music_of(session)
        return music.skips if music else None

    @admin.display(description=gettext_lazy("missed"), ordering="music__missed")
    def missed(self, session: Session) -> int | None:
        music = _music_of(session)
        return music.missed if music else None

    @admin.display(description=gettext_lazy("unsure"), ordering="music__unsure")
    def unsure(self, session: Session) -> int | None:
        music = _music_of(session)
        return music.unsure if music else None


def _music_of(session: Session) -> Music | None:
    return session.music if hasattr(session, "music") else None

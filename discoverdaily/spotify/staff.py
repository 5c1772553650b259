"""How the door to Spotify stands, for staff."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from discoverdaily import clock
from discoverdaily.personal import Figure
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.pacing import WINDOW, Allowance, calls_of_late, lookups_of, renewals_of, sign_ins_of

MOST_WAITING = 20
"""Apps of people's own that are listed while they cool down."""


def figures() -> list[Figure]:
    """Connections by how they stand, and what each app has asked for; four queries."""
    url = reverse("admin:spotify_connection_changelist")
    stand = Connection.objects.aggregate(
        connected=Count("pk", filter=Q(state=Connection.State.CONNECTED)),
        again=Count("pk", filter=Q(state=Connection.State.RECONNECT_NEEDED)),
        refused=Count("pk", filter=Q(state=Connection.State.CONNECTED) & ~Q(refusal="")),
    )
    return [
        Figure(_("Connected"), stand["connected"], f"{url}?state__exact={Connection.State.CONNECTED}"),
        Figure(_("Must connect again"), stand["again"], f"{url}?state__exact={Connection.State.RECONNECT_NEEDED}"),
        Figure(_("Refused by Spotify"), stand["refused"], url, attention=bool(stand["refused"])),
        *_budgets(),
    ]


def _budgets() -> list[Figure]:
    """The instance's own, each by its name; then whichever others are cooling down."""
    mine = _allowances()
    known = {budget.client_id: budget for budget in ClientBudget.objects.filter(client_id__in=mine)}
    own = [_budget(known.get(name, ClientBudget(client_id=name)), *told) for name, told in mine.items()]
    others = ClientBudget.objects.filter(cooldown_until__gt=clock.now()).exclude(client_id__in=mine)
    waiting = others.order_by("-cooldown_until")[:MOST_WAITING]
    return own + [_budget(budget, budget.client_id, None) for budget in waiting]


def _allowances() -> dict[str, tuple[str, Allowance]]:
    client_id = settings.SPOTIFY_CLIENT_ID
    usual = Allowance(settings.SPOTIFY_CALLS_IN_30_SECONDS)
    daily = Allowance(settings.SPOTIFY_LOOKUPS_A_DAY, timedelta(days=1))
    return {
        client_id: (_("Calls of %(app)s") % {"app": client_id}, usual),
        sign_ins_of(client_id): (_("Sign-ins"), usual),
        renewals_of(client_id): (_("Tokens renewed"), usual),
        lookups_of(client_id): (_("Tracks asked for one by one"), daily),
    }


def _budget(budget: ClientBudget, label: str, allowance: Allowance | None) -> Figure:
    url = reverse("admin:spotify_clientbudget_change", args=[budget.pk]) if budget.pk else None
    if budget.cooldown_until and budget.cooling_down():
        until = formats.date_format(timezone.localtime(budget.cooldown_until), "SHORT_DATETIME_FORMAT")
        words = {"until": until, "why": budget.get_cooldown_reason_display()}
        return Figure(label, _("waits until %(until)s: %(why)s") % words, url, attention=True)
    if allowance is None:
        return Figure(label, "", url)
    calls = calls_of_late(budget, allowance.window)
    words = {"calls": str(calls), "allowed": str(allowance.calls)}
    if allowance.window == WINDOW:
        return Figure(label, _("%(calls)s of %(allowed)s in thirty seconds") % words, url)
    return Figure(label, _("%(calls)s of %(allowed)s in a day") % words, url)

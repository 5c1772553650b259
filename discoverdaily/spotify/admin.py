"""What staff may see of connections and budgets. Tokens are nowhere among it; nothing can be changed here."""

from django.contrib import admin

from discoverdaily.admin import ReadOnly
from discoverdaily.spotify.models import ClientBudget, Connection


@admin.register(Connection)
class ConnectionAdmin(ReadOnly, admin.ModelAdmin[Connection]):
    list_display = ("spotify_id", "person", "state", "refusal", "authorized_at", "premium", "client_id")
    list_filter = ("state", "refusal", "premium")  # apps of people's own are searched for: there may be thousands
    list_select_related = ("social__user",)
    search_fields = ("spotify_id", "account_id", "client_id", "social__user__display_name")
    fields = (
        "person",
        "spotify_id",
        "account_id",
        "client_id",
        "state",
        "refusal",
        "refused_at",
        "authorized_at",
        "scopes",
        "missing_scopes",
        "premium",
        "token_ends_at",
    )

    @admin.display(ordering="social__user__display_name")
    def person(self, connection: Connection) -> str:
        return str(connection.social.user)


@admin.register(ClientBudget)
class ClientBudgetAdmin(ReadOnly, admin.ModelAdmin[ClientBudget]):
    list_display = ("client_id", "cooldown_until", "cooldown_reason", "calls")
    fields = ("client_id", "cooldown_until", "cooldown_reason", "calls")

    @admin.display(description="calls of late")
    def calls(self, budget: ClientBudget) -> int:
        return sum(budget.recent.values())

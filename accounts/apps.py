"""People: signing in, their settings, the connection's pages, the staff's admin, and Today."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import receivers  # noqa: F401, PLC0415 - the models must be there first

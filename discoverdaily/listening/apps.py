"""What is listened to: tracks and artists, and in time every play."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListeningConfig(AppConfig):
    name = "discoverdaily.listening"
    verbose_name = _("Listening")

    def ready(self) -> None:
        import discoverdaily.listening.receivers  # noqa: F401, PLC0415  # models are loaded only now

"""What is listened to: tracks and artists, and in time every play."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListeningConfig(AppConfig):
    name = "discoverdaily.listening"
    verbose_name = _("Listening")

"""The ground: its templates and its commands; and the bell, which must be known wherever somebody rings."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "discoverdaily"
    verbose_name = "DiscoverDaily"

    def ready(self) -> None:
        import discoverdaily.celery  # noqa: F401, PLC0415 - its app is then the one that every task's `delay` speaks to

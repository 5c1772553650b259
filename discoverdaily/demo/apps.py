"""The demo's ribbon. Installed only while the local Spotify stands in for the real one."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "discoverdaily.demo"
    verbose_name = "Demo"

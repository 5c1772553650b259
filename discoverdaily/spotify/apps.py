"""The one door to Spotify."""

from django.apps import AppConfig


class SpotifyConfig(AppConfig):
    name = "discoverdaily.spotify"
    verbose_name = "Spotify"

"""Addresses of Top Tracks and saved playlists."""

from django.urls import URLPattern

app_name = "playlists"
urlpatterns: list[URLPattern] = []

"""Covers, through our own short-lived cache."""

from django.urls import re_path

from discoverdaily.spotify.views import cover

urlpatterns = [re_path(r"^(?P<name>[0-9a-f]{20,64})/$", cover, name="cover")]

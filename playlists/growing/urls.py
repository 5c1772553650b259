"""Addresses of *Create*."""

from django.urls import path

from playlists.growing.views import seeds

app_name = "create"
urlpatterns = [
    path("", seeds.page, name="page"),
    path("search/", seeds.found, name="search"),
]

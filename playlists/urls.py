"""Addresses of Top Tracks and saved playlists."""

from django.urls import path

from playlists import views

app_name = "playlists"
urlpatterns = [
    path("top/", views.top, name="top"),
    path("playlists/", views.saved_playlists, name="list"),
    path("playlists/new/", views.save, name="save"),
    path("playlists/<int:pk>/", views.saved_playlist, name="detail"),
    path("playlists/<int:pk>/settings/", views.saved_playlist_settings, name="settings"),
    path("playlists/<int:pk>/refresh/", views.refresh, name="refresh"),
    path("playlists/<int:pk>/pause/", views.pause, name="pause"),
    path("playlists/<int:pk>/resume/", views.resume, name="resume"),
    path("playlists/<int:pk>/stop/", views.stop, name="stop"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/", views.edition, name="edition"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/restore/", views.edition_restore, name="restore"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/copy/", views.edition_copy, name="copy"),
]

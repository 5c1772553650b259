"""Addresses of Top Tracks and saved playlists."""

from django.urls import path

from playlists.views import left_out, saved, saving, top

app_name = "playlists"
urlpatterns = [
    path("top/", top.top, name="top"),
    path("top/played/", top.played, name="played"),
    path("playlists/", saved.saved_playlists, name="list"),
    path("playlists/new/", saving.save, name="save"),
    path("playlists/leave-out/", left_out.leave_out, name="leave_out"),
    path("playlists/left-out/", left_out.left_out, name="left_out"),
    path("playlists/left-out/<int:pk>/take-back/", left_out.take_back, name="take_back"),
    path("playlists/left-out/list/<int:pk>/take-back/", left_out.list_take_back, name="list_take_back"),
    path("playlists/<int:pk>/", saved.saved_playlist, name="detail"),
    path("playlists/<int:pk>/settings/", saved.saved_playlist_settings, name="settings"),
    path("playlists/<int:pk>/refresh/", saved.refresh, name="refresh"),
    path("playlists/<int:pk>/pause/", saved.pause, name="pause"),
    path("playlists/<int:pk>/resume/", saved.resume, name="resume"),
    path("playlists/<int:pk>/stop/", saved.stop, name="stop"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/", saved.edition, name="edition"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/restore/", saved.edition_restore, name="restore"),
    path("playlists/<int:pk>/editions/<int:edition_pk>/copy/", saved.edition_copy, name="copy"),
]

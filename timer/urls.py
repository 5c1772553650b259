"""Addresses of the timer."""

from django.urls import path

from timer.views import log, music, presets, session, setup, this_browser

app_name = "timer"
urlpatterns = [
    path("", setup.setup, name="setup"),
    path("sum/", setup.summed, name="sum"),
    path("devices/", music.devices, name="devices"),
    path("lists/", music.lists, name="lists"),
    path("allow/", music.allow, name="allow"),
    path("presets/", presets.presets, name="presets"),
    path("presets/keep/", presets.keep, name="preset_keep"),
    path("presets/<int:pk>/rename/", presets.rename, name="preset_rename"),
    path("presets/<int:pk>/forget/", presets.forget, name="preset_forget"),
    path("share/", presets.share, name="share"),
    path("player-token/", this_browser.token, name="player_token"),
    path("this-browser/", this_browser.ready, name="here_ready"),
    path("this-browser/choose/", this_browser.choose, name="here_choose"),
    path("this-browser/allow/", this_browser.allow, name="here_allow"),
    path("log/", log.log, name="log"),
    path("log/forget/", log.forget_all, name="log_forget_all"),
    path("log/<int:pk>/forget/", log.forget, name="log_forget"),
    path("now/", session.now, name="now"),
    path("<int:pk>/", session.session, name="session"),
    path("<int:pk>/tick/", session.tick, name="tick"),
    path("<int:pk>/pause/", session.pause, name="pause"),
    path("<int:pk>/resume/", session.resume, name="resume"),
    path("<int:pk>/next/", session.skip, name="next"),
    path("<int:pk>/back/", session.back, name="back"),
    path("<int:pk>/plus/", session.plus, name="plus"),
    path("<int:pk>/minus/", session.minus, name="minus"),
    path("<int:pk>/reset/", session.reset, name="reset"),
    path("<int:pk>/end/", session.end, name="end"),
    path("<int:pk>/transfer/", music.transfer, name="transfer"),
    path("<int:pk>/look/", session.look, name="look"),
    path("<int:pk>/song/", session.song, name="song"),
    path("<int:pk>/again/", session.again, name="again"),
]

"""Addresses of the calendar."""

from django.urls import path, register_converter

from mood.views import calendar, day, keeping, own_models, patterns, pictures
from mood.views.day import IsoDay

register_converter(IsoDay, "day")

app_name = "mood"
urlpatterns = [
    path("", calendar.this_month, name="this_month"),
    path("this-year/", calendar.this_year, name="this_year"),
    path("years/", calendar.years, name="years"),
    path("<int:year>/", calendar.year, name="year"),
    path("<int:year>/<int:month>/", calendar.month, name="month"),
    path("keeping/", keeping.keeping, name="keeping"),
    path("on/", keeping.turn_on, name="turn_on"),
    path("off/", keeping.turn_off, name="turn_off"),
    path("models/", own_models.models, name="models"),
    path("models/choose/", own_models.model_choose, name="model_choose"),
    path("models/new/", own_models.model_train, name="model_train"),
    path("models/<int:pk>/forget/", own_models.model_forget, name="model_forget"),
    path("playlists/", own_models.playlists, name="playlists"),
    path("playlists/<slug:playlist_id>/", own_models.playlist, name="playlist"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("<day:day>/", day.day, name="day"),
    path("<day:day>/rating/", day.rate, name="rate"),
    path("<day:day>/words/", day.write, name="write"),
]
for kind in ("svg", "png"):
    urlpatterns += [
        path(f"<int:year>/picture.{kind}", pictures.year_picture, {"kind": kind}, name="year_picture"),
        path(f"<int:year>/<int:month>/picture.{kind}", pictures.month_picture, {"kind": kind}, name="month_picture"),
    ]

"""Addresses of the calendar."""

from django.urls import path

from mood import views

app_name = "mood"
urlpatterns = [
    path("", views.this_month, name="this_month"),
]

"""Addresses of the ribbon's buttons."""

from django.urls import path

from discoverdaily.demo import views

app_name = "demo"
urlpatterns = [
    path("switch/", views.switch, name="switch"),
    path("next-day/", views.next_day, name="next_day"),
    path("break/", views.break_something, name="break"),
    path("mend/", views.mend, name="mend"),
    path("export/", views.export, name="export"),
]

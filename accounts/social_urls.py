"""The two of social-auth's addresses that we use: to Spotify, and back. Its others (disconnecting, launches) would
let somebody in or out by ways of their own."""

from django.urls import path
from social_django import views

app_name = "social"
urlpatterns = [
    path("login/<str:backend>/", views.auth, name="begin"),
    path("complete/<str:backend>/", views.complete, name="complete"),
]

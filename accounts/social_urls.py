"""The one of social-auth's addresses that we use: back from Spotify. Its others (beginning with whatever is sent,
disconnecting, launches) would let somebody in or out by ways of their own."""

from django.urls import path
from django.views.decorators.http import require_GET
from social_django import views

app_name = "social"
urlpatterns = [path("complete/<str:backend>/", require_GET(views.complete), name="complete")]

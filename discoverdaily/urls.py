"""The addresses of the house. Only this file, settings and celery name the apps."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.views.home import home
from accounts.views.privacy import privacy
from accounts.views.sharing import shared

urlpatterns = [
    path("", home, name="home"),
    path("privacy/", privacy, name="privacy"),
    path("shared/<str:token>/", shared, name="shared"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("accounts.social_urls")),
    path("covers/", include("discoverdaily.spotify.urls")),
    path("history/", include("discoverdaily.listening.urls")),
    path("mood/", include("mood.urls")),
    path("create/", include("playlists.growing.urls")),
    path("timer/", include("timer.urls")),
    path("", include("playlists.urls")),
    path("admin/", admin.site.urls),
    path("", include("discoverdaily.health")),
]
if settings.SANDBOX:
    urlpatterns.append(path("demo/", include("discoverdaily.demo.urls")))

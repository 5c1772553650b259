"""Addresses of the pages about people."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import doors, email

app_name = "accounts"
urlpatterns = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("login/spotify/", doors.begin, name="begin"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("email/", email.email, name="email"),
    path("email/remove/", email.email_remove, name="email_remove"),
    path("email/confirm/<str:link>/", email.email_confirm, name="email_confirm"),
]

"""Addresses of the pages about people."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("login/spotify/", views.begin, name="begin"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("email/", views.email, name="email"),
    path("email/remove/", views.email_remove, name="email_remove"),
    path("email/confirm/<str:link>/", views.email_confirm, name="email_confirm"),
]

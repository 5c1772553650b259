"""Addresses of the pages about people."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from accounts.views import (
    announcements,
    connection,
    data,
    devices,
    doors,
    email,
    home,
    leaving,
    own_app,
    passwords,
    proving,
    settings,
    sharing,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", doors.sign_in, name="sign_in"),
    path("login/spotify/", doors.begin, name="begin"),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("sign-up/", doors.sign_up, name="sign_up"),
    path("invited/<str:token>/", doors.invited, name="invited"),
    path("settings/", settings.settings, name="settings"),
    path("prove/", proving.prove, name="prove"),
    path("password/", passwords.password, name="password"),
    path("password/reset/", passwords.reset, name="password_reset"),
    path("password/reset/sent/", passwords.reset_sent, name="password_reset_sent"),
    path("password/reset/<str:uidb64>/<str:token>/", passwords.ResetConfirm.as_view(), name="password_reset_confirm"),
    path("devices/", devices.devices, name="devices"),
    path("devices/sign-out/", devices.sign_out_all, name="devices_sign_out"),
    path("devices/<int:pk>/sign-out/", devices.sign_out_one, name="device_sign_out"),
    path("email/", email.email, name="email"),
    path("email/remove/", email.email_remove, name="email_remove"),
    path("email/later/", home.email_later, name="email_later"),
    path("email/confirm/<str:link>/", email.email_confirm, name="email_confirm"),
    path("connection/", connection.connection, name="connection"),
    path("connection/later/", connection.later, name="connection_later"),
    path("connection/end/", connection.disconnect, name="disconnect"),
    path("connection/own-app/", own_app.own_app, name="own_app"),
    path("connection/own-app/back/", own_app.instances_app, name="instances_app"),
    path("connection/forget/", connection.forget, name="forget_spotify"),
    path("announcements/<int:pk>/put-away/", announcements.put_away, name="announcement_put_away"),
    path("data/", data.data, name="data"),
    path("data/delete/", leaving.leave, name="leave"),
    path("shares/", sharing.shares, name="shares"),
    path("shares/<int:pk>/take-back/", sharing.take_back, name="share_take_back"),
    path("data/download/", data.download, name="download"),
    path("data/download/stop/", data.download_end, name="download_stop"),
    path("data/download/<str:name>.zip", data.download_file, name="download_file"),
]

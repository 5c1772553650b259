"""Addresses of *Create*."""

from django.urls import URLPattern

app_name = "create"
urlpatterns: list[URLPattern] = []

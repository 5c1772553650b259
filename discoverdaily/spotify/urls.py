"""Covers, through our own short-lived cache."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

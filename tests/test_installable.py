"""What a phone needs to put the product on its home screen."""

import json
import struct
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve
from whitenoise.media_types import MediaTypes  # type: ignore[import-untyped]  # it has none

STATIC = settings.BASE_DIR / "static"


@pytest.fixture
def manifest() -> dict[str, Any]:
    said: dict[str, Any] = json.loads((STATIC / "manifest.webmanifest").read_text())
    return said


def size_of(png: bytes) -> str:
    """As a manifest writes it; the width and height stand in a PNG's first chunk."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return f"{width}x{height}"


def test_the_icons_are_there_in_the_sizes_told_one_of_them_to_be_cut_to_any_shape(manifest: dict[str, Any]) -> None:
    for icon in manifest["icons"]:
        content = (STATIC / icon["src"]).read_bytes()
        assert icon["sizes"] == ("any" if icon["type"] == "image/svg+xml" else size_of(content))
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}


def test_it_opens_our_pages_as_an_app_in_our_colours(manifest: dict[str, Any]) -> None:
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/", "/", "standalone")
    for shortcut in manifest["shortcuts"]:
        resolve(shortcut["url"])
    tokens = (STATIC / "css" / "tokens.css").read_text().lower()
    assert manifest["theme_color"] in tokens
    assert manifest["background_color"] in tokens


def test_every_page_leads_to_it(db: None) -> None:
    page = Client().get("/").content.decode()
    assert '<link rel="manifest" href="/static/manifest' in page
    assert '<link rel="apple-touch-icon" href="/static/icons/apple-touch-icon' in page
    assert size_of((STATIC / "icons" / "apple-touch-icon.png").read_bytes()) == "180x180"


def test_browsers_are_told_what_it_is() -> None:
    types = MediaTypes(extra_types=settings.WHITENOISE_MIMETYPES)
    assert types.get_type("/static/manifest.0123.webmanifest") == "application/manifest+json"

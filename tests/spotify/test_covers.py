"""Covers come from our own address, to the signed-in only."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.covers import kind_of
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def name(alice: User) -> str:
    return spotify_for(alice).top_tracks("short_term", limit=1).items[0].cover()


def kept_files(settings: Any) -> list[Path]:
    return [file for file in (settings.DATA_DIR / "covers").rglob("*") if file.is_file()]


def test_a_cover_is_fetched_once_and_then_kept(
    client: Client, alice: User, name: str, settings: Any, sandbox: SandboxServer
) -> None:
    client.force_login(alice)
    first = client.get(f"/covers/{name}/")
    assert first.status_code == 200
    assert first["Content-Type"] == "image/jpeg"
    assert first["Cache-Control"] == "private, max-age=86400"
    assert first["X-Content-Type-Options"] == "nosniff"
    assert first.content.startswith(b"\xff\xd8\xff")
    assert len(kept_files(settings)) == 1
    settings.SPOTIFY_IMAGE_URL = "http://127.0.0.1:9/image"
    assert client.get(f"/covers/{name}/").content == first.content


def test_a_cover_is_kept_for_a_day_only(client: Client, alice: User, name: str, settings: Any) -> None:
    client.force_login(alice)
    client.get(f"/covers/{name}/")
    (file,) = kept_files(settings)
    stale = file.with_name("0" * 38 + file.name[-2:])
    file.rename(stale)
    yesterday = time.time() - 25 * 3600
    os.utime(stale, (yesterday, yesterday))
    client.get(f"/covers/{name}/")
    assert [kept.name for kept in kept_files(settings)] == [name], "what is older is cleared away"


def test_a_stranger_gets_404_for_a_cover(client: Client, name: str) -> None:
    assert client.get(f"/covers/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["x", "A" * 40, "a" * 19, "a" * 65, "..%2f..%2fsecret", "a" * 40 + "/more"])
def test_what_is_no_cover_is_404_and_not_asked_for(client: Client, alice: User, path: str, settings: Any) -> None:
    client.force_login(alice)
    settings.SPOTIFY_IMAGE_URL = "http://127.0.0.1:9/image"
    assert client.get(f"/covers/{path}/").status_code == 404


def test_when_spotifys_host_fails_the_answer_is_not_kept(client: Client, alice: User, name: str, settings: Any) -> None:
    client.force_login(alice)
    real = settings.SPOTIFY_IMAGE_URL
    settings.SPOTIFY_IMAGE_URL = "http://127.0.0.1:9/image"
    failed = client.get(f"/covers/{name}/")
    assert failed.status_code == 404
    assert failed["Cache-Control"] == "no-store"
    settings.SPOTIFY_IMAGE_URL = real
    assert client.get(f"/covers/{name}/").status_code == 200


def test_what_is_not_a_picture_or_too_large_is_not_shown(
    client: Client, alice: User, name: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(alice)
    real = settings.SPOTIFY_IMAGE_URL
    settings.SPOTIFY_IMAGE_URL = f"{settings.SANDBOX_URL}/_control/playlists"
    assert client.get(f"/covers/{name}/").status_code == 404
    settings.SPOTIFY_IMAGE_URL = real
    monkeypatch.setattr("discoverdaily.spotify.covers.MOST_BYTES", 100)
    assert client.get(f"/covers/{name}/").status_code == 404
    assert kept_files(settings) == []


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a", None),
        (b"<svg xmlns", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"", None),
    ],
)
def test_only_three_kinds_of_picture_are_shown(start: bytes, kind: str | None) -> None:
    assert kind_of(start) == kind

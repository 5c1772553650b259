"""A picture to keep: colours and numbers, and nothing that tells of songs or notes."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mood.model.ramp import colour
from mood.models import Mood
from mood.services import mood_turn_off
from tests.listening.songs import heard, song
from tests.mood.days import coloured, rated

pytestmark = pytest.mark.django_db
PATHS = ("/mood/2026/3/picture", "/mood/2026/picture")


@pytest.fixture
def owner(alice: User, client: Client) -> User:
    client.force_login(alice)
    coloured(alice, ("2026-03-14", 0.64))
    rated(alice, "2026-03-14", 0.87, note="Nobody else reads this", tags=["seaside"])
    heard(alice, song("Sea Glass", by="Fen Bird"), datetime(2026, 3, 14, 12, tzinfo=UTC))
    return alice


def kept(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response


@pytest.mark.parametrize(("path", "name"), [(PATHS[0], "mood-2026-03"), (PATHS[1], "mood-2026")])
def test_a_picture_is_a_file_with_a_name(path: str, name: str, client: Client, owner: User) -> None:
    svg, png = kept(client, path + ".svg"), kept(client, path + ".png")
    assert svg["Content-Disposition"] == f'attachment; filename="{name}.svg"'
    assert png["Content-Disposition"] == f'attachment; filename="{name}.png"'
    assert (svg["Content-Type"], png["Content-Type"]) == ("image/svg+xml", "image/png")
    assert png.content.startswith(b"\x89PNG")
    assert int.from_bytes(png.content[16:20]) == 1440


@pytest.mark.parametrize("path", PATHS)
def test_it_shows_the_days_and_tells_nothing_else(path: str, client: Client, owner: User) -> None:
    drawn = kept(client, path + ".svg").content.decode()
    assert colour(0.64) in drawn
    for private in ("Sea Glass", "Fen Bird", "Nobody else", "seaside", "plays", "bright, 87", "href", "Alice", "alice"):
        assert private not in drawn


@pytest.mark.parametrize(
    ("shown", "words"), [("own", "14 March: bright, 87"), ("both", "warm, 64; by their own word: bright, 87")]
)
def test_ones_own_rating_is_in_it_where_it_can_be_seen(shown: str, words: str, client: Client, owner: User) -> None:
    Mood.objects.update(shown=shown)
    for path in PATHS:
        assert words in kept(client, path + ".svg").content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_where_the_calendar_is_off_there_is_no_picture(path: str, client: Client, owner: User) -> None:
    mood_turn_off(person=owner)
    assert client.get(path + ".svg").status_code == 404
    assert client.get(path + ".png").status_code == 404

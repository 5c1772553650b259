"""Today begins with the running day in one stroke."""

import pytest
from django.test import Client

from accounts.models import User
from mood.model.ramp import colour
from mood.models import Mood
from mood.services import mood_turn_off
from tests.mood.days import coloured, rated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring")]
TODAY = "2026-04-10"


def home(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get("/").content.decode()


def test_it_has_the_days_colour_and_leads_to_it(client: Client, alice: User, bob: User) -> None:
    coloured(alice, (TODAY, 0.64))
    said = home(client, alice)
    assert f'stroke="{colour(0.64)}"' in said
    assert "The music so far: warm, 64." in said
    assert f'href="/mood/{TODAY}/"' in said
    assert said.index("today-date") < said.index("today-stroke")
    assert "today-stroke" not in home(client, bob)


@pytest.mark.parametrize(
    ("shown", "filled", "words"),
    [
        ("computed", 0.64, "By your own word, today is blue, 10; the music so far: warm, 64."),
        ("both", 0.64, "By your own word, today is blue, 10; the music so far: warm, 64."),
        ("own", 0.1, "By your own word, today is blue, 10."),
    ],
)
def test_ones_own_word_comes_first_and_the_strokes_colour_is_told(
    shown: str, filled: float, words: str, client: Client, alice: User
) -> None:
    coloured(alice, (TODAY, 0.64))
    rated(alice, TODAY, 0.1)
    Mood.objects.update(shown=shown)
    said = home(client, alice)
    assert words in said
    assert f'stroke="{colour(filled)}"' in said


def test_too_little_music_is_no_colour(client: Client, alice: User) -> None:
    coloured(alice, (TODAY, None))
    said = home(client, alice)
    assert "Not enough music yet for a colour." in said
    assert '<svg class="stroke"' not in said


def test_without_music_or_where_it_is_off_nothing_is_said(client: Client, alice: User) -> None:
    coloured(alice, ("2026-04-09", 0.64))
    assert "today-stroke" not in home(client, alice)
    coloured(alice, (TODAY, 0.64))
    mood_turn_off(person=alice)
    assert "today-stroke" not in home(client, alice)

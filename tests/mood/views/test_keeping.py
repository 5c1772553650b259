"""How the calendar is kept: what it looks like, on or off."""

import pytest
from django.test import Client

from accounts.models import User
from mood.models import Day, Entry, Mood
from mood.selectors import mood_kept
from tests.mood.music import GLAD, plays, scored, songs

pytestmark = pytest.mark.django_db

CHOSEN = {"shown": "both", "palette": "clear", "picture": "jar"}


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def test_looking_at_the_settings_writes_nothing(owner: Client) -> None:
    assert owner.get("/mood/keeping/").status_code == 200
    assert not Mood.objects.exists()


def test_what_is_chosen_is_kept_with_and_without_scripts(owner: Client, alice: User, bob: User) -> None:
    assert owner.post("/mood/keeping/", CHOSEN).status_code == 302
    assert {name: getattr(mood_kept(alice), name) for name in CHOSEN} == CHOSEN
    answer = owner.post("/mood/keeping/", {**CHOSEN, "picture": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Kept." in answer.content.decode()
    assert mood_kept(alice).picture == ""
    assert mood_kept(bob).palette == "spectrum", "nobody else's changes"


@pytest.mark.parametrize("field", CHOSEN)
def test_what_there_is_not_is_refused_where_it_was_chosen(owner: Client, alice: User, field: str) -> None:
    answer = owner.post("/mood/keeping/", {**CHOSEN, field: "plaid"})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert mood_kept(alice).palette == "spectrum"


def test_turning_it_off_says_what_goes_and_then_nothing_is_kept(owner: Client, alice: User, bob: User) -> None:
    tracks = songs(3, GLAD)
    for person in (alice, bob):
        plays(person, tracks, "2026-11-01")
        scored(person)
    assert "your ratings, tags and notes" in owner.get("/mood/off/").content.decode()
    assert Day.objects.filter(person=alice).exists(), "asking changes nothing"
    owner.post("/mood/off/")
    assert not Day.objects.filter(person=alice).exists()
    assert not Entry.objects.filter(person=alice).exists()
    assert Day.objects.filter(person=bob).exists()
    assert "Turn it on" in owner.get("/mood/").content.decode()
    owner.post("/mood/on/")
    assert scored(alice).keys() == scored(bob).keys()


def test_only_a_press_turns_it_on(owner: Client) -> None:
    assert owner.get("/mood/on/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/mood/keeping/", "/mood/off/", "/mood/models/", "/mood/models/new/", "/mood/playlists/"]
)
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/")

"""How the calendar is kept: what it looks like, on or off."""

import pytest
from django.test import Client

from accounts.models import User
from mood.models import Day, Entry, Mood
from mood.selectors import mood_kept
from tests.mood.music import GLAD, plays, scored, songs

pytestmark = pytest.mark.django_db

CHOSEN = {"shown": "both", "palette": "clear", "picture": "jar"}


def test_looking_at_the_settings_writes_nothing(client: Client, owner: User) -> None:
    assert client.get("/mood/keeping/").status_code == 200
    assert not Mood.objects.exists()


def test_what_is_chosen_is_kept_with_and_without_scripts(client: Client, owner: User, bob: User) -> None:
    assert client.post("/mood/keeping/", CHOSEN).status_code == 302
    assert {name: getattr(mood_kept(owner), name) for name in CHOSEN} == CHOSEN
    answer = client.post("/mood/keeping/", {**CHOSEN, "picture": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Kept." in answer.content.decode()
    assert mood_kept(owner).picture == ""
    assert mood_kept(bob).palette == "spectrum", "nobody else's changes"


@pytest.mark.parametrize("field", CHOSEN)
def test_what_there_is_not_is_refused_where_it_was_chosen(client: Client, owner: User, field: str) -> None:
    answer = client.post("/mood/keeping/", {**CHOSEN, field: "plaid"})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert mood_kept(owner).palette == "spectrum"


def test_turning_it_off_says_what_goes_and_then_nothing_is_kept(client: Client, owner: User, bob: User) -> None:
    tracks = songs(3, GLAD)
    for person in (owner, bob):
        plays(person, tracks, "2026-11-01")
        scored(person)
    assert "your ratings, tags and notes" in client.get("/mood/off/").content.decode()
    assert Day.objects.filter(person=owner).exists(), "asking changes nothing"
    client.post("/mood/off/")
    assert not Day.objects.filter(person=owner).exists()
    assert not Entry.objects.filter(person=owner).exists()
    assert Day.objects.filter(person=bob).exists()
    assert "Turn it on" in client.get("/mood/").content.decode()
    client.post("/mood/on/")
    assert scored(owner).keys() == scored(bob).keys()


def test_only_a_press_turns_it_on(client: Client, owner: User) -> None:
    assert client.get("/mood/on/").status_code == 405


@pytest.mark.parametrize(
    "address", ["/mood/keeping/", "/mood/off/", "/mood/models/", "/mood/models/new/", "/mood/playlists/"]
)
def test_a_stranger_signs_in_first(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/")

"""Models: the one in use, one's own; playlists scored song by song."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.features import features_learn
from discoverdaily.spotify.client import spotify_for
from mood.model import files
from mood.models import Mood, OwnModel
from mood.own_models import Chosen
from mood.selectors import mood_kept
from tests.collection import Collection
from tests.mood.test_own_models import ask, collection, lists, trained
from tests.sandbox_server import SandboxServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("owner")]

__all__ = ["collection", "lists"]  # fixtures


@pytest.fixture
def second(bob: User) -> Client:
    client = Client()
    client.force_login(bob)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_models_that_came_with_it_can_be_chosen(client: Client, alice: User) -> None:
    assert "Classic" in page(client, "/mood/models/")
    assert not Mood.objects.exists(), "looking writes nothing"
    client.post("/mood/models/choose/", {"model": "classic"})
    assert mood_kept(alice).model == "classic"
    assert client.post("/mood/models/choose/", {"model": "../secret"}).status_code == 404


def test_one_is_trained_from_ticked_playlists_and_tells_how_good_it_is(
    client: Client, alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    happy, sad = lists
    assert "Bright" in page(client, "/mood/models/new/")
    client.post("/mood/models/new/", {"name": "Mine", "happy": [happy.id], "sad": [sad.id]})
    own = OwnModel.objects.get(person=alice)
    assert own.happy == [{"id": happy.id, "name": "Bright"}]
    assert "In training" in page(client, "/mood/models/")
    trained(own)
    features_learn()
    trained(own)
    assert "of 100" in page(client, "/mood/models/")
    client.post("/mood/models/choose/", {"model": str(own.pk)})
    assert mood_kept(alice).own_model == own
    client.post(f"/mood/models/{own.pk}/forget/")
    assert mood_kept(alice).own_model is None
    assert not OwnModel.objects.exists()


@pytest.mark.parametrize("wrong", ["nothing", "both"])
def test_what_cannot_be_trained_is_said_and_what_was_typed_stays(
    client: Client, lists: tuple[Chosen, Chosen], wrong: str
) -> None:
    happy = lists[0].id
    answer = client.post(
        "/mood/models/new/", {"name": "My own", "happy": [happy], "sad": [happy] if wrong == "both" else []}
    )
    assert answer.status_code == 422
    assert 'value="My own"' in answer.content.decode()
    assert not OwnModel.objects.exists()


def test_another_persons_model_is_nowhere(
    client: Client, second: Client, alice: User, bob: User, lists: tuple[Chosen, Chosen]
) -> None:
    own = ask(alice, *lists, name="A name of hers")
    OwnModel.objects.update(state=OwnModel.State.READY)
    assert second.post("/mood/models/choose/", {"model": str(own.pk)}).status_code == 404
    assert second.post(f"/mood/models/{own.pk}/forget/").status_code == 404
    assert "A name of hers" not in page(second, "/mood/models/")
    assert OwnModel.objects.get().person == alice


def test_a_playlist_is_scored_song_by_song_once_its_songs_are_known(
    client: Client, lists: tuple[Chosen, Chosen], collection: Collection
) -> None:
    bright, dark = lists
    address = f"/mood/playlists/{bright.id}/"
    assert "Bright" in page(client, "/mood/playlists/")
    assert "40 songs it is not known" in page(client, address)
    client.post(address)
    client.post(f"/mood/playlists/{dark.id}/")
    features_learn()
    words = page(client, address)
    assert "not known" not in words.lower()
    assert words.count("/track/") == 40, "each song leads to Spotify"
    assert "In the middle it is bright" in words or "In the middle it is warm" in words


@pytest.mark.parametrize("address", ["/mood/models/new/", "/mood/playlists/"])
def test_a_large_library_is_shown_in_full_to_whoever_asks(
    client: Client, alice: User, lists: tuple[Chosen, Chosen], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mood.own_models.FIRST", 50)
    for number in range(60):
        spotify_for(alice).create_playlist(f"List {number}", public=False, description="")
    few, everything = page(client, address), page(client, f"{address}?all=1")
    assert "the first 50 playlists" in few
    assert 'href="?all=1"' in few
    assert "the first" not in everything
    assert [name in few for name in ("List 0", "List 59")].count(True) == 1
    assert all(name in everything for name in ("List 0", "List 59"))


def test_one_is_trained_from_a_playlist_far_down_a_large_library(
    client: Client, alice: User, lists: tuple[Chosen, Chosen], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mood.own_models.FIRST", 0)
    typed = {"name": "Mine", "happy": [lists[0].id], "sad": [lists[1].id]}
    assert client.post("/mood/models/new/", typed).status_code == 422
    client.post("/mood/models/new/?all=1", typed)
    assert OwnModel.objects.get(person=alice).name == "Mine"


def test_where_spotify_does_not_answer_that_is_said(
    client: Client, lists: tuple[Chosen, Chosen], sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me/playlists", "500")
    assert "Spotify did not answer" in page(client, "/mood/models/new/")
    assert "Spotify did not answer" in page(client, "/mood/playlists/")
    assert client.get(f"/mood/playlists/{'0' * 22}/").status_code == 404


def test_a_model_that_cannot_be_read_is_said(client: Client, alice: User, lists: tuple[Chosen, Chosen]) -> None:
    Mood.objects.update_or_create(person=alice, defaults={"model": "gone"})
    assert "There is no model file gone.json" in page(client, f"/mood/playlists/{lists[0].id}/")


def test_one_of_another_version_is_said_to_be_unfit_and_cannot_be_chosen(client: Client, alice: User) -> None:
    chosen = {"happy": [{"id": "a", "name": "<b>Bright"}], "sad": [{"id": "b", "name": "Dark"}]}
    old = OwnModel(person=alice, name="<i>Old", state=OwnModel.State.READY, asked_at=clock.now(), **chosen)
    old.content = '{"format": 0}'
    old.save()
    words = page(client, "/mood/models/")
    assert "format 0" in words
    assert f'value="{old.pk}"' not in words
    assert "<b>Bright" not in words
    assert "<i>Old" not in words


def test_one_that_came_with_it_and_is_broken_says_so_and_cannot_be_chosen(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(files, "SHIPPED", tmp_path)
    (tmp_path / "classic.json").write_text("{")
    words = page(client, "/mood/models/")
    assert "This model cannot be read" in words
    assert "There is no model file default.json" in words
    assert 'value="classic"' not in words


@pytest.mark.parametrize("key", ["9" * 19, "9" * 5_000, "-1", "٣"])
def test_a_key_that_is_none_is_nowhere(client: Client, key: str) -> None:
    assert client.post("/mood/models/choose/", {"model": key}).status_code == 404


def test_how_many_models_there_are_costs_no_queries(
    client: Client, alice: User, lists: tuple[Chosen, Chosen], django_assert_num_queries: Any
) -> None:
    ask(alice, *lists)
    client.get("/mood/models/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/mood/models/")
    for number in range(5):
        ask(alice, *lists, name=str(number))
    with django_assert_num_queries(len(caught)):
        client.get("/mood/models/")


def test_of_a_playlist_that_is_too_long_it_is_said_how_much_is_scored(
    client: Client, lists: tuple[Chosen, Chosen], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/mood/playlists/{lists[0].id}/"
    assert "It is longer" not in page(client, address)
    monkeypatch.setattr("mood.playlist_scores.MOST_SONGS", 39)
    assert "its first 39 songs are scored" in page(client, address)


def test_whoever_stands_on_a_button_stays_there_while_the_page_asks_for_news(
    client: Client, alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    ask(alice, *lists)
    piece = page(client, "/mood/models/").split('id="models"')[1].split("</section>")[0]
    assert "every 5s" in piece
    buttons = re.findall('<(?:button|a) class="button[^>]*>', piece)
    assert len(buttons) == 3
    assert all(" id=" in button for button in buttons), "by their ids the browser finds them again"

"""The save dialog: what it makes, what it refuses, and how a stranger comes back to it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from playlists.models import SavedPlaylist
from tests.people import connect
from tests.playlists.conftest import FRAGMENT, SAVE, look, page, ticked, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


def test_the_range_pressed_is_ticked_in_the_dialog(owner: Client) -> None:
    forms = owner.get(f"{SAVE}?range=medium_term").context["dialog"].forms
    assert [form["ticked"].value() for form in forms] == [False, True, False, False]
    assert [form["size"].value() for form in forms] == [50, 50, 50, 25]


def test_saving_several_ranges_makes_each_and_offers_to_open_each(owner: Client, sandbox: SandboxServer) -> None:
    answer = owner.post(SAVE, ticked("short_term", "long_term"))
    assert answer.status_code == 200
    lists = list(SavedPlaylist.objects.all())
    assert {saved.time_range for saved in lists} == {"short_term", "long_term"}
    for saved in lists:
        assert len(sandbox.playlist(saved.spotify_id)["uris"]) == 50
        assert f"/open/playlist/{saved.spotify_id}" in answer.content.decode()


def test_pressing_save_twice_makes_one_playlist(owner: Client, sandbox: SandboxServer) -> None:
    before = len(sandbox.playlists("mara"))
    for schedule in ("daily", "daily", "frozen", "frozen"):
        owner.post(SAVE, ticked("short_term", schedule=schedule))
    assert len(sandbox.playlists("mara")) == before + 2
    assert SavedPlaylist.objects.count() == 2


def test_saving_what_is_kept_already_keeps_it_as_now_wished(owner: Client, sandbox: SandboxServer) -> None:
    owner.post(SAVE, ticked("short_term"))
    first = SavedPlaylist.objects.get()
    owner.post(f"/playlists/{first.pk}/pause/")
    owner.post(SAVE, ticked("short_term", size="30", schedule="weekly"))
    again = SavedPlaylist.objects.get()
    assert (again.pk, again.spotify_id, again.state) == (first.pk, first.spotify_id, SavedPlaylist.State.ACTIVE)
    assert (again.size, again.schedule) == (30, "weekly")
    assert len(sandbox.playlist(again.spotify_id)["uris"]) == 30


def test_a_list_still_to_be_made_is_looked_for_until_it_is(owner: Client, alice: User) -> None:
    pending = wish(alice)
    assert "every 3s" in page(owner, "/playlists/")
    look(pending)
    assert "every 3s" not in page(owner, "/playlists/")


def test_none_ticked_is_422_with_words_and_saves_nothing(owner: Client) -> None:
    answer = owner.post(SAVE, {})
    assert answer.status_code == 422
    assert "Tick at least one range" in answer.content.decode()
    assert not SavedPlaylist.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"size": "0"},
        {"size": "101"},
        {"size": "many"},
        {"size": "9" * 400},
        {"name": "n" * 1000},
        {"name": "<script>alert(1)</script>"},
        {"name": "  "},
        {"name": "nul\x00"},
        {"schedule": "hourly"},
        {"refresh_hour": "24"},
        {"weekday": "-1"},
    ],
)
def test_bad_input_is_422_with_words_at_the_field_and_keeps_what_was_typed(bad: dict[str, str], owner: Client) -> None:
    answer = owner.post(SAVE, ticked("short_term", "long_term", **bad), headers=FRAGMENT)
    assert answer.status_code == 422
    (field,) = bad
    forms = answer.context["dialog"].forms
    assert field in forms[0].errors
    assert forms[0][field].value() == bad[field]
    assert b"errorlist" in answer.content
    assert b"<script>alert" not in answer.content
    assert not SavedPlaylist.objects.exists()


def test_an_unknown_range_cannot_be_saved(owner: Client) -> None:
    assert owner.post(SAVE, ticked("forever")).status_code == 422
    assert not SavedPlaylist.objects.exists()


def test_a_forty_first_list_is_refused_with_words(owner: Client, alice: User) -> None:
    for number in range(40):
        wish(alice, name=f"{number}", due_at=None)
    answer = owner.post(SAVE, ticked("short_term"))
    assert answer.status_code == 422
    assert "as many as we look after" in answer.content.decode()
    assert SavedPlaylist.objects.count() == 40


def test_saved_during_an_outage_it_is_kept_and_made_later(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/top/*", "500")
    answer = owner.post(SAVE, ticked("short_term"))
    assert answer.status_code == 200
    assert "trouble of its own" in answer.content.decode()
    sandbox.mend()
    assert look(SavedPlaylist.objects.get()).exists


def test_signed_out_save_signs_in_and_returns_with_the_input_intact(client: Client, sandbox: SandboxServer) -> None:
    answer = client.post(f"{SAVE}?range=long_term", ticked("long_term", name="Mine alone", size="77", public="on"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{sandbox.url}/authorize")
    assert not SavedPlaylist.objects.exists()
    back = urlsplit(client.session["next"])
    assert (back.path, parse_qs(back.query)) == ("/top/", {"range": ["long_term"], "save": ["1"]})
    person = User.objects.create_user()
    connect(sandbox, person, "mara")
    client.force_login(person)
    dialog = client.get(back.geturl()).context["dialog"]
    assert [form["ticked"].value() for form in dialog.forms] == [False, False, True, False]
    assert (dialog.forms[2]["name"].value(), dialog.forms[2]["size"].value()) == ("Mine alone", "77")
    assert not SavedPlaylist.objects.exists()  # their press saves it, not their coming back


def test_signed_out_save_in_a_dialog_takes_the_whole_page_to_spotify(client: Client, sandbox: SandboxServer) -> None:
    answer = client.post(SAVE, ticked("long_term"), headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith(f"{sandbox.url}/authorize")


def test_signed_out_bad_input_is_told_before_signing_in(client: Client, db: None) -> None:
    assert client.post(SAVE, ticked("long_term", size="0")).status_code == 422


def test_a_draft_is_shown_only_to_who_comes_back_from_signing_in(client: Client, sandbox: SandboxServer) -> None:
    client.post(SAVE, ticked("short_term"))
    person = User.objects.create_user()
    connect(sandbox, person, "mara")
    client.force_login(person)
    forms = client.get(f"{SAVE}?range=long_term").context["dialog"].forms
    assert [form["ticked"].value() for form in forms] == [False, False, True, False]


def test_only_what_the_dialog_asks_for_is_kept_while_signing_in(client: Client, sandbox: SandboxServer) -> None:
    client.post(SAVE, {**ticked("short_term"), "junk": "j" * 100_000, "long_term-name": "n" * 100_000})
    assert set(client.session["save_draft"]) == set(ticked("short_term"))


def test_a_list_shown_on_the_profile_is_another_than_one_that_is_not(owner: Client, sandbox: SandboxServer) -> None:
    owner.post(SAVE, ticked("short_term"))
    owner.post(SAVE, ticked("short_term", public="on"))
    assert sorted(saved.public for saved in SavedPlaylist.objects.all()) == [False, True]
    for saved in SavedPlaylist.objects.all():
        assert sandbox.playlist(saved.spotify_id)["public"] == saved.public


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_the_dialog_is_asked_for_or_sent(method: str, owner: Client) -> None:
    assert getattr(owner, method)(SAVE).status_code == 405

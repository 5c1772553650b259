"""Hiding and deleting by pages: what is asked first, what is said after, and the way back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import work
from discoverdaily.listening import removals
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Artist, Play, Removal
from discoverdaily.listening.removals import removal_ask, removal_work
from tests.listening.listener import NOON, Listener
from tests.listening.views.test_history import filtered, page, titles

pytestmark = pytest.mark.django_db
HISTORY, REMOVE, REMOVALS = "/history/", "/history/remove/", "/history/removals/"


@pytest.fixture
def listener(alice: User, client: Client) -> Listener:
    client.force_login(alice)
    listener = Listener(alice)
    listener.hears_often(4)
    listener.hears_often(2, "Away", "Paper River")
    return listener


def press(client: Client, address: str, referer: str = HISTORY, **fields: Any) -> str:
    """Presses a button, and answers the page it leads to."""
    answer = client.post(address, fields, headers={"Referer": f"http://testserver{referer}"}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_it_is_asked_first_how_many_and_what_it_means(client: Client, listener: Listener) -> None:
    said = page(client, f"{REMOVE}?q=paper&since=2026-03-01")
    assert "2 plays matching “paper”, from 1 March 2026 on" in said
    assert "Hidden, they count nowhere" in said
    assert "For a week you can bring them back" in said
    assert Removal.objects.count() == 0
    assert "<html" not in page(client, f"{REMOVE}?q=paper", HX_Request="true")


def test_an_artist_is_hidden_and_brought_back(client: Client, listener: Listener) -> None:
    artist = Artist.objects.get(name="Paper River").pk
    said = press(client, REMOVE, filtered(artist=artist), verb="hide", artist=artist)
    assert "2 plays by Paper River" in said
    assert "Hidden. They count nowhere" in said
    assert "Nothing found" in said
    assert titles(page(client)) == ["Home"] * 4
    removal = Removal.objects.get()
    said = press(client, f"{REMOVALS}{removal.pk}/undo/", filtered(artist=artist))
    assert titles(said) == ["Away"] * 2
    assert "Undone." in said
    assert "Undo<" not in said


def test_one_play_is_deleted_and_brought_back(client: Client, listener: Listener) -> None:
    play = Play.objects.filter(track__name="Home").latest("played_at")
    said = press(client, f"{HISTORY}plays/{play.pk}/remove/", verb="delete")
    until = (clock.now() + timedelta(days=7)).astimezone(listener.person.zone)
    assert f"You can bring them back until {until.day} {until:%B}" in said
    assert "One play of “Home”, on 10 March 2026" in said
    assert titles(said).count("Home") == 3
    page(client, f"{HISTORY}plays/{play.pk}/", status=404)
    said = press(client, f"{REMOVALS}{Removal.objects.get().pk}/undo/")
    assert titles(said).count("Home") == 4


def test_hidden_plays_are_looked_at_and_shown_again_one_by_one(client: Client, listener: Listener) -> None:
    removal = removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words="home"))
    said = page(client, filtered(hidden="on"))
    assert titles(said) == ["Home"] * 4
    assert "4 plays." in said
    assert "Hide or delete these" not in said
    assert titles(page(client, filtered(removal=removal.pk))) == ["Home"] * 4
    (pk,) = re.findall(r"/history/plays/(\d+)/", said)[:1]
    assert "no, it is hidden" in page(client, f"{HISTORY}plays/{pk}/")
    said = press(client, f"{HISTORY}plays/{pk}/show/", filtered(hidden="on"))
    assert titles(said) == ["Home"] * 3
    assert titles(page(client)).count("Home") == 1


def test_the_list_of_removals_tells_what_became_of_each(client: Client, listener: Listener) -> None:
    assert "Nothing. What you hide or delete" in page(client, REMOVALS)
    hidden = removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words="home"))
    removal_ask(person=listener.person, verb=Removal.Verb.DELETE, wanted=Wanted())
    said = page(client, REMOVALS)
    assert "4 plays matching “home”" in said
    assert "Deleted. You can bring them back until" in said
    assert said.count("Undo<") == 2
    said = press(client, f"{REMOVALS}{hidden.pk}/undo/", REMOVALS)
    assert "Back again, and counted." in said
    assert said.count("Undo<") == 1


def test_what_is_gone_for_good_is_said_so(client: Client, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    removal = removal_ask(person=listener.person, verb=Removal.Verb.DELETE, wanted=Wanted())
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    work(Removal.objects.all(), lambda row: removal_work(removal=row))
    assert "Gone for good." in page(client, REMOVALS)
    assert "gone for good: they were deleted more than a week ago" in press(client, f"{REMOVALS}{removal.pk}/undo/")


def test_many_are_removed_behind_the_page_which_follows(
    client: Client, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removals, "PIECE", 1)
    said = press(client, REMOVE, verb="hide", q="home")
    assert "Being removed: 0 plays so far." in said
    assert 'hx-trigger="every 2s"' in said
    assert titles(said).count("Home") == 4
    work(Removal.objects.all(), lambda row: removal_work(removal=row))
    said = page(client)
    assert "4 plays matching “home”" in said
    assert "every 2s" not in said
    assert titles(said).count("Home") == 0
    said = press(client, f"{REMOVALS}{Removal.objects.get().pk}/undo/", REMOVALS)
    assert "They are on their way back." in said
    assert "every 2s" in said


def test_nothing_to_remove_is_said_and_not_kept(client: Client, listener: Listener) -> None:
    assert "There was nothing to hide or delete any more." in press(client, REMOVE, verb="hide", q="unheard")
    assert Removal.objects.count() == 0


@pytest.mark.parametrize(
    "fields", [{"verb": "burn"}, {}, {"verb": "hide", "hidden": "on"}, {"verb": "hide", "q": "\0"}]
)
def test_what_no_button_sends_is_404(fields: dict[str, str], client: Client, listener: Listener) -> None:
    assert client.post(REMOVE, fields).status_code == 404
    assert Removal.objects.count() == 0


def test_a_second_press_of_undo_changes_nothing_more(client: Client, listener: Listener) -> None:
    removal = removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words="away"))
    for _ in range(2):
        press(client, f"{REMOVALS}{removal.pk}/undo/")
    assert set(Play.objects.values_list("state", flat=True)) == {Play.State.SHOWN}
    assert "6 plays" in page(client)


def test_a_press_in_the_dialog_brings_the_plays_with_it(client: Client, listener: Listener) -> None:
    play = Play.objects.latest("played_at")
    answer = client.post(
        f"{HISTORY}plays/{play.pk}/remove/",
        {"verb": "hide"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/history/?q=home"},
        follow=True,
    )
    assert answer.redirect_chain == [("/history/?q=home", 302)]


def test_what_was_heard_after_a_removal_is_seen(client: Client, listener: Listener) -> None:
    removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words="away"))
    listener.hears("Away", "Paper River", NOON + timedelta(days=1))
    assert titles(page(client, filtered(q="away"))) == ["Away"]

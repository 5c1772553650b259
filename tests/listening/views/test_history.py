"""The history page: its owner, a second person, a stranger; what is found, and how it is said."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Artist, Counting, Play, Recording, Removal, Rule, Source
from discoverdaily.listening.removals import play_remove, removal_ask
from tests.listening.listener import LONG, NOON, Listener, at

pytestmark = pytest.mark.django_db
HISTORY = "/history/"


@pytest.fixture
def listener(alice: User, client: Client) -> Listener:
    """Alice, signed in at `client`; in Berlin."""
    client.force_login(alice)
    return Listener(alice)


@pytest.fixture
def second(bob: User) -> Client:
    second = Client()
    second.force_login(bob)
    return second


def page(client: Client, address: str = HISTORY, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def filtered(**fields: Any) -> str:
    return f"{HISTORY}?{urlencode(fields)}"


def titles(said: str) -> list[str]:
    """The titles on a page, in order."""
    return re.findall(r'class="title"[^>]*>([^<]+)<', said)


def test_plays_stand_newest_first_by_the_persons_own_days(client: Client, listener: Listener) -> None:
    listener.hears("Late", at=at("2026-03-11", 2, 30))  # half past three in Berlin: their day begins at four
    listener.hears("Noon", at=at("2026-03-10"))
    listener.hears("Before", at=at("2026-03-09", 20))
    said = page(client)
    assert titles(said) == ["Late", "Noon", "Before"]
    days = re.findall(r'<time datetime="([\d-]+)">', said)
    assert days == ["2026-03-10", "2026-03-09"]
    assert ">03:30<" in said
    assert "2 plays, 7 min" in said


def test_a_play_is_told_with_its_cover_its_length_and_who_told_of_it(client: Client, listener: Listener) -> None:
    listener.hears("Whole")
    listener.hears("Captured", at=NOON - timedelta(hours=1), ms=None, source=Source.CAPTURE)
    listener.hears("Skipped", at=NOON - timedelta(hours=2), ms=7_000)
    said = page(client)
    assert "told by your extended history,</span> 3:20" in said
    assert "told by Spotify as you listened,</span>" in said
    assert re.search(r"about</span> 3:20", said)
    assert re.search(r"0:07 <span class=\"too-short\">too short", said)
    assert said.count("too-short") == 1


def test_what_is_looked_for_is_found_and_counted(client: Client, listener: Listener) -> None:
    listener.hears("Rain Home", "Amber Foxes")
    listener.hears("Rain", "Paper River", NOON - timedelta(hours=1))
    listener.hears("Home", "Quiet Harbour", NOON - timedelta(days=40), source=Source.ACCOUNT)
    assert titles(page(client, filtered(q="RAIN"))) == ["Rain Home", "Rain"]
    assert titles(page(client, filtered(q="amber rain"))) == ["Rain Home"]
    assert titles(page(client, filtered(source="account"))) == ["Home"]
    assert titles(page(client, filtered(since="2026-03-10"))) == ["Rain Home", "Rain"]
    assert titles(page(client, filtered(until="2026-03-09"))) == ["Home"]
    artist, recording = Artist.objects.get(name="Paper River"), Recording.objects.get(tracks__name="Home")
    assert titles(page(client, filtered(artist=artist.pk))) == ["Rain"]
    assert titles(page(client, filtered(track=recording.pk))) == ["Home"]
    assert "2 plays, 7 min of listening." in page(client, filtered(q="rain"))


def test_nothing_found_is_said_with_a_way_back(client: Client, listener: Listener) -> None:
    listener.hears()
    said = page(client, filtered(q="unheard"))
    assert "Nothing found" in said
    assert "No play." in said
    assert "Show every play" in said


def test_who_has_played_nothing_is_shown_both_ways_in(client: Client, listener: Listener) -> None:
    said = page(client)
    assert "Nothing played yet" in said
    assert reverse("listening:imports") in said
    assert reverse("listening:past") in said


def test_without_spotify_the_page_is_there_all_the_same(client: Client) -> None:
    person = User.objects.create_user(email="mara@people.example")
    client.force_login(person)
    assert "Nothing played yet" in page(client)
    Listener(person).hears()
    assert titles(page(client)) == ["Home"]


def test_pages_follow_one_another_without_loss(client: Client, listener: Listener) -> None:
    listener.hears_often(120)
    address, seen = HISTORY, []
    for _ in range(3):
        said = page(client, address)
        seen += re.findall(r'<time class="when" datetime="([^"]+)"', said)
        if "Earlier plays" in said:
            (query,) = re.findall(r'href="(\?before=[^"]+)"', said)
            address = HISTORY + query
    assert len(seen) == len(set(seen)) == 120
    assert seen == sorted(seen, reverse=True)


def test_a_month_is_gone_to(client: Client, listener: Listener) -> None:
    for month in range(1, 13):
        listener.hears(f"Month {month}", at=at(f"2025-{month:02}-15"))
    said = page(client, HISTORY + "?month=2025-05")
    assert titles(said)[0] == "Month 5"
    assert "?month=2025-05" in said


def test_the_filter_goes_along_to_the_next_page_and_to_a_month(client: Client, listener: Listener) -> None:
    listener.hears_often(60)
    said = page(client, filtered(q="home"))
    assert "?q=home&amp;before=" in said
    assert "?q=home&amp;month=" in said


def test_htmx_gets_the_plays_alone_and_an_address_without_empty_fields(client: Client, listener: Listener) -> None:
    listener.hears()
    answer = client.get(filtered(q="home", since="", until=""), headers={"HX-Request": "true", "HX-Trigger": "filter"})
    said = answer.content.decode()
    assert "<html" not in said
    assert 'id="plays"' in said
    assert answer["HX-Replace-Url"] == "/history/?q=home"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"since": "2026-13-01"}, "This is no day"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The end lies before the beginning"),
        ({"until": "0001-01-01"}, "between 1970 and 2200"),
        ({"source": "gossip"}, "gossip"),
        ({"q": "x" * 201}, "200"),
        ({"artist": "0"}, "1"),
        ({"track": "9" * 30}, "less than"),
    ],
)
def test_what_cannot_be_is_422_in_words_with_what_was_typed(
    fields: dict[str, str], words: str, client: Client, listener: Listener
) -> None:
    said = page(client, filtered(q="kept", **fields) if "q" not in fields else filtered(**fields), status=422)
    assert words in said
    if "q" not in fields:
        assert 'value="kept"' in said
    assert page(client, filtered(**fields), status=422, HX_Request="true").count("<html") == 0


@pytest.mark.parametrize("place", ["before=yesterday", "before=1-", "month=2026-13", "month=0000-01", "before=-1-2"])
def test_a_place_that_is_none_is_404(place: str, client: Client, listener: Listener) -> None:
    page(client, f"{HISTORY}?{place}", status=404)


@pytest.mark.parametrize("words", ["%", "_", "'", '"', "\\", "((", "雨", "  ", "a" * 200, "<script>"])
def test_any_words_may_be_looked_for(words: str, client: Client, listener: Listener) -> None:
    listener.hears()
    assert "<script>" not in page(client, filtered(q=words)).replace("<script src", "")


# --- Others ----------------------------------------------------------------------------------------------------------

ADDRESSES = ["", "remove/", "removals/", "statistics/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_is_sent_to_sign_in(address: str, client: Client, db: None) -> None:
    answer = client.get(HISTORY + address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in/")


def test_a_second_person_sees_and_changes_nothing_of_it(second: Client, listener: Listener) -> None:
    play = listener.hears()
    removal = play_remove(person=listener.person, verb=Removal.Verb.HIDE, play=play)
    hidden = listener.hears("Other", at=NOON - timedelta(days=1))
    artist, recording = play.track.artist_id, play.track.recording_id
    assert "Nothing played yet" in page(second)
    for address in [
        f"plays/{play.pk}/",
        f"?artist={artist}",
        f"?track={recording}",
        f"?removal={removal.pk}",
        f"remove/?artist={artist}",
        f"remove/?track={recording}",
    ]:
        page(second, HISTORY + address, status=404)
    for address in [f"plays/{play.pk}/show/", f"plays/{hidden.pk}/remove/", f"removals/{removal.pk}/undo/"]:
        assert second.post(HISTORY + address, {"verb": "hide"}).status_code == 404
    assert second.post(f"{HISTORY}remove/", {"verb": "delete", "artist": artist}).status_code == 404
    second.post(f"{HISTORY}remove/", {"verb": "delete"})
    assert set(Play.objects.values_list("state", flat=True)) == {Play.State.SHOWN, Play.State.HIDDEN}
    assert Removal.objects.count() == 1


@pytest.mark.parametrize("address", ["plays/1/remove/", "plays/1/show/", "removals/1/undo/", "rule/"])
def test_looking_changes_nothing(address: str, client: Client, listener: Listener) -> None:
    page(client, HISTORY + address, status=405)


# --- One play, and what counts ---------------------------------------------------------------------------------------


def test_one_play_tells_all_that_is_known_of_it(client: Client, listener: Listener) -> None:
    listener.hears(at=NOON - timedelta(days=3))
    play = listener.hears(ms=9_000)
    said = page(client, f"{HISTORY}plays/{play.pk}/")
    for words in ("Tuesday, 10 March 2026, 13:00", "0:09 of 3:20", "too short for your rule", "one play", "An album"):
        assert words in said
    assert f"?artist={play.track.artist_id}" in said
    assert f"?track={play.track.recording_id}" in said
    assert "<html" not in page(client, f"{HISTORY}plays/{play.pk}/", HX_Request="true")


def test_every_figure_follows_the_rule_at_once(client: Client, listener: Listener) -> None:
    listener.hears("Short", ms=9_000)
    listener.hears("Middling", ms=40_000, at=NOON - timedelta(hours=1))
    assert page(client).count("too-short") == 1
    answer = client.post(f"{HISTORY}rule/", {"rule": "half"}, headers={"Referer": "http://testserver/history/?q=m"})
    assert answer["Location"] == "/history/?q=m"
    assert Counting.objects.get().rule == Rule.HALF
    assert page(client).count("too-short") == 2
    client.post(f"{HISTORY}rule/", {"rule": "all"})
    assert page(client).count("too-short") == 0
    said = client.post(f"{HISTORY}rule/", {"rule": "never"})
    assert said.status_code == 422
    assert Counting.objects.get().rule == Rule.ALL


def test_pressing_a_button_elsewhere_leads_nowhere_else(client: Client, listener: Listener) -> None:
    for referer in ("http://evil.example/", "http://testserver/accounts/email/", "http://testserver//evil.example/"):
        answer = client.post(f"{HISTORY}rule/", {"rule": "half"}, headers={"Referer": referer})
        assert answer["Location"] == HISTORY


# --- Costs -----------------------------------------------------------------------------------------------------------


ADDRESSES = [
    "",
    "?q=home",
    "?q=o",
    "?since=2026-01-01&until=2026-03-11",
    "?source=extended",
    "?q=home&source=extended&since=2026-01-01",
    "?artist={artist}",
    "?hidden=on",
    "?hidden=on&q=home",
    "removals/",
    "remove/?q=home",
    "plays/{play}/",
    "statistics/",
    "statistics/?year=2026",
    "statistics/?since=2026-01-02&until=2026-03-11",
]


def test_the_number_of_queries_does_not_grow(client: Client, listener: Listener) -> None:
    def queries(address: str, play: Play) -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, HISTORY + address.format(artist=play.track.artist_id, play=play.pk))
        return len(captured)

    def each() -> dict[str, int]:
        play = Play.objects.select_related("track").filter(state=Play.State.SHOWN)[0]
        return {address: queries(address, play) for address in ADDRESSES}

    def more(start: int, count: int) -> None:
        for number in range(start, start + count):
            moment = NOON - timedelta(hours=5 * number)
            listener.hears(f"Home {number}", f"Foxes {number % 20}", moment)
            hidden = listener.hears("Hidden", "Gone", moment - timedelta(hours=2))
            play_remove(person=listener.person, verb=Removal.Verb.HIDE, play=hidden)

    more(0, 10)
    few = each()
    more(10, 50)
    listener.hears_often(200, "Often")
    assert each() == few
    assert max(few.values()) <= 27  # two of them for what staff announce and switch off


def test_a_busy_history_has_few_words_a_play(client: Client, listener: Listener) -> None:
    """A page of fifty plays stays small enough for a phone on the road."""
    listener.hears_often(60)
    assert len(client.get(HISTORY).content) < 120_000


def test_removed_plays_are_neither_shown_nor_counted(client: Client, listener: Listener) -> None:
    listener.hears("Seen")
    listener.hears("Unseen", "Paper River", NOON - timedelta(hours=1))
    removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words="unseen"))
    said = page(client)
    assert titles(said) == ["Seen"]
    assert f"One play, {LONG // 60_000} min of listening." in said

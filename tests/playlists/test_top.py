"""The Top page: the owner, a second person, a stranger; outages."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests.people import connect
from tests.playlists.conftest import FRAGMENT, page
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


def test_top_shows_each_ranges_own_list(owner: Client) -> None:
    lists = [
        owner.get(f"/top/?range={range_}").context["rows"] for range_ in ("short_term", "medium_term", "long_term")
    ]
    assert [len(rows) for rows in lists] == [50, 50, 50]
    assert len({tuple(row.spotify_id for row in rows) for rows in lists}) == 3
    assert [row.rank for row in lists[0]] == list(range(1, 51))


def test_the_long_range_is_labelled_for_what_it_is(owner: Client) -> None:
    assert "about a year" in page(owner, "/top/?range=long_term").lower()


def test_top_shows_artists_too(owner: Client) -> None:
    rows = owner.get("/top/?kind=artists").context["rows"]
    assert len(rows) == 50
    assert rows[0].uri.startswith("spotify:artist:")


def test_each_person_sees_their_own_list(owner: Client, second: Client) -> None:
    hers, his = (client.get("/top/").context["rows"] for client in (owner, second))
    assert [row.spotify_id for row in hers] != [row.spotify_id for row in his]


def test_a_stranger_sees_what_they_would_get_and_costs_no_call(client: Client, sandbox: SandboxServer) -> None:
    assert "Save" in page(client, "/top/")
    assert sandbox.requests() == []


def test_a_range_is_asked_for_once_in_ten_minutes(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.clear_requests()
    for _ in range(3):
        page(owner, "/top/?range=medium_term")
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("query", ["range=forever", "range=", "kind=albums", "range=short_term&kind=<b>"])
def test_an_unknown_range_or_kind_is_404_in_words(query: str, owner: Client) -> None:
    answer = owner.get(f"/top/?{query}")
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_htmx_gets_the_ledger_alone(owner: Client) -> None:
    fragment = page(owner, "/top/?range=long_term", headers=FRAGMENT)
    assert "<html" not in fragment
    assert "<ol" in fragment


def test_in_an_outage_top_shows_the_last_list_and_says_so(owner: Client, sandbox: SandboxServer, settings: Any) -> None:
    page(owner, "/top/")
    sandbox.fault("/v1/me/top/*", "500")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("playlists.top.FRESH", timedelta(0))
        answer = owner.get("/top/")
    assert len(answer.context["rows"]) == 50
    assert "Spotify had trouble of its own" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "words"), [("500", "trouble of its own"), ("429", "asked us to wait"), ("malformed", "could not be read")]
)
def test_an_outage_on_the_first_visit_is_told_in_words(
    kind: str, words: str, owner: Client, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me/top/*", kind)
    assert words in page(owner, "/top/")


def test_a_revoked_sign_in_offers_to_connect_again(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.revoke("mara")
    text = page(owner, "/top/")
    assert "no longer accepts your sign-in" in text
    assert "Connect Spotify" in text


def test_a_newcomer_without_a_list_is_told_so_kindly(client: Client, db: None, sandbox: SandboxServer) -> None:
    newcomer = User.objects.create_user(display_name="Newcomer")
    connect(sandbox, newcomer, "pia")
    client.force_login(newcomer)
    assert "some weeks of listening" in page(client, "/top/")

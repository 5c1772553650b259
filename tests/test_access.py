"""Where somebody is, and where they are sent when they must sign in first."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from discoverdaily.access import page_before, page_of

FRAGMENT = {"HX-Request": "true"}


def asked(method: str = "GET", path: str = "/own/?a=1", **headers: str) -> HttpRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return RequestFactory().generic(method, path, headers=named)


def test_a_page_is_where_one_is() -> None:
    assert page_of(asked()) == "/own/?a=1"
    assert page_of(asked("HEAD")) == "/own/?a=1"


def test_a_post_and_a_fragment_come_from_another_page() -> None:
    assert page_of(asked("POST", Referer="https://testserver/top/?range=a#list")) == "/top/?range=a"
    assert page_of(asked(HX_Request="true", HX_Current_URL="http://testserver/playlists/#main")) == "/playlists/"


def test_the_page_before_is_where_one_came_from() -> None:
    assert page_before(asked(Referer="https://testserver/top/?range=a#list")) == "/top/?range=a"
    assert page_before(asked(HX_Request="true", HX_Current_URL="http://testserver/history/")) == "/history/"
    assert page_before(asked()) == "/"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://[",
        "http://[x]/",
        "http://testserver",
        "http:////evil.example/",
        "javascript:alert(1)",
        "mailto:a@b",
        "http://ſ／x/",
        "no address",
    ],
)
def test_a_header_that_is_no_address_of_a_page_means_the_first_page(address: str) -> None:
    assert page_of(asked("POST", Referer=address)) == "/"
    assert page_of(asked("POST", HX_Request="true", HX_Current_URL=address)) == "/"


def test_without_a_header_it_is_the_first_page() -> None:
    assert page_of(asked("POST")) == "/"
    assert page_of(asked(HX_Request="true")) == "/"


def back(response: Any) -> str:
    address = urlsplit(response["HX-Redirect"] if "HX-Redirect" in response else response["Location"])
    assert (address.netloc, address.path) == ("", "/accounts/sign-in/")
    (page,) = parse_qs(str(address.query))["next"]
    return page


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_and_back(client: Client) -> None:
    assert back(client.get("/playlists/?a=1")) == "/playlists/?a=1"
    elsewhere = {"HX-Current-URL": "https://evil.example/top/?range=short_term"}
    assert back(client.get("/playlists/", headers=FRAGMENT | elsewhere)) == "/top/?range=short_term"
    assert back(client.get("/playlists/", headers=FRAGMENT | {"HX-Current-URL": "http://["})) == "/"

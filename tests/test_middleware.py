"""Spotify redirects to 127.0.0.1 and to nothing that is called localhost; so people are there before they sign in."""

import pytest
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["localhost", "localhost:8000"])
def test_localhost_is_sent_to_the_literal_address_with_what_was_asked(
    client: Client, settings: Settings, host: str
) -> None:
    response = client.get("/top/?range=long_term", HTTP_HOST=host)
    assert (response.status_code, response["Location"]) == (302, f"{settings.SITE_URL}/top/?range=long_term")


def test_the_literal_address_is_served(client: Client) -> None:
    assert client.get("/healthz", HTTP_HOST="127.0.0.1:8000").status_code == 200


def test_what_was_typed_is_not_lost_to_a_redirect(client: Client) -> None:
    assert client.post("/healthz", {"typed": "words"}, HTTP_HOST="localhost").status_code == 200


def test_a_name_that_is_not_ours_is_refused(client: Client) -> None:
    assert client.get("/healthz", HTTP_HOST="elsewhere.example").status_code == 400


def test_a_path_that_looks_like_another_site_stays_on_ours(client: Client, settings: Settings) -> None:
    response = client.get("//elsewhere.example/", HTTP_HOST="localhost")
    assert response["Location"].startswith(f"{settings.SITE_URL}/")

"""Staff find people and see how their connections stand; a token is nowhere to be seen."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from social_django.models import UserSocialAuth

from accounts.models import User
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.pacing import Lane, take
from discoverdaily.spotify.sealing import opened
from tests.people import connect
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> Client:
    User.objects.create_superuser("keeper", password="let me in")
    response = client.post("/admin/login/", {"username": "keeper", "password": "let me in", "next": "/admin/"})
    assert response.status_code == 302
    return client


@pytest.mark.parametrize("words", ["Alice", "alice@people", "mara"])
def test_a_person_is_found_by_what_staff_know(staff: Client, alice: User, bob: User, words: str) -> None:
    page = staff.get("/admin/accounts/user/", {"q": words}).content.decode()
    assert f"/admin/accounts/user/{alice.pk}/change/" in page
    assert f"/admin/accounts/user/{bob.pk}/change/" not in page


def test_a_persons_page_tells_how_the_connection_stands(staff: Client, alice: User) -> None:
    Connection.objects.update(refusal=Reason.MISSING_SCOPE)
    page = staff.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    for words in ("connected (missing_scope)", "mara", "user-top-read"):
        assert words in page


def test_staff_can_switch_a_person_off(staff: Client, alice: User) -> None:
    fields: dict[str, Any] = {
        "username": alice.username,
        "display_name": "Alice",
        "email": "",
        "time_zone": "Europe/Berlin",
        "day_starts_at": "4",
        "locale": "",
    }
    response = staff.post(f"/admin/accounts/user/{alice.pk}/change/", fields)
    assert response.status_code == 302, response.content.decode()
    alice.refresh_from_db()
    assert not alice.is_active
    assert alice.email is None, "an empty e-mail is none at all, so that two people may have none"


def test_no_page_of_the_admin_shows_a_token(staff: Client, alice: User) -> None:
    take("demo-client", Lane.PEOPLE)
    social = UserSocialAuth.objects.get(user=alice)
    secrets = [value for name in ("access_token", "refresh_token") for value in (social.extra_data[name],)]
    secrets += [token for sealed in secrets if (token := opened(sealed))]
    connection, budget = Connection.objects.get(), ClientBudget.objects.get()
    for path in (
        "/admin/",
        "/admin/accounts/user/",
        f"/admin/accounts/user/{alice.pk}/change/",
        f"/admin/accounts/user/{alice.pk}/delete/",
        "/admin/spotify/connection/",
        f"/admin/spotify/connection/{connection.pk}/change/",
        "/admin/spotify/clientbudget/",
        f"/admin/spotify/clientbudget/{budget.pk}/change/",
    ):
        response = staff.get(path)
        assert response.status_code == 200, path
        assert not any(secret in response.content.decode() for secret in secrets), path
    assert UserSocialAuth not in admin.site._registry


def test_connections_and_budgets_are_to_be_looked_at_only(staff: Client, alice: User) -> None:
    connection = Connection.objects.get()
    for path in ("/admin/spotify/connection/add/", f"/admin/spotify/connection/{connection.pk}/delete/"):
        assert staff.get(path).status_code == 403
    assert staff.post(f"/admin/spotify/connection/{connection.pk}/change/", {"state": "x"}).status_code == 403


def test_people_without_a_password_cannot_come_in_by_the_admins_door(client: Client, alice: User) -> None:
    for password in ("", "x"):
        response = client.post("/admin/login/", {"username": alice.username, "password": password})
        assert "_auth_user_id" not in client.session
        assert response.status_code == 200


def test_somebody_signed_in_who_is_not_staff_stays_outside(client: Client, alice: User) -> None:
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/accounts/user/").status_code == 302


def test_the_queries_of_the_list_do_not_grow_with_the_people(
    staff: Client, alice: User, sandbox: SandboxServer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(database) as seen:
            assert staff.get("/admin/accounts/user/").status_code == 200
        return len(seen)

    before = queries()
    connect(sandbox, User.objects.create_user(display_name="Bob"), "theo")
    for number in range(10):
        User.objects.create_user(display_name=f"Person {number}")
    assert queries() == before

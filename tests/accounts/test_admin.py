"""Staff find people and see how their connections stand; a token is nowhere to be seen."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from social_django.models import UserSocialAuth

from accounts.models import User
from discoverdaily.listening.importing.services import import_ask
from discoverdaily.listening.models import Capture, Gap, Import, ImportPart, Play, Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.pacing import Lane, take
from discoverdaily.spotify.sealing import opened
from tests.people import connect
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


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
    Connection.objects.update(refusal=Reason.MISSING_SCOPE, authorized_at=NOW)
    page = staff.get(f"/admin/accounts/user/{alice.pk}/change/").content.decode()
    for words in ("connected (missing_scope)", "mara", "user-top-read", "March 1, 2026, noon", "never"):
        assert words in page


def test_what_nobody_knows_of_a_person_is_no_word_of_the_program(staff: Client) -> None:
    person = User.objects.create_user(display_name="Nadia")
    page = staff.get(f"/admin/accounts/user/{person.pk}/change/").content.decode()
    assert '<div class="readonly">None</div>' not in page


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


def test_a_person_is_deleted_with_all_that_is_theirs_and_nobody_elses(
    staff: Client,
    alice: User,
    bob: User,
    django_assert_max_num_queries: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    for person in (alice, bob):
        [track] = tracks_named(named=[Named("0" * 22, "Lamp", "Singer", "", 0)])
        told = [Told(1_700_000_000_000 + number * 60_000, 60_000, track) for number in range(20)]
        plays_store(person=person, source=Source.EXTENDED, told=told)
        Capture.objects.create(person=person)
        Gap.objects.create(person=person, before=NOW, found_at=NOW)
        import_ask(person=person, files=[SimpleUploadedFile("endsong_0.json", b"[]")], ring=False)
    address = f"/admin/accounts/user/{alice.pk}/delete/"
    with django_assert_max_num_queries(25):  # all of theirs is counted, and nothing fetched to be listed
        assert "Alice" in staff.get(address).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.post(address, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=alice.pk).exists()
    for model in apps.get_models():
        for field in model._meta.fields:
            if field.related_model is User:
                left = model._default_manager.all()
                assert not left.filter(**{field.attname: alice.pk}).exists(), model
    assert ImportPart.objects.count() == Import.objects.filter(person=bob).count() == 1
    assert Play.objects.filter(person=bob).count() == 20


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

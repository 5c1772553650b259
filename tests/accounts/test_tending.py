"""What staff do to people: asked for once more, done, written down; and nobody rises by it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from social_django.models import UserSocialAuth

from accounts.admin_actions import ACTIONS
from accounts.models import Care, Device, Erasure, User
from accounts.tasks import work_due_erasures
from discoverdaily import clock
from discoverdaily.listening.models import Capture, Import
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import Connection
from playlists.models import SavedPlaylist

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/user/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, BACKEND)
    return client


def keeper(*rights: str, **fields: Any) -> User:
    person = User.objects.create_user("keeper", is_staff=True, **fields)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights, content_type__app_label="accounts"))
    return person


@pytest.fixture
def staff(db: None) -> Client:
    return signed_in(keeper("view_user", "change_user", "delete_user"))


def press(staff: Client, action: str, *people: User, confirmed: bool = True) -> Any:
    data = {"action": action, "_selected_action": [person.pk for person in people]}
    return staff.post(LIST, data | ({"confirmed": "yes"} if confirmed else {}), follow=True)


def logged(person: User) -> list[str]:
    return [it.get_change_message() for it in LogEntry.objects.filter(object_id=str(person.pk)).order_by("pk")]


@pytest.mark.parametrize("action", ["switch_off", "switch_on", "sign_out", "disconnect", "refresh", "resume", "erase"])
def test_each_asks_first_and_does_nothing_yet(staff: Client, alice: User, bob: User, action: str) -> None:
    before = list(User.objects.order_by("pk").values())
    page = press(staff, action, alice, confirmed=False).content.decode()
    assert f'<a href="{LIST}{alice.pk}/change/">Alice</a> <small>alice@people.example, since ' in page
    assert "Bob" not in page
    assert list(User.objects.order_by("pk").values()) == before
    assert not LogEntry.objects.exists()


def test_of_one_person_alone_it_is_told_what_would_be_deleted(staff: Client, alice: User, bob: User) -> None:
    for name in ("one", "two"):
        SavedPlaylist.objects.create(person=alice, name=name, time_range="short_term")
    words = '<th scope="row">Saved playlists</th> <td>2</td>'
    assert words in " ".join(press(staff, "erase", alice, confirmed=False).content.decode().split())
    assert "Saved playlists" not in press(staff, "switch_off", alice, confirmed=False).content.decode()
    assert "<li>Saved playlists: 2</li>" in staff.get(f"{LIST}{alice.pk}/delete/").content.decode()


def test_a_persons_page_tells_what_is_planned_and_offers_what_the_list_does(staff: Client, alice: User) -> None:
    Capture.objects.create(person=alice, due_at=clock.now(), attempts=3, last_error=Reason.TIMEOUT)
    Care.objects.create(person=alice, due_at=None, attempts=1)
    page = staff.get(f"{LIST}{alice.pk}/change/").content.decode()
    assert re.search(r"<p>Capture: .*, after 3 failures \(timeout\)</p>", page)
    assert "Care of a connection" not in page
    for action in ACTIONS:
        assert f'<option value="{action.__name__}">' in page
    assert f'name="_selected_action" value="{alice.pk}"' in page
    me = User.objects.get(username="keeper")
    assert "<option" not in staff.get(f"{LIST}{me.pk}/change/").content.decode()


def test_whoever_is_switched_off_is_out_at_once_and_comes_back_when_switched_on(
    staff: Client, alice: User, bob: User
) -> None:
    theirs, others = signed_in(alice), signed_in(bob)
    press(staff, "switch_off", alice)
    assert theirs.get("/accounts/settings/").status_code == 302
    assert others.get("/accounts/settings/").status_code == 200
    press(staff, "switch_on", alice)
    alice.refresh_from_db()
    assert alice.is_active
    assert logged(alice) == ["Switched off.", "Switched on."]
    assert logged(bob) == []


def test_signed_out_everywhere_is_out_of_every_browser_and_no_more(staff: Client, alice: User) -> None:
    browsers = [signed_in(alice), signed_in(alice)]
    assert [browser.get("/accounts/settings/").status_code for browser in browsers] == [200, 200]
    press(staff, "sign_out", alice)
    assert [browser.get("/accounts/settings/").status_code for browser in browsers] == [302, 302]
    assert not Device.objects.filter(person=alice).exists()
    alice.refresh_from_db()
    assert alice.is_active
    assert logged(alice) == ["Signed out everywhere."]


def test_disconnected_is_without_tokens_unless_nothing_else_lets_them_in(staff: Client, alice: User, bob: User) -> None:
    alice.set_password("a long enough one")
    alice.save()
    page = press(staff, "disconnect", alice, bob).content.decode()
    assert not UserSocialAuth.objects.filter(user=alice).exists()
    assert UserSocialAuth.objects.filter(user=bob).exists()
    assert "Bob was left alone: without Spotify they could not come in any more." in page
    assert (logged(alice), logged(bob)) == (["Disconnected from Spotify."], [])
    assert "done for" not in press(staff, "disconnect", bob).content.decode()


def test_refreshed_is_due_now_what_is_kept_fresh_and_nothing_that_waits_for_its_day(
    staff: Client, alice: User, bob: User
) -> None:
    later = clock.now() + timedelta(hours=5)
    for person in (alice, bob):
        Capture.objects.create(person=person, due_at=later)
        Care.objects.create(person=person, due_at=later)
        for name in ("active", "paused"):
            SavedPlaylist.objects.create(person=person, name=name, time_range="short_term", state=name, due_at=later)
    press(staff, "refresh", alice)
    now = clock.now()
    assert Capture.objects.get(due_at__lte=now).person == alice
    assert [(it.person, it.name) for it in SavedPlaylist.objects.filter(due_at__lte=now)] == [(alice, "active")]
    assert not Care.objects.filter(due_at__lte=now).exists()
    assert logged(alice) == ["Refreshed."]


def test_resumed_is_what_failed_and_what_was_suspended(staff: Client, alice: User, bob: User) -> None:
    later = clock.now() + timedelta(hours=5)
    for person in (alice, bob):
        Import.objects.create(person=person, asked_at=later, due_at=later, attempts=3)
        Capture.objects.create(person=person, due_at=None, attempts=1, last_error=Reason.REVOKED)
        SavedPlaylist.objects.create(
            person=person, name="x", time_range="short_term", state="suspended", last_error=Reason.UNREGISTERED
        )
    press(staff, "resume", alice)
    now = clock.now()
    for model in (Import, Capture, SavedPlaylist):
        assert model.objects.get(due_at__lte=now).person == alice, model
    assert SavedPlaylist.objects.get(person=alice).state == SavedPlaylist.State.ACTIVE
    assert SavedPlaylist.objects.get(person=bob).state == SavedPlaylist.State.SUSPENDED
    assert logged(alice) == ["Resumed."]


def test_deleted_is_closed_at_once_and_gone_when_the_worker_was_there(staff: Client, alice: User, bob: User) -> None:
    theirs = signed_in(alice)
    press(staff, "erase", alice)
    assert theirs.get("/accounts/settings/").status_code == 302
    page = press(staff, "switch_on", User.objects.get(pk=alice.pk)).content.decode()
    assert "they are being deleted" in page
    Erasure.objects.update(due_at=clock.now())
    work_due_erasures()
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not Erasure.objects.exists()
    assert User.objects.filter(pk=bob.pk).exists()
    assert not LogEntry.objects.filter(object_repr="Alice").exists(), "that it was done stays, to whom does not"
    assert LogEntry.objects.count() == 1


def test_nobody_does_anything_to_themselves_or_to_who_has_every_right(staff: Client, alice: User) -> None:
    owner = User.objects.create_superuser("owner")
    me = User.objects.get(username="keeper")
    for action in ("switch_off", "erase"):
        press(staff, action, owner, me)
    assert User.objects.filter(is_active=True, username__in=("owner", "keeper")).count() == 2
    assert staff.post(f"{LIST}{owner.pk}/change/", {"is_active": ""}).status_code == 403
    assert staff.get(f"{LIST}{owner.pk}/password/").status_code == 403
    for person in (owner, me):
        assert staff.post(f"{LIST}{person.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_may_change_people_gives_nobody_rights(staff: Client, alice: User) -> None:
    fields = {"username": alice.username, "time_zone": "UTC", "day_starts_at": "4", "is_active": "on"}
    response = staff.post(f"{LIST}{alice.pk}/change/", fields | {"is_staff": "on", "is_superuser": "on"})
    assert response.status_code == 302
    alice.refresh_from_db()
    assert (alice.is_staff, alice.is_superuser) == (False, False)


def test_staff_who_may_only_look_are_offered_nothing_and_can_do_nothing(alice: User) -> None:
    staff = signed_in(keeper("view_user"))
    assert 'name="action"' not in staff.get(LIST).content.decode()
    for action in ("switch_off", "erase", "delete_selected"):
        press(staff, action, alice)
    assert User.objects.get(pk=alice.pk).is_active
    assert signed_in(User.objects.create_user("other", is_staff=True)).get(LIST).status_code == 403


def test_who_may_change_but_not_delete_cannot_delete(alice: User) -> None:
    press(signed_in(keeper("view_user", "change_user")), "erase", alice)
    assert not Erasure.objects.exists()


def found(staff: Client, **by: str) -> set[str]:
    page = staff.get(LIST, by)
    assert page.status_code == 200
    return {str(person) for person in page.context["cl"].result_list} - {"keeper"}


def test_people_are_found_by_how_they_stand(staff: Client, alice: User, bob: User) -> None:
    clara = User.objects.create_user(display_name="Clara")
    Connection.objects.filter(social__user=alice).update(refusal=Reason.UNREGISTERED)
    Connection.objects.filter(social__user=bob).update(state=Connection.State.RECONNECT_NEEDED)
    Capture.objects.create(person=clara, due_at=clock.now(), attempts=1)
    Capture.objects.create(person=bob, due_at=clock.now())
    Import.objects.create(person=bob, asked_at=clock.now(), state=Import.State.DONE, lines=12_000)
    signed_in(alice).get("/")
    User.objects.filter(pk=bob.pk).update(last_login=clock.now() - timedelta(days=5))
    assert found(staff, connection="connected") == found(staff, connection="refused") == {"Alice"}
    assert found(staff, connection="reconnect_needed") == {"Bob"}
    assert found(staff, connection="none") == found(staff, work="failing") == {"Clara"}
    assert found(staff, seen="1") == {"Alice"}
    assert found(staff, seen="7") == {"Alice", "Bob"}
    assert found(staff, seen="longer") == {"Clara"}
    assert found(staff, lines="10000") == {"Bob"}
    assert found(staff, lines="100000") == set()
    assert found(staff, connection="nonsense") == {"Alice", "Bob", "Clara"}


@pytest.mark.parametrize("by", [{"q": "person"}, {"connection": "none"}, {"work": "failing"}, {"seen": "longer"}])
def test_finding_asks_as_little_among_many_as_among_few(staff: Client, alice: User, by: dict[str, str]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(database) as seen:
            found(staff, **by)
        return len(seen)

    first = User.objects.create_user(display_name="Person")
    Capture.objects.create(person=first, due_at=clock.now(), attempts=1)
    found(staff)
    before = queries()
    for number in range(20):
        person = User.objects.create_user(display_name=f"Person {number}")
        Capture.objects.create(person=person, due_at=clock.now(), attempts=1)
    assert queries() == before

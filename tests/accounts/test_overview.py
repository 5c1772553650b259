"""The overview tells staff how everything stands, in as many queries for many people as for one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Care, Switches, User
from accounts.overview import LATE, work_by_kind
from discoverdaily import clock
from discoverdaily.listening.models import AudioFeatures, Capture, Gap, Import
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.pacing import Lane, cool_down, take
from tests.listening.songs import song
from tests.sandbox_server import DEMO_CLIENT

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/accounts/user/overview/"


def person_of_staff(*rights: str) -> Client:
    person = User.objects.create_user("keeper", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def staff(db: None) -> Client:
    return person_of_staff("view_user")


def test_staff_who_may_not_see_people_are_refused(db: None) -> None:
    assert person_of_staff("view_gap").get(ADDRESS).status_code == 403


def test_whoever_is_not_staff_stays_outside(client: Client, alice: User) -> None:
    client.force_login(alice, "django.contrib.auth.backends.ModelBackend")
    response = client.get(ADDRESS)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")


def test_the_first_page_leads_to_it_whoever_may_see_it(staff: Client) -> None:
    assert ADDRESS in staff.get("/admin/").content.decode()
    User.objects.get(username="keeper").user_permissions.clear()
    assert ADDRESS not in staff.get("/admin/").content.decode()


def standing(model: type) -> tuple[int, int, int]:
    [kind] = [it for it in work_by_kind() if it.kind == model._meta.verbose_name_plural]  # type: ignore[attr-defined]
    return kind.due, kind.late, kind.failing


def test_work_is_due_then_late_and_failing_once_it_failed(alice: User, bob: User) -> None:
    now = clock.now()
    capture = Capture.objects.create(person=alice, due_at=now + timedelta(hours=1))
    Capture.objects.create(person=bob, due_at=now - timedelta(seconds=1), attempts=2)
    assert standing(Capture) == (1, 0, 1)
    Capture.objects.filter(pk=capture.pk).update(due_at=now - LATE)
    assert standing(Capture) == (2, 1, 1)


def test_what_a_worker_holds_is_not_late_until_its_lease_runs_out(alice: User) -> None:
    now = clock.now()
    held = Capture.objects.create(person=alice, due_at=now - LATE, leased_until=now + timedelta(minutes=1))
    assert standing(Capture) == (1, 0, 0)
    Capture.objects.filter(pk=held.pk).update(leased_until=now)
    assert standing(Capture) == (1, 1, 0)


def test_what_is_planned_for_nobody_or_for_whom_is_switched_off_is_no_work(alice: User, bob: User) -> None:
    Capture.objects.create(person=alice, due_at=None, attempts=3)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    Care.objects.create(person=bob, due_at=clock.now() - LATE, attempts=1)
    assert standing(Capture) == standing(Care) == (0, 0, 0)


def test_what_nobody_knows_yet_waits_for_its_turn_and_is_neither_late_nor_failing(alice: User) -> None:
    for number, error in enumerate(("unknown", "")):
        row, _ = AudioFeatures.objects.get_or_create(recording=song(f"Song {number}").recording)
        AudioFeatures.objects.filter(pk=row.pk).update(due_at=clock.now() - LATE, attempts=1 - number, last_error=error)
    assert standing(AudioFeatures)[1:] == (0, 0)
    AudioFeatures.objects.update(attempts=1, last_error="unforeseen: KeyError")
    assert standing(AudioFeatures)[1:] == (0, AudioFeatures.objects.filter(due_at__isnull=False).count())


def test_what_is_switched_off_rests_and_is_not_late(alice: User) -> None:
    Import.objects.create(person=alice, asked_at=clock.now(), due_at=clock.now() - LATE)
    assert standing(Import) == (1, 1, 0)
    Switches.objects.create(off=["imports"])
    assert standing(Import) == (1, 0, 0)
    assert [kind.rests for kind in work_by_kind() if kind.kind == "imports"] == [True]


def test_the_page_tells_of_people_connections_budgets_and_gaps(staff: Client, alice: User, bob: User) -> None:
    now = clock.now()
    Gap.objects.create(person=alice, before=now, found_at=now)
    take(DEMO_CLIENT, Lane.PEOPLE)
    cool_down("another-app", Reason.QUOTA, timedelta(hours=3))
    page = " ".join(staff.get(ADDRESS).content.decode().split())
    assert '<a href="/admin/accounts/user/">People</a></th> <td>3</td>' in page
    assert 'state__exact=connected">Connected</a></th> <td>2</td>' in page
    assert "1 of " in page
    assert "in thirty seconds" in page
    assert ">another-app</a>" in page
    assert "quota used up" in page
    assert 'Found within three days</a></th> <td><strong class="attention">1</strong>' in page
    assert "Alice" not in page, "it is of everybody together"


def test_it_asks_as_little_for_many_people_as_for_one(staff: Client, alice: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(database) as seen:
            assert staff.get(ADDRESS).status_code == 200
        return len(seen)

    staff.get(ADDRESS)
    before = queries()
    now = clock.now()
    for number in range(20):
        person = User.objects.create_user(display_name=f"Person {number}")
        Capture.objects.create(person=person, due_at=now, attempts=1)
        Gap.objects.create(person=person, before=now, found_at=now)
        cool_down(f"app-{number}", Reason.RATE, timedelta(hours=1))
    assert queries() == before

"""A demo listener brings their past along: once, by the ordinary import; and again when they ask for it."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.db.models import Sum
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from discoverdaily import clock
from discoverdaily.demo.models import Export
from discoverdaily.demo.services import LEFT_TO_THE_WORKER
from discoverdaily.demo.tasks import bring_exports
from discoverdaily.listening.importing.services import import_remove
from discoverdaily.listening.models import Import, Play, RecordingCount, Source, Span
from discoverdaily.listening.past import Kind, export_request_note
from discoverdaily.listening.tasks import look_for_plays, work_due_imports
from discoverdaily.sandbox import world
from tests.accounts.conftest import Browser, signed_in
from tests.listening.importing.conftest import accounted
from tests.people import connect
from tests.sandbox_server import SandboxServer
from tests.services import free_ports

Commits = Callable[..., AbstractContextManager[Any]]

COMING = "Your listening history is on its way"
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def browser(sandbox: SandboxServer, db: None) -> Browser:
    return Browser(sandbox)


@pytest.fixture
def come_in(browser: Browser, django_capture_on_commit_callbacks: Commits) -> Callable[[str], User]:
    """Signs in as a listener; answers the person."""

    def sign_in(listener: str) -> User:
        with django_capture_on_commit_callbacks(execute=True):
            browser.sign_in(listener, time_zone="Europe/London")
        person = signed_in(browser)
        assert person is not None
        return person

    return sign_in


@pytest.fixture
def otis(sandbox: SandboxServer, db: None) -> User:
    """Listens to little, so that all of it is soon told."""
    person = User.objects.create_user(display_name="Otis")
    connect(sandbox, person, "otis")
    return person


@pytest.fixture
def as_otis(otis: User, client: Client) -> Client:
    client.force_login(otis)
    return client


def ring() -> None:
    bring_exports()
    work_due_imports()


def page(client: Client, address: str = "/", **more: Any) -> str:
    return " ".join(client.get(address, **more).content.decode().split())


def test_signing_in_for_the_first_time_brings_two_years(browser: Browser, come_in: Callable[[str], User]) -> None:
    otis = come_in("otis")
    assert COMING in page(browser)
    bring_exports()
    assert "Your listening history is coming in" in page(browser)
    work_due_imports()
    assert COMING not in page(browser)
    imported = Import.objects.get(person=otis)
    accounted(imported)
    told = Play.objects.filter(person=otis).values_list("track__spotify_id", "ms_played")
    assert Counter(told) == Counter((play.track_id, play.ms_played) for play in two_years_of("otis"))


def test_what_was_captured_before_is_not_counted_twice(come_in: Callable[[str], User]) -> None:
    otis = come_in("otis")
    look_for_plays()
    captured = Play.objects.filter(person=otis, source=Source.CAPTURE).count()
    assert captured > 20
    ring()
    heard = two_years_of("otis")
    assert Play.objects.filter(person=otis).count() == len(heard)
    assert accounted(Import.objects.get())["known"] >= captured
    assert RecordingCount.objects.filter(person=otis, span=Span.EVER).aggregate(all=Sum("plays_all"))["all"] == len(
        heard
    )


def two_years_of(listener: str) -> list[world.Play]:
    """What the world knows of them, without what was over in a moment."""
    now = clock.now()
    return [play for play in world.plays(listener, now - timedelta(days=730), now) if play.ms_played >= 1000]


def test_nothing_older_than_two_years_comes(come_in: Callable[[str], User]) -> None:
    mara = come_in("mara")
    bring_exports()
    export = Export.objects.get(person=mara)
    assert export.since is not None
    assert timedelta(days=730) <= clock.now() - export.since < timedelta(days=730, minutes=1)


def test_it_happens_once_also_for_who_took_it_out_again(browser: Browser, come_in: Callable[[str], User]) -> None:
    otis = come_in("otis")
    ring()
    import_remove(imported=Import.objects.get())
    work_due_imports()
    assert not Play.objects.filter(person=otis).exists()
    browser.post("/accounts/sign-out/")
    assert come_in("otis") == otis
    ring()
    assert Import.objects.count() == 1
    assert not Play.objects.exists()


def test_who_played_nothing_is_told_so(browser: Browser, come_in: Callable[[str], User]) -> None:
    come_in("pia")
    bring_exports()
    assert not Import.objects.exists()
    assert "There is no past to bring in" in page(browser, "/demo/export/?waited", headers=FRAGMENT)
    assert COMING not in page(browser)


def test_while_the_local_spotify_is_silent_it_waits_and_comes_later(
    come_in: Callable[[str], User], settings: Settings
) -> None:
    otis = come_in("otis")
    answers = settings.SANDBOX_URL
    settings.SANDBOX_URL = f"http://127.0.0.1:{free_ports(1)[0]}"
    bring_exports()
    export = Export.objects.get()
    assert export.attempts == 0
    assert export.due_at is not None
    assert clock.now() < export.due_at < clock.now() + timedelta(minutes=1)
    settings.SANDBOX_URL = answers
    Export.objects.update(due_at=clock.now())
    ring()
    assert Play.objects.filter(person=otis).exists()


def test_the_card_asks_for_itself_until_the_import_takes_over(browser: Browser, come_in: Callable[[str], User]) -> None:
    otis = come_in("otis")
    answer = page(browser, "/demo/export/?waited", headers=FRAGMENT)
    assert COMING in answer
    assert 'hx-trigger="every' in answer
    bring_exports()
    answer = page(browser, "/demo/export/?waited", headers=FRAGMENT)
    assert f'hx-get="{Import.objects.get(person=otis).get_absolute_url()}card/"' in answer
    assert page(browser, "/demo/export/", headers=FRAGMENT) == ""


def test_get_your_past_offers_it_as_if_it_had_come(as_otis: Client, otis: User) -> None:
    export_request_note(person=otis, kind=Kind.ACCOUNT, asked_at=clock.now())
    assert 'name="kind" value="account"' in page(as_otis, "/history/past/")
    answer = as_otis.post("/demo/export/", {"kind": "account"})
    assert answer["Location"] == "/history/imports/"
    ring()
    imported = Import.objects.get()
    assert imported.files.get().name == "my_spotify_data.zip"
    assert accounted(imported)["new"] > 1000
    assert "On its way" not in page(as_otis, "/history/past/")


def test_the_same_again_brings_nothing_new(as_otis: Client) -> None:
    for _ in range(2):
        as_otis.post("/demo/export/", {"kind": "extended"})
        ring()
    again, first = Import.objects.all()
    assert accounted(first)["new"] > 1000
    assert "new" not in accounted(again)
    assert Play.objects.count() == accounted(first)["new"]


def test_a_stranger_gets_no_export(db: None) -> None:
    for method in ("get", "post"):
        answer = getattr(Client(), method)("/demo/export/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/")
    assert not Export.objects.exists()


def test_each_has_an_export_of_their_own(as_otis: Client, alice: User) -> None:
    as_otis.post("/demo/export/", {"kind": "extended", "person": alice.pk})
    assert not Export.objects.filter(person=alice).exists()
    as_alice = Client()
    as_alice.force_login(alice)
    assert COMING not in page(as_alice)
    assert page(as_alice, "/demo/export/?waited", headers=FRAGMENT) == ""


def test_no_page_waits_for_what_the_worker_does_by_itself(as_otis: Client) -> None:
    as_otis.post("/demo/export/", {"kind": "extended"})
    as_otis.post("/demo/next-day/")
    assert not Import.objects.exists()
    bring_exports()
    as_otis.post("/demo/next-day/")
    assert Import.objects.get().state == Import.State.WAITING


def test_every_ring_that_is_left_to_the_worker_is_one() -> None:
    assert house.CELERY_BEAT_SCHEDULE.keys() >= LEFT_TO_THE_WORKER

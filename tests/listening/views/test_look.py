"""Who opens a page has Spotify asked what they played, and is told where plays may be missing."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.capture import capture_begin
from discoverdaily.listening.gaps import gap_record
from discoverdaily.listening.models import Capture, Gap, Play
from discoverdaily.listening.pace import KEPT
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

LOOK = "/history/look/"
FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/history/"}
ON_LOAD = 'hx-trigger="load, submit"'
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    capture_begin(person=alice)
    return client


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


@pytest.mark.parametrize("page", ["/", "/history/"])
def test_a_page_asks_by_itself_unless_that_was_a_moment_ago(page: str, owner: Client, sandbox: SandboxServer) -> None:
    sandbox.clear_requests()
    assert ON_LOAD in text(owner.get(page))
    assert sandbox.requests() == [], "looking at a page asks nobody and writes nothing"
    owner.post(LOOK, headers=FRAGMENT)
    assert ON_LOAD not in text(owner.get(page))
    sandbox.next_day(2.1 / 1440)
    assert ON_LOAD in text(owner.get(page))


def test_the_answer_says_how_many_plays_are_new_and_does_not_ask_again(owner: Client, alice: User) -> None:
    said = text(owner.post(LOOK, headers=FRAGMENT))
    assert f"{KEPT} new plays at" in said
    assert 'href="/history/"' in said
    assert ON_LOAD not in said
    assert "<html" not in said
    assert Play.objects.filter(person=alice).count() == KEPT
    assert "Last asked Spotify at" in text(owner.post(LOOK, headers=FRAGMENT))


def test_nothing_new_is_said_so(owner: Client, sandbox: SandboxServer) -> None:
    owner.post(LOOK, headers=FRAGMENT)
    Capture.objects.update(asked_at=clock.now() - 3 * MINUTE)
    assert "Nothing new at" in text(owner.post(LOOK, headers=FRAGMENT))


def test_without_scripts_the_button_leads_back_to_the_page_and_says_it_there(owner: Client) -> None:
    answer = owner.post(LOOK, headers={"Referer": "http://testserver/history/?q=rain"}, follow=True)
    assert answer.redirect_chain == [("/history/?q=rain", 302)]
    assert f"{KEPT} new plays at" in text(answer)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"kind": "503"}, "Spotify had trouble of its own. We ask again soon."),
        ({"kind": "429", "retry_after": 600}, "Spotify asked us to wait. We ask again as soon as Spotify lets us."),
        ({"kind": "malformed"}, "answer could not be read. We ask again soon."),
    ],
)
def test_what_is_in_the_way_is_said(fault: Any, said: str, owner: Client, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/player/recently-played", **fault)
    assert said in text(owner.post(LOOK, headers=FRAGMENT))
    assert said in text(owner.get("/history/"))


def test_what_only_the_person_can_mend_offers_no_button(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.revoke("mara")
    said = text(owner.post(LOOK, headers=FRAGMENT))
    assert "Connect Spotify again" in said
    assert "Look now" not in said
    assert ON_LOAD not in text(owner.get("/"))


def test_while_a_worker_asks_the_page_says_so(owner: Client) -> None:
    Capture.claim(Capture.objects.all(), limit=1)
    assert "being asked just now" in text(owner.post(LOOK, headers=FRAGMENT))


def test_without_spotify_there_is_nothing_to_look_for(client: Client) -> None:
    client.force_login(User.objects.create_user())
    assert 'id="look"' not in text(client.get("/history/"))
    assert text(client.post(LOOK, headers=FRAGMENT)).strip() == ""


def test_a_stranger_is_asked_to_sign_in_and_a_look_is_no_get(client: Client, owner: Client) -> None:
    assert Client().post(LOOK)["Location"].startswith("/accounts/sign-in/")
    assert owner.get(LOOK).status_code == 405


def test_a_look_is_at_ones_own_plays(owner: Client, bob: User) -> None:
    capture_begin(person=bob)
    owner.post(LOOK, headers=FRAGMENT)
    assert not Play.objects.filter(person=bob).exists()


# --- Gaps ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def gap(alice: User) -> Gap:
    now = clock.now()
    gap_record(person=alice, newest=now - timedelta(hours=3), before=now - timedelta(hours=1))
    return Gap.objects.get()


def test_a_new_gap_stands_on_today_for_a_few_days_and_in_the_history_until_it_is_filled(
    gap: Gap, owner: Client, sandbox: SandboxServer
) -> None:
    today, history = text(owner.get("/")), text(owner.get("/history/"))
    assert "Some plays may be missing" in today
    assert "Where plays may be missing" in history
    for page in (today, history):
        assert 'href="/history/imports/"' in page
        assert 'href="/history/past/"' in page
    sandbox.next_day(4)
    assert "Some plays may be missing" not in text(owner.get("/"))
    assert "Where plays may be missing" in text(owner.get("/history/"))
    Gap.objects.update(filled_at=clock.now())
    assert "Where plays may be missing" not in text(owner.get("/history/"))


def test_anothers_gap_is_not_ones_own(gap: Gap, bob: User) -> None:
    second = Client()
    second.force_login(bob)
    assert "may be missing" not in text(second.get("/"))
    assert "may be missing" not in text(second.get("/history/"))


def test_its_bounds_are_told_in_the_persons_own_time(alice: User, owner: Client) -> None:
    at = clock.now().replace(year=2026, month=7, day=1, hour=12, minute=0)
    gap_record(person=alice, newest=at, before=at + timedelta(hours=2))
    gap_record(person=alice, newest=at + timedelta(days=1), before=at + timedelta(days=3))
    gap_record(person=alice, newest=None, before=at - timedelta(days=3))
    history = text(owner.get("/history/"))
    assert "1 July 2026, between 14:00 and 16:00" in history
    assert "Between 2 July 2026, 14:00 and 4 July 2026, 14:00" in history
    assert "Before 28 June 2026, 14:00" in history

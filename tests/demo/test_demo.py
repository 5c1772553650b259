"""The ribbon: another listener, the next day, something broken and mended, on the local Spotify alone."""

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.selectors import today_of
from discoverdaily import clock
from discoverdaily.demo import controls
from discoverdaily.demo.services import time_take_over
from discoverdaily.listening.capture import capture_begin
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget
from discoverdaily.spotify.pacing import cool_down
from playlists.models import SavedPlaylist
from tests.accounts.conftest import Browser
from tests.errands.models import Errand
from tests.playlists.conftest import look, wish
from tests.programs import ROOT
from tests.sandbox_server import DEMO_CLIENT, SandboxServer
from tests.services import free_ports

DAY = 86_400


@pytest.fixture
def browser(sandbox: SandboxServer, db: None) -> Browser:
    return Browser(sandbox)


@pytest.fixture
def as_alice(alice: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(alice)
    return client


def words(client: Client, address: str, **fields: str) -> str:
    """Presses one of the ribbon's buttons; answers what the page then says on top."""
    response = client.post(address, fields)
    assert response.status_code == 302, response.content
    page: Any = client.get(response["Location"], follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def listener(sandbox: SandboxServer, name: str) -> dict[str, Any]:
    (found,) = (listener for listener in sandbox.state()["listeners"] if listener["id"] == name)
    return dict(found)


def test_a_stranger_can_have_the_next_day_too(browser: Browser) -> None:
    said = words(browser, "/demo/next-day/", next="/")
    assert DAY <= browser.sandbox.state()["offset"] < DAY + 60
    assert "A day has passed" in said


def test_the_next_day_a_saved_list_has_really_changed(as_alice: Client, alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice))
    before = sandbox.playlist(saved.spotify_id)["uris"]
    assert saved.due_at is not None
    assert saved.due_at > clock.now()
    for _ in range(3):
        words(as_alice, "/demo/next-day/")
    after = sandbox.playlist(saved.spotify_id)["uris"]
    assert len(after) == 50
    assert after != before
    saved = SavedPlaylist.objects.get()
    assert (saved.attempts, saved.last_error, saved.lease) == (0, "", None)


def test_the_next_day_everybodys_plans_for_the_day_are_done_and_no_later_ones(
    as_alice: Client, alice: User, bob: User
) -> None:
    day, week = clock.now() + timedelta(hours=23), clock.now() + timedelta(days=6)
    plans = {"hers": (alice, day), "his": (bob, day), "stopped": (alice, None), "weekly": (alice, week)}
    for name, (person, due_at) in plans.items():
        Errand.objects.create(name=name, person=person, due_at=due_at)
    words(as_alice, "/demo/next-day/")
    assert dict(Errand.objects.values_list("name", "runs")) == {"hers": 1, "his": 1, "stopped": 0, "weekly": 0}


def test_a_day_that_passes_is_captured_whole_even_of_who_plays_three_hundred_songs(
    as_alice: Client, bob: User, sandbox: SandboxServer
) -> None:
    capture_begin(person=bob)
    words(as_alice, "/demo/next-day/")
    words(as_alice, "/demo/next-day/")
    assert bob.plays.count() > 300
    assert not bob.gaps.exists()


def test_it_is_as_late_here_as_at_the_local_spotify(as_alice: Client, alice: User, sandbox: SandboxServer) -> None:
    before = today_of(alice)
    for _ in range(3):
        words(as_alice, "/demo/next-day/")
    assert (today_of(alice) - before).days in (3, 4)  # it may be midnight
    spotifys = datetime.fromisoformat(sandbox.state()["now"])
    assert abs(spotifys - clock.now()) < timedelta(seconds=10)


def test_a_local_spotify_that_began_anew_takes_our_time_back(as_alice: Client, sandbox: SandboxServer) -> None:
    words(as_alice, "/demo/next-day/")
    sandbox.reset()
    time_take_over()
    assert clock.passed() == timedelta()


def test_where_the_local_spotify_is_silent_no_day_passes_here(
    as_alice: Client, alice: User, settings: Settings
) -> None:
    Errand.objects.create(name="planned", person=alice, due_at=clock.now() + timedelta(hours=1))
    settings.SANDBOX_URL = f"http://127.0.0.1:{free_ports(1)[0]}"
    words(as_alice, "/demo/next-day/")
    assert clock.passed() == timedelta()
    assert Errand.objects.get().runs == 0


def test_after_a_night_the_token_of_the_day_before_is_renewed_before_it_is_used(
    as_alice: Client, alice: User, sandbox: SandboxServer
) -> None:
    look(wish(alice))
    sandbox.clear_requests()
    words(as_alice, "/demo/next-day/")
    statuses = [request["status"] for request in sandbox.requests()]
    assert statuses
    assert 401 not in statuses


def test_each_thing_can_be_broken_and_mended(as_alice: Client, sandbox: SandboxServer) -> None:
    whole = sandbox.state()
    for what in controls.BREAKS:
        words(as_alice, "/demo/break/", what=what)
        broken = sandbox.state()
        if what != "revoked":
            assert broken["faults"] or broken["listeners"] != whole["listeners"], what
        words(as_alice, "/demo/mend/")
        mended = sandbox.state()
        for name in ("faults", "listeners", "settings"):
            assert mended[name] == whole[name], (what, name)


@pytest.mark.parametrize("what", ["limit", "revoked", "premium", "down", "half"])
def test_what_was_broken_is_felt_by_a_saved_list_and_leaves_it_as_it_was(
    as_alice: Client, alice: User, sandbox: SandboxServer, what: str
) -> None:
    saved = look(wish(alice))
    before = sandbox.playlist(saved.spotify_id)["uris"]
    words(as_alice, "/demo/break/", what=what)
    words(as_alice, "/demo/next-day/")
    assert sandbox.playlist(saved.spotify_id)["uris"] == before
    saved = SavedPlaylist.objects.get()
    assert saved.lease is None
    assert saved.state != SavedPlaylist.State.STOPPED


def test_mending_ends_the_waiting_and_tries_again_what_had_failed(as_alice: Client, alice: User) -> None:
    Errand.objects.create(name="failed", person=alice, attempts=1, due_at=clock.now() + timedelta(hours=1))
    Errand.objects.create(name="planned", person=alice, due_at=clock.now() + timedelta(hours=1))
    cool_down(DEMO_CLIENT, Reason.RATE, timedelta(hours=1))
    words(as_alice, "/demo/mend/")
    assert not ClientBudget.objects.get(client_id=DEMO_CLIENT).cooling_down()
    assert dict(Errand.objects.values_list("name", "runs")) == {"failed": 1, "planned": 0}


def test_the_way_to_an_app_of_ones_own_can_be_walked_with_the_id_that_its_page_tells(browser: Browser) -> None:
    browser.sign_in("mara")
    page = browser.get("/accounts/connection/own-app/").content.decode()
    told = re.search(r'id="demo-client" readonly value="([0-9a-f]{32})"', page)
    assert told
    address = browser.post("/accounts/connection/own-app/", {"client_id": told[1]})["Location"]
    assert f"client_id={told[1]}" in address
    assert browser.come_back(browser.agree(address, "mara"))["Location"] == "/accounts/connection/"
    assert "an app of your own" in browser.get("/accounts/connection/").content.decode()
    cool_down(told[1], Reason.RATE, timedelta(hours=1))
    words(browser, "/demo/mend/")
    assert not ClientBudget.objects.get(client_id=told[1]).cooling_down()


def test_no_device_is_awake_once_they_sleep(as_alice: Client, sandbox: SandboxServer) -> None:
    words(as_alice, "/demo/break/", what="asleep")
    assert listener(sandbox, "mara")["devices"] == []
    assert listener(sandbox, "theo")["devices"] != []


@pytest.mark.parametrize("what", ["", "everything", "__class__"])
def test_what_cannot_be_broken_is_said_and_nothing_is(as_alice: Client, sandbox: SandboxServer, what: str) -> None:
    whole = sandbox.state()["settings"]
    assert words(as_alice, "/demo/break/", what=what) == "Choose what to break."
    assert (sandbox.state()["settings"], sandbox.state()["faults"]) == (whole, [])


def test_a_stranger_is_asked_to_choose_a_listener_before_breaking_anything(browser: Browser) -> None:
    assert words(browser, "/demo/break/", what="down").startswith("First choose a listener")
    assert browser.sandbox.state()["faults"] == []


def test_a_stranger_can_mend_what_keeps_everybody_out(browser: Browser) -> None:
    browser.sandbox.fault("/v1/*", "503")
    words(browser, "/demo/mend/")
    assert browser.sandbox.state()["faults"] == []


def test_switching_signs_out_and_comes_back_as_another_listener_to_the_same_page(browser: Browser) -> None:
    browser.sign_in("mara")
    first = browser.session["_auth_user_id"]
    response = browser.post("/demo/switch/", {"next": "/top/"})
    assert "_auth_user_id" not in browser.session
    assert browser.come_back(browser.agree(response["Location"], "theo"))["Location"] == "/top/"
    assert browser.session["_auth_user_id"] != first


@pytest.mark.parametrize("page", ["/playlists/1/", "/no-such-page/", "https://elsewhere.example/", ""])
def test_switching_on_a_page_that_is_nobody_elses_comes_back_home(browser: Browser, page: str) -> None:
    response = browser.post("/demo/switch/", {"next": page})
    assert browser.come_back(browser.agree(response["Location"], "theo"))["Location"] == "/"


def test_a_button_never_leads_off_the_site(browser: Browser) -> None:
    assert browser.post("/demo/mend/", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert browser.post("/demo/mend/", {"next": "/top/?range=long_term"})["Location"] == "/top/?range=long_term"


@pytest.mark.parametrize("address", ["switch", "next-day", "break", "mend"])
def test_looking_at_an_address_does_nothing(browser: Browser, address: str) -> None:
    assert browser.get(f"/demo/{address}/").status_code == 405


def test_a_silent_local_spotify_is_said_in_words(browser: Browser, settings: Settings) -> None:
    settings.SANDBOX_URL = f"http://127.0.0.1:{free_ports(1)[0]}"
    assert words(browser, "/demo/next-day/") == "The local Spotify does not answer. Is it running?"


def test_the_ribbon_offers_what_can_be_broken() -> None:
    ribbon = (ROOT / "templates" / "demo" / "ribbon.html").read_text()
    assert re.findall(r'<option value="(\w+)"', ribbon) == list(controls.BREAKS)


def test_with_a_real_client_id_there_is_no_demo(tmp_path: Path) -> None:
    look_for_it = (
        "import django; django.setup()\n"
        "from django.apps import apps; from django.urls import NoReverseMatch, Resolver404, resolve, reverse\n"
        "assert not apps.is_installed('discoverdaily.demo')\n"
        "try: resolve('/demo/next-day/')\n"
        "except Resolver404: pass\n"
        "else: raise AssertionError\n"
    )
    variables = {"SPOTIFY_CLIENT_ID": "an-app", "DATA_DIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", look_for_it], cwd=ROOT, env=os.environ | variables, check=True)


def test_after_a_night_the_top_page_shows_the_new_days_list(
    client: Client, alice: User, sandbox: SandboxServer
) -> None:
    client.force_login(alice)
    before = client.get("/top/").context["rows"]
    for _ in range(5):
        client.post("/demo/next-day/", {"next": "/top/"})
    after = client.get("/top/").context["rows"]
    assert [row.spotify_id for row in after] != [row.spotify_id for row in before]


def test_what_happened_before_the_night_is_a_day_ago(as_alice: Client, alice: User) -> None:
    saved = look(wish(alice))
    first = saved.editions.get().written_at
    for _ in range(4):
        as_alice.post("/demo/next-day/")
    *days, _ = [look.at.date() for look in saved.looks.order_by("-at")]  # soon after midnight the first two share one
    assert len(set(days)) == len(days) == 4
    assert saved.editions.earliest("written_at").written_at == first
    assert timedelta(days=4) <= clock.now() - first < timedelta(days=4, minutes=5)


def test_what_is_left_for_the_worker_is_not_said_to_be_done(as_alice: Client, alice: User, settings: Any) -> None:
    for name in "ABC":
        look(wish(alice, name=name))
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 1
    assert "is still being done" in words(as_alice, "/demo/next-day/")


def test_sleeping_devices_are_where_the_player_is_seen(as_alice: Client) -> None:
    assert "Only the player notices" in words(as_alice, "/demo/break/", what="asleep")

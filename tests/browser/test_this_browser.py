"""The browser at hand as the device: chosen in set-up, heard, followed from page to page; and what keeps it silent."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, Frame, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.conftest import Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.chromium import FLAGS, LISTEN, found
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer
from tests.timer.music import all_told
from timer.plans import Plan
from timer.services import session_start
from timer.views.this_browser import DEVICE

NAME = "This browser (DiscoverDaily)"
GONE = "a" * 40


@pytest.fixture
def mara(sandbox: SandboxServer, transactional_db: None) -> User:
    """Agreed to everything; what her player is told shows at once."""
    sandbox.settings(player_lag=0)
    person = User.objects.create_user(display_name="Alice", time_zone_known=True)
    connect(sandbox, person, "mara", scope=EVERY_SCOPE)
    return person


@pytest.fixture
def at_set_up(visit: Visit, mara: User) -> Visit:
    """Mara on her phone, with this browser chosen."""
    visit.be(mara)
    visit.page.add_init_script(LISTEN)
    visit.go("/timer/").get_by_role("button", name="Play in this browser").click()
    return visit


def said(page: Page, words: str) -> None:
    expect(page.locator("#here").get_by_text(words)).to_be_visible()


def player(page: Page, sandbox: SandboxServer) -> Frame:
    """The frame that sounds."""
    return next(frame for frame in page.frames if frame.url == f"{sandbox.url}/sdk/embedded")


def playing(sandbox: SandboxServer) -> dict[str, object]:
    state: dict[str, object] = sandbox.http.get("/player/state?listener=mara").json()
    return state


def was_device(visit: Visit, device: str) -> None:
    """A page of the browser, which is closed by now, was this device."""
    (key,) = (it["value"] for it in visit.page.context.cookies() if it["name"] == settings.SESSION_COOKIE_NAME)
    store = SessionStore(key)
    store[DEVICE] = device
    store.save()


def begin(page: Page) -> None:
    page.get_by_label("Interval").fill("1 min")
    page.get_by_label("Total").fill("10 min")
    page.get_by_label("What plays").select_option(index=3)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/timer/*/")


def test_the_songs_change_in_the_browser_that_was_chosen(at_set_up: Visit, sandbox: SandboxServer) -> None:
    page = at_set_up.page
    said(page, "This browser is ready to play.")
    expect(page.get_by_label(NAME)).to_be_checked()
    begin(page)

    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    player(page, sandbox).wait_for_function("notes.length > 3")
    first = playing(sandbox)
    heard = player(page, sandbox).evaluate("notes.length")
    assert (first["device"], first["is_playing"]) == (NAME, True)
    page.get_by_role("button", name="On to the next phase").click()
    expect(page.locator("#session")).to_have_attribute("data-phase", "1")
    all_told()
    assert playing(sandbox)["song"] != first["song"]
    player(page, sandbox).wait_for_function(f"notes.length > {heard + 3}")
    at_set_up.watch.assert_calm_but_for(sandbox.url)


def test_a_page_loaded_again_goes_on_with_the_song(at_set_up: Visit, sandbox: SandboxServer) -> None:
    page = at_set_up.page
    said(page, "This browser is ready to play.")
    begin(page)
    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    player(page, sandbox).wait_for_function("notes.length > 3")
    before = playing(sandbox)["song"]

    page.reload()
    page.wait_for_selector('#here[data-state="ready"]', state="attached")

    player(page, sandbox).wait_for_function("notes.length > 3")
    after = playing(sandbox)
    assert (after["song"], after["device"], after["is_playing"]) == (before, NAME, True)


def test_a_second_tab_leaves_the_music_where_it_is(at_set_up: Visit) -> None:
    said(at_set_up.page, "This browser is ready to play.")
    second = at_set_up.page.context.new_page()
    second.goto(at_set_up.page.url)

    said(second, "Another tab of this browser plays.")


def test_leaving_a_session_for_set_up_takes_its_music_along(at_set_up: Visit, sandbox: SandboxServer) -> None:
    page = at_set_up.page
    said(page, "This browser is ready to play.")
    begin(page)
    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    player(page, sandbox).wait_for_function("notes.length > 3")

    at_set_up.go("/timer/?here=1")
    said(page, "This browser is ready to play.")

    player(page, sandbox).wait_for_function("notes.length > 3")
    page.go_back()
    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    player(page, sandbox).wait_for_function("notes.length > 3")


def test_a_token_that_ended_is_renewed_behind_the_page(at_set_up: Visit, sandbox: SandboxServer) -> None:
    page = at_set_up.page
    said(page, "This browser is ready to play.")
    sandbox.clear_requests()

    with page.expect_response("**/timer/player-token/") as asked:
        sandbox.next_day()

    assert asked.value.ok
    assert [call["path"] for call in sandbox.requests()] == ["/api/token"]
    said(page, "This browser is ready to play.")


@pytest.fixture
def strict(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """A browser that lets no page sound by itself, as most do."""
    args = [*FLAGS, "--autoplay-policy=document-user-activation-required"]
    browser = chromium.browser_type.launch(executable_path=found(), args=args)
    yield Visitors(browser, live_server.url).visit()
    browser.close()


def test_a_browser_that_lets_nothing_sound_by_itself_asks_for_a_press(
    strict: Visit, mara: User, sandbox: SandboxServer
) -> None:
    sandbox.control("POST", "/player/mara", {"action": "play"})
    session = session_start(person=mara, plan=Plan(work=600), music={"device_id": GONE})
    strict.be(mara)
    was_device(strict, GONE)
    strict.page.add_init_script(LISTEN)
    page = strict.page
    # To look at a page is as good as a press to Playwright's browser: until then only what it asks for is listened to.
    with page.expect_response("**/timer/this-browser/"):
        strict.go(session.get_absolute_url())
    states = count(1)
    with page.expect_response(lambda answer: "/sdk/state" in answer.url and next(states) == 6):
        pass

    said(page, "lets no page sound before you press something")

    page.get_by_role("button", name="Let it play").click()

    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    player(page, sandbox).wait_for_function("notes.length > 3")


def test_without_premium_it_is_said_and_the_timer_works_without(
    visit: Visit, mara: User, sandbox: SandboxServer
) -> None:
    sandbox.listener("mara", product="free")
    visit.be(mara)
    page = visit.go("/timer/?here=1")

    said(page, "only for people with Premium")
    page.get_by_label("What plays").select_option("none")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url("**/timer/*/")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/sdk/connect", "This browser cannot play Spotify’s music"),
        ("/sdk/state", "This browser could not play this song."),
    ],
)
def test_what_keeps_it_silent_is_said_in_place(
    visitors: Visitors, mara: User, sandbox: SandboxServer, path: str, words: str
) -> None:
    sandbox.fault(path, "500")
    visit = visitors.visit()
    visit.be(mara)
    page = visit.go("/timer/?here=1")

    said(page, words)


def test_a_script_that_does_not_come_is_said(visit: Visit, mara: User) -> None:
    visit.be(mara)
    visit.page.route("**/sdk/spotify-player.js", lambda route: route.abort())
    page = visit.go("/timer/?here=1")

    said(page, "Spotify’s player could not be loaded")


def test_a_lost_connection_is_said_and_found_again(at_set_up: Visit) -> None:
    page = at_set_up.page
    said(page, "This browser is ready to play.")

    page.context.set_offline(True)
    said(page, "lost its connection to Spotify")
    page.context.set_offline(False)
    said(page, "This browser is ready to play.")


def test_permission_is_asked_for_once_and_set_up_is_as_it_was(
    visit: Visit, sandbox: SandboxServer, alice: User, transactional_db: None
) -> None:
    visit.be(alice)
    page = visit.go("/timer/?interval=45&total=20:00&here=1")
    page.get_by_role("button", name="Go on to Spotify").click()
    page.get_by_role("button", name="Continue as Mara").click()

    said(page, "This browser is ready to play.")
    expect(page.get_by_label("Interval")).to_have_value("45")
    visit.go("/timer/?here=1")
    said(page, "This browser is ready to play.")


def test_what_is_said_of_it_is_well_made(visit: Visit, mara: User, sandbox: SandboxServer) -> None:
    visit.be(mara)
    page = visit.go("/timer/?here=1")
    said(page, "This browser is ready to play.")
    assert_well_made(visit, page, "set-up in this browser")
    begin(page)
    page.wait_for_selector('#here[data-state="ready"]', state="attached")
    sandbox.fault("/sdk/state", "500")
    said(page, "could not play this song")
    assert_well_made(visit, page, "a session in this browser with trouble")

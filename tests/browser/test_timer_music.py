"""The timer's music in a browser: chosen, told apart from silence, and missed without the timer standing still."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from discoverdaily.sandbox.world import shows
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from tests.browser.conftest import Visit
from tests.browser.test_pages import assert_well_made
from tests.people import connect
from tests.sandbox_server import SandboxServer
from tests.ticking import ticking
from tests.timer.music import PHONE, SPEAKER, Stage
from timer.models import Music
from timer.plans import Plan
from timer.wishes import Wish
from timer.words import Silence

LONG = Plan(work=1200, rest=600, rounds=4)
RADIO: dict[str, Any] = {"id": "c" * 40, "name": "Radio", "type": "Speaker", "is_restricted": True, "is_active": True}


@pytest.fixture
def stage(sandbox: SandboxServer, db: None) -> Stage:
    return Stage(sandbox)


def time_runs(page: Page) -> None:
    """The digits go on by themselves."""
    before = page.locator("#digits").text_content()
    expect(page.locator("#digits")).not_to_have_text(str(before))


def test_set_up_offers_lists_and_devices_and_the_song_that_plays_is_shown(visit: Visit, stage: Stage) -> None:
    name = stage.sandbox.playlists("mara")[0]["name"]
    visit.be(stage.person)
    page = visit.go("/timer/")
    page.get_by_label("What plays").select_option(label=name)
    stage.sandbox.listener("mara", devices=[PHONE, SPEAKER, RADIO])
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_label("Radio")).to_be_disabled()
    page.get_by_label("Speaker").check()
    visit.picture("timer set up music")
    page.locator("#start").click()
    page.wait_for_url("**/timer/*/")
    with ticking():
        expect(page.locator("#now-playing .title")).to_be_visible()
        expect(page.locator("#now-playing")).to_contain_text("Speaker")
        box = page.locator("#now-playing .cover").bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (64, 64)
        page.get_by_role("link", name="Devices").click()
        page.get_by_role("button", name="Play here Phone").click()
        expect(page.locator("#transfer")).to_contain_text("The music moves to Phone.")
        expect(page.locator("#now-playing")).to_contain_text("Phone")
    visit.watch.assert_calm()


def test_the_musics_pieces_are_well_made(visit: Visit, stage: Stage) -> None:
    for number in range(8):
        stage.make_playlist(f"List {number}")
    stage.sandbox.listener("mara", devices=[PHONE, SPEAKER, RADIO])
    visit.be(stage.person)
    page = visit.go("/timer/")
    page.locator("#more summary").click()
    assert_well_made(visit, page, "timer music of phases")

    session = stage.begin(stage.wish(unknown=(2, 5)), plan=LONG)
    stage.look()
    Music.objects.update(trouble=Reason.REVOKED, due_at=None)
    page = visit.go(session.get_absolute_url())
    page.get_by_role("link", name="Devices").click()
    expect(page.locator("#transfer-devices")).to_be_visible()
    assert_well_made(visit, page, "timer running with trouble and devices")
    page.keyboard.press("Escape")
    expect(page.locator("#transfer-devices")).to_be_hidden()
    devices = page.get_by_role("link", name="Devices")
    expect(devices).to_be_focused()
    devices.click()
    page.get_by_role("link", name="Close").click()  # without a page anew, which would ask for a press for sound again
    expect(page.locator("#transfer-devices")).to_be_hidden()
    expect(devices).to_be_focused()
    Music.objects.update(trouble=Silence.SILENT)
    page = visit.go(f"{session.get_absolute_url()}transfer/")
    assert_well_made(visit, page, "timer transfer")
    visit.watch.assert_calm()


def test_a_playlist_is_found_by_typing_its_name(visit: Visit, stage: Stage) -> None:
    playlist = stage.sandbox.playlists("mara")[0]
    for number in range(8):
        stage.make_playlist(f"List {number}")
    visit.be(stage.person)
    page = visit.go("/timer/")
    page.get_by_label("Find a playlist by its name").fill(playlist["name"])
    expect(page.get_by_label("What plays")).to_have_value(f"playlist:{playlist['id']}")
    expect(page.locator("#timer-lists [role=status]")).to_have_text("One playlist is called so.")
    visit.watch.assert_calm()


def test_the_permission_is_asked_for_in_set_up_and_what_was_typed_is_there_afterwards(
    visit: Visit, stage: Stage
) -> None:
    unasked(stage)
    visit.be(stage.person)
    page = visit.go("/timer/")
    page.get_by_label("Interval").fill("0:45")
    visit.picture("timer may not steer")
    page.get_by_role("button", name="Let the timer control your player").click()
    page.get_by_role("button", name="Continue as Mara").click()
    page.wait_for_url("**/timer/?**")
    expect(page.get_by_label("Interval")).to_have_value("0:45")
    expect(page.get_by_label("What plays")).to_be_visible()


def unasked(stage: Stage) -> None:
    """She signed in, but was never asked whether her player may be steered."""
    Connection.objects.all().delete()
    stage.person.social_auth.all().delete()
    connect(stage.sandbox, stage.person, "mara", scope=" ".join(NEEDED))


def free(stage: Stage) -> None:
    stage.sandbox.listener("mara", product="free")


def asleep(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[])


def restricted(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[RADIO])
    stage.press("play", uris=stage.songs[:5])


def failing(stage: Stage) -> None:
    stage.sandbox.fault("/v1/me/player*", "503")


def too_many(stage: Stage) -> None:
    stage.sandbox.fault("/v1/me/player*", "429", retry_after=19_056)


def lost(stage: Stage) -> None:
    stage.sandbox.fault("/v1/me/player*", "reset")


def revoked(stage: Stage) -> None:
    stage.sandbox.revoke("mara")


def advert(stage: Stage) -> None:
    stage.sandbox.listener("mara", product="free")
    stage.press("play", uris=stage.songs[:5])
    for length in [*stage.lengths[:3], 1]:
        stage.sandbox.advance(length)
    stage.sandbox.listener("mara", product="premium")


def podcast(stage: Stage) -> None:
    stage.press("play", context_uri=f"spotify:show:{next(iter(shows()))}")
    stage.sandbox.fault("/v1/me/player/next", "restricted")


def at_its_end(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[:1])


@pytest.mark.parametrize(
    ("breaks", "words"),
    [
        (free, "Premium listeners only"),
        (asleep, "No device of yours is awake"),
        (restricted, "does not let itself be steered"),
        (failing, "Spotify had trouble of its own."),
        (too_many, "Spotify asked this app to wait."),
        (lost, "Spotify could not be reached."),
        (revoked, "no longer accepts your sign-in"),
        (unasked, "may not steer your player yet"),
        (advert, "An advert is playing"),
        (podcast, "A podcast is playing"),
        (at_its_end, "The list is at its end."),
    ],
)
def test_what_keeps_the_music_away_is_told_in_place_and_the_timer_goes_on(
    visit: Visit, stage: Stage, breaks: Callable[[Stage], None], words: str
) -> None:
    stage.press("play", uris=stage.songs[:5])
    session = stage.begin(Wish(), plan=LONG)
    stage.look()
    visit.be(stage.person)
    page = visit.go(session.get_absolute_url())
    breaks(stage)
    with ticking():
        page.get_by_role("button", name="On to the next phase").click()
        expect(page.locator("#kind")).to_have_text("Rest")
        expect(page.locator("#trouble")).to_contain_text(words)
        time_runs(page)
    visit.picture(f"timer {breaks.__name__}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.watch.assert_calm()


def test_what_plays_is_looked_at_again_when_the_page_comes_back_into_view(visit: Visit, stage: Stage) -> None:
    session = stage.begin(plan=LONG)
    stage.look()
    visit.be(stage.person)
    page = visit.go(session.get_absolute_url())
    Music.objects.update(due_at=None, looked_at=None)
    stage.press("next")
    with ticking():
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#now-playing .title")).to_have_attribute("data-app", re.compile(stage.songs[1]))
    visit.watch.assert_calm()

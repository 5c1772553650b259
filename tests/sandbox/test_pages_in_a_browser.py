"""The pages in a real Chromium: signing in with one press, humming, seeing a skip, for everybody."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.chromium import LISTEN
from tests.sandbox.asking import Asker
from tests.sandbox.test_accounts import with_pkce
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.browser


@pytest.fixture(params=["phone, light", "desk, dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, sandbox: SandboxServer) -> Iterator[Page]:
    """A page on which nothing may go wrong unseen."""
    phone = request.param.startswith("phone")
    context = chromium.new_context(
        base_url=sandbox.url,
        viewport={"width": 390, "height": 844} if phone else {"width": 1440, "height": 900},
        color_scheme="light" if phone else "dark",
    )
    page = context.new_page()
    page.add_init_script(LISTEN)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def notes(page: Any) -> list[float]:
    return [round(pitch, 2) for pitch in page.evaluate("notes")]


def assert_fit_for_everybody(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_press_signs_a_listener_in(page: Page, sandbox: SandboxServer) -> None:
    told: list[str] = []

    def arrived(route: Any) -> None:
        told.append(route.request.url)
        route.fulfill(body="back at the app")

    page.route("**/accounts/complete/spotify/**", arrived)
    page.goto(with_pkce())
    assert_fit_for_everybody(page)
    page.get_by_role("button", name="Continue as Mara Winterfeld").click()
    expect(page.locator("body")).to_have_text("back at the app")
    assert dict(parse_qsl(urlsplit(told[0]).query)).keys() == {"code", "state"}


def test_an_embed_hums_its_song_on_press_and_only_then(page: Page, sandbox: SandboxServer) -> None:
    one, other = (uri.rpartition(":")[2] for uri in Asker(sandbox).top_uris(2))

    def hummed(track: str) -> list[float]:
        page.goto(f"/embed/track/{track}")
        button = page.get_by_role("button", name="Play")
        assert notes(page) == []
        button.click()
        expect(page.get_by_text("beats a minute")).to_be_visible()
        page.wait_for_function("notes.length >= 6")
        button.click()
        expect(page.get_by_text("Stopped")).to_be_visible()
        return notes(page)[:6]

    first = hummed(one)
    assert hummed(other) != first
    assert hummed(one) == first
    assert_fit_for_everybody(page)


def test_an_embed_works_in_a_strangers_frame(page: Page, sandbox: SandboxServer) -> None:
    key = Asker(sandbox).playlist(Asker(sandbox).top_uris(5))
    page.set_content(
        f'<iframe src="{sandbox.url}/embed/playlist/{key}" width=340 height=352 allow="autoplay"></iframe>'
    )
    frame = page.frame_locator("iframe")
    frame.locator(".row").nth(2).click()
    expect(frame.locator(".row").nth(2)).to_have_attribute("aria-current", "true")
    expect(frame.get_by_text("beats a minute")).to_be_visible()


def test_a_play_and_a_skip_are_seen_and_heard(page: Page, sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    tracks = mara.json("/me/top/tracks", limit=3)["items"]
    page.goto("/player?listener=mara")
    expect(page.get_by_role("heading", level=1)).to_have_text("Silence")
    page.get_by_role("button", name="Hum along").click()
    mara.put("/me/player/play", {"uris": [track["uri"] for track in tracks]})
    expect(page.get_by_role("heading", level=1)).to_have_text(tracks[0]["name"])
    page.wait_for_function("notes.length >= 4")
    heard = len(notes(page))
    mara.post("/me/player/next")
    expect(page.get_by_role("heading", level=1)).to_have_text(tracks[1]["name"])
    page.wait_for_function(f"notes.length >= {heard + 4}")
    assert_fit_for_everybody(page)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused")).to_be_visible()


def test_an_open_page_is_fit_for_everybody(page: Page, sandbox: SandboxServer) -> None:
    key = Asker(sandbox).playlist(Asker(sandbox).top_uris(10))
    page.goto(f"/open/playlist/{key}")
    assert_fit_for_everybody(page)


SDK_APP = """
([token, url]) => {
  document.body.innerHTML = "<button>Play here</button><ol id=events></ol>";
  const say = (words) => { events.append(Object.assign(document.createElement("li"), { textContent: words })); };
  window.onSpotifyWebPlaybackSDKReady = () => {
    window.player = new Spotify.Player({ name: "This browser", getOAuthToken: (tell) => tell(token), volume: 0.5 });
    for (const event of ["initialization_error", "authentication_error", "account_error", "playback_error"]) {
      player.addListener(event, ({ message }) => say(`${event}: ${message}`));
    }
    player.addListener("ready", ({ device_id }) => { window.device = device_id; say("ready"); });
    player.addListener("player_state_changed", (state) => say(state?.track_window.current_track.name ?? "nothing"));
    player.connect().then((connected) => say(`connected: ${connected}`));
  };
  document.querySelector("button").addEventListener("click", () => player.activateElement());
  document.head.append(Object.assign(document.createElement("script"), { src: url }));
}
"""
"""A page that does what Spotify's own example does."""


def open_sdk_app(page: Page, mara: Asker) -> None:
    page.goto(f"{mara.sandbox.url}/open/track/{mara.top_uris(1)[0].rpartition(':')[2]}")
    page.evaluate(SDK_APP, [mara.token["access_token"], "/sdk/spotify-player.js"])


def test_the_sdk_makes_a_page_a_player_that_can_be_heard(page: Page, sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    tracks = mara.json("/me/top/tracks", limit=2)["items"]
    open_sdk_app(page, mara)
    expect(page.locator("#events")).to_have_text("readyconnected: true")
    page.get_by_role("button").click()

    device = page.evaluate("device")
    assert mara.put("/me/player/play", {"uris": [it["uri"] for it in tracks]}, device_id=device).status_code == 204
    expect(page.locator("li").last).to_have_text(tracks[0]["name"])
    page.frames[1].wait_for_function("notes.length >= 4")
    mara.post("/me/player/next", device_id=device)
    expect(page.locator("li").last).to_have_text(tracks[1]["name"])

    page.goto("/player?listener=mara")
    expect(page.get_by_text("Paused")).to_be_visible()
    assert device not in [it["id"] for it in mara.json("/me/player/devices")["devices"]]


def test_the_sdk_says_what_is_wrong_with_an_account(chromium: Browser, sandbox: SandboxServer) -> None:
    sandbox.listener("mara", product="free")
    page = chromium.new_page()
    open_sdk_app(page, Asker(sandbox))
    words = "account_error: This functionality is restricted to premium users only"
    expect(page.locator("#events")).to_have_text(f"{words}connected: false")
    page.close()

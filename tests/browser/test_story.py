"""What a person does in the first days, from the landing page on."""

import re

from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from playlists.models import SavedPlaylist
from playlists.tasks import refresh_due_playlists
from tests.browser.conftest import Visit
from tests.chromium import PATIENCE
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

DAY = 86_400


def come_in(visit: Visit) -> Page:
    """Two presses from the landing page."""
    page = visit.go("/")
    page.get_by_role("button", name="choose a demo listener").click()
    page.get_by_role("button", name="Continue as Mara").click()
    page.wait_for_url(f"{visit.watch.home}/**")
    return page


def test_from_the_landing_page_two_presses_reach_the_top_tracks(visit: Visit, sandbox: SandboxServer, db: None) -> None:
    page = come_in(visit)
    assert page.url == f"{visit.watch.home}/top/"
    expect(page.locator(".ledger > li")).to_have_count(50)
    assert User.objects.get().time_zone == "Asia/Tokyo", "found from the browser"


def test_a_person_saves_two_ranges_and_they_live_from_then_on(visit: Visit, sandbox: SandboxServer, db: None) -> None:
    page = come_in(visit)
    page.get_by_role("link", name="Save as playlist").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="Four weeks")).to_be_checked()
    expect(dialog.get_by_role("group", name="Four weeks").get_by_label("Name")).to_have_value("Top tracks, four weeks")
    dialog.get_by_role("checkbox", name="Six months").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("link", name=re.compile("Open in Spotify"))).to_have_count(2)
    visit.picture("saved")
    first, second = SavedPlaylist.objects.order_by("pk")
    for saved in (first, second):
        link = dialog.get_by_role("link", name=f"Open in Spotify {saved.name}")
        assert link.get_attribute("href") == f"{settings.SPOTIFY_OPEN_URL}/playlist/{saved.spotify_id}"
        assert link.get_attribute("data-app") == f"spotify:playlist:{saved.spotify_id}"
        assert len(sandbox.playlist(saved.spotify_id)["uris"]) == 50

    sandbox.advance(3 * DAY)
    SavedPlaylist.objects.update(due_at=timezone.now())
    refresh_due_playlists()
    page = visit.go("/")
    visit.picture("the next day")
    card = page.locator(".saved-line", has_text=first.name)
    expect(card).to_contain_text(re.compile(r"\d+ in, \d+ out, \d+ moved"))
    card.get_by_role("link", name=first.name).click()
    expect(page.get_by_role("heading", name="The list now")).to_be_visible()
    assert sandbox.playlist(first.spotify_id)["uris"] == [f"spotify:track:{key}" for key in first.latest_track_ids()]
    page.locator("a.moved").nth(4).click()
    expect(page.get_by_role("img", name=re.compile("Rank over time"))).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.locator("#rank tbody tr")).to_have_count(2)
    visit.watch.assert_calm_but_for(settings.SANDBOX_URL)


def test_an_earlier_list_is_restored_and_kept_as_another(visit: Visit, alice: User, sandbox: SandboxServer) -> None:
    saved = look(wish(alice))
    before = saved.latest_track_ids()
    sandbox.advance(5 * DAY)
    saved = look(saved)
    assert saved.latest_track_ids() != before
    visit.be(alice)
    page = visit.go(saved.get_absolute_url())
    page.locator(".editions a").last.click()
    expect(page.locator(".ledger li")).to_have_count(50)
    page.get_by_role("button", name="Restore it in this playlist").click()
    expect(page.get_by_role("status").first).to_contain_text("Restored, and paused")
    assert sandbox.playlist(saved.spotify_id)["uris"] == [f"spotify:track:{key}" for key in before]

    page.locator(".editions a").last.click()
    page.get_by_label("Name").fill("One good week")
    page.get_by_role("button", name="as another playlist").click()
    expect(page.get_by_role("heading", name="One good week")).to_be_visible()
    copy = SavedPlaylist.objects.get(name="One good week")
    assert sandbox.playlist(copy.spotify_id)["uris"] == [f"spotify:track:{key}" for key in before]


def test_a_list_is_paused_resumed_and_stopped(visit: Visit, alice: User) -> None:
    saved = look(wish(alice))
    visit.be(alice)
    page = visit.go(saved.get_absolute_url())
    for button, state, words in (
        ("Pause", "Paused", "Nothing is written until you resume it"),
        ("Resume", "On", "Refreshing goes on"),
        ("Stop", "Stopped", "The playlist stays in your Spotify"),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.locator("#messages")).to_contain_text(words)
        expect(page.locator(".saved-head .badge")).to_have_text(state)
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.STOPPED


def test_a_broken_spotify_leaves_the_list_and_is_told_on_its_card_and_today(
    visit: Visit, alice: User, sandbox: SandboxServer
) -> None:
    saved = look(wish(alice))
    before = sandbox.playlist(saved.spotify_id)["uris"]
    sandbox.advance(5 * DAY)
    sandbox.fault("/v1/me/top/*", "500")
    visit.be(alice)
    page = visit.go("/playlists/")
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator(".notice")).to_contain_text("Spotify had trouble of its own")
    expect(page.locator(".notice")).to_contain_text("Your playlist is as it was.")
    expect(visit.go("/").locator(".notice")).to_contain_text("Spotify had trouble of its own")
    assert sandbox.playlist(saved.spotify_id)["uris"] == before
    sandbox.mend()
    visit.go("/playlists/").get_by_role("button", name="Refresh now").click()
    expect(page.locator("#messages")).to_contain_text("moved")
    expect(page.locator(".notice")).to_have_count(0)


def test_saving_signed_out_signs_in_and_returns_with_what_was_typed(
    visit: Visit, sandbox: SandboxServer, db: None
) -> None:
    page = visit.go("/top/?range=medium_term")
    page.get_by_role("link", name="Save as playlist").click()
    page.get_by_role("group", name="Six months").get_by_label("Name").fill("Half a year of mine")
    page.get_by_role("button", name="Sign in and save").click()
    page.get_by_role("button", name="Continue as Mara").click()
    page.wait_for_url(f"{visit.watch.home}/**")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("group", name="Six months").get_by_label("Name")).to_have_value("Half a year of mine")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("link", name="Open in Spotify Half a year of mine")).to_be_visible()


def test_nothing_ticked_gets_words_beside_the_boxes_and_saves_nothing(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.get_by_role("link", name="Save as playlist").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Four weeks").uncheck()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_have_text("Tick at least one range to save.")
    assert not SavedPlaylist.objects.exists()


def test_the_embed_is_asked_for_only_when_play_is_pressed(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    visit.watch.assert_calm()
    button = page.locator(".play").nth(1)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    frame = page.frame_locator("#dock iframe")
    expect(frame.get_by_role("heading")).to_have_text(page.locator(".ledger .title").nth(1).inner_text())
    visit.picture("playing")
    visit.watch.assert_calm_but_for(settings.SANDBOX_URL)
    page.get_by_role("button", name="Close the player").click()
    expect(page.locator("#dock iframe")).to_have_count(0)
    expect(button).to_be_focused()


def test_refusing_at_spotify_gets_words_and_a_way_back(visit: Visit, sandbox: SandboxServer, db: None) -> None:
    page = visit.go("/")
    page.get_by_role("button", name="choose a demo listener").click()
    page.get_by_role("button", name="do not let it in").click()
    page.wait_for_url(f"{visit.watch.home}/**")
    expect(page.get_by_role("heading")).to_have_text("You did not agree, and that is fine")
    visit.picture("refused")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_what_does_not_arrive_is_said_in_words(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.context.set_offline(True)
    page.get_by_role("link", name="About a year").click()
    expect(page.locator("#messages")).to_contain_text("nothing was changed")


def test_whoever_comes_in_by_switching_has_the_time_zone_of_their_browser(
    visit: Visit, sandbox: SandboxServer, db: None
) -> None:
    page = come_in(visit)
    page.get_by_role("button", name="Switch listener").click()
    page.get_by_role("button", name="Continue as Otis").click()
    page.wait_for_url(f"{visit.watch.home}/**")
    assert {person.time_zone for person in User.objects.all()} == {"Asia/Tokyo"}


def test_the_ribbon_brings_the_next_day_breaks_something_and_mends_it(
    visit: Visit, sandbox: SandboxServer, db: None
) -> None:
    page = come_in(visit)
    page.get_by_role("link", name="Save as playlist").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.get_by_role("link", name="See all playlists").click()
    card = page.locator(".saved-card")
    expect(card).to_contain_text("Made in Spotify.")
    page.get_by_role("button", name="Next day").click(timeout=4 * PATIENCE)  # a whole day's work is done in this press
    expect(page.locator("#messages")).to_contain_text("what was planned has been done")
    expect(card).not_to_contain_text("Made in Spotify.")

    page.get_by_text("More", exact=True).click()
    page.get_by_label("What to break").select_option("The connection is revoked")
    page.get_by_role("button", name="Break", exact=True).click()
    page.get_by_role("button", name="Refresh now").click()
    expect(card.locator(".notice")).to_contain_text("Connect Spotify again and refreshing goes on by itself")
    visit.picture("revoked")
    card.get_by_role("button", name="Connect Spotify again").click()
    page.get_by_role("button", name="Continue as Mara").click()
    page.wait_for_url(f"{visit.watch.home}/**")
    page = visit.go("/playlists/")
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator(".notice")).to_have_count(0)


def test_switching_the_listener_leads_to_another_persons_top_list(
    visit: Visit, sandbox: SandboxServer, db: None
) -> None:
    page = come_in(visit)
    first = page.locator(".ledger .title").first.inner_text()
    page.get_by_role("button", name="Switch listener").click()
    page.get_by_role("button", name="Continue as Theo").click()
    page.wait_for_url(f"{visit.watch.home}/top/")
    expect(page.locator(".person-name")).to_contain_text("Theo")
    expect(page.locator(".ledger .title").first).not_to_have_text(first)

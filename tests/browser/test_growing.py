"""A list grown, changed and saved in a browser: by keyboard, by finger, and without scripts."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from discoverdaily.listening.models import Track
from playlists.growing.library import library_forget
from playlists.models import Recipe, SavedPlaylist
from tests.browser.conftest import DESK, Visit, Visitors
from tests.browser.test_create import assert_calm
from tests.browser.test_pages import assert_well_made
from tests.playlists.conftest import made, songs
from tests.playlists.growing.conftest import sounds
from tests.sandbox_server import SandboxServer

__all__ = ["songs"]  # a fixture of the playlists'


@pytest.fixture(autouse=True)
def _nothing_remembered(live_server: LiveServer, db: None) -> Iterator[None]:
    """Neither what was told in another test nor what was known in it."""
    cache.clear()
    library_forget()
    yield
    library_forget()


@pytest.fixture
def sounding(alice: User, songs: list[Track]) -> list[Track]:
    for place, track in enumerate(songs):
        sounds(track, energy=place / len(songs))
    return songs


def grow(visit: Visit, seed: Track) -> Page:
    page = visit.go(f"/create/?seed=track:{seed.spotify_id}")
    page.get_by_role("button", name="Grow a list").click()
    page.wait_for_url("**/create/*/#preview")
    return page


def titles(page: Page) -> list[str]:
    return page.locator(".grown-list .title").all_inner_texts()


def test_how_it_should_feel_is_drawn_and_counted_while_one_types(
    visit: Visit, alice: User, sounding: list[Track]
) -> None:
    visit.be(alice)
    page = visit.go(f"/create/?seed=track:{sounding[0].spotify_id}")
    page.get_by_text("How it should feel").click()
    energy = page.get_by_role("group", name="Energy")
    energy.get_by_role("textbox", name="at least").fill("0.5")
    expect(page.locator("#fitting")).to_have_text("25 of the songs known here fit.")
    expect(energy.get_by_role("img", name="at least .5")).to_be_visible()
    expect(energy.get_by_role("textbox", name="at least")).to_be_focused()
    visit.picture("how it should feel")
    assert_calm(visit)


def test_a_strip_is_pressed_to_say_about_where(visit: Visit, alice: User, sounding: list[Track]) -> None:
    visit.be(alice)
    page = visit.go(f"/create/?seed=track:{sounding[0].spotify_id}")
    page.get_by_text("How it should feel").click()
    for name, about in (("Energy", "0.5"), ("Tempo", "130"), ("Loudness", "-20"), ("Length", "5:00")):
        group = page.get_by_role("group", name=name)
        group.locator("svg").click()  # in its middle
        expect(group.get_by_role("textbox", name="about")).to_have_value(about)
    expect(page.get_by_role("group", name="Length").get_by_role("img", name="Asked: 5:00.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("group", name="Energy").get_by_role("textbox", name="about")).to_have_value("0.5")
    assert_calm(visit)


def test_enter_grows_a_list_but_in_the_field_for_seeds_it_searches(
    visit: Visit, alice: User, sounding: list[Track]
) -> None:
    visit.be(alice)
    page = grow(visit, sounding[0])
    page.get_by_label("An artist or a song").fill(sounding[9].name)
    page.keyboard.press("Enter")
    page.get_by_role("button", name=f"Add {sounding[9].name}").first.click()
    expect(page.locator(".seed-card")).to_have_count(2)
    page.get_by_label("Tracks", exact=True).fill("12")
    page.keyboard.press("Enter")
    expect(page.locator(".grown-list > li")).to_have_count(12)
    expect(page.locator(".seed-card")).to_have_count(2)
    page.get_by_label("At most by one artist").fill("99")
    page.keyboard.press("Enter")
    expect(page.get_by_label("At most by one artist")).to_be_focused()  # where the browser says what is wrong
    page.get_by_label("At most by one artist").fill("2")
    page.get_by_text("How it should feel").click()
    loudness = page.get_by_role("group", name="Loudness").get_by_role("textbox", name="at most")
    loudness.fill("loud")
    loudness.press("Enter")
    expect(page.get_by_text("Type a number.")).to_be_in_viewport()
    expect(loudness).to_be_focused()
    expect(loudness).to_have_value("loud")


def test_what_is_pressed_on_a_line_is_said_and_leaves_what_is_typed(
    visit: Visit, alice: User, sounding: list[Track], sandbox: SandboxServer
) -> None:
    visit.be(alice)
    page = grow(visit, sounding[0])
    second = titles(page)[1]
    said = page.locator("#grown-said")
    page.get_by_label("Name").fill("Still typing")
    page.get_by_label(f"Change {second}", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(said).to_have_text(f"Number 1: {second}.")
    expect(page.get_by_label(f"Change {second}", exact=True)).to_be_focused()
    page.get_by_role("button", name="More like this").click()
    expect(page.locator(".seed-card")).to_have_count(2)
    expect(page.locator(".seed-card").last).to_contain_text(second)
    page.get_by_role("button", name="Drop").press("Enter")
    expect(page.locator(".grown-list .title").first).not_to_have_text(second)
    expect(page.get_by_role("button", name="Drop")).to_be_focused()  # of what came in its place
    expect(said).to_have_text(f"Number 1: {titles(page)[0]}.")
    page.get_by_label("Name").fill("")
    page.get_by_label("Name").fill("<b>")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A name is plain text")).to_be_in_viewport()
    expect(page.get_by_label("Name")).to_be_focused()
    page.get_by_label("Name").fill("Typed")
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Typed” stands in your Spotify as you see it here.")).to_be_visible()
    assert [playlist["name"] for playlist in made(sandbox)] == ["Typed"]


def test_going_back_and_saving_again_writes_the_same_playlist(
    visit: Visit, alice: User, sounding: list[Track], sandbox: SandboxServer
) -> None:
    visit.be(alice)
    page = grow(visit, sounding[0])
    page.get_by_role("button", name="Save to Spotify").click()
    page.get_by_role("link", name="Its page, with every earlier list").click()
    page.go_back()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("stands in your Spotify as you see it here.")).to_be_visible()
    assert len(made(sandbox)) == SavedPlaylist.objects.count() == 1


def test_a_list_is_changed_by_keyboard_and_saved(
    visitors: Visitors, alice: User, sounding: list[Track], sandbox: SandboxServer
) -> None:
    visit = visitors.visit(DESK)
    visit.be(alice)
    page = grow(visit, sounding[0])
    before = titles(page)
    page.get_by_label(f"Change {before[0]}", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Down", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".grown-list .title").first).to_have_text(before[1])
    down = page.get_by_role("button", name="Down", exact=True)
    expect(down).to_be_focused()
    page.get_by_role("button", name="Pin here").click()
    expect(page.get_by_role("button", name="Pin here")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Drop").click()
    expect(page.locator(".grown-list .title", has_text=before[0])).to_have_count(0)
    assert len(titles(page)) == len(before)
    page.get_by_role("button", name="Save to Spotify").click()
    expect(page.get_by_role("link", name="Open in Spotify")).to_be_visible()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == [f"spotify:track:{track_id}" for track_id in Recipe.objects.get().track_ids]
    assert SavedPlaylist.objects.count() == 1
    visit.picture("grown and saved")
    visit.watch.assert_calm()


def test_without_scripts_it_grows_changes_and_saves_all_the_same(
    visitors: Visitors, alice: User, sounding: list[Track], sandbox: SandboxServer
) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = grow(visit, sounding[0])
    before = titles(page)
    page.locator(".line-more summary").first.click()
    page.get_by_role("button", name="Drop").click()
    expect(page.locator(".grown-list .title").first).not_to_have_text(before[0])
    assert before[0] not in titles(page)
    page.get_by_role("button", name="Grow anew").click()
    page.get_by_role("button", name="Save to Spotify").click()
    expect(page.get_by_role("link", name="Open in Spotify")).to_be_visible()
    (playlist,) = made(sandbox)
    assert playlist["uris"] == [f"spotify:track:{track_id}" for track_id in Recipe.objects.get().track_ids]


def test_pages_of_what_grew_are_well_made(visit: Visit, alice: User, sounding: list[Track]) -> None:
    visit.be(alice)
    page = grow(visit, sounding[0])
    page.get_by_text("How it should feel").click()
    page.locator(".line-more summary").first.click()
    assert_well_made(visit, page, "what grew")
    page.get_by_role("button", name="Keep as a recipe only").click()
    page.get_by_role("link", name="Your recipes").click()
    page.get_by_text("Rename or forget").click()
    assert_well_made(visit, page, "recipes")
    visit.watch.assert_calm()

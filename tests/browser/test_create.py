"""*Create* in a browser: the field for seeds by keyboard, by finger and without scripts."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from discoverdaily.listening.models import Track
from discoverdaily.spotify.client import spotify_for
from tests.browser.conftest import Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.playlists.conftest import heard_in_turn, songs
from tests.sandbox_server import SandboxServer

__all__ = ["songs"]  # a fixture of the playlists'


@pytest.fixture(autouse=True)
def _nothing_remembered(live_server: LiveServer, db: None) -> None:
    """What Spotify told in another test would be told again: the cache is none of the tables that are emptied."""
    cache.clear()


@pytest.fixture
def played(alice: User, songs: list[Track]) -> list[Track]:
    """Thirty tracks of one's own, the first played most often."""
    heard_in_turn(alice, songs[:30])
    return songs[:30]


def field(page: Page) -> Locator:
    return page.get_by_label("An artist or a song")


def chips(page: Page) -> Locator:
    return page.locator(".seed-card")


def active(page: Page) -> str | None:
    """The name of the option the keyboard points at."""
    key = field(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{key}").get_attribute("data-name") if key else None


def options(page: Page, name: str = "") -> Locator:
    """What is found; some of it by its name."""
    return page.get_by_role("listbox").get_by_role("option").filter(has_text=name)


def expect_last_word(page: Page, typed: str) -> None:
    """Waits until all has come that is found for what was typed, and not for fewer letters of it."""
    expect(page.locator("#seek-list")).to_have_attribute("data-for", typed.strip())
    expect(page.get_by_text("Asking Spotify …")).to_have_count(0)


def names(page: Page) -> list[str]:
    return [option.get_attribute("data-name") or "" for option in options(page).all()]


def assert_calm(visit: Visit) -> None:
    """No complaint, but for HTMX's about a search that was given up for a later one: it calls that an error."""
    given_up = re.compile(r"htmx:(sendAbort|afterRequest), ")
    visit.watch.complaints[:] = [words for words in visit.watch.complaints if not given_up.match(words)]
    visit.watch.assert_calm()


def test_a_seed_is_found_pointed_at_and_picked_by_keyboard(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    box = field(page)
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type(played[0].name[:4])
    expect(options(page).first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#seek-said")).to_have_text(re.compile(r"\d+ found\. Choose with the arrow keys\.|One found"))
    expect_last_word(page, played[0].name[:4])
    found = names(page)
    assert active(page) is None  # nothing is chosen for anybody
    page.keyboard.press("ArrowDown")
    assert active(page) == found[0]
    page.keyboard.press("ArrowUp")
    assert active(page) is None
    page.keyboard.press("ArrowUp")
    assert active(page) == found[-1]
    page.keyboard.press("Home")
    assert active(page) is None
    assert box.evaluate("it => it.selectionStart") == 0
    page.keyboard.press("End")
    assert box.evaluate("it => it.selectionStart") == 4
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value(played[0].name[:4])
    page.keyboard.press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    visit.picture("create combobox open")
    page.keyboard.press("Enter")
    expect(chips(page)).to_have_count(1)
    expect(chips(page)).to_contain_text(found[0])
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#seek-said")).to_have_text(f"1 of 5 seeds: {found[0]}.")
    assert "seed=" in page.url
    page.reload()
    expect(chips(page)).to_have_count(1)
    assert_calm(visit)


def test_the_last_letters_win_and_escape_clears_the_field(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    box = field(page)
    box.press_sequentially(played[3].name[:3], delay=20)
    box.fill(played[7].name)
    expect(options(page, played[7].name).first).to_be_visible()
    expect(page.locator("#seek-list")).to_have_attribute("data-for", played[7].name)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.press("ArrowDown")
    expect(options(page)).to_have_count(0)


def test_seeds_are_tapped_refused_and_removed(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    page.locator(".suggestion").first.click()
    expect(chips(page)).to_have_count(1)
    expect(page.get_by_role("button", name="add as a seed").first).to_be_focused()  # no keyboard comes up on a phone
    first = chips(page).locator(".title").inner_text()
    for song in played[:4]:
        field(page).fill(song.name)
        options(page, song.name).first.click()
        expect(chips(page).filter(has_text=song.name)).to_have_count(1)
    field(page).fill(played[0].name)
    options(page, played[0].name).first.click()
    expect(page.get_by_role("alert")).to_contain_text("is a seed already")
    field(page).fill(played[9].name)
    options(page, played[9].name).first.click()
    expect(page.get_by_role("alert")).to_contain_text("five seeds at most")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value(played[9].name)  # for when there is room
    expect(chips(page)).to_have_count(5)
    assert_well_made(visit, page, "create five seeds")

    page.get_by_role("button", name=f"Remove {first}").press("Enter")
    expect(chips(page)).to_have_count(4)
    expect(page.get_by_role("button", name=f"Remove {played[0].name}")).to_be_focused()
    page.get_by_role("button", name=f"Remove {played[3].name}").press("Enter")
    expect(page.get_by_role("button", name=f"Remove {played[2].name}")).to_be_focused()
    for song in (played[2], played[1], played[0]):
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"Remove {song.name}")).to_have_count(0)
    expect(field(page)).to_be_focused()
    assert_calm(visit)


def test_who_types_on_while_a_seed_is_added_loses_no_letter(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    box = field(page)
    box.fill(played[0].name)
    options(page, played[0].name).first.click()
    page.keyboard.type("Wa")
    expect(chips(page)).to_have_count(1)
    expect(box).to_have_value("Wa")
    expect(box).to_be_focused()
    expect(options(page).first).to_be_visible()


def test_a_pasted_link_picks_itself(visit: Visit, alice: User) -> None:
    (track,) = spotify_for(alice).top_tracks("short_term", limit=1).items
    visit.be(alice)
    page = visit.go("/create/")
    field(page).fill(f"https://open.spotify.com/intl-de/track/{track.id}?si=1")
    expect(chips(page)).to_contain_text(track.name)
    expect(field(page)).to_have_value("")
    field(page).fill("https://open.spotify.com/show/1234567890123456789012")
    expect(page.get_by_text("This link leads to no artist or song on Spotify.").first).to_be_visible()
    assert_calm(visit)


def test_an_outage_is_one_quiet_line(visit: Visit, alice: User, played: list[Track], sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/search", "500")
    visit.be(alice)
    page = visit.go("/create/")
    field(page).fill(played[0].name)
    expect(options(page, played[0].name)).to_be_visible()
    expect(page.locator("#seek-found .quiet")).to_have_text(
        "Spotify had trouble of its own. These are from your own listening."
    )
    assert_well_made(visit, page, "create outage")
    assert_calm(visit)


def test_it_works_without_scripts(visitors: Visitors, alice: User, played: list[Track]) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go("/create/")
    field(page).fill(played[0].name)
    field(page).press("Enter")
    page.get_by_role("button", name=f"Add {played[0].name}").first.click()
    expect(chips(page)).to_have_count(1)
    field(page).fill(played[1].name)
    page.get_by_role("button", name="Search").click()
    visit.picture("create results without scripts")
    page.get_by_role("button", name=f"Add {played[1].name}").first.click()
    expect(chips(page)).to_have_count(2)
    page.get_by_role("button", name=f"Remove {played[0].name}").click()
    expect(chips(page)).to_have_count(1)


def test_the_page_is_well_made(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    assert_well_made(visit, visit.go("/create/"), "create empty")
    assert_well_made(visit, visit.go("/create/?from=top"), "create five of top")
    assert_well_made(visit, visit.go(f"/create/?q={played[0].name[:3]}"), "create results")
    visit.go("/create/")
    field(visit.page).fill(played[0].name[:2])
    expect(options(visit.page).first).to_be_visible()
    expect_last_word(visit.page, played[0].name[:2])
    visit.page.keyboard.press("ArrowDown")
    assert_well_made(visit, visit.page, "create open")
    assert_calm(visit)


def hold(page: Page, which: Callable[[str], bool], held: list[Route]) -> None:
    """Keeps requests by their address until somebody lets them go."""

    def keep(route: Route) -> None:
        held.append(route)

    page.route(which, keep)


def test_a_slow_answer_for_earlier_letters_takes_no_place(visit: Visit, alice: User, played: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    held: list[Route] = []
    hold(page, lambda address: address.endswith(f"q={played[3].name[:3]}"), held)
    with page.expect_request(lambda request: request.url.endswith(f"q={played[3].name[:3]}")):
        field(page).fill(played[3].name[:3])
    field(page).fill(played[7].name)
    expect(options(page, played[7].name).first).to_be_visible()
    assert len(held) == 1
    held[0].fulfill(body='<ul id="seek-list" role="listbox" data-for="late"></ul>')
    expect(page.get_by_text("Asking Spotify …")).to_have_count(0)
    expect(page.locator("#seek-list")).to_have_attribute("data-for", played[7].name)


def test_a_press_during_which_spotify_answers_picks_what_was_pressed(
    visit: Visit, alice: User, played: list[Track]
) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    held: list[Route] = []
    hold(page, lambda address: "told=1" in address, held)
    field(page).fill(played[7].name)
    options(page, played[7].name).first.hover()
    expect(page.get_by_text("Asking Spotify …")).to_be_visible()
    page.mouse.down()
    held[0].continue_()
    expect(page.get_by_text("Asking Spotify …")).to_have_count(0)
    page.mouse.up()
    expect(chips(page)).to_contain_text(played[7].name)


def test_two_seeds_picked_before_the_first_has_come_are_both_there(
    visit: Visit, alice: User, played: list[Track]
) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    held: list[Route] = []
    hold(page, lambda address: "add=" in address and not held, held)
    for song in played[:2]:
        field(page).fill(song.name)
        options(page, song.name).first.click()
    assert len(held) == 1
    expect(chips(page)).to_have_count(0)
    held[0].continue_()
    expect(chips(page)).to_have_count(2)
    expect(chips(page).first).to_contain_text(played[0].name)


def test_an_answer_that_comes_after_the_field_was_emptied_is_not_shown(
    visit: Visit, alice: User, played: list[Track]
) -> None:
    visit.be(alice)
    page = visit.go("/create/")
    held: list[Route] = []
    hold(page, lambda address: "told=1" in address, held)
    field(page).fill(played[7].name)
    expect(options(page, played[7].name).first).to_be_visible()
    expect(page.get_by_text("Asking Spotify …")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    with page.expect_response(lambda response: "told=1" in response.url):
        held[0].fulfill(body='<ul id="seek-list" role="listbox"><li role="option" data-word="late">Late</li></ul>')
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(options(page)).to_have_count(0)

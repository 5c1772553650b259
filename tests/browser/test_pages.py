"""Every page: nothing to complain of for anybody, on a phone and on a desk, in light and in dark."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Page, expect

from accounts.models import User
from discoverdaily.spotify.errors import Reason
from playlists.models import SavedPlaylist
from playlists.schedule import Schedule
from tests.browser.conftest import DESK, PHONE, Visit, Visitors
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

LOOKING = Axe().axe_script + Path(__file__).with_name("well_made.js").read_text()
LOOKS: tuple[tuple[Literal["dark", "light"], dict[str, list[str]]], ...] = (
    ("dark", {"runOnly": ["color-contrast", "link-in-text-block"]}),
    ("light", {}),
)
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def kept(alice: User, sandbox: SandboxServer) -> list[SavedPlaylist]:
    """A list with a past, a frozen one, one that needs its person, and one that was stopped."""
    daily = look(wish(alice, name="Mornings"))
    for _ in range(3):
        sandbox.advance(4 * 86_400)
        daily = look(daily)
    frozen = look(wish(alice, name="As it was", schedule=Schedule.FROZEN, time_range="long_term"))
    needs = wish(alice, name="Evenings", state=SavedPlaylist.State.SUSPENDED, last_error=Reason.REVOKED, due_at=None)
    wish(alice, name="Old", state=SavedPlaylist.State.STOPPED, due_at=None)
    assert daily.editions.count() == 4
    return [daily, frozen, needs]


def assert_well_made(visit: Visit, page: Page, name: str, *sizes: tuple[int, int]) -> None:
    """For everybody, on a phone and on a desk (or in the sizes that are named), in light and in dark.

    Light and dark differ in colours alone (tests/test_templates.py says so), so in dark those are what is looked at.
    The window is left as it was.
    """
    found = page.viewport_size
    if not page.evaluate("'wellMade' in window"):
        page.evaluate(LOOKING)
    for size in sizes or (PHONE, DESK):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for scheme, rules in LOOKS:
            page.emulate_media(color_scheme=scheme)
            look = f"{name} {'phone' if size == PHONE else 'desk'} {scheme}"
            visit.picture(look)
            flaws = page.evaluate("rules => wellMade(rules)", rules)
            report = AxeResults({"violations": flaws.pop("violations")})
            assert report.violations_count == 0, f"{look}: {report.generate_report()}"
            assert not any(flaws.values()), f"{look}: {flaws}"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0, f"{name} scrolls sideways on a small phone"
    if found:
        page.set_viewport_size(found)
    assert page.title().endswith("DiscoverDaily")


ON_BOTH = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
"""For what is pressed on the way from page to page; the pages are looked at in the size in which they came to be."""


PALE = """(words) => {
    const lines = Array.from({ length: 6 }, () => words.cloneNode(true));
    words.after(...lines);
    lines.at(-1).style.color = "#ddd";
}"""


def test_one_pale_line_is_found_beneath_many_that_can_be_read(visit: Visit, db: None) -> None:
    page = visit.go("/nothing/")
    assert_well_made(visit, page, "before")
    page.get_by_text("The address may be mistyped").evaluate(PALE)
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_well_made(visit, page, "pale")


def test_a_strangers_pages_are_well_made(visit: Visit, db: None) -> None:
    reset = "/accounts/password/reset/"
    doors = ("/accounts/sign-in/", "/accounts/sign-up/", reset, f"{reset}sent/")
    for path in ("/", *doors, "/top/", "/playlists/new/?range=short_term"):
        assert_well_made(visit, visit.go(path), f"stranger {path}")
    visit.watch.assert_calm()


def test_a_persons_pages_are_well_made(visit: Visit, alice: User, kept: list[SavedPlaylist]) -> None:
    visit.be(alice)
    paths = ["/", "/top/", "/top/?range=long_term&kind=artists", "/playlists/", "/playlists/new/?range=short_term"]
    paths += ["/accounts/email/", "/accounts/password/", "/accounts/devices/"]
    paths += [saved.get_absolute_url() for saved in kept]
    paths += [edition.get_absolute_url() for edition in kept[0].editions.all()]
    for path in paths:
        assert_well_made(visit, visit.go(path), path)
    visit.watch.assert_calm()


@ON_BOTH
def test_the_save_dialog_is_well_made(visitors: Visitors, alice: User, size: tuple[int, int]) -> None:
    visit = visitors.visit(size)
    visit.be(alice)
    page = visit.go("/top/?range=medium_term")
    page.get_by_role("link", name="Save as playlist").click()
    page.get_by_role("group", name="Six months").get_by_label("Name").fill("")
    page.get_by_role("button", name="Save").click()
    page.locator("dialog:modal [aria-invalid=true]").wait_for()
    assert_well_made(visit, page, "save dialog with words", size)


@ON_BOTH
def test_the_way_to_an_address_is_well_made(visitors: Visitors, bob: User, size: tuple[int, int]) -> None:
    visit = visitors.visit(size)
    visit.be(bob)
    page = visit.go("/")
    assert_well_made(visit, page, "today without an address", size)
    page.get_by_role("link", name="Give an address").click()
    field, send = page.get_by_label("Your e-mail address"), page.get_by_role("button", name="Send the letter")
    field.fill("bob at people")
    send.click()
    page.locator("#email [aria-invalid=true]").wait_for()
    expect(field).to_have_value("bob at people")
    expect(field).to_be_focused()  # one types on where the words are
    assert_well_made(visit, page, "no address", size)
    field.fill("bob@people.example")
    send.click()
    page.get_by_text("We have sent a letter").wait_for()
    expect(page.locator("#email")).to_be_focused()
    assert_well_made(visit, page, "letter sent", size)
    (letter,) = mail.outbox
    visit.go("/accounts/email/confirm/" + str(letter.body).split("/confirm/")[1].split()[0])
    assert_well_made(visit, page, "confirm an address", size)
    page.get_by_role("button", name="Yes, write to me there").click()
    page.get_by_text("Confirmed.").wait_for()
    assert_well_made(visit, page, "address confirmed", size)
    page.get_by_role("link", name="Change").click()
    field.wait_for()
    assert_well_made(visit, page, "change an address", size)
    page.go_back()
    page.get_by_role("heading", name="This link is no longer good").wait_for()
    assert_well_made(visit, page, "link ended", size)
    visit.go("/accounts/email/").get_by_role("button", name="Remove").click()
    page.locator("#messages").get_by_text("Removed.").wait_for()
    expect(field).to_be_visible()


def test_a_page_that_is_not_there_is_well_made(visit: Visit, db: None) -> None:
    page = visit.go("/nothing/")
    assert page.get_by_role("heading", name="There is nothing here").is_visible()
    assert_well_made(visit, page, "not found")


def test_a_new_person_is_told_what_to_do_first(visit: Visit, alice: User) -> None:
    visit.be(alice)
    assert_well_made(visit, visit.go("/playlists/"), "no playlist yet")
    assert visit.page.get_by_role("link", name="Go to your top tracks").is_visible()


def test_an_unfilled_top_list_is_told_in_words(visit: Visit, alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/top/*", "empty")
    visit.be(alice)
    assert_well_made(visit, visit.go("/top/"), "empty top list")
    assert visit.page.get_by_text("It needs some weeks of listening").is_visible()


def test_a_broken_spotify_is_told_in_words(visit: Visit, alice: User, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/top/*", "500")
    visit.be(alice)
    assert_well_made(visit, visit.go("/top/"), "broken spotify")
    assert visit.page.get_by_text("Spotify had trouble of its own").is_visible()


def test_nothing_moves_where_motion_is_reduced(visit: Visit, db: None) -> None:
    page = visit.go("/")
    assert (
        page.locator(".button.primary").evaluate("it => getComputedStyle(it).transitionDuration").split(", ")[0] == "0s"
    )
    assert page.evaluate("document.getAnimations().length") == 0


def test_the_staffs_admin_works_under_the_same_policy(visitors: Visitors, db: None) -> None:
    visit = visitors.visit(DESK)
    visit.be(User.objects.create_superuser(username="staff", password="long enough, not used"))
    page = visit.go("/admin/")
    assert page.get_by_role("link", name="DiscoverDaily").first.is_visible()
    for model in ("user", "savedplaylist"):
        visit.go("/admin/").locator(f".model-{model} th a").click()
        page.locator("#changelist").wait_for()
        visit.picture(f"admin {model}")
        colour = page.locator("#header").evaluate("it => getComputedStyle(it).backgroundColor")
        assert colour == "rgb(25, 45, 91)", "its style sheets came, and ours"
    visit.watch.assert_calm()

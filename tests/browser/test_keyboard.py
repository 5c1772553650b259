"""With the keyboard alone, and without scripts."""

from playwright.sync_api import Page, expect

from accounts.models import User
from playlists.models import SavedPlaylist
from tests.browser.conftest import Visit, Visitors
from tests.playlists.conftest import look, wish


def focused(page: Page) -> str:
    """What has the focus, by its words."""
    words: str = page.evaluate("(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()")
    return words


def expect_focus(page: Page, words: str) -> None:
    """Waits until what has these words has the focus; a swap gives it a moment after what it brings."""
    here = "words => (document.activeElement.ariaLabel ?? document.activeElement.innerText).trim() === words"
    page.wait_for_function(here, arg=words)


def test_the_first_tab_skips_to_the_page(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]  # it is visible
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "Playlists"


def test_every_stop_of_the_tab_key_shows_where_it_is(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/playlists/")
    seen = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert width == "3px", focused(page)
        seen.add(focused(page))
    assert {"Today", "Top", "Timer", "Sign out", "Go to your top tracks"} <= seen


def test_the_save_dialog_opens_and_closes_by_keyboard_and_gives_the_focus_back(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.get_by_role("link", name="Save as playlist").focus()
    page.keyboard.press("Enter")
    page.locator("dialog:modal").get_by_role("button", name="Save").wait_for()
    page.wait_for_function("document.activeElement.closest('dialog') !== null")
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    expect_focus(page, "Save as playlist")


def test_after_saving_the_dialog_gives_the_focus_back_too(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.get_by_role("link", name="Save as playlist").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    page.locator("dialog:modal").get_by_role("heading", name="Saved").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    expect_focus(page, "Save as playlist")


def test_what_a_press_brought_is_in_sight_however_far_down_the_page(visit: Visit, alice: User) -> None:
    saved = look(wish(alice))
    visit.be(alice)
    page = visit.go(saved.get_absolute_url())
    page.get_by_role("button", name="Keep it so").click()
    words = page.locator("#messages p")
    expect(words).to_be_in_viewport()
    page.wait_for_function("scrollY > 1000")


def test_the_keyboard_stays_with_the_card_whose_button_was_pressed(visit: Visit, alice: User) -> None:
    saved = look(wish(alice))
    visit.be(alice)
    page = visit.go("/playlists/")
    page.get_by_role("button", name="Pause Mine").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Resume Mine").wait_for()
    expect(page.locator(f"#saved-{saved.pk}")).to_be_focused()


def test_ranges_change_in_place_and_the_address_follows(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.evaluate("window.same = true")
    page.get_by_role("link", name="About a year").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/top/?range=long_term&kind=tracks")
    expect(page.get_by_role("heading", name="Tracks, about a year")).to_be_visible()
    assert page.evaluate("window.same"), "the page was not loaded anew"
    expect_focus(page, "About a year")
    page.go_back()
    page.get_by_role("heading", name="Tracks, four weeks").wait_for()


def test_without_scripts_everything_is_a_plain_form(visitors: Visitors, alice: User) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go("/top/")
    assert not page.locator(".play").first.is_visible(), "what cannot work is not shown"
    assert page.locator(".ledger .title").first.get_attribute("href")
    page.get_by_role("link", name="Save as playlist").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Saved").wait_for()
    saved = SavedPlaylist.objects.get(person=alice)
    visit.go(saved.get_absolute_url()).get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Paused. Nothing is written until you resume it.")).to_be_visible()
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.PAUSED


def test_back_brings_the_page_and_not_its_fragment(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/top/")
    page.get_by_role("link", name="Six months").click()
    page.wait_for_url("**range=medium_term**")
    visit.go("/playlists/")
    page.go_back()
    expect(page.locator("header.index")).to_have_count(1)


def test_what_a_press_brought_is_alive_the_moment_it_is_there(visit: Visit, alice: User) -> None:
    look(wish(alice))
    visit.be(alice)
    page = visit.go("/playlists/")
    page.evaluate("""() => {
        window.same = true;
        const resume = () => document.querySelector("#cards [id^=resume-]").click();
        document.addEventListener("htmx:afterSwap", () => queueMicrotask(resume), { once: true });
    }""")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#messages")).to_contain_text("Refreshing goes on")
    assert page.evaluate("window.same"), "the page was not loaded anew"


def test_a_button_after_the_skip_link_leaves_the_page_what_it_is(visit: Visit, alice: User) -> None:
    look(wish(alice))
    visit.be(alice)
    page = visit.go("/playlists/#main")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.locator("#cards")).to_have_count(1)

"""Settings in a real browser: kept without a reload, the look followed at once."""

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import Visit
from tests.browser.test_pages import assert_well_made

PAGE = "/accounts/settings/"
THEME, SCHEME = "document.documentElement.dataset.theme", "getComputedStyle(document.documentElement).colorScheme"


@pytest.fixture
def settled(visit: Visit, alice: User) -> Visit:
    visit.be(alice)
    visit.go(PAGE)
    return visit


def test_settings_are_well_made(settled: Visit) -> None:
    page = settled.page
    assert_well_made(settled, page, "settings")
    page.get_by_label("Time zone").fill("Atlantis")
    page.get_by_role("button", name="Keep it so").click()
    page.locator("#settings [aria-invalid=true]").wait_for()
    assert_well_made(settled, page, "settings with words")
    settled.watch.complaints.clear()  # the 422, which browsers write down
    settled.watch.assert_calm()


def test_a_look_is_kept_and_seen_without_a_reload_and_from_the_first_byte_afterwards(settled: Visit) -> None:
    page = settled.page
    page.evaluate("window.same = true")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Dark", exact=True).check()
    page.get_by_role("button", name="Keep it so").click()
    expect(page.locator("#messages")).to_contain_text("Kept.")
    assert (page.evaluate(THEME), page.evaluate(SCHEME), page.evaluate("window.same")) == ("dark", "dark", True)
    expect(page.locator("#person-name")).to_have_text("Ada")
    expect(page.locator("#settings")).to_be_focused()
    page.reload()
    assert page.evaluate(SCHEME) == "dark"
    page.get_by_label("As my device has it").check()
    page.get_by_role("button", name="Keep it so").click()
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    settled.watch.assert_calm()


def test_the_zone_is_found_from_the_browser(settled: Visit, alice: User) -> None:
    page = settled.page
    expect(page.get_by_text("Your browser says Asia/Tokyo.")).to_be_visible()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    page.get_by_role("button", name="Keep it so").click()
    expect(page.locator("#messages")).to_contain_text("Kept.")
    expect(page.get_by_role("button", name="Take it")).to_be_hidden()
    alice.refresh_from_db()
    assert alice.time_zone == "Asia/Tokyo"


def test_the_corner_leads_there_on_a_phone(visit: Visit, alice: User) -> None:
    visit.be(alice)
    visit.go("/").get_by_role("link", name="Settings").click()
    expect(visit.page.get_by_role("heading", name="Settings", exact=True)).to_be_visible()

"""Most Played from the first look to a playlist that is without what its person leaves out."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from discoverdaily.listening.models import Exclusion, Track
from playlists.models import SavedPlaylist
from tests.browser.conftest import DESK, Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.listening.songs import heard, song, times
from tests.playlists.conftest import heard_in_turn, ids, look, songs, wish
from tests.sandbox_server import SandboxServer

__all__ = ["songs"]  # a fixture of the playlists'


@pytest.fixture
def counted(alice: User, songs: list[Track]) -> list[Track]:
    """Thirty tracks, the first played most often; and one that is known by name alone."""
    heard_in_turn(alice, songs[:30])
    heard(alice, song("A file", spotify=False), *times(12))
    return songs[:30]


def uris(tracks: list[Track]) -> list[str]:
    return [f"spotify:track:{key}" for key in ids(tracks)]


def leave_out(page: Page, title: str, what: str = "This track") -> None:
    page.get_by_role("link", name=f"Leave out {title}…").click()
    dialog = page.get_by_role("dialog")
    leave = dialog.get_by_role("button", name="Leave it out")
    leave.wait_for()  # until then it cannot be told whether there is a choice
    if dialog.get_by_role("radio").count():
        dialog.get_by_role("radio", name=re.compile(what)).check()
    leave.click()
    expect(page.locator("dialog")).to_have_count(0)


def test_most_played_is_saved_and_a_track_left_out_leaves_it_at_the_refresh(
    visit: Visit, alice: User, counted: list[Track], sandbox: SandboxServer
) -> None:
    visit.be(alice)
    page = visit.go("/top/?range=long_term")
    page.get_by_role("link", name="All time, by your own counts").click()
    page.wait_for_url("**/top/played/?kind=tracks")
    expect(page.get_by_role("heading", name="Most played, all time")).to_be_visible()
    expect(page.locator(".ledger > li")).to_have_count(25)
    expect(page.locator(".ledger > li").first).to_contain_text("30")
    page.get_by_label("Period").select_option("30-days")
    expect(page.get_by_role("heading", name="Most played, the last 30 days")).to_be_visible()

    page.get_by_role("link", name="Save as playlist").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="The last 30 days, by your own counts")).to_be_checked()
    dialog.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Saved").wait_for()
    saved = SavedPlaylist.objects.get()
    assert sandbox.playlist(saved.spotify_id)["uris"] == uris(counted[:25])

    page = visit.go("/top/played/?period=30-days")
    leave_out(page, counted[0].name)
    expect(page.locator("#messages")).to_contain_text("is left out")
    expect(page.locator(".ledger .title").first).to_have_text(counted[1].name)
    page = visit.go(saved.get_absolute_url())
    expect(page.locator(".ledger > li").first).to_contain_text("left out with the next refresh")
    visit.picture("leaves with the next refresh")
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator(".ledger .title").first).to_have_text(counted[1].name)
    assert sandbox.playlist(saved.spotify_id)["uris"] == uris(counted[1:26])
    visit.watch.assert_calm()


def test_what_was_left_out_is_undone_where_it_was_said_or_on_its_page(
    visit: Visit, alice: User, counted: list[Track]
) -> None:
    visit.be(alice)
    page = visit.go("/top/played/")
    leave_out(page, counted[0].name)
    page.locator("#messages").get_by_role("button", name="Undo").click()
    expect(page.locator(".ledger .title").first).to_have_text(counted[0].name)
    leave_out(page, counted[0].name, "Everything by")
    page.get_by_role("link", name="What you leave out").click()
    expect(page.locator(".left-out li")).to_have_count(1)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("heading", name="You leave nothing out")).to_be_visible()
    assert not Exclusion.objects.exists()


def test_leaving_out_far_down_the_page_stays_there(visit: Visit, alice: User, counted: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/top/played/")
    page.get_by_role("link", name="Leave out").nth(20).scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 500
    page.get_by_role("link", name="Leave out").nth(20).click()
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator("#messages p")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 100


def test_out_of_one_list_alone(visit: Visit, alice: User, counted: list[Track], sandbox: SandboxServer) -> None:
    saved = look(wish(alice, time_range="", period="ever", size=10, name="Ten"))
    visit.be(alice)
    page = visit.go(saved.get_absolute_url())
    page.get_by_role("link", name=f"Leave out {counted[1].name}…").click()
    page.get_by_role("radio", name="Only in “Ten”").check()
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".ledger > li").nth(1)).to_contain_text("left out with the next refresh")
    page.get_by_role("button", name="Refresh now").click()
    expect(page.locator(".ledger > li").nth(1)).not_to_contain_text("left out")
    assert sandbox.playlist(saved.spotify_id)["uris"] == uris([counted[0], *counted[2:11]])
    expect(visit.go("/top/played/").locator(".ledger .title").nth(1)).to_have_text(counted[1].name)


def test_other_days_are_chosen_and_a_slip_is_told(visit: Visit, alice: User, counted: list[Track]) -> None:
    visit.be(alice)
    page = visit.go("/top/played/")
    page.get_by_text("Other days").click()
    page.get_by_label("From", exact=True).fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-02-01")
    page.get_by_role("button", name="Show these days").click()
    expect(page.locator(".errorlist")).to_contain_text("It ends before it begins")
    page.get_by_label("To", exact=True).fill("2027-02-01")
    page.get_by_role("button", name="Show these days").click()
    expect(page.get_by_role("heading", name="Most played, 1 March 2026 to 1 February 2027")).to_be_visible()


def test_without_scripts_it_is_all_plain_forms(visitors: Visitors, alice: User, counted: list[Track]) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go("/top/played/")
    page.get_by_label("Period").select_option("7-days")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("heading", name="Most played, the last 7 days").wait_for()
    page.get_by_role("link", name=f"Leave out {counted[0].name}…").click()
    page.get_by_role("button", name="Leave it out").click()
    page.get_by_role("heading", name="Most played, the last 7 days").wait_for()
    expect(page.locator(".ledger .title").first).to_have_text(counted[1].name)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".ledger .title").first).to_have_text(counted[0].name)


def test_its_pages_are_well_made(visitors: Visitors, alice: User, counted: list[Track]) -> None:
    saved = look(wish(alice, time_range="", period="ever", size=25, name="Most played"))
    heard(alice, counted[20], *times(40))
    look(saved)
    visit = visitors.visit(DESK)
    visit.be(alice)
    page = visit.go("/top/played/")
    assert_well_made(visit, page, "most played")
    page.get_by_text("Other days").click()
    assert_well_made(visit, page, "most played other days")
    page.get_by_role("link", name="Leave out").nth(2).click()
    page.locator("dialog:modal").wait_for()
    assert_well_made(visit, page, "leave out")
    page.get_by_role("button", name="Leave it out").click()
    page.locator("#messages p").wait_for()
    assert_well_made(visit, page, "left out just now")
    for path in (
        "/top/played/?kind=artists",
        "/top/played/?period=2020",
        saved.get_absolute_url(),
        "/playlists/left-out/",
        f"/playlists/leave-out/?track={counted[0].spotify_id}&list={saved.pk}",
        "/playlists/new/?range=own&period=2026-05",
    ):
        assert_well_made(visit, visit.go(path), path)
    visit.watch.assert_calm()


def test_a_stranger_sees_what_it_would_be(visit: Visit, db: None) -> None:
    assert_well_made(visit, visit.go("/top/played/"), "most played for a stranger")

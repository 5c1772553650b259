"""What a person can do with all that is kept of them: fetched, shared, deleted; each page well made."""

from datetime import UTC, date, datetime

from playwright.sync_api import expect

from accounts.models import Download, User
from accounts.tasks import work_due_downloads
from mood.models import Day, Entry, Mood
from tests.browser.conftest import Visit
from tests.browser.test_pages import assert_well_made

PASSWORD = "a calm harbour 7"


def november(person: User) -> None:
    """Some scored days, and a note."""
    Mood.objects.create(person=person)
    facts = {"plays": 23, "tracks": 9, "known": 9, "scored_by": "x", "stale": False}
    Day.objects.bulk_create(
        Day(person=person, day=date(2026, 10, number), score=number / 31, **facts) for number in range(1, 28)
    )
    Entry.objects.create(person=person, day=date(2026, 10, 3), note="a secret", written_at=datetime.now(UTC))


def test_privacy_is_well_made_for_everybody(visit: Visit, db: None) -> None:
    assert_well_made(visit, visit.go("/privacy/"), "privacy")
    visit.watch.assert_calm()


def test_a_download_is_asked_for_and_comes(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/accounts/data/")
    assert_well_made(visit, page, "data")
    page.get_by_role("button", name="Write my download").click()
    expect(page.get_by_text("It is about to be written.")).to_be_visible()
    assert_well_made(visit, page, "data being written")
    work_due_downloads()
    expect(page.get_by_role("link", name="Fetch it")).to_be_visible()
    assert_well_made(visit, page, "data ready")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Fetch it").click()
    assert fetched.value.suggested_filename.startswith("discoverdaily-")
    assert fetched.value.path().stat().st_size == Download.objects.get().size
    page.get_by_role("button", name="Delete this one now").click()
    expect(page.get_by_role("button", name="Write my download")).to_be_visible()
    visit.watch.assert_calm()


def test_a_link_is_made_opened_and_taken_back(visit: Visit, alice: User) -> None:
    november(alice)
    visit.be(alice)
    page = visit.go("/accounts/settings/")
    page.get_by_role("navigation", name="Your account").get_by_role("link", name="Shared links").click()
    assert_well_made(visit, page, "shares none")
    page.get_by_label("What it shows").select_option(label="Mood of October 2026")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Copy it now").input_value()
    assert_well_made(visit, page, "shares made")
    assert_well_made(visit, visit.go(link.removeprefix(visit.watch.home)), "shared month")
    visit.page.context.clear_cookies()
    page = visit.go(link.removeprefix(visit.watch.home))
    expect(page.get_by_role("heading", name="Mood of October 2026")).to_be_visible()
    assert_well_made(visit, page, "shared month for a stranger")
    visit.be(alice)
    visit.go("/accounts/shares/").get_by_role("button", name="Take back: Mood of October 2026").click()
    expect(page.get_by_text("The link opens nothing any more.")).to_be_visible()
    visit.watch.assert_calm()


def test_a_ranking_is_shown_to_a_stranger(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/accounts/shares/")
    page.get_by_label("What it shows").select_option(label="Top tracks, four weeks")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Copy it now").input_value()
    visit.page.context.clear_cookies()
    assert_well_made(visit, visit.go(link.removeprefix(visit.watch.home)), "shared ranking")
    visit.watch.assert_calm()


def test_an_account_is_deleted_by_the_keyboard(visit: Visit, alice: User) -> None:
    november(alice)
    alice.set_password(PASSWORD)
    alice.save()
    visit.be(alice)
    page = visit.go("/accounts/data/delete/")
    assert_well_made(visit, page, "leave")
    page.get_by_label("Your password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not your password")).to_be_visible()
    assert_well_made(visit, page, "leave with words")
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Delete my account and everything in it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your account is deleted, with everything in it.")).to_be_visible()
    assert not User.objects.filter(pk=alice.pk).exists()
    visit.watch.complaints.clear()  # a 422 is one to the console

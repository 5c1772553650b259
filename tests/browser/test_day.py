"""A day of the calendar in a browser: read, rated, written about; and the patterns of many."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from discoverdaily.listening.days import today_of
from discoverdaily.listening.models import Track
from mood.journal import entry_rate
from mood.models import Day, Entry
from tests.browser.conftest import Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.mood.music import GLAD, MIDDLING, SAD, SPEECH, plays, scored, songs


@pytest.fixture
def lived(alice: User) -> date:
    """A day of all kinds of songs, rated days before it, and two years of scores; answers the day."""
    day = today_of(alice) - timedelta(days=2)
    glad, sad = songs(4, GLAD, "Glad"), songs(4, SAD, "Fen")
    Track.objects.filter(name="Glad 1").update(name="Under a Wide and Patient Sky, for as Long as It Lasts and After")
    plays(alice, [*glad, *songs(2, MIDDLING, "Between"), *sad, *songs(1, None, "Unheard of")], day, hour=6)
    plays(alice, songs(1, SPEECH, "Talk"), day, hour=15, times=3)
    scored(alice)
    days = [day - timedelta(days=number) for number in range(1, 700)]
    scores = [0.35 + (each.weekday() >= 5) / 5 + each.month / 60 + each.day % 7 / 40 for each in days]
    Day.objects.bulk_create(
        Day(person=alice, day=each, score=score, known=12, tracks=12, plays=12, stale=False, scored_by="x")
        for each, score in zip(days, scores, strict=True)
    )
    for number, each in enumerate(days[:12]):
        entry_rate(person=alice, day=each, rating=number % 5 / 4)
    return day


def test_days_of_every_kind_are_well_made(visit: Visit, alice: User, lived: date) -> None:
    visit.be(alice)
    page = visit.go(f"/mood/{lived}/")
    page.locator(".why summary").first.click()
    page.locator(".how summary").click()
    page.locator(".own-rating summary").click()
    page.locator(".own-words summary").click()
    assert_well_made(visit, page, "a day, all of it open")
    little, pending, empty = (lived + timedelta(days=1), lived - timedelta(days=800), lived - timedelta(days=900))
    Day.objects.create(person=alice, day=little, tracks=1, known=1, plays=1, stale=False, scored_by="x")
    Day.objects.create(person=alice, day=pending)
    for day in (little, pending, empty):
        assert_well_made(visit, visit.go(f"/mood/{day}/"), f"a day without a score {day}")
    visit.watch.assert_calm()


def test_patterns_are_well_made(visit: Visit, alice: User, lived: date) -> None:
    visit.be(alice)
    page = visit.go("/mood/patterns/")
    assert_well_made(visit, page, "patterns")
    for summary in page.locator(".chart-card summary").all():
        summary.click()
    assert_well_made(visit, page, "patterns as tables")
    Day.objects.filter(person=alice).delete()
    assert_well_made(visit, visit.go("/mood/patterns/"), "no patterns yet")
    visit.watch.assert_calm()


def test_a_day_is_rated_with_one_tap_and_written_about_without_leaving_it(
    visit: Visit, alice: User, lived: date
) -> None:
    visit.be(alice)
    page = visit.go(f"/mood/{lived}/")
    warm = page.get_by_role("button", name="Warm")
    warm.focus()
    page.keyboard.press("Enter")
    expect(warm).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#rating")).to_be_focused()
    expect(page.locator("#rating")).to_contain_text("You called it warm: 75.")
    expect(page.locator("#rating")).to_contain_text("By your own ratings, days like this are rather")
    expect(page.locator("#rating")).to_contain_text("pointed the same way on")

    page.locator(".own-words summary").click()
    page.get_by_label("Tags of your own").fill("choir, " + "x" * 31)
    page.get_by_role("textbox", name="Note").fill("Slept long.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#words")).to_contain_text("a tag has at most 30 letters")
    expect(page.get_by_role("textbox", name="Note")).to_have_value("Slept long.")
    visit.watch.complaints.clear()  # the browser's own word for 422
    page.get_by_label("Tags of your own").fill("choir")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox", name="choir")).to_be_checked()
    expect(page.locator("#messages")).to_contain_text("Kept.")
    assert Entry.objects.values_list("rating", "tags", "note").get(day=lived) == (0.75, ["choir"], "Slept long.")

    page.locator(".own-rating summary").click()
    page.get_by_label("How lively it was").fill("0.2")
    page.get_by_role("button", name="Rate like this").click()
    expect(page.locator("#rating")).to_contain_text("You called it warm: 75; how lively: 20.")
    page.locator(".own-rating summary").click()
    page.get_by_role("button", name="Take my rating away").click()
    expect(warm).to_have_attribute("aria-pressed", "false")
    assert page.url.endswith(f"/mood/{lived}/")
    visit.watch.assert_calm()


def test_without_scripts_the_same_is_done_by_plain_forms(visitors: Visitors, alice: User, lived: date) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go(f"/mood/{lived}/")
    page.get_by_role("button", name="Bright").click()
    expect(page.locator("#messages")).to_contain_text("Kept.")
    expect(page.locator("#rating")).to_contain_text("You called it bright: 100.")
    page.locator(".own-words summary").click()
    page.get_by_role("checkbox", name="rest").check()
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("checkbox", name="rest")).to_be_checked()
    page.get_by_role("link", name=f"{lived - timedelta(days=1):%A, %-d %B %Y}").click()
    expect(page.locator("#day-title")).to_contain_text(f"{lived - timedelta(days=1):%-d %B %Y}")
    visit.watch.assert_calm()

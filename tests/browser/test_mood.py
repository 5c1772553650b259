"""The calendar in a browser: looked at, pressed and read aloud, with scripts and without."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from discoverdaily.listening.days import today_of
from discoverdaily.listening.features import features_learn
from mood.model.ramp import colour
from mood.models import Day, Mood
from mood.own_models import Chosen
from mood.services import mood_of, mood_turn_off
from tests.browser.conftest import DESK, PHONE, Visit, Visitors
from tests.browser.test_pages import ON_BOTH, assert_well_made
from tests.mood.days import coloured, rated
from tests.mood.test_own_models import ask, collection, lists, trained

__all__ = ["collection", "lists"]  # fixtures

SMALLER_THAN = """least => [...document.querySelectorAll('.picture .day')].filter((day) => {
    const box = day.querySelector('path').getBoundingClientRect();
    return Math.min(box.width, box.height) < least;
}).length"""


@pytest.fixture
def months(alice: User) -> date:
    """Two months and a bit of days with a colour, with too little music, and without any; answers the running day."""
    today = today_of(alice)
    begin = (today.replace(day=1) - timedelta(days=40)).replace(day=1)
    days = [begin + timedelta(days=number) for number in range((today - begin).days + 1)]
    coloured(
        alice,
        *((day.isoformat(), None if day.day % 7 == 3 else day.day / 31) for day in days if day.day % 10 != 4),
        low=0.1,
        high=0.9,
        plays=12,
    )
    Mood.objects.update(shown=Mood.Shown.BOTH)
    rated(alice, days[1].isoformat(), 1)
    return today


def before(today: date) -> date:
    """The first day of the month before."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_path(day: date) -> str:
    return f"/mood/{day.year}/{day.month}/"


def region(page: Page, day: date) -> str:
    return f'.picture a[href="/mood/{day.isoformat()}/"]'


@ON_BOTH
def test_a_day_opens_by_keyboard_and_closes_to_where_one_was(
    visitors: Visitors, alice: User, months: date, size: tuple[int, int]
) -> None:
    visit, second = visitors.visit(size), before(months).replace(day=2)
    visit.be(alice)
    page = visit.go(month_path(second))
    day = page.locator(region(page, second))
    page.locator(region(page, second.replace(day=1))).focus()
    page.keyboard.press("Tab")
    expect(day).to_be_focused()
    expect(page.locator("[data-caption]")).to_have_text(re.compile(f"^2 {second:%B}: blue, 6, 12 plays"))
    page.keyboard.press("Enter")
    beside = page.get_by_role("region", name="The day you opened")
    expect(beside).to_be_focused()
    expect(beside).to_be_in_viewport()
    expect(beside).to_contain_text(f"{second:%-d %B %Y}")
    expect(day).to_have_attribute("aria-current", "true")
    assert page.url.endswith(month_path(second))
    visit.picture(f"a day beside its month {size[0]}")
    page.keyboard.press("Escape")
    expect(beside).to_be_hidden()
    expect(day).to_be_focused()
    visit.watch.assert_calm()


def test_what_one_says_of_the_open_day_is_in_the_picture_at_once(visit: Visit, alice: User, months: date) -> None:
    visit.be(alice)
    third = before(months).replace(day=5)
    page = visit.go(month_path(third))
    own = page.locator(f'{region(page, third)} path[fill="{colour(0)}"]')
    expect(own).to_have_count(0)
    page.locator(region(page, third)).click()
    page.get_by_role("button", name="Blue").click()
    expect(own).to_have_count(1)
    expect(page.locator(region(page, third))).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("region", name="The day you opened")).to_be_visible()
    visit.watch.assert_calm()


def test_leaves_are_turned_in_place(visit: Visit, alice: User, months: date) -> None:
    visit.be(alice)
    page, last = visit.go("/mood/"), before(months)
    page.get_by_role("link", name=f"{last:%B %Y}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{last:%B %Y}")
    expect(page).to_have_title(f"{last:%B %Y} · Mood · DiscoverDaily")
    expect(page.locator("#calendar")).to_be_focused()
    assert page.url.endswith(month_path(last))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{months:%B %Y}")
    page.get_by_role("link", name="As a table").click()
    expect(page.get_by_role("table")).to_be_visible()
    page.get_by_role("link", name="As a picture").click()
    expect(page.locator(".picture")).to_be_visible()
    page.get_by_role("link", name="Year", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(months.year))  # the month has this day, too
    page.locator(region(page, months)).click()
    expect(page.get_by_role("region", name="The day you opened")).to_be_in_viewport()
    page.get_by_role("link", name="All years").click()
    page.locator(f'.picture a[href="/mood/{months.year}/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text(str(months.year))
    visit.watch.assert_calm()


def test_without_scripts_days_and_leaves_are_plain_links(visitors: Visitors, alice: User, months: date) -> None:
    visit, last = visitors.visit(scripts=False), before(months)
    visit.be(alice)
    page = visit.go("/mood/")
    page.get_by_role("link", name=f"{last:%B %Y}").click()
    page.wait_for_url(f"**{month_path(last)}")
    page.locator(region(page, last)).click()
    page.wait_for_url(f"**/mood/{last.isoformat()}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{last:%B %Y}")


def test_days_take_their_colour_while_one_looks(visit: Visit, alice: User, months: date) -> None:
    visit.be(alice)
    Day.objects.filter(day__gte=before(months)).update(stale=True, score=None, scored_by="")
    page = visit.go(month_path(before(months)))
    expect(page.get_by_role("progressbar")).to_be_visible()
    first = page.locator(region(page, before(months)))
    first.focus()
    expect(first).to_have_class(re.compile("pending"))
    Day.objects.update(stale=False, score=0.5, steady=0.5, scored_by="test")
    expect(first).to_have_class(re.compile("scored"))
    expect(first).to_be_focused()
    expect(page.locator("#calendar-facts")).to_contain_text("Brightest day")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    visit.watch.assert_calm()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_each_day_is_large_enough_for_a_finger_or_a_pointer(
    visitors: Visitors, alice: User, months: date, size: tuple[int, int]
) -> None:
    visit = visitors.visit(size)
    visit.be(alice)
    for path in (month_path(months), month_path(before(months)), f"/mood/{months.year}/"):
        assert visit.go(path).evaluate(SMALLER_THAN, 23.5) == 0, path


def test_its_pages_are_well_made(visit: Visit, alice: User, months: date) -> None:
    visit.be(alice)
    last = month_path(before(months))
    for path in ("/", "/mood/", last, f"{last}?as=table", "/mood/this-year/", "/mood/years/", "/mood/years/?as=table"):
        assert_well_made(visit, visit.go(path), f"mood {path}")
    page = visit.go(last)
    page.locator(region(page, before(months))).click()
    expect(page.get_by_role("region", name="The day you opened")).to_be_visible()
    assert_well_made(visit, page, "mood with an open day")
    visit.watch.assert_calm()


def test_settings_models_and_scored_playlists_are_well_made(
    visit: Visit, alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    bright, dark = lists
    own = ask(alice, bright, dark)
    trained(own)
    features_learn()
    trained(own)
    ask(alice, bright, dark, name="Another")
    visit.be(alice)
    for path in ("keeping/", "off/", "models/", "models/new/", "playlists/", f"playlists/{bright.id}/"):
        assert_well_made(visit, visit.go(f"/mood/{path}"), f"mood {path}")
    visit.watch.assert_calm()
    page = visit.go("/mood/models/new/")
    page.get_by_label("Name").fill("Half of one")
    page.get_by_role("group", name="Happy songs").get_by_label("Bright").check()
    page.get_by_role("button", name="Train it").click()
    expect(page.get_by_text("Choose at least one playlist of sad songs.")).to_be_visible()
    assert_well_made(visit, page, "mood a model that cannot be trained")


def test_a_calendar_without_music_and_one_that_is_off_are_well_made(visit: Visit, bob: User) -> None:
    visit.be(bob)
    assert_well_made(visit, visit.go("/mood/"), "mood without music")
    mood_of(bob)
    mood_turn_off(person=bob)
    page = visit.go("/mood/")
    assert_well_made(visit, page, "mood turned off")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".picture")).to_be_visible()
    visit.watch.assert_calm()

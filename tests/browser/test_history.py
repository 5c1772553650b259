"""The history with a real browser: looked through, narrowed, hidden, brought back, and drawn."""

import re
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening import removals
from discoverdaily.listening.days import today_of
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Artist, Play, Removal, Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import tracks_named
from discoverdaily.listening.removals import removal_ask
from discoverdaily.listening.statistics import year_before
from discoverdaily.listening.tasks import work_due_removals
from tests.browser.conftest import DESK, PHONE, Visit, Visitors
from tests.browser.test_pages import WIDER_THAN_THE_WINDOW, assert_well_made
from tests.listening.listener import LONG, Listener, at, named

HISTORY, STATISTICS, REMOVALS = "/history/", "/history/statistics/", "/history/removals/"
SMALLEST = (360, 740)
ARTISTS = [
    "Velvet Foxes",
    "Paper River",
    "Quiet Harbour",
    "Copper Parade",
    "雨の庭",
    "Hollow Orchard Ensemble",
    "Am",
    "Röck",
]
TITLES = [
    "Home",
    "Rain on the Window, and Other Things That One Hears When Nobody Else Is Awake",
    "Slowly",
    "Away Again",
    "Tonight (Live at the Old Brewery, 2019 Remaster)",
    "夜",
    "Light",
    "Ghost",
    "Road",
    "Fire",
    "Blue",
]


@pytest.fixture
def listener(alice: User) -> Listener:
    """Two years of listening to eight artists, as files and captures told it."""
    listener = Listener(alice)
    now = clock.now()
    tracks = tracks_named(named=[named(TITLES[number % 11], ARTISTS[number % 8]) for number in range(160)])
    told: dict[Source, list[Told]] = {Source.CAPTURE: [], Source.ACCOUNT: [], Source.EXTENDED: []}
    for number, track in enumerate(tracks):
        moment = now - timedelta(days=number * number / 32, hours=number * 5 % 9, minutes=13)
        source = Source.CAPTURE if number < 30 else Source.ACCOUNT if number < 60 else Source.EXTENDED
        ms = None if source == Source.CAPTURE else [LONG, 64_000, 9_000][number % 3]
        told[source].append(Told(to_ms(moment), ms, track))
    for source, plays in told.items():
        plays_store(person=alice, source=source, told=plays)
    listener.hears(TITLES[0], ARTISTS[0], at(year_before(today_of(alice))))
    return listener


def test_the_historys_pages_are_well_made(visit: Visit, listener: Listener) -> None:
    visit.be(listener.person)
    artist = Artist.objects.get(name=ARTISTS[1]).pk
    removal_ask(person=listener.person, verb=Removal.Verb.HIDE, wanted=Wanted(words=ARTISTS[2]))
    removal_ask(person=listener.person, verb=Removal.Verb.DELETE, wanted=Wanted(words=ARTISTS[3]))
    play = Play.objects.filter(state=Play.State.SHOWN).latest("played_at").pk
    for path in (
        HISTORY,
        f"{HISTORY}?artist={artist}&since=2020-01-01",
        f"{HISTORY}?hidden=on",
        f"{HISTORY}?q=nothing",
        f"{HISTORY}?since=never",
        f"{HISTORY}plays/{play}/",
        f"{HISTORY}remove/?artist={artist}",
        REMOVALS,
        STATISTICS,
        f"{STATISTICS}?year={clock.now().year}",
        f"{STATISTICS}?since={clock.now().date() - timedelta(days=20)}",
        "/",
    ):
        if "never" in path:
            visit.watch.complaints.clear()
        assert_well_made(visit, visit.go(path), f"history {path}")
    page = visit.go(STATISTICS)
    for summary in page.locator("summary", has_text="As a table").all():
        summary.click()
    assert_well_made(visit, page, "statistics as tables")


def test_a_new_persons_pages_are_well_made(visit: Visit, bob: User) -> None:
    visit.be(bob)
    for path in (HISTORY, STATISTICS, REMOVALS):
        assert_well_made(visit, visit.go(path), f"nothing yet {path}")
    visit.watch.assert_calm()


def test_from_a_search_to_hiding_an_artist_to_undoing_it_to_the_statistics(visit: Visit, listener: Listener) -> None:
    visit.be(listener.person)
    page = visit.go(HISTORY)
    expect(page.locator("#found")).to_contain_text("161 plays")
    page.get_by_label("Artist or title").press_sequentially(ARTISTS[0].lower()[:6])
    expect(page.locator("#found")).to_contain_text("21 plays")
    page.wait_for_url(f"**{HISTORY}?q={ARTISTS[0].lower()[:6].replace(' ', '+')}")
    expect(page.get_by_label("Artist or title")).to_be_focused()
    visit.picture("history found")

    page.locator(".plays .more").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="One play")).to_be_visible()
    visit.picture("one play")
    dialog.get_by_role("link", name=f"All plays by {ARTISTS[0]}").click()
    page.wait_for_url("**artist=**")
    expect(page.locator(".chip")).to_contain_text(ARTISTS[0])
    page.get_by_role("link", name="Hide or delete these").click()
    expect(dialog).to_contain_text(f"21 plays by {ARTISTS[0]}")
    visit.picture("hide or delete")
    dialog.get_by_role("button", name="Hide them").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".removal-notice")).to_contain_text(f"21 plays by {ARTISTS[0]}")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    visit.picture("hidden")

    statistics = visit.go(STATISTICS)
    expect(statistics.locator("#figures")).not_to_contain_text(ARTISTS[0])
    page = visit.go(HISTORY)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#found")).to_contain_text("161 plays")
    expect(page.locator("#messages")).to_contain_text("Undone.")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    page.get_by_role("link", name="Statistics").click()
    page.wait_for_url(f"**{STATISTICS}")  # and its scripts, which hear what is chosen
    expect(page.locator("#figures")).to_contain_text(ARTISTS[0])
    page.get_by_label("Period").select_option(str(clock.now().year - 1))
    page.wait_for_url(re.compile(rf"year={clock.now().year - 1}"))
    visit.picture("statistics of a year")
    page.get_by_role("link", name=ARTISTS[4]).click()
    expect(page.locator(".chip")).to_contain_text(ARTISTS[4])
    expect(page.get_by_label("From")).to_have_value(f"{clock.now().year - 1}-01-01")
    visit.watch.assert_calm()


def test_without_scripts_the_same_is_done_by_plain_forms(visitors: Visitors, listener: Listener) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(listener.person)
    page = visit.go(HISTORY)
    page.get_by_label("Artist or title").fill(ARTISTS[5])
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#found")).to_contain_text("20 plays")
    page.get_by_role("link", name="Hide or delete these").click()
    page.get_by_role("button", name="Delete them").click()
    expect(page.locator(".removal-notice")).to_contain_text("Deleted. You can bring them back until")
    expect(page.locator("#found")).to_contain_text("141 plays")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#found")).to_contain_text("161 plays")
    page.get_by_label("At least half the track").check()
    page.get_by_role("button", name="Count like this").click()
    expect(page.locator("#messages")).to_contain_text("Every figure goes by this now.")
    page.get_by_text("Go to a month").click()
    page.get_by_role("link", name=str(clock.now().year - 1), exact=True).click()
    page.wait_for_url("**month=**")
    expect(page.locator(".day").first).to_contain_text(str(clock.now().year - 1))
    visit.watch.assert_calm()


def test_many_plays_go_behind_the_page_which_follows_by_itself(
    visit: Visit, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removals, "PIECE", 5)
    visit.be(listener.person)
    page = visit.go(f"{HISTORY}?q={ARTISTS[1]}")
    page.get_by_role("link", name="Hide or delete these").click()
    page.get_by_role("button", name="Hide them").click()
    expect(page.locator(".removal-notice")).to_contain_text("Being removed")
    work_due_removals()
    expect(page.locator(".removal-notice")).to_contain_text("Hidden. They count nowhere")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_earlier_plays_and_one_hidden_play_by_keyboard_alone(visit: Visit, listener: Listener) -> None:
    visit.be(listener.person)
    page = visit.go(HISTORY)
    first = page.locator(".when").first.get_attribute("datetime")
    page.get_by_role("link", name="Earlier plays").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".when").first).not_to_have_attribute("datetime", str(first))
    page.wait_for_url("**before=**")
    page.go_back()
    expect(page.locator(".when").first).to_have_attribute("datetime", str(first))
    more = page.locator(".plays .more").first
    more.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog:modal").get_by_role("heading", name="One play")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("dialog:modal").get_by_role("heading", name="One play")).to_be_visible()
    page.get_by_role("button", name="Hide this play").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".removal-notice")).to_contain_text("One play of")
    assert Play.objects.filter(state=Play.State.HIDDEN).count() == 1


@pytest.mark.parametrize("size", [SMALLEST, PHONE, DESK])
def test_the_bar_has_room_and_a_phone_reaches_the_history_from_top_and_today(
    visitors: Visitors, listener: Listener, size: tuple[int, int]
) -> None:
    visit = visitors.visit(size)
    visit.be(listener.person)
    for path in (HISTORY, STATISTICS):
        page = visit.go(path)
        if size == DESK:
            expect(page.get_by_role("link", name="History")).to_have_attribute("aria-current", re.compile("page|true"))
        assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
        assert words_cut(page) == []
    for path, name in product(("/", "/top/"), ("Playlists", "History")):
        expect(visit.go(path).get_by_role("link", name=name, exact=True)).to_be_visible()


def words_cut(page: Page) -> list[str]:
    """Links of the bar whose words do not fit in them."""
    cut: list[str] = page.evaluate(
        "[...document.querySelectorAll('.tabs-bar a, .history-parts a')].filter((it) => it.scrollWidth > "
        "it.clientWidth + 1).map((it) => it.textContent)"
    )
    return cut

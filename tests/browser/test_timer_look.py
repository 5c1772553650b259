"""How the timer looks: what fills a screen, what can be read across a room, and by whom."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.conftest import PHONE, Visit, Visitors
from tests.browser.test_pages import ON_BOTH, WIDER_THAN_THE_WINDOW, assert_well_made
from tests.browser.test_timer import LONG, begin, calm_but_for_the_network, digits, stage
from tests.timer.music import Stage
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import session_end, session_pause

__all__ = ["stage"]  # a fixture

CONTRAST = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    const light = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const on = light(getComputedStyle(document.querySelector("#digits")).fill);
    const under = light(getComputedStyle(document.body).backgroundColor);
    return (Math.max(on, under) + 0.05) / (Math.min(on, under) + 0.05);
}"""
SEEN = {
    "title": "A Rather Long Name for a Song about the Weather",
    "artists": "The Thistlelow Five & an Orchestra of Many",
    "device": "Kitchen speaker",
    "url": "http://127.0.0.1/",
    "uri": "spotify:track:x",
    "is_playing": True,
}


def paused(person: User, plan: Plan = LONG, *, left: float, phase: int = 0) -> Session:
    """One that stands still with so many seconds left of a phase."""
    session = begin(person, plan)
    session_pause(session=session)
    Session.objects.filter(pk=session.pk).update(left=timedelta(seconds=left), phase=phase)
    return session


@pytest.mark.parametrize(("left", "text"), [(3600, "1:00:00"), (600, "10:00"), (95, "1:35"), (45, "45"), (9, "09")])
def test_the_digits_span_eighty_parts_of_a_hundred_of_a_phone(visit: Visit, alice: User, left: int, text: str) -> None:
    session = paused(alice, Plan(work=3600), left=left)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    expect(digits(page)).to_have_text(text)
    box = digits(page).bounding_box()
    assert box
    assert 0.8 * PHONE[0] - 1 <= box["width"] <= 0.84 * PHONE[0]
    assert box["x"] >= 0
    inside = page.locator(".dial").bounding_box()
    assert inside
    assert inside["width"] <= PHONE[0]
    expect(page.locator("#go")).to_be_in_viewport(ratio=1)
    expect(page.locator("#total")).to_be_in_viewport(ratio=1)
    for name, size in (("#go", 72), ("#plus", 52)):
        button = page.locator(name).bounding_box()
        assert button
        assert button["height"] == button["width"] == size


@pytest.mark.parametrize("phase", range(4), ids=["prepare", "work", "rest", "cool down"])
def test_digits_and_each_phases_colour_differ_by_seven_to_one(visit: Visit, alice: User, phase: int) -> None:
    at = {3: 4}.get(phase, phase)
    session = paused(alice, Plan(prepare=10, work=60, rest=30, rounds=2, cool_down=60), left=20, phase=at)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) >= 7


def test_the_ring_is_still_where_motion_is_reduced_and_else_runs_with_the_phase(visit: Visit, alice: User) -> None:
    session = begin(alice)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    expect(digits(page)).to_have_text(re.compile(r"^19:[345]\d$"))
    assert page.evaluate("document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_function("() => document.querySelector('#ring').getAnimations().length === 1")
    timing = page.evaluate("document.querySelector('#ring').getAnimations()[0].effect.getComputedTiming()")
    assert timing["easing"] == "linear"
    assert 1_180_000 < timing["duration"] <= 1_200_000


def test_its_pages_are_well_made(visit: Visit, stage: Stage) -> None:
    visit.be(stage.person)
    page = visit.go("/timer/")
    assert_well_made(visit, page, "timer set-up")
    page.locator("#more summary").click()
    assert_well_made(visit, page, "timer set-up with more")
    visit.go("/timer/?work=-1&rounds=900&sets=0")
    expect(page.get_by_label("Interval")).to_be_focused()
    assert_well_made(visit, page, "timer set-up with words")
    session = paused(stage.person, Plan(prepare=10, work=60, rest=30, rounds=2), left=20)
    for phase, name in enumerate(("prepare", "work", "rest")):
        Session.objects.update(phase=phase)
        visit.go(session.get_absolute_url())
        assert_well_made(visit, page, f"timer {name} paused")
    page.locator("#signals summary").click()
    assert_well_made(visit, page, "timer signals")
    page.locator("#ending summary").click()
    assert_well_made(visit, page, "timer ending")
    assert_well_made(visit, visit.go("/"), "today with a session")
    Music.objects.create(session=session, playing=SEEN)
    page.set_viewport_size({"width": PHONE[0], "height": 664})  # what a browser's own bars leave of a phone
    visit.go(session.get_absolute_url())
    for name in ("#digits", "#total", "#go", "#now-playing"):
        expect(page.locator(name)).to_be_in_viewport(ratio=1)
    assert_well_made(visit, visit.go(session.get_absolute_url()), "timer with a song")
    session_end(session=session)
    assert_well_made(visit, visit.go(session.get_absolute_url()), "timer ended")
    assert_well_made(visit, visit.go("/"), "today after a session")
    calm_but_for_the_network(visit)


@ON_BOTH
def test_what_keeps_the_music_from_playing_is_told_in_place(
    visitors: Visitors, stage: Stage, size: tuple[int, int]
) -> None:
    stage.sandbox.listener("mara", devices=[])
    session = begin(stage.person, music=stage.five)
    visit = visitors.visit(size)
    visit.be(stage.person)
    page = visit.go(session.get_absolute_url())
    expect(page.locator("#trouble")).to_contain_text("No device of yours is awake")
    expect(page.locator("#go")).to_be_in_viewport(ratio=1)
    session_pause(session=session)
    page.reload()
    assert_well_made(visit, page, "timer without a device", size)


def test_a_bar_of_five_has_room_on_the_smallest_phone(visitors: Visitors, alice: User) -> None:
    visit = visitors.visit((320, 568))
    visit.be(alice)
    for path in ("/timer/", paused(alice, left=900).get_absolute_url()):
        page = visit.go(path)
        assert page.evaluate(WIDER_THAN_THE_WINDOW) <= 0
    bar = visit.go("/timer/").get_by_role("navigation", name="Pages").get_by_role("link")
    assert bar.all_inner_texts() == ["Today", "Top", "Create", "Timer", "Mood"]
    expect(bar.nth(3)).to_have_attribute("aria-current", "page")


def test_what_the_keyboard_is_at_stands_out_from_the_phases_colour(visit: Visit, alice: User) -> None:
    session = begin(alice)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    seen = []
    while "ending-title" not in seen:
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id"))
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineColor")
        assert ring != page.evaluate("getComputedStyle(document.body).backgroundColor"), seen[-1]
    assert {"back", "minus", "go", "plus", "next", "reset"} <= set(seen)
    visit.watch.assert_calm()

"""The timer in a browser: set up, watched, pressed, heard, and left alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from discoverdaily import clock
from tests.browser.conftest import DESK, PHONE, Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.sandbox_server import SandboxServer
from tests.ticking import ticking
from tests.timer.music import Stage
from timer.models import Session
from timer.plans import Plan
from timer.presets import length_typed
from timer.services import session_start

LONG = Plan(work=1200, rest=600, rounds=4)
CHANGE = """() => new Promise((resolve) => {
    const digits = () => document.querySelector("#digits").textContent;
    const before = digits();
    const look = () => digits() === before ? requestAnimationFrame(look)
        : resolve([digits(), performance.timeOrigin + performance.now()]);
    look();
})"""
"""The next digits, and when they came: by the machine's clock, whatever the page takes for it."""
WRONG_CLOCK = "{ const right = Date.now; Date.now = () => right() + 90_000; }"
THROTTLED = """{
    const real = window.setTimeout;
    window.setTimeout = (then, delay, ...more) => real(then, window.hiddenTab ? 60_000 : delay, ...more);
    Object.defineProperty(document, "visibilityState", { get: () => window.hiddenTab ? "hidden" : "visible" });
}"""
DELAYS = """{
    window.delays = [];
    const real = window.setTimeout;
    window.setTimeout = (then, delay, ...more) => window.delays.push(delay) && real(then, delay, ...more);
}"""
HEARD = """{
    window.tones = [];
    const real = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (begins) {
        const at = performance.timeOrigin + performance.now() + (begins - this.context.currentTime) * 1000;
        window.tones.push([Math.round(this.frequency.value), at]);
        return real.call(this, begins);
    };
}"""

BROWSERS_GIFTS = """{
    window.asked = { wake: 0, said: [], shaken: 0, ways: {} };
    Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
        window.asked.wake += 1;
        return window.asked.held = { released: false, async release() { this.released = true; } };
    } } });
    speechSynthesis.speak = (words) => window.asked.said.push(words.text);
    navigator.vibrate = () => window.asked.shaken += 1;
    navigator.mediaSession.setActionHandler = (name, way) => { window.asked.ways[name] = way; };
}"""


@pytest.fixture
def stage(sandbox: SandboxServer, db: None) -> Stage:
    return Stage(sandbox)


def digits(page: Page) -> Locator:
    return page.locator("#digits")


def counted(page: Page) -> int:
    """The seconds that the digits show."""
    minutes, seconds = (digits(page).text_content() or "").split(":")
    return int(minutes) * 60 + int(seconds)


def begin(person: User, plan: Plan = LONG, **more: Any) -> Session:
    return session_start(person=person, plan=plan, **more)


def calm_but_for_the_network(visit: Visit) -> None:
    """No complaint, but for what a browser says of what it could not reach, or of words beside a field."""
    known = re.compile(r"Failed to load resource: net::|status of 422|htmx:sendError|htmx:afterRequest")
    visit.watch.complaints[:] = [words for words in visit.watch.complaints if not known.search(words)]
    visit.watch.assert_calm()


def test_a_whole_session_is_set_up_watched_and_over_with_a_song_for_each_interval(visit: Visit, stage: Stage) -> None:
    visit.be(stage.person)
    page = visit.go("/timer/")
    page.get_by_label("Interval").fill("5 s")
    page.get_by_label("Total").fill("")
    page.locator("#more summary").click()
    page.get_by_label("Rest", exact=True).fill("3")
    page.get_by_label("Rounds").fill("2")
    page.get_by_label("What plays").select_option("on")
    stage.press("play")
    stage.sent()
    page.locator("#start").click()
    page.wait_for_url("**/timer/*/")
    with ticking():
        expect(page.locator("#kind")).to_have_text("Work")
        expect(page.locator("#total")).to_have_text(re.compile(r"^1?\d$"))
        expect(page.locator("#coming")).to_have_text("Next: Rest, 3 seconds")
        visit.picture("timer work")
        expect(page.locator("#kind")).to_have_text("Rest")
        expect(page.locator("#timer-said")).to_contain_text("Rest")
        visit.picture("timer rest")
        expect(page.locator("#kind")).to_have_text("Work")
        expect(page.locator("#round")).to_have_text("Round 2 of 2")
        expect(page.locator("#coming")).to_have_text("Next: the end")
        expect(page.locator("#now-playing .title")).to_be_visible()
        expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert [command for command in stage.sent() if "next" in command] == ["POST next 204"] * 2
    expect(page.locator("#session")).to_contain_text("13 seconds, to the end.")
    assert page.title() == "Done · DiscoverDaily"
    visit.watch.assert_calm()


def late(page: Page, session: Session) -> float:
    """By how many milliseconds the next digits come after their second."""
    assert session.ends_at
    text, at = page.evaluate(CHANGE)
    minutes, seconds = map(int, text.split(":"))
    # It says "19:58" from the moment on that 19 minutes and 58 seconds are left.
    right = (session.ends_at.timestamp() - minutes * 60 - seconds) * 1000
    return float(at - right)


def test_digits_change_on_the_servers_seconds_in_every_tab_and_after_a_reload(visitors: Visitors, alice: User) -> None:
    session = begin(alice)
    first, second = visitors.visit(), visitors.visit(DESK)
    second.page.add_init_script(WRONG_CLOCK)
    for visit in (first, second, first):  # the third time is a reload
        visit.be(alice)
        page = visit.go(session.get_absolute_url())
        page.wait_for_load_state("networkidle")
        page.evaluate(CHANGE)
        assert any(abs(late(page, session)) < 120 for _ in range(5))  # a busy machine draws one or the other late
    first.watch.assert_calm()


def test_paused_for_longer_than_a_phase_it_goes_on_from_where_it_stood(visit: Visit, alice: User) -> None:
    session = begin(alice)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.locator("#go").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    expect(page.locator("#timer-said")).to_have_text("Paused")
    clock.move(timedelta(hours=5))  # the page's own clock knows nothing of it
    page.locator("#go").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(digits(page)).to_have_text(re.compile(r"^19:[345]\d$"))
    page.reload()
    expect(digits(page)).to_have_text(re.compile(r"^19:[345]\d$"))
    page.locator("#go").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.reload()
    expect(digits(page)).to_have_text(re.compile(r"^19:[345]\d$"))
    page.locator("#go").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    session.refresh_from_db()
    assert (session.phase, session.state) == (0, "running")
    visit.watch.assert_calm()


def test_a_device_whose_clock_is_set_goes_on_with_the_right_second(visit: Visit, alice: User) -> None:
    session = begin(alice)
    visit.page.add_init_script("{ const right = Date.now; window.set = 0; Date.now = () => right() + window.set; }")
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.wait_for_load_state("networkidle")
    page.evaluate("window.set = -7_200_000")
    page.evaluate(CHANGE)
    page.evaluate(CHANGE)
    expect(digits(page)).to_have_text(re.compile(r"^19:[345]\d$"))
    expect(page.locator("#total")).to_have_text(re.compile(r"^1:49:[345]\d$"))
    visit.watch.assert_calm()


def test_a_tab_that_was_hidden_and_slowed_down_is_right_the_moment_it_returns(visit: Visit, alice: User) -> None:
    session = begin(alice, Plan(work=2, rest=1200, rounds=2))
    visit.page.add_init_script(THROTTLED)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.wait_for_load_state("networkidle")
    page.evaluate("window.hiddenTab = true")
    page.wait_for_function("now => Date.now() > now", arg=(clock.now() + timedelta(seconds=4)).timestamp() * 1000)
    page.evaluate("window.hiddenTab = false; document.dispatchEvent(new Event('visibilitychange'))")
    assert page.locator("#kind").text_content() == "Rest"
    shown = counted(page)
    assert session.ends_at
    left = (session.ends_at - clock.now()).total_seconds() + 1200
    assert -0.5 < shown - left < 3  # it was read a moment before, and begun seconds count
    expect(page.locator("#session")).to_have_attribute("data-phase", "1")  # and the server was told
    assert page.evaluate("document.activeElement === document.body")  # what comes by itself leaves the keyboard alone


def test_what_one_device_does_the_others_show(visitors: Visitors, alice: User) -> None:
    session = begin(alice)
    phone, desk = visitors.visit(PHONE), visitors.visit(DESK)
    for visit in (phone, desk):
        visit.be(alice)
        visit.go(session.get_absolute_url())
    tab = phone.page.context.new_page()
    tab.goto(phone.page.url)
    phone.page.locator("#go").click()
    for page in (phone.page, tab, desk.page):
        expect(page.locator("#session")).to_have_attribute("data-state", "paused")
    stood = digits(phone.page).text_content() or ""
    expect(digits(desk.page)).to_have_text(stood)
    expect(digits(tab)).to_have_text(stood)


def test_what_another_device_does_is_asked_for_every_other_second_and_less_often_in_a_tab_that_is_hidden(
    visit: Visit, alice: User
) -> None:
    session = begin(alice)
    visit.page.add_init_script(THROTTLED + DELAYS)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.wait_for_function("() => window.delays.filter((delay) => delay === 1_500).length > 1")
    assert not page.evaluate("window.delays.includes(5_000)")
    page.evaluate("window.hiddenTab = true")
    page.wait_for_function("() => window.delays.includes(5_000)")
    visit.watch.assert_calm()


def test_without_a_connection_it_counts_on_by_the_plan_it_knows(visit: Visit, alice: User) -> None:
    session = begin(alice, Plan(work=4, rest=300, rounds=2))
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expect(page.locator("#kind")).to_have_text("Rest")
    expect(digits(page)).to_have_text(re.compile(r"^4:[345]\d$"))
    expect(page.locator("#connection")).to_be_visible()
    visit.picture("timer without a connection")
    expect(page.locator("#messages")).to_be_empty()  # nobody pressed anything
    page.locator("#go").click()
    expect(page.locator("#messages")).to_contain_text("did not arrive")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    expect(page.locator("#messages")).to_be_empty()
    expect(page.locator("#session")).to_have_attribute("data-phase", "1")
    calm_but_for_the_network(visit)


def test_keys_press_the_buttons_and_take_nothing_from_fields(visit: Visit, alice: User) -> None:
    session = begin(alice, Plan(work=100, rest=50, rounds=3))
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    state = page.locator("#session")
    page.keyboard.press(" ")
    expect(state).to_have_attribute("data-state", "paused")
    left = counted(page)
    for key in ("ArrowUp", "ArrowUp", "ArrowUp"):  # in a row, none is lost
        page.keyboard.press(key)
    expect(digits(page)).to_have_text(length_typed(left + 30))
    page.keyboard.press("ArrowDown")
    expect(digits(page)).to_have_text(length_typed(left + 20))
    page.keyboard.press("ArrowRight")
    expect(state).to_have_attribute("data-phase", "1")
    expect(digits(page)).to_have_text("50")
    page.keyboard.press("ArrowLeft")
    expect(state).to_have_attribute("data-phase", "0")
    page.keyboard.press("ArrowRight")
    expect(state).to_have_attribute("data-phase", "1")
    page.keyboard.press("r")
    expect(state).to_have_attribute("data-phase", "0")
    expect(digits(page)).to_have_text("1:40")
    page.locator("#signals summary").click()
    box = page.get_by_label("A voice that names each phase")
    box.focus()
    page.keyboard.press(" ")
    expect(box).to_be_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.locator("#plus").focus()
    page.keyboard.press(" ")  # on a button it presses that one
    expect(digits(page)).to_have_text("1:50")
    expect(page.locator("#plus")).to_be_focused()
    session.refresh_from_db()
    assert (session.state, session.phase) == ("paused", 0)
    visit.watch.assert_calm()


def test_ending_it_asks_first(visit: Visit, alice: User) -> None:
    session = begin(alice)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    expect(page.locator("#unlock")).to_be_visible()
    page.locator("button#next").click()  # the first press of all is one, too, although the words about sound go with it
    expect(page.locator("#kind")).to_have_text("Rest")
    expect(page.locator("#unlock")).to_be_hidden()
    page.locator("#ending summary").click()
    page.locator("#total").click()  # pressing elsewhere closes it
    expect(page.locator("#end")).to_be_hidden()
    page.locator("#ending summary").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_role("heading", name="Ended")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.get_by_role("button", name="Again").click()
    page.wait_for_url(f"**/timer/{session.pk + 1}/")
    visit.watch.assert_calm()


def test_tones_come_at_their_moments_and_can_be_turned_off_for_good(visit: Visit, alice: User) -> None:
    session = begin(alice, Plan(work=200, rest=10, rounds=2))
    assert session.ends_at
    visit.page.add_init_script(HEARD)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    expect(page.locator("#unlock")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.locator("#round").click()
    expect(page.locator("#unlock")).to_be_hidden()
    page.wait_for_function("() => window.tones.length >= 15")
    tones = sorted(page.evaluate("window.tones"), key=lambda tone: tone[1])
    end = session.ends_at.timestamp() * 1000
    # Three are counted, then rest has its two; ten seconds later work has others.
    expected = [
        (880, -3),
        (880, -2),
        (880, -1),
        (784, 0),
        (523, 0.18),
        (880, 7),
        (880, 8),
        (880, 9),
        (784, 10),
        (1175, 10.18),
    ]
    for (pitch, at), (wanted, seconds) in zip(tones, expected, strict=False):
        assert pitch == wanted
        assert abs(at - end - seconds * 1000) < 150
    page.locator("#signals summary").click()
    page.get_by_label("Sounds").uncheck()
    page.reload()
    expect(page.locator("#unlock")).to_be_hidden()
    page.locator("#round").click()
    assert page.evaluate("window.tones") == []
    page.locator("#signals summary").click()
    expect(page.get_by_label("Sounds")).not_to_be_checked()
    visit.watch.assert_calm()


def test_a_voice_names_phases_the_screen_stays_on_and_a_headsets_buttons_work(visit: Visit, alice: User) -> None:
    session = begin(alice, Plan(work=100, rest=50, rounds=3))
    visit.page.add_init_script(BROWSERS_GIFTS)
    visit.be(alice)
    page = visit.go(session.get_absolute_url())
    page.wait_for_function("() => window.asked.wake === 1")
    page.locator("#signals summary").click()
    page.get_by_label("A voice that names each phase").check()
    page.locator("#total").click()
    page.locator("button#next").click()
    page.wait_for_function("() => window.asked.said.join() === 'Rest'")
    page.wait_for_function("() => window.asked.shaken === 1")
    page.evaluate("window.asked.held.release()")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => window.asked.wake === 2")  # taken again
    assert page.evaluate("navigator.mediaSession.metadata.title") == "Rest · Round 1 of 3"
    page.evaluate("window.asked.ways.pause()")
    expect(page.locator("#session")).to_have_attribute("data-state", "paused")
    assert page.evaluate("navigator.mediaSession.playbackState") == "paused"
    page.wait_for_function("() => window.asked.held.released")  # the screen may go dark while time stands still
    page.evaluate("window.asked.ways.nexttrack()")
    expect(page.locator("#session")).to_have_attribute("data-phase", "2")
    visit.watch.assert_calm()


def test_without_scripts_the_page_comes_again_and_its_buttons_are_plain_forms(visitors: Visitors, alice: User) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go("/timer/")
    page.get_by_label("Interval").fill("soon")
    page.get_by_label("Total").fill("10 min")
    page.locator("#start").click()
    expect(page.locator("[aria-invalid=true]")).to_have_value("soon")
    expect(page.get_by_label("Total")).to_have_value("10 min")
    page.get_by_label("Interval").fill("5 min")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timer/*/")
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(1)
    expect(digits(page)).to_have_text(re.compile(r"^(5:00|4:[345]\d)$"))
    expect(page.locator("#signals")).to_be_hidden()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.locator("#ending summary").click()
    page.get_by_role("button", name="Yes, end it").click()
    expect(page.get_by_role("heading", name="Ended")).to_be_visible()


def test_a_second_session_is_asked_about_in_place(visit: Visit, alice: User) -> None:
    running = begin(alice)
    visit.be(alice)
    page = visit.go("/timer/?interval=45&total=15:00")
    page.locator("#start").click()
    expect(page.get_by_role("heading", name="You have a session that runs")).to_be_visible()
    expect(page.locator("#one-runs")).to_be_focused()
    expect(page.get_by_label("Interval")).to_have_value("45")
    assert_well_made(visit, page, "timer one runs already")
    page.get_by_role("button", name="End it and begin this one").click()
    page.wait_for_url(f"**/timer/{running.pk + 1}/")


def test_rounds_and_a_total_empty_each_other_and_the_sum_follows(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go("/timer/")
    page.locator("#more summary").click()
    page.get_by_label("Rounds").fill("8")
    expect(page.get_by_label("Total")).to_have_value("")
    expect(page.locator(".sum")).to_contain_text("8 rounds: 30 seconds of work")
    page.get_by_label("Total").fill("10 min")
    expect(page.get_by_label("Rounds")).to_have_value("")
    expect(page.locator(".sum")).to_contain_text("10 minutes in all")
    page.get_by_label("Interval").fill("soon")
    expect(page.locator(".sum")).to_have_text("")
    visit.watch.assert_calm()

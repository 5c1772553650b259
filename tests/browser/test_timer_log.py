"""The timer's log, presets and shared plans, for everybody."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import User
from discoverdaily import clock
from tests.browser.conftest import Visit, Visitors
from tests.browser.test_pages import assert_well_made
from timer.models import Music, Preset, Session
from timer.plans import Plan

STAIRS = Plan(work=45, rest=15, rounds=6)
SHARED = "/timer/share/?work=45&rest=15&rounds=6&name=Stairs"


@pytest.fixture
def kept(alice: User) -> Preset:
    """A session to the end and one that was ended, and a preset."""
    now = clock.now()
    for number, state in enumerate((Session.State.DONE, Session.State.ENDED)):
        began = now - timedelta(days=number, hours=1)
        session = Session.objects.create(
            person=alice,
            figures=STAIRS.figures(),
            title="Stairs" if number else "",
            state=state,
            phase=10 - number,
            started_at=began,
            over_at=began + timedelta(minutes=5),
        )
        Music.objects.create(session=session, skips=5, missed=number)
    return Preset.objects.create(person=alice, name="Stairs", figures=STAIRS.figures())


def test_log_presets_and_sharing_are_well_made(visit: Visit, alice: User, kept: Preset) -> None:
    visit.be(alice)
    for path in ("/timer/log/", "/timer/presets/", SHARED):
        page = visit.go(path)
        for summary in page.locator("main summary").all():
            summary.click()
        assert_well_made(visit, page, path)
    Session.objects.all().delete()
    assert_well_made(visit, visit.go("/timer/log/"), "an empty log")
    visit.watch.assert_calm()


def test_a_link_is_copied_and_fills_set_up_for_whoever_opens_it(visit: Visit, alice: User) -> None:
    visit.be(alice)
    visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.go(SHARED)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()

    page.goto(page.evaluate("navigator.clipboard.readText()"))

    expect(page.get_by_label("Interval")).to_have_value("45")
    expect(page.get_by_text("Somebody shared this plan with you.")).to_be_visible()


def test_a_browser_that_lets_no_page_copy_is_told_what_to_do(visit: Visit, alice: User) -> None:
    visit.be(alice)
    visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page = visit.go(SHARED)

    page.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_text("The link is selected")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == page.get_by_label("Its link").input_value()


def test_presets_are_kept_changed_and_forgotten_without_scripts(visitors: Visitors, alice: User) -> None:
    visit = visitors.visit(scripts=False)
    visit.be(alice)
    page = visit.go("/timer/?work=45&rest=15&rounds=6&name=Stairs")
    page.get_by_role("button", name="Keep as a preset").click()
    expect(page.get_by_text("Kept as “Stairs” among your presets.")).to_be_visible()

    page.get_by_label("Interval").fill("50")
    page.get_by_role("button", name="Change “Stairs”").click()
    expect(page.get_by_label("Interval")).to_have_value("50")

    visit.go("/timer/presets/")
    page.locator("summary", has_text="Forget").click()
    page.get_by_role("button", name="Yes, forget it").click()
    expect(page.get_by_text("“Stairs” is forgotten.")).to_be_visible()
    assert not Preset.objects.exists()

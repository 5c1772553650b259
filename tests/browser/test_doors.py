"""In by e-mail and password: by finger and by keyboard, without scripts, on pages that are well made."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.joining import invitation_make
from accounts.models import User
from accounts.proving import SEEN
from tests.browser.conftest import DESK, Visit, Visitors
from tests.browser.test_pages import assert_well_made
from tests.letters import link_to

ADDRESS, PASSWORD, OTHER = "ina@people.example", "a calm harbour 7", "slow tram, last stop"


def box(page: Page, name: str) -> Any:
    return page.get_by_role("textbox", name=name, exact=True)


def sign_in(page: Page, password: str) -> None:
    box(page, "Your e-mail address").fill(ADDRESS)
    box(page, "Password").fill(password)
    box(page, "Password").press("Enter")


def test_the_whole_way_of_an_account_with_a_password(visit: Visit, db: None) -> None:
    page = visit.go("/")
    page.get_by_role("link", name="Use e-mail and password").click()
    page.get_by_role("link", name="Make one").click()
    box(page, "Your e-mail address").fill(ADDRESS)
    box(page, "Password").fill("short")
    box(page, "The same password again").fill("shirt")
    page.get_by_role("button", name="Make an account").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    expect(box(page, "Your e-mail address")).to_have_value(ADDRESS)
    assert_well_made(visit, page, "sign up with words")
    box(page, "Password").fill(PASSWORD)
    box(page, "The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    page.get_by_text(f"We have sent a letter to {ADDRESS}").wait_for()
    assert_well_made(visit, page, "today of somebody new")
    visit.go(link_to(ADDRESS))
    page.get_by_role("button", name="Yes, write to me there").click()
    page.get_by_text("Confirmed.").wait_for()

    page.get_by_role("link", name="Devices").click()
    page.get_by_text("this one").wait_for()
    expect(page.get_by_text("Chrome on Linux")).to_be_visible()
    page.get_by_role("button", name="Sign out everywhere, here too").click()
    page.get_by_text("You are signed out everywhere.").wait_for()

    sign_in(page, "not this one")
    page.get_by_text("Address and password do not go together.").wait_for()
    assert_well_made(visit, page, "sign in with words")
    page.get_by_role("link", name="Forgot the password?").click()
    box(page, "Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send the letter").click()
    page.get_by_role("heading", name="A letter is on its way").wait_for()
    visit.go(link_to(ADDRESS))
    assert_well_made(visit, page, "choose a new password")
    box(page, "New password").fill(OTHER)
    box(page, "The same password again").fill(OTHER)
    page.get_by_role("button", name="Set the password").click()
    page.get_by_text("Your new password is set.").wait_for()
    sign_in(page, OTHER)
    page.get_by_role("heading", name="Spotify is not connected").wait_for()
    assert visit.watch.asked == {visit.watch.home}


def test_without_scripts_and_by_keyboard_it_is_the_same(visitors: Visitors, db: None) -> None:
    User.objects.create_user(email=ADDRESS, password=PASSWORD)
    visit = visitors.visit(DESK, scripts=False)
    page = visit.go("/accounts/password/")
    page.wait_for_url(re.compile("sign-in"))
    sign_in(page, PASSWORD)
    page.get_by_role("heading", name="Change your password").wait_for()
    for words in (PASSWORD, OTHER, OTHER):
        page.keyboard.press("Tab") if words != PASSWORD else box(page, "Your password until now").focus()
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.get_by_text("Your password is set.").wait_for()


def test_a_change_of_address_and_a_locked_door_and_an_invitation_are_well_made(
    visit: Visit, alice: User, settings: Any
) -> None:
    visit.be(alice)
    page = visit.go("/accounts/email/?change")
    box(page, "Your e-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send the letter").click()
    page.get_by_text("Open the links in both").wait_for()
    assert_well_made(visit, page, "change of address")
    visit.go(link_to("alice@people.example"))
    assert_well_made(visit, page, "change of address at the old one")
    page.get_by_role("button", name="Yes, change it").click()
    page.get_by_text("You agreed at your old address.").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).click()

    settings.AXES_FAILURE_LIMIT = 1
    visit.go("/accounts/sign-in/")
    sign_in(page, "not this one")
    page.get_by_role("heading", name="That was not the password several times").wait_for()
    assert_well_made(visit, page, "locked out")

    settings.REGISTRATION, settings.SPOTIFY_USERS = "invite", 1
    token = invitation_make(by=alice, seats=3, ends_at=timezone.now() + timedelta(days=3))[1]
    assert_well_made(visit, visit.go(f"/accounts/invited/{token}/"), "invited and spotify is full")
    assert_well_made(visit, visit.go("/accounts/sign-up/"), "not invited")
    assert_well_made(visit, visit.go("/accounts/password/reset/MQ/x-y/"), "letter that ended")


def test_who_came_in_long_ago_says_once_more_who_they_are_and_goes_on(visit: Visit, db: None) -> None:
    User.objects.create_user(email=ADDRESS, password=PASSWORD)
    page = visit.go("/accounts/sign-in/")
    sign_in(page, PASSWORD)
    page.get_by_role("button", name="Sign out").wait_for()
    for session in Session.objects.all():
        store = SessionStore(session.session_key)
        store[SEEN] = [store[SEEN][0], 0.0]
        store.save()
    visit.go("/accounts/email/?change")
    box(page, "Your e-mail address").fill("other@people.example")
    box(page, "Your e-mail address").press("Enter")
    page.get_by_role("heading", name="Is it you?").wait_for()
    assert_well_made(visit, page, "is it you")
    box(page, "Your password").fill(PASSWORD)
    box(page, "Your password").press("Enter")
    expect(box(page, "Your e-mail address")).to_have_value("other@people.example")
    page.get_by_role("button", name="Send the letter").click()
    page.get_by_text("We have sent a letter to other@people.example").wait_for()

"""The connection's page and its end in a real browser."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Source
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.music_data.probing import RECOMMENDATIONS
from discoverdaily.music_data.regime import remember
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import Connection, OwnApp
from tests.browser.conftest import Visit
from tests.browser.test_pages import assert_well_made
from tests.listening.songs import NOON, song
from tests.sandbox_server import DEMO_CLIENT

PAGE = "/accounts/connection/"


def test_every_state_of_a_connection_is_well_made(visit: Visit, alice: User) -> None:
    visit.be(alice)
    remember(RECOMMENDATIONS, DEMO_CLIENT, may=False)
    Connection.objects.update(premium=True)
    assert_well_made(visit, visit.go(PAGE), "connection that works")
    Connection.objects.update(authorized_at=timezone.now() - timedelta(days=170))
    assert_well_made(visit, visit.go(PAGE), "connection ends soon")
    Connection.objects.update(state="reconnect_needed", refusal=Reason.REVOKED, refused_at=timezone.now())
    assert_well_made(visit, visit.go(PAGE), "connection revoked")
    assert_well_made(visit, visit.go("/accounts/connection/end/"), "the last door")
    Connection.objects.all().delete()
    assert_well_made(visit, visit.go(PAGE), "no connection")
    visit.watch.assert_calm()


def test_one_disconnects_by_the_keyboard_and_decides_about_the_rest_later(visit: Visit, alice: User) -> None:
    alice.set_password("a calm harbour 7")
    alice.save()
    told = [Told(to_ms(NOON), 180_000, song("A song").pk)]
    plays_store(person=alice, source=Source.CAPTURE, told=told)
    visit.be(alice)
    page = visit.go(PAGE)
    page.get_by_role("link", name="Disconnect…").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What ends").wait_for()
    assert_well_made(visit, page, "what ends")
    page.get_by_label("Delete what Spotify told us, too").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Disconnect")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Disconnected.")
    assert_well_made(visit, page, "disconnected")
    page.get_by_role("button", name="Delete what Spotify told us").click()
    expect(page.locator("#messages")).to_contain_text("is deleted.")
    assert not Connection.objects.exists()
    visit.watch.assert_calm()


def test_the_way_to_an_app_of_ones_own_is_well_made(visit: Visit, alice: User) -> None:
    visit.be(alice)
    page = visit.go(PAGE)
    page.get_by_role("link", name="Bring your own app").click()
    page.get_by_role("heading", name="Choose a password first").wait_for()
    assert_well_made(visit, page, "own app")
    page.get_by_role("button", name="Copy it").click()
    expect(page.locator("#back-to-said")).not_to_be_empty()
    page.get_by_role("textbox", name="Client id").fill("not one")
    page.keyboard.press("Enter")
    page.locator("[name=client_id][aria-invalid=true]").wait_for()
    assert_well_made(visit, page, "own app with words")
    OwnApp.objects.create(person=alice, client_id="0123456789abcdef" * 2)
    assert_well_made(visit, visit.go("/accounts/connection/own-app/"), "own app not tried yet")
    visit.watch.complaints.clear()  # the 422, which browsers write down
    visit.watch.assert_calm()


def test_the_reminder_on_today_is_well_made(visit: Visit, alice: User) -> None:
    Connection.objects.update(authorized_at=timezone.now() - timedelta(days=170))
    visit.be(alice)
    page = visit.go("/")
    assert_well_made(visit, page, "today ends soon")
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("heading", name="ends soon")).to_have_count(0)
    visit.watch.assert_calm()

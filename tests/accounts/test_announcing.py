"""What staff tell everybody stands on every page until its end, or until its reader puts it away."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Announcement, User
from discoverdaily import clock

pytestmark = pytest.mark.django_db
WORDS = "On Sunday morning we move house for an hour."


def announce(words: str = WORDS, *, begins: float = 0, ends: float = 1) -> Announcement:
    """`begins` and `ends` in days from now."""
    now = clock.now()
    moments = {"begins_at": now + timedelta(days=begins), "ends_at": now + timedelta(days=ends)}
    return Announcement.objects.create(words=words, **moments)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


def put_away(client: Client, announcement: Announcement, **headers: str) -> Any:
    return client.post(f"/accounts/announcements/{announcement.pk}/put-away/", headers=headers)


@pytest.mark.parametrize("address", ["/", "/accounts/settings/", "/history/", "/timer/", "/privacy/"])
def test_it_stands_on_every_page(alice: User, address: str) -> None:
    announce()
    assert WORDS in signed_in(alice).get(address).content.decode()


def test_strangers_read_it_too_and_put_it_away_in_their_browser(client: Client) -> None:
    first = announce()
    assert WORDS in client.get("/").content.decode()
    assert put_away(client, first).status_code == 302
    assert WORDS not in client.get("/").content.decode()
    assert WORDS in Client().get("/").content.decode()


def test_it_comes_when_it_begins_and_goes_when_it_ends(client: Client) -> None:
    announce("too early", begins=1, ends=2)
    announce("too late", begins=-2, ends=-1)
    page = client.get("/").content.decode()
    assert "too early" not in page
    assert "too late" not in page


def test_whoever_puts_it_away_sees_it_no_more_in_any_browser_and_others_do(alice: User, bob: User) -> None:
    first = announce()
    announce("Another one.")
    theirs, others = signed_in(alice), signed_in(bob)
    answer = put_away(signed_in(alice), first, Referer="http://testserver/history/?q=lamp")
    assert (answer.status_code, answer["Location"]) == (302, "/history/?q=lamp")
    page = theirs.get("/").content.decode()
    assert WORDS not in page
    assert "Another one." in page
    assert WORDS in others.get("/").content.decode()


def test_what_was_never_announced_is_not_put_away(alice: User) -> None:
    assert signed_in(alice).post("/accounts/announcements/12345/put-away/").status_code == 404


def test_what_staff_write_is_words_and_no_markup(client: Client) -> None:
    announce("<b>loud</b>")
    assert "&lt;b&gt;loud&lt;/b&gt;" in client.get("/").content.decode()


def test_staff_write_one_in_the_admin_and_it_has_to_end_after_it_begins() -> None:
    staff = signed_in(User.objects.create_superuser("keeper"))
    fields = {"words": WORDS, "begins_at_0": "2026-11-02", "begins_at_1": "10:00", "ends_at_1": "10:00"}
    address = "/admin/accounts/announcement/add/"
    refused = staff.post(address, fields | {"ends_at_0": "2026-11-01"})
    assert "It has to end after it begins." in refused.content.decode()
    assert staff.post(address, fields | {"ends_at_0": "2026-11-03"}).status_code == 302
    assert Announcement.objects.get().words == WORDS

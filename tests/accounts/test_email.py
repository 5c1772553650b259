"""The address a person is written to: given, confirmed by a letter, changed and taken back."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
import time_machine
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import email as addresses
from accounts.models import User
from playlists.models import SavedPlaylist
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db

EMAIL, REMOVE = "/accounts/email/", "/accounts/email/remove/"
SENT = "We have sent a letter to"
REMINDER = '<section class="message reminder"'
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/"}


@pytest.fixture
def person() -> User:
    return User.objects.create_user(display_name="Nadia")


@pytest.fixture
def client(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def other() -> User:
    return User.objects.create_user(display_name="Oskar", email="oskar@people.example")


@pytest.fixture
def others(other: User) -> Client:
    others = Client()
    others.force_login(other)
    return others


def ask(client: Client, address: str, **more: Any) -> Any:
    return client.post(EMAIL, {"email": address}, follow=True, **more)


def link() -> str:
    """The path in the latest letter."""
    found = re.search(r"http://127\.0\.0\.1:\d+(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def links() -> dict[str, str]:
    """The path in each mailbox's latest letter."""
    found = {letter.to[0]: re.search(r"http://127\.0\.0\.1:\d+(/\S+)", str(letter.body)) for letter in mail.outbox}
    return {mailbox: path[1] for mailbox, path in found.items() if path}


def given(client: Client, address: str) -> str:
    """Asks for the address and confirms it wherever a letter asks; answers the link that was sent there."""
    mail.outbox.clear()
    ask(client, address)
    for path in links().values():
        assert client.post(path).status_code == 302
    return links()[address]


def email_of(person: User) -> str | None:
    email: str | None = User.objects.get(pk=person.pk).email
    return email


# --- The way ---------------------------------------------------------------------------------------------------------


def test_somebody_who_came_by_spotify_gives_an_address_and_gets_the_one_e_mail(
    bob: User, sandbox: SandboxServer, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    client.force_login(bob)
    saved = look(wish(bob, name="Evenings"))
    assert "We have no e-mail address of yours" in client.get("/").content.decode()

    page = ask(client, "  Bob@People.Example ").content.decode()
    assert f"{SENT} <b>bob@people.example</b>" in page
    assert f"{SENT} <b>bob@people.example</b>" in client.get("/").content.decode()
    assert email_of(bob) is None, "nothing is kept before it is confirmed"

    assert "Yes, write to me there" in client.get(link()).content.decode()
    assert email_of(bob) is None, "looking changes nothing"
    page = client.post(link(), follow=True).content.decode()
    assert "Confirmed. We write to you when a playlist needs you or a reminder you wished for is due." in page
    assert "bob@people.example" in page
    assert REMINDER not in client.get("/").content.decode()

    mail.outbox.clear()
    sandbox.revoke("theo")
    with django_capture_on_commit_callbacks(execute=True):
        assert look(saved).state == SavedPlaylist.State.SUSPENDED
    (letter,) = mail.outbox
    assert letter.to == ["bob@people.example"]
    assert "Evenings" in letter.subject


def test_the_reminder_is_put_away_in_this_browser_until_its_person_signs_in_again(client: Client, person: User) -> None:
    assert REMINDER in client.get("/").content.decode()
    answer = client.post("/accounts/email/later/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert REMINDER not in client.get("/").content.decode()
    elsewhere = Client()
    elsewhere.force_login(person)
    assert REMINDER in elsewhere.get("/").content.decode(), "only here"
    client.logout()
    client.force_login(person)
    assert REMINDER in client.get("/").content.decode()


def test_the_reminder_gates_nothing_and_stands_on_today_alone(client: Client) -> None:
    for path in ("/", "/accounts/settings/", "/mood/", "/history/"):
        page = client.get(path)
        assert page.status_code == 200
        assert (REMINDER in page.content.decode()) is (path == "/")
    assert not mail.outbox


def test_a_letter_whose_link_is_over_is_not_waited_for(client: Client, person: User) -> None:
    ask(client, "nadia@people.example")
    person.set_password("a long enough word")
    person.save()
    client.force_login(person)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        page = client.get("/").content.decode()
    assert SENT not in page
    assert "Your address is not confirmed yet" in page


@pytest.mark.parametrize("order", [1, -1], ids=["the old one first", "the new one first"])
def test_an_address_is_changed_when_both_mailboxes_agreed_and_the_old_one_stays_until_then(
    client: Client, person: User, order: int
) -> None:
    given(client, "one@people.example")
    mail.outbox.clear()
    page = ask(client, "two@people.example").content.decode()
    assert "<b>two@people.example</b> and one to one@people.example" in page
    assert "another e-mail address: two@people.example" in mail.outbox[-1].body
    first, second = sorted(links(), reverse=order < 0)
    page = client.post(links()[first], follow=True).content.decode()
    assert "Now open the link in the letter to" in page
    assert client.post(links()[first]).status_code == 302, "twice is no more than once"
    assert email_of(person) == "one@people.example"
    client.post(links()[second])
    assert email_of(person) == "two@people.example"
    assert client.post(links()[first]).status_code == 410


def test_one_mailbox_alone_changes_nothing_however_often_it_is_asked(client: Client, person: User) -> None:
    given(client, "one@people.example")
    for _ in range(2):
        mail.outbox.clear()
        ask(client, "two@people.example")
        client.post(links()["two@people.example"])
    ask(client, "three@people.example")
    client.post(links()["one@people.example"])
    assert client.post(links()["two@people.example"]).status_code == 410, "it is another one that is asked for now"
    assert email_of(person) == "one@people.example"


def test_an_address_one_signs_in_with_is_not_taken_back(client: Client, person: User) -> None:
    given(client, "one@people.example")
    person.refresh_from_db()
    person.set_password("a calm harbour 7")
    person.save()
    client.force_login(person)
    assert REMOVE not in client.get(EMAIL).content.decode()
    assert "so it stays" in client.post(REMOVE, follow=True).content.decode()
    assert email_of(person) == "one@people.example"


def test_what_was_confirmed_in_another_browser_is_waited_for_no_more(client: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)
    ask(client, "one@people.example")
    elsewhere.post(link())
    page = client.get(EMAIL).content.decode()
    assert "We write to <b>one@people.example</b>" in page
    assert SENT not in page


def test_an_address_is_taken_back(client: Client, person: User) -> None:
    given(client, "one@people.example")
    page = client.post(REMOVE, follow=True).content.decode()
    assert "Removed." in page
    assert "one@people.example" not in page
    assert email_of(person) is None


def test_a_fragment_is_the_card_alone(client: Client) -> None:
    page = ask(client, "one@people.example", headers=HTMX).content.decode()
    assert SENT in page
    assert "<html" not in page
    page = client.get(f"{EMAIL}?change", headers=HTMX).content.decode()
    assert 'name="email"' in page
    assert "HX-Request" in client.get(EMAIL)["Vary"]


def test_the_letter_is_plain_and_leads_here(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://daily.example"
    ask(client, "one@people.example")
    (letter,) = mail.outbox
    assert letter.to == ["one@people.example"]
    assert "https://daily.example/accounts/email/confirm/" in letter.body
    assert "or a reminder they wished for is due" in letter.body
    assert "&" not in letter.body


def test_the_demo_says_where_letters_lie(client: Client, settings: Any) -> None:
    settings.EMAIL_FILE_PATH = settings.BASE_DIR / "var" / "emails"
    assert "kept as files in var/emails" in ask(client, "one@people.example").content.decode()
    settings.EMAIL_FILE_PATH = None
    assert "kept as files" not in client.get(EMAIL).content.decode()


# --- What is typed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "nobody",
        "a@b",
        "a@people.example\nBcc: b@people.example",
        "a@people.example\r\nSubject: hello",
        '"a\x0bb"@people.example',
        "a@people.example, b@people.example",
        "Nadia <a@people.example>",
        "ſ@people.example",
        "<b>a</b>@people.example",
        f"{'a' * 250}@people.example",
        "a\x00@people.example",
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_no_address_is_said_at_the_field_and_kept(client: Client, typed: str, headers: Any) -> None:
    answer = ask(client, typed, headers=headers)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert 'class="errorlist"' in page
    assert answer.context["form"]["email"].value() == typed
    assert mail.outbox == []


def test_ones_own_address_needs_no_letter(client: Client) -> None:
    given(client, "one@people.example")
    answer = ask(client, "ONE@people.example")
    assert answer.status_code == 422
    assert "your address already" in answer.content.decode()
    assert len(mail.outbox) == 1


def test_letters_are_slowed(client: Client, person: User, others: Client, settings: Any) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for turn in range(5):
            assert SENT in ask(client, f"{turn}@people.example").content.decode()
        answer = ask(client, "six@people.example")
        assert answer.status_code == 422
        assert "ask again in an hour" in answer.content.decode()
        assert "six@people.example" in answer.content.decode()
        assert len(mail.outbox) == 5
        assert SENT in ask(others, "new@people.example").content.decode(), "one person's haste is not another's"
        clock.shift(timedelta(minutes=61))
        if not settings.REDIS_URL:  # Redis has a clock of its own
            client.force_login(person)
            assert SENT in ask(client, "six@people.example").content.decode()


@pytest.mark.parametrize("error", [TimeoutError, ConnectionRefusedError, SMTPServerDisconnected])
def test_a_mail_server_that_fails_is_told_and_nothing_is_lost(
    client: Client, person: User, monkeypatch: pytest.MonkeyPatch, error: type[OSError]
) -> None:
    given(client, "one@people.example")

    def fail(*args: Any) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = ask(client, "two@people.example")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "could not be sent just now" in page
    assert 'value="two@people.example"' in page
    assert email_of(person) == "one@people.example"
    assert SENT not in client.get(EMAIL).content.decode()


# --- Links -----------------------------------------------------------------------------------------------------------


def test_anothers_link_is_not_found(client: Client, person: User, others: Client, other: User) -> None:
    ask(client, "one@people.example")
    for answer in (others.get(link()), others.post(link())):
        assert answer.status_code == 404
    assert (email_of(person), email_of(other)) == (None, "oskar@people.example")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        others.force_login(other)
        assert others.get(link()).status_code == 404, "nor when it has ended"


def test_a_forged_link_is_not_found(client: Client, person: User) -> None:
    payload = [person.pk, "forged@people.example", ""]
    elsewhere = signing.dumps(payload, salt="elsewhere")
    other_key = signing.dumps(payload, salt=addresses.SALT, key="not ours")
    for forged in ("x", "a:b:c", elsewhere, other_key, addresses.link_of(person, "a@people.example") + "x"):
        assert client.post(f"{EMAIL}confirm/{forged}/").status_code == 404
    assert email_of(person) is None


def test_a_link_that_ended_says_so_and_how_to_ask_again(client: Client, person: User) -> None:
    ask(client, "one@people.example")
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        for answer in (client.get(link()), client.post(link())):
            assert answer.status_code == 410
            assert "no longer good" in answer.content.decode()
            assert f'href="{EMAIL}"' in answer.content.decode()
        assert 'name="email"' in client.get(EMAIL).content.decode(), "and the field is there again"
    assert email_of(person) is None


def test_a_link_is_good_once(client: Client, person: User) -> None:
    used = given(client, "one@people.example")
    assert client.get(used).status_code == client.post(used).status_code == 410
    client.post(REMOVE)
    assert client.post(used).status_code == 410
    assert email_of(person) is None, "what was taken back stays taken back"


def test_of_two_letters_the_first_confirmed_ends_the_other(client: Client, person: User) -> None:
    ask(client, "one@people.example")
    first = link()
    ask(client, "two@people.example")
    client.post(link())
    assert client.post(first).status_code == 410
    assert email_of(person) == "two@people.example"


def test_two_browsers_that_confirm_at_once_keep_one_address(person: User) -> None:
    addresses.email_ask(person=person, address="one@people.example")
    first = addresses.link_read(addresses.link_of(person, "one@people.example"), person=person)
    addresses.email_ask(person=person, address="two@people.example")
    second = addresses.link_read(addresses.link_of(person, "two@people.example"), person=person)
    with pytest.raises(addresses.LinkEnded):
        addresses.email_agree(person=person, link=first)
    assert addresses.email_agree(person=person, link=second)
    with pytest.raises(addresses.LinkEnded):
        addresses.email_agree(person=person, link=second)
    assert email_of(person) == "two@people.example"


# --- Others ----------------------------------------------------------------------------------------------------------


def test_an_address_that_another_has_is_answered_as_always_and_the_letter_says_so(
    client: Client, person: User, other: User
) -> None:
    page = ask(client, "free@people.example").content.decode()
    taken = ask(client, "OSKAR@people.example").content.decode()
    unlike = re.compile(r"csrf\S+ value=\"\w+\"|\b(free|oskar)@")
    assert unlike.sub("", re.sub(r'value="\w{64}"', "", taken)) == unlike.sub("", re.sub(r'value="\w{64}"', "", page))
    assert "with it already" in mail.outbox[-1].body
    assert "/confirm/" not in mail.outbox[-1].body
    assert email_of(person) is None


def test_who_confirms_second_is_told_that_the_address_is_taken(
    client: Client, person: User, others: Client, other: User
) -> None:
    ask(client, "both@people.example")
    first = link()
    given(others, "both@people.example")
    answer = client.post(first)
    assert answer.status_code == 409
    assert "Another account here uses this address" in answer.content.decode()
    assert (email_of(person), email_of(other)) == (None, "both@people.example")


def test_two_who_confirm_one_address_in_the_same_moment_do_not_both_get_it(
    client: Client, person: User, other: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client, "both@people.example")
    other.email = "both@people.example"
    other.save()
    monkeypatch.setattr(addresses, "_taken", lambda *_: False)  # the other's was not there when we looked
    assert client.post(link()).status_code == 409
    assert email_of(person) is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(person: User, method: str) -> None:
    for path in (EMAIL, f"{EMAIL}confirm/x/"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/?next=")
    assert mail.outbox == []


def test_what_changes_something_is_by_post_and_with_the_forms_token(person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.get(REMOVE).status_code == 405
    path = f"{EMAIL}confirm/{addresses.link_of(person, 'a@people.example')}/"
    for refused in (EMAIL, REMOVE, path):
        assert strict.post(refused, {"email": "a@people.example"}).status_code == 403
    assert email_of(person) is None


def test_nobody_keeps_these_pages(client: Client, person: User) -> None:
    ask(client, "a@people.example")
    for path in (EMAIL, link()):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def test_the_page_asks_the_database_little_however_many_people_there_are(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(EMAIL).status_code == 200
        return len(seen)

    before = queries()
    for turn in range(20):
        User.objects.create_user(email=f"{turn}@people.example")
    assert queries() == before <= 5  # who it is, their address, the browser, what staff announce and switch off

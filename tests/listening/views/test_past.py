"""Get your past: what was asked for, the wait, one reminder, and what ends it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import work
from discoverdaily.listening.models import ExportRequest, Source
from discoverdaily.listening.past import (
    WAIT,
    Kind,
    export_request_meet,
    export_request_note,
    export_request_remind,
)

pytestmark = pytest.mark.django_db

PAST = "/history/past/"
BUTTONS = ["asked", "forget", "came"]


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def page(client: Client, address: str = PAST) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def asked(client: Client, *, days_ago: int = 0, kind: str = Kind.EXTENDED) -> str:
    """Notes that Spotify was asked; answers the page that follows."""
    day = (clock.now() - timedelta(days=days_ago)).date().isoformat()
    answer = client.post(f"{PAST}asked/", {"kind": kind, "day": day}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def ring() -> int:
    return work(ExportRequest.objects.all(), lambda row: export_request_remind(request=row))


def test_the_page_says_what_spotify_offers_and_where(owner: Client) -> None:
    said = page(owner)
    assert 'href="https://www.spotify.com/account/privacy/"' in said
    for words in ("thirty days, often sooner", "about five days", "one year", "I have asked Spotify"):
        assert words in said
    assert "On its way" not in said


def test_who_has_asked_sees_by_when_it_comes(owner: Client, alice: User) -> None:
    said = asked(owner, days_ago=2)
    request = ExportRequest.objects.get()
    assert request.person == alice
    assert request.due_at == request.asked_at + timedelta(days=30)
    assert "We remind you once" in said
    assert "On its way" in said
    assert f"by {request.due_at:%-d %B}" in said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": ""}, "Choose the day."),
        ({"day": "yesterday"}, "This is no day."),
        ({"day": "2999-01-01"}, "This day is yet to come."),
        ({"day": "2020-01-01"}, "That is long ago"),
        ({"kind": "everything"}, "Choose one."),
    ],
)
def test_what_cannot_be_is_said_at_the_field_and_kept(owner: Client, typed: dict[str, str], words: str) -> None:
    fields = {"kind": "account", "day": clock.now().date().isoformat(), **typed}
    answer = owner.post(f"{PAST}asked/", fields)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert words in said
    assert f'value="{fields["day"]}"' in said or not fields["day"]
    assert not ExportRequest.objects.exists()


def test_nobody_is_reminded_before_it_can_have_come(owner: Client, alice: User) -> None:
    asked(owner, days_ago=20)
    assert ring() == 0
    assert "Your past should have come" not in page(owner, "/")


def test_account_data_comes_sooner(owner: Client) -> None:
    asked(owner, days_ago=6, kind=Kind.ACCOUNT)
    assert ring() == 1
    assert "account data" in page(owner, "/")


def test_the_reminder_comes_once_on_today_and_by_letter(owner: Client, alice: User) -> None:
    asked(owner, days_ago=31)
    assert ring() == 1
    assert ring() == 0
    (letter,) = mail.outbox
    assert letter.to == [alice.email]
    assert "extended streaming history" in str(letter.body)
    assert "/history/imports/" in str(letter.body)
    assert "Your past should have come" in page(owner, "/")
    assert "It should have come by now" in page(owner)


def test_who_has_no_address_is_reminded_on_today(bob: User, client: Client) -> None:
    client.force_login(bob)
    asked(client, days_ago=31)
    ring()
    assert mail.outbox == []
    assert "Your past should have come" in page(client, "/")


def test_asking_again_begins_a_new_wait_with_a_reminder_of_its_own(owner: Client) -> None:
    asked(owner, days_ago=31)
    ring()
    asked(owner)
    assert "Your past should have come" not in page(owner, "/")
    request = ExportRequest.objects.get()
    assert request.reminded_at is None
    ExportRequest.objects.update(due_at=clock.now())
    assert ring() == 1
    assert len(mail.outbox) == 2


def test_asking_again_while_a_reminder_is_written_keeps_the_new_wait(alice: User) -> None:
    long_ago = clock.now() - timedelta(days=40)
    export_request_note(person=alice, kind=Kind.EXTENDED, asked_at=long_ago)
    (claimed,) = ExportRequest.claim(ExportRequest.objects.all(), limit=1)
    export_request_note(person=alice, kind=Kind.EXTENDED, asked_at=clock.now())
    work(ExportRequest.objects.filter(pk=claimed.pk), lambda row: export_request_remind(request=row))
    request = ExportRequest.objects.get()
    assert request.reminded_at is None
    assert request.due_at is not None
    assert request.due_at > clock.now() + WAIT[Kind.ACCOUNT]


@pytest.mark.parametrize(("press", "to"), [("came", "/history/imports/"), ("forget", PAST)])
def test_who_no_longer_waits_is_not_reminded(owner: Client, press: str, to: str) -> None:
    asked(owner, days_ago=31)
    answer = owner.post(f"{PAST}{press}/")
    assert answer.status_code == 302
    assert answer["Location"] == to
    assert ring() == 0
    assert "On its way" not in page(owner)


@pytest.mark.parametrize(
    ("kind", "sources", "waits"),
    [
        (Kind.EXTENDED, Source.EXTENDED, False),
        (Kind.EXTENDED, Source.ACCOUNT, True),
        (Kind.ACCOUNT, Source.ACCOUNT, False),
        (Kind.ACCOUNT, Source.EXTENDED, False),
        (Kind.EXTENDED, Source.ACCOUNT | Source.EXTENDED, False),
        (Kind.ACCOUNT, 0, True),
    ],
)
def test_what_came_in_ends_the_wait_for_it(alice: User, bob: User, kind: Kind, sources: int, waits: bool) -> None:
    for person in (alice, bob):
        export_request_note(person=person, kind=kind, asked_at=clock.now())
    export_request_meet(person=alice, sources=sources)
    assert ExportRequest.objects.filter(person=alice).exists() is waits
    assert ExportRequest.objects.filter(person=bob).exists()


def test_a_second_person_sees_and_changes_nothing_of_it(owner: Client, bob: User) -> None:
    asked(owner)
    second = Client()
    second.force_login(bob)
    assert "On its way" not in page(second)
    for button in BUTTONS:
        second.post(f"{PAST}{button}/")
    assert "On its way" in page(owner)


def test_a_stranger_is_asked_to_sign_in(db: None) -> None:
    for method, address in [("get", PAST), *(("post", f"{PAST}{button}/") for button in BUTTONS)]:
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/")


def test_looking_changes_nothing(owner: Client) -> None:
    for button in BUTTONS:
        assert owner.get(f"{PAST}{button}/").status_code == 405


def test_the_fragment_brings_its_words_along(owner: Client) -> None:
    fields = {"kind": "extended", "day": clock.now().date().isoformat()}
    answer = owner.post(f"{PAST}asked/", fields, headers={"HX-Request": "true"}, follow=True)
    said = answer.content.decode()
    assert "<html" not in said
    assert 'hx-swap-oob="true"' in said

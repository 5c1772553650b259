"""Passwords are not found by guessing: neither at our door nor at the admin's."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.core import mail
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.guessing import AT_ONE_ACCOUNT, FROM_ONE_ADDRESS
from accounts.letters import IN_AN_HOUR
from accounts.limits import network_address_of
from accounts.models import User
from accounts.services import ended_sessions_forget
from accounts.signing_up import FROM_ONE_NETWORK
from accounts.views.doors import BY_PASSWORD
from tests.accounts.conftest import Browser, signed_in
from tests.accounts.test_passwords import OTHER, choose, reset_page, sign_in, sign_up, who
from tests.letters import link_to

pytestmark = pytest.mark.django_db
GOOD = "a calm harbour 7"
ADDRESS = "nadia@people.example"
LIMIT = 8


@pytest.fixture
def nadia() -> User:
    return User.objects.create_user(display_name="Nadia", email=ADDRESS, password=GOOD)


def guess(client: Client, times: int, address: str = ADDRESS) -> Any:
    for _ in range(times):
        answer = sign_in(client, address, "not this one")
    return answer


def test_too_many_wrong_passwords_and_none_is_looked_at_until_that_is_over(client: Client, nadia: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert guess(client, LIMIT - 1).status_code == 422
        answers = [guess(client, 1), sign_in(client, ADDRESS, GOOD), sign_in(client, "NADIA@people.example", GOOD)]
        for answer in answers:
            assert answer.status_code == 429
            assert answer["Retry-After"] == "901"
            assert "It is over in 15\xa0minutes." in answer.content.decode()
            assert "/accounts/password/reset/" in answer.content.decode()
        assert who(client) is None
        clock.shift(timedelta(minutes=15, seconds=1))
        assert sign_in(client, ADDRESS, GOOD).status_code == 302


def test_guessing_on_does_not_make_it_longer(client: Client, nadia: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        guess(client, LIMIT)
        clock.shift(timedelta(minutes=10))
        assert guess(client, 5)["Retry-After"] == "301"


def test_a_lock_says_nothing_of_whether_the_address_is_somebodys(nadia: User) -> None:
    answers = [guess(Client(), LIMIT, address).status_code for address in (ADDRESS, "nobody@people.example")]
    assert answers == [429, 429]


def test_nobody_shuts_somebody_else_out_from_where_that_person_is(client: Client, nadia: User) -> None:
    guess(Client(REMOTE_ADDR="192.0.2.9"), LIMIT)
    assert sign_in(client, ADDRESS, GOOD).status_code == 302


def test_one_password_tried_at_many_accounts_ends_for_the_network_it_comes_from(client: Client, nadia: User) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for turn in range(FROM_ONE_ADDRESS - 1):
            assert guess(client, 1, f"{turn}@people.example").status_code == 422
            clock.shift(timedelta(seconds=1))
        assert guess(client, 1, "last@people.example").status_code == 429
        answer = sign_in(client, ADDRESS, GOOD)
        assert answer.status_code == 429
        assert "They came from the network you are in." in answer.content.decode()
        assert "/accounts/password/reset/" not in answer.content.decode(), "no letter ends it"
        assert int(answer["Retry-After"]) == 15 * 60 - (FROM_ONE_ADDRESS - 1) + 1, "when the first of them is forgotten"
        assert sign_in(Client(REMOTE_ADDR="192.0.2.9"), ADDRESS, GOOD).status_code == 302
        clock.shift(timedelta(seconds=int(answer["Retry-After"])))
        assert sign_in(client, ADDRESS, GOOD).status_code == 302


def test_many_networks_that_try_one_account_end_for_all_until_its_owner_opens_a_letter(
    client: Client, nadia: User
) -> None:
    for turn in range(AT_ONE_ACCOUNT // 7 + 1):
        guess(Client(REMOTE_ADDR=f"192.0.2.{turn}"), 7)
    fresh = Client(REMOTE_ADDR="198.51.100.1")
    answer = sign_in(fresh, ADDRESS, GOOD)
    assert answer.status_code == 429
    assert "Have a letter sent" in answer.content.decode()
    choose(client, reset_page(client, ADDRESS), "slow tram, last stop")
    assert sign_in(fresh, ADDRESS, "slow tram, last stop").status_code == 302


def test_the_many_addresses_of_one_ipv6_line_are_one(nadia: User) -> None:
    for turn in range(LIMIT):
        answer = guess(Client(REMOTE_ADDR=f"2001:db8:1:2::{turn:x}"), 1)
    assert answer.status_code == 429
    assert sign_in(Client(REMOTE_ADDR="2001:db8:1:3::1"), ADDRESS, GOOD).status_code == 302


def test_letters_that_somebody_asks_for_who_is_not_signed_in_are_counted_by_network(client: Client) -> None:
    for turn in range(FROM_ONE_NETWORK):
        assert client.post("/accounts/password/reset/", {"email": f"{turn}@people.example"}).status_code == 302
    answer = client.post("/accounts/password/reset/", {"email": "last@people.example"})
    assert answer.status_code == 422
    assert "Many letters were asked for from your network" in answer.content.decode()
    assert len(mail.outbox) == FROM_ONE_NETWORK


def test_one_locked_account_is_not_anothers(client: Client, nadia: User) -> None:
    User.objects.create_user(email="oskar@people.example", password=GOOD)
    guess(client, LIMIT)
    assert sign_in(client, "oskar@people.example", GOOD).status_code == 302


def test_coming_in_forgets_the_slips_before(client: Client, nadia: User) -> None:
    for _ in range(2):
        guess(client, LIMIT - 1)
        assert sign_in(client, ADDRESS, GOOD).status_code == 302
        client.post("/accounts/sign-out/")


def test_whoever_signs_up_with_an_address_has_no_wrong_passwords_for_it_forgotten(client: Client, nadia: User) -> None:
    sign_up(Client(), ADDRESS, OTHER)
    guess(client, LIMIT - 1)
    assert sign_in(client, ADDRESS, OTHER).status_code == 302, "they come in to what they made"
    client.post("/accounts/sign-out/")
    assert guess(client, 1).status_code == 429, "and are not closer to what another has"


def test_nor_by_leaving_again(client: Client, nadia: User) -> None:
    guess(client, LIMIT)
    own = Client()
    sign_up(own, ADDRESS, OTHER)
    own.post("/accounts/data/delete/", {"password": OTHER})
    assert list(User.objects.all()) == [nadia]
    assert sign_in(client, ADDRESS, GOOD).status_code == 429


def test_nor_by_a_letter_to_another_mailbox(client: Client, nadia: User) -> None:
    guess(client, LIMIT)
    own = Client()
    own.force_login(User.objects.create_user(email="thief@people.example", password=OTHER), BY_PASSWORD)
    own.post("/accounts/email/", {"email": ADDRESS})
    choose(own, reset_page(own, "thief@people.example"), "a third harbour 9")
    assert sign_in(client, ADDRESS, GOOD).status_code == 429


def test_who_signs_up_and_leaves_over_and_over_fills_nobodys_mailbox() -> None:
    for _ in range(IN_AN_HOUR + 2):
        own = Client()
        sign_up(own, "stranger@people.example", OTHER)
        own.post("/accounts/data/delete/", {"password": OTHER})
    assert len(mail.outbox) == IN_AN_HOUR


def test_a_password_chosen_by_letter_ends_the_lock_at_once(client: Client, nadia: User) -> None:
    guess(client, LIMIT)
    choose(client, reset_page(client, ADDRESS), "slow tram, last stop")
    assert sign_in(client, ADDRESS, "slow tram, last stop").status_code == 302


def test_asking_for_the_letter_alone_ends_nothing(client: Client, nadia: User) -> None:
    guess(client, LIMIT)
    client.post("/accounts/password/reset/", {"email": ADDRESS})
    assert len(mail.outbox) == 1
    assert client.get(link_to(ADDRESS)).status_code == 302
    assert sign_in(client, ADDRESS, GOOD).status_code == 429


def test_spotifys_door_stays_open(browser: Browser, nadia: User) -> None:
    guess(browser, LIMIT)
    browser.sign_in("mara")
    assert signed_in(browser) is not None


def test_the_admins_door_is_guarded_as_ours_is(client: Client) -> None:
    User.objects.create_superuser("keeper", password=GOOD)
    for _ in range(LIMIT):
        answer = client.post("/admin/login/", {"username": "Keeper", "password": "x", "next": "/admin/"})
    assert answer.status_code == 429
    assert client.post("/admin/login/", {"username": "keeper", "password": GOOD}).status_code == 429


def test_what_was_counted_is_forgotten_and_no_success_is_kept(client: Client, nadia: User) -> None:
    guess(client, 3)
    sign_in(client, "a" * 300, "x")
    attempt = AccessAttempt.objects.get()
    assert "not this one" not in str(AccessAttempt.objects.values().get())
    assert attempt.failures_since_start == 3
    ended_sessions_forget()
    assert AccessAttempt.objects.exists(), "it still counts"
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        ended_sessions_forget()
    assert not AccessAttempt.objects.exists()
    sign_in(client, ADDRESS, GOOD)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("name", ["x" * 3000, "a\x00b", ""])
def test_whatever_is_typed_at_the_admins_door_is_answered(client: Client, name: str) -> None:
    assert client.post("/admin/login/", {"username": name, "password": "x"}).status_code == 200


@pytest.mark.parametrize(
    ("proxy", "forwarded", "told"),
    [
        (False, "198.51.100.7", "127.0.0.1"),
        (True, "198.51.100.7", "198.51.100.7"),
        (True, "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        (True, "nonsense", "127.0.0.1"),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (True, "::ffff:198.51.100.7", "198.51.100.7"),
        (True, "", "127.0.0.1"),
    ],
)
def test_a_proxy_is_believed_where_there_is_one_and_its_own_word_only(
    settings: Any, proxy: bool, forwarded: str, told: str
) -> None:
    settings.BEHIND_PROXY = proxy
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert network_address_of(request) == told

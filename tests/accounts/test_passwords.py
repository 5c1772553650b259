"""An account by e-mail address and password: made, come in by, and the password changed or forgotten."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from accounts.limits import limits_forget
from accounts.models import AddressAsked, Share, User
from playlists.models import SavedPlaylist
from tests.accounts.conftest import Browser, signed_in
from tests.letters import link_to
from tests.playlists.conftest import look, wish

pytestmark = pytest.mark.django_db

SIGN_UP, SIGN_IN, PASSWORD = "/accounts/sign-up/", "/accounts/sign-in/", "/accounts/password/"
RESET = "/accounts/password/reset/"
GOOD, OTHER = "a calm harbour 7", "slow tram, last stop"
DAY = timedelta(days=1)
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def sign_up(client: Client, address: str, password: str = GOOD, **more: str) -> Any:
    fields = {"email": address, "password1": password, "password2": password}
    return client.post(SIGN_UP, fields | more, follow=True)


def sign_in(client: Client, address: str, password: str = GOOD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": address, "password": password} | more)


def who(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def reset_page(client: Client, address: str) -> str:
    """Asks for a letter and follows its link; answers the address of the page where one chooses."""
    client.post(RESET, {"email": address})
    answer = client.get(link_to(address))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def choose(client: Client, page: str, password: str = OTHER) -> Any:
    return client.post(page, {"new_password1": password, "new_password2": password})


@pytest.fixture
def nadia() -> User:
    """Comes in by an address that is confirmed."""
    return User.objects.create_user(display_name="Nadia", email="nadia@people.example", password=GOOD)


# --- Making an account -----------------------------------------------------------------------------------------------


def test_an_account_works_at_once_and_asks_to_confirm_the_address(client: Client) -> None:
    page = sign_up(client, " Ina@People.Example ", time_zone="Europe/Berlin").content.decode()
    person = who(client)
    assert person is not None
    assert (person.email, person.time_zone, str(person)) == (None, "Europe/Berlin", "ina")
    assert "Confirm your address" in page
    assert "We have sent a letter to <b>ina@people.example</b>" in page
    (letter,) = mail.outbox
    assert letter.to == ["ina@people.example"]
    client.post(link_to("ina@people.example"))
    person.refresh_from_db()
    assert person.email == "ina@people.example"
    assert not AddressAsked.objects.exists()
    assert "Confirm your address" not in client.get("/").content.decode()


def test_who_has_not_confirmed_yet_comes_in_and_may_have_the_letter_again(client: Client) -> None:
    sign_up(client, "ina@people.example")
    person = who(client)
    client.post("/accounts/sign-out/")
    assert sign_in(client, "INA@people.example")["Location"] == "/"
    assert who(client) == person
    client.post("/accounts/email/", {"email": "ina@people.example"})
    assert len(mail.outbox) == 2
    client.post(link_to("ina@people.example"))
    assert User.objects.get().email == "ina@people.example"


def test_nobody_learns_from_signing_up_whether_an_address_is_somebodys(nadia: User) -> None:
    free, taken = Client(), Client()
    answers = [sign_up(free, "free@people.example"), sign_up(taken, "nadia@people.example")]
    pages = [re.sub(r'\b(free|nadia)\b|value="\w{64}"', "", answer.content.decode()) for answer in answers]
    assert answers[0].status_code == answers[1].status_code == 200
    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [["free@people.example"], ["nadia@people.example"]]
    assert "You have an account there with it already" in mail.outbox[1].body
    assert "/confirm/" not in mail.outbox[1].body
    nadia.refresh_from_db()
    assert nadia.email == "nadia@people.example"
    assert who(taken) != nadia


def test_who_owns_the_address_still_comes_in_when_somebody_else_signed_up_with_it(client: Client, nadia: User) -> None:
    sign_up(Client(), "nadia@people.example", OTHER)
    sign_in(client, "nadia@people.example", GOOD)
    assert who(client) == nadia


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": ""}, "Type the address first."),
        ({"email": "nobody"}, "does not look like an e-mail address"),
        ({"password1": "", "password2": ""}, "Type the password first."),
        ({"password1": "short 7", "password2": "short 7"}, "too short"),
        ({"password1": "password1", "password2": "password1"}, "too common"),
        ({"password1": "92837465012", "password2": "92837465012"}, "entirely numeric"),
        ({"password1": "ina@people.example", "password2": "ina@people.example"}, "too similar"),
        ({"password2": "a calm harbour 8"}, "The two are not alike"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_the_address_is_kept(
    client: Client, fields: dict[str, str], words: str
) -> None:
    typed = {"email": "ina@people.example", "password1": GOOD, "password2": GOOD} | fields
    answer = client.post(SIGN_UP, typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{typed["email"]}"' in page or not typed["email"]
    assert GOOD not in page, "a password is never sent back"
    assert (User.objects.count(), mail.outbox) == (0, [])


def test_a_letter_that_cannot_be_sent_is_told_and_the_account_is_there(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    page = sign_up(client, "ina@people.example").content.decode()
    assert "no letter could be sent to you now" in page
    client.post("/accounts/sign-out/")
    sign_in(client, "ina@people.example")
    assert who(client) is not None


def test_accounts_from_one_network_are_slowed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.views.doors.FROM_ONE_NETWORK", 2)
    for turn in range(2):
        sign_up(Client(), f"{turn}@people.example")
    answer = sign_up(client, "three@people.example")
    assert answer.status_code == 422
    assert "Try again in an hour" in answer.content.decode()
    assert User.objects.count() == 2
    sign_up(Client(REMOTE_ADDR="192.0.2.9"), "elsewhere@people.example")
    assert User.objects.count() == 3


def test_one_mailbox_is_not_flooded_by_people_who_sign_up_with_it(client: Client) -> None:
    for _ in range(7):
        sign_up(Client(), "ina@people.example")
    assert len(mail.outbox) == 5


# --- Coming in -------------------------------------------------------------------------------------------------------


def test_the_landing_page_and_the_sign_in_page_offer_both_doors(client: Client) -> None:
    for path in ("/", SIGN_IN, SIGN_UP):
        page = client.get(path).content.decode()
        assert 'action="/accounts/login/spotify/"' in page
        assert SIGN_IN in page


@pytest.mark.parametrize(
    ("wish", "led"), [("/top/?range=short_term", "/top/?range=short_term"), ("//evil.example", "/"), ("", "/")]
)
def test_one_comes_back_to_where_one_wanted_to_go_and_never_elsewhere(
    client: Client, nadia: User, wish: str, led: str
) -> None:
    asked = client.get(SIGN_IN, {"next": wish}).content.decode()
    assert f'name="next" value="{led if led != "/" else ""}"' in asked
    assert sign_in(client, "nadia@people.example", next=wish)["Location"] == led
    fresh = Client()
    fields = {"email": "b@people.example", "password1": GOOD, "password2": GOOD, "next": wish}
    assert fresh.post(SIGN_UP, fields)["Location"] == led


@pytest.mark.parametrize(
    ("address", "password"), [("nadia@people.example", OTHER), ("other@people.example", GOOD), ("", ""), ("x", GOOD)]
)
def test_what_does_not_fit_is_said_and_the_address_kept(
    client: Client, nadia: User, address: str, password: str
) -> None:
    answer = sign_in(client, address, password, next="/top/")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'class="errorlist' in page
    assert 'name="next" value="/top/"' in page
    assert f'value="{address}"' in page or not address
    assert who(client) is None


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(client: Client, nadia: User) -> None:
    pages = [
        TOKENS.sub("", sign_in(Client(), address, OTHER).content.decode()).replace(address, "")
        for address in ("nadia@people.example", "other@people.example")
    ]
    assert pages[0] == pages[1]


def test_as_many_passwords_are_looked_at_whoever_an_address_belongs_to(
    client: Client, nadia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the time it takes tells nobody anything."""
    from django.contrib.auth import hashers  # noqa: PLC0415  # patched where all go through

    sign_up(Client(), "ina@people.example")
    hasher = hashers.get_hasher()
    looked = 0
    encode = type(hasher).encode

    def counted(self: Any, *args: Any) -> str:
        nonlocal looked
        looked += 1
        return str(encode(self, *args))

    monkeypatch.setattr(type(hasher), "encode", counted)
    seen = set()
    for address in ("nadia@people.example", "ina@people.example", "nobody@people.example"):
        looked = 0
        sign_in(client, address, "not the one")
        seen.add(looked)
    for turn in range(3):
        sign_up(Client(), "crowd@people.example", f"{GOOD}{turn}")
    looked = 0
    sign_in(client, "crowd@people.example", "not the one")
    assert seen == {looked} == {3}


def test_a_session_known_before_coming_in_is_not_the_one_after_it(client: Client, nadia: User) -> None:
    session = client.session
    session["typed"] = "kept"
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    sign_in(client, "nadia@people.example")
    assert client.session.session_key != session.session_key
    assert client.session["typed"] == "kept"


def test_a_closed_account_stays_closed_and_looks_like_a_wrong_password(client: Client, nadia: User) -> None:
    User.objects.update(is_active=False)
    assert "do not go together" in sign_in(client, "nadia@people.example").content.decode()


def test_who_is_in_already_is_asked_nothing(client: Client, nadia: User) -> None:
    client.force_login(nadia)
    for path in (SIGN_IN, SIGN_UP, "/accounts/invited/x/"):
        assert client.get(path)["Location"] == "/"


@pytest.mark.parametrize("path", [SIGN_IN, SIGN_UP, RESET, "/accounts/login/spotify/"])
def test_a_browser_that_refuses_cookies_is_told_so(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"username": "a@people.example"})
    assert answer.status_code == 403
    assert "keeps no cookies for this site" in answer.content.decode()


# --- Another password ------------------------------------------------------------------------------------------------


def change(client: Client, old: str, new: str) -> Any:
    return client.post(PASSWORD, {"old_password": old, "new_password1": new, "new_password2": new}, follow=True)


def test_a_changed_password_signs_out_the_others_and_a_letter_tells(client: Client, nadia: User) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, "nadia@people.example")
    page = change(client, GOOD, OTHER).content.decode()
    assert "Your password is set." in page
    assert who(client) == nadia
    assert elsewhere.get(PASSWORD).status_code == 302
    assert [letter.subject for letter in mail.outbox] == ["Your DiscoverDaily password was changed"]
    sign_in(elsewhere, "nadia@people.example", GOOD)
    assert who(elsewhere) is None
    sign_in(elsewhere, "nadia@people.example", OTHER)
    assert who(elsewhere) == nadia


def test_the_password_there_is_must_be_known_and_is_not_guessed_at(client: Client, nadia: User) -> None:
    client.force_login(nadia)
    for _ in range(10):
        answer = change(client, "wrong", OTHER)
        assert answer.status_code == 422
        assert "This is not your password." in answer.content.decode()
    answer = change(client, GOOD, OTHER)
    assert answer.status_code == 422
    assert "Try again in an hour" in answer.content.decode()
    nadia.refresh_from_db()
    assert nadia.check_password(GOOD)


def test_who_came_by_spotify_gives_an_address_and_then_a_password(browser: Browser) -> None:
    browser.sign_in("mara")
    person = signed_in(browser)
    assert person is not None
    fields = {"new_password1": GOOD, "new_password2": GOOD}
    assert "Give us your address first" in browser.get(PASSWORD).content.decode()
    browser.post(PASSWORD, fields)
    person.refresh_from_db()
    assert not person.has_usable_password()

    browser.post("/accounts/email/", {"email": "mara@people.example"})
    browser.post(link_to("mara@people.example"))
    assert browser.post(PASSWORD, fields)["Location"] == PASSWORD
    browser.post("/accounts/sign-out/")
    sign_in(browser, "mara@people.example")
    assert signed_in(browser) == person
    browser.post("/accounts/sign-out/")
    browser.sign_in("mara")
    assert signed_in(browser) == person, "and by Spotify as before"


# --- A forgotten one -------------------------------------------------------------------------------------------------


def test_a_letter_lets_one_choose_a_new_password_which_ends_every_session(client: Client, nadia: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(nadia)
    page = reset_page(client, "Nadia@people.example".lower())
    assert "Choose a new password" in client.get(page).content.decode()
    assert choose(client, page)["Location"] == SIGN_IN
    assert "Your new password is set." in client.get(SIGN_IN).content.decode()
    assert elsewhere.get(PASSWORD).status_code == 302
    assert sign_in(client, "nadia@people.example", OTHER)["Location"] == "/"


def test_a_letters_link_is_good_once_and_for_an_hour(client: Client, nadia: User) -> None:
    choose(client, reset_page(client, "nadia@people.example"))
    used = link_to("nadia@people.example")
    reset_page(client, "nadia@people.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        for ended in (used, link_to("nadia@people.example"), "/accounts/password/reset/MQ/x-y/"):
            answer = Client().get(ended)
            assert answer.status_code == 410
            assert "older than an hour" in answer.content.decode()


def test_of_two_letters_the_first_used_ends_the_other(client: Client, nadia: User) -> None:
    reset_page(client, "nadia@people.example")
    first = link_to("nadia@people.example")
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        choose(client, reset_page(client, "nadia@people.example"))
        assert Client().get(first).status_code == 410


def test_a_bad_new_password_is_told_and_the_link_stays_good(client: Client, nadia: User) -> None:
    page = reset_page(client, "nadia@people.example")
    assert choose(client, page, "short").status_code == 422
    assert choose(client, page).status_code == 302


def test_nobody_learns_from_asking_whether_an_address_is_somebodys(nadia: User) -> None:
    answers = [Client().post(RESET, {"email": it}, follow=True) for it in ("nadia@people.example", "x@people.example")]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    pages = [re.sub(r'"\w{64}"', "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1]
    assert "/reset/" in mail.outbox[0].body
    assert "no account has it" in mail.outbox[1].body
    assert "/reset/" not in mail.outbox[1].body


def test_letters_to_one_mailbox_are_slowed_alike_whoever_has_it(nadia: User) -> None:
    for address in ("nadia@people.example", "x@people.example"):
        answers = [Client().post(RESET, {"email": address}).status_code for _ in range(6)]
        assert answers == [302] * 5 + [422]
    assert len(mail.outbox) == 10


def test_who_signed_up_and_never_confirmed_may_forget_too_and_has_confirmed_then(client: Client) -> None:
    sign_up(Client(), "ina@people.example")
    choose(client, reset_page(client, "ina@people.example"))
    person = User.objects.get()
    assert person.email == "ina@people.example"
    assert person.check_password(OTHER)


def test_of_several_who_signed_up_with_one_address_each_comes_in_by_their_own_password(client: Client) -> None:
    people = []
    for password in (GOOD, OTHER):
        browser = Client()
        sign_up(browser, "ina@people.example", password)
        people.append(who(browser))
    for person, password in zip(people, (GOOD, OTHER), strict=True):
        sign_in(client, "ina@people.example", password)
        assert who(client) == person
        client.post("/accounts/sign-out/")


def test_which_of_ones_accounts_open_does_not_tell_whether_the_address_is_somebodys(nadia: User) -> None:
    opened = []
    for address in ("nadia@people.example", "nobody@people.example"):
        for turn in range(3):
            sign_up(Client(), address, f"{OTHER} {turn}")
        opened.append([sign_in(Client(), address, f"{OTHER} {turn}").status_code for turn in range(3)])
    assert opened == [[422, 302, 302]] * 2


def test_who_is_crowded_out_confirms_and_comes_in_first(client: Client) -> None:
    sign_up(client, "ina@people.example", GOOD)
    person, letter = who(client), link_to("ina@people.example")
    for turn in range(3):
        sign_up(Client(), "ina@people.example", f"{OTHER} {turn}")
    browser = Client()
    assert sign_in(browser, "ina@people.example", GOOD).status_code == 422
    client.post(letter)
    sign_in(browser, "ina@people.example", GOOD)
    assert who(browser) == person


def test_who_is_crowded_out_and_signed_in_nowhere_finds_their_account_in_the_letter(client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 2, 10, 30, tzinfo=UTC)):
        sign_up(Client(), "ina@people.example", GOOD)
    person = User.objects.get()
    for turn in range(5):
        sign_up(Client(), "ina@people.example", f"{OTHER} {turn}")
    client.post(RESET, {"email": "ina@people.example"})
    link = re.search(
        r"Made on 2 November 2026, 10:30 \(UTC\):\nhttp://127\.0\.0\.1:\d+(/\S+)", str(mail.outbox[-1].body)
    )
    assert link
    choose(client, client.get(link[1])["Location"])
    sign_in(client, "ina@people.example", OTHER)
    assert who(client) == person


def test_whoever_holds_the_mailbox_chooses_which_of_the_accounts_made_with_it_is_theirs(client: Client) -> None:
    made = []
    for day in (2, 9):
        with time_machine.travel(datetime(2026, 11, day, 10, 30, tzinfo=UTC)):
            browser = Client()
            sign_up(browser, "ina@people.example", f"{GOOD} {day}")
            made.append(who(browser))
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC)):
        client.post(RESET, {"email": "ina@people.example"})
        body = str(mail.outbox[-1].body)
        assert "it was confirmed for none" in body
        first = re.search(r"Made on 2 November 2026, 10:30 \(UTC\):\nhttp://127\.0\.0\.1:\d+(/\S+)", body)
        assert first
        assert "Made on 9 November 2026, 10:30 (UTC):" in body
        choose(client, client.get(first[1])["Location"], "my new harbour 5")
    chosen = User.objects.get(email="ina@people.example")
    assert chosen == made[0]
    assert chosen.check_password("my new harbour 5")


def test_a_letter_to_an_address_that_was_given_up_since_opens_nothing(client: Client) -> None:
    owner = Client()
    sign_up(owner, "ina@people.example")
    client.post(RESET, {"email": "ina@people.example"})
    letter = link_to("ina@people.example")
    owner.post("/accounts/email/", {"email": "other@people.example"})
    assert client.get(letter).status_code == 410


def test_who_signed_up_with_anothers_address_keeps_no_door_when_its_owner_takes_the_account(
    client: Client, browser: Browser
) -> None:
    sign_up(browser, "ina@people.example")
    client.post(RESET, {"email": "ina@people.example"})
    browser.sign_in("mara")
    assert client.get(link_to("ina@people.example")).status_code == 410
    client.post(RESET, {"email": "ina@people.example"})
    assert "no account has it" in mail.outbox[-1].body, "it is no longer anybody's but who made it"


def test_nor_a_link_by_which_they_go_on_looking(client: Client) -> None:
    sign_up(client, "ina@people.example")
    person = User.objects.get()
    shared = {"section": "mood_month", "choice": "2026-11", "title": "November", "ends_at": timezone.now() + DAY}
    Share.objects.create(person=person, token_hash="a", **shared)
    choose(client, reset_page(client, "ina@people.example"))
    assert not Share.objects.exists()
    Share.objects.create(person=person, token_hash="b", **shared)
    choose(client, reset_page(client, "ina@people.example"), GOOD)
    assert Share.objects.exists(), "who has confirmed and forgot a password keeps their links"


def test_to_an_address_that_is_not_confirmed_goes_nothing_else(
    browser: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    sign_up(browser, "ina@people.example")
    browser.sign_in("theo")
    person = signed_in(browser)
    assert person is not None
    saved = look(wish(person, name="Evenings"))
    browser.sandbox.revoke("theo")
    with django_capture_on_commit_callbacks(execute=True):
        assert look(saved).state == SavedPlaylist.State.SUSPENDED
    assert [letter.subject for letter in mail.outbox] == ["Confirm your address for DiscoverDaily"]


def test_a_letter_is_good_in_a_browser_where_somebody_is_signed_in(client: Client, nadia: User) -> None:
    client.force_login(nadia)
    answer = choose(client, reset_page(client, "nadia@people.example"))
    assert answer["Location"] == SIGN_IN
    assert who(client) is None


def test_a_mail_server_that_fails_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> int:
        raise TimeoutError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    answer = client.post(RESET, {"email": "x@people.example"})
    assert answer.status_code == 422
    assert "could not be sent just now" in answer.content.decode()


def test_of_what_was_counted_nothing_need_stay(client: Client, nadia: User) -> None:
    client.force_login(nadia)
    for turn in range(6):
        client.post("/accounts/email/", {"email": f"{turn}@people.example"})
        client.post(RESET, {"email": "nadia@people.example"})
    mail.outbox.clear()
    limits_forget(key=nadia.pk, addresses=["nadia@people.example"])
    assert client.post("/accounts/email/", {"email": "new@people.example"}).status_code == 302
    assert client.post(RESET, {"email": "nadia@people.example"}).status_code == 302
    assert len(mail.outbox) == 3


def test_strangers_are_asked_to_sign_in_first(client: Client) -> None:
    for path in (PASSWORD, "/accounts/devices/"):
        assert client.get(path)["Location"] == f"{SIGN_IN}?next={path.replace('/', '%2F')}"

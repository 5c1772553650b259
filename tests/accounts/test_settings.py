"""What a person chooses about how the pages are for them."""

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.preferences import zones_offered
from discoverdaily import clock
from discoverdaily.listening.counting import counting_of
from mood.models import Mood

pytestmark = pytest.mark.django_db
PAGE = "/accounts/settings/"


@pytest.fixture
def nadia(client: Client) -> User:
    person = User.objects.create_user(display_name="Nadia", time_zone="Europe/Berlin", time_zone_known=True)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def chosen(**others: str) -> dict[str, str]:
    """What the form sends, as it comes to Nadia."""
    kept = {
        "display_name": "Nadia",
        "time_zone": "Europe/Berlin",
        "day_starts_at": "4",
        "locale": "",
        "theme": "",
        "mood-palette": "spectrum",
    }
    return kept | others


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    assert client.get(PAGE)["Location"] == "/accounts/sign-in/?next=%2Faccounts%2Fsettings%2F"
    assert client.post(PAGE, chosen(display_name="Anybody")).status_code == 302


def test_everything_is_kept_by_a_plain_form(client: Client, nadia: User) -> None:
    other = User.objects.create_user(display_name="Theo")
    answer = client.post(
        PAGE,
        chosen(
            display_name="Nadia K.",
            time_zone="America/New_York",
            day_starts_at="6",
            locale="en",
            theme="dark",
            **{"mood-palette": "clear"},
        ),
    )
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    nadia.refresh_from_db()
    assert (nadia.display_name, nadia.time_zone, nadia.day_starts_at) == ("Nadia K.", "America/New_York", 6)
    assert (nadia.locale, nadia.theme) == ("en", "dark")
    assert Mood.objects.get(person=nadia).palette == "clear"
    assert "Kept." in client.get(PAGE).content.decode()
    other.refresh_from_db()
    assert (other.display_name, other.time_zone, other.theme) == ("Theo", "UTC", ""), "nobody else's changes"
    assert not Mood.objects.filter(person=other).exists()


def test_saved_without_a_reload_the_frame_and_the_look_follow(client: Client, nadia: User) -> None:
    answer = client.post(PAGE, chosen(display_name="Nadia K.", theme="dark"), headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert said.lstrip().startswith('<section id="settings"'), "the piece alone"
    assert "Kept." in said
    assert '<p id="person-name" class="person-name" hx-swap-oob="true">Nadia K.</p>' in said
    assert '{"theme": {"theme": "dark"}}' in answer["HX-Trigger"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["plain form", "without a reload"])
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_kept(
    client: Client, nadia: User, headers: dict[str, str]
) -> None:
    answer = client.post(
        PAGE, chosen(display_name="Somebody", time_zone="Atlantis/Capital", theme="dark"), headers=headers
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "We do not know this time zone" in said
    assert 'value="Atlantis/Capital"' in said, "what was typed stays"
    assert 'value="Somebody"' in said
    nadia.refresh_from_db()
    assert (nadia.display_name, nadia.theme) == ("Nadia", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_starts_at": "24"},
        {"day_starts_at": ""},
        {"theme": "sepia"},
        {"locale": "tlh"},
        {"time_zone": ""},
        {"time_zone": "x" * 400},
        {"time_zone": "../../etc/passwd"},
        {"display_name": "n" * 121},
        {"mood-palette": "grey"},
    ],
    ids=str,
)
def test_nothing_but_what_is_offered_is_taken(client: Client, nadia: User, wrong: dict[str, str]) -> None:
    answer = client.post(PAGE, chosen(display_name="Somebody") | wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    nadia.refresh_from_db()
    assert (nadia.display_name, nadia.time_zone) == ("Nadia", "Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Asia/Calcutta", "Asia/Calcutta"),
        ("US/Pacific", "US/Pacific"),
        ("america/new york", "America/New_York"),
        (" Pacific/Auckland ", "Pacific/Auckland"),
        ("utc", "UTC"),
    ],
)
def test_a_time_zone_is_understood_by_any_of_its_names(client: Client, nadia: User, typed: str, kept: str) -> None:
    assert client.post(PAGE, chosen(time_zone=typed)).status_code == 302
    nadia.refresh_from_db()
    assert nadia.time_zone == kept
    assert nadia.zone.key == kept


def test_zones_are_offered_by_place(client: Client, nadia: User) -> None:
    assert {"Europe/Berlin", "America/Argentina/Ushuaia"} <= set(zones_offered())
    assert '<option value="Europe/Berlin">' in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("other", "due"), [({"time_zone": "Asia/Tokyo"}, True), ({"day_starts_at": "0"}, True), ({"theme": "dark"}, False)]
)
def test_days_that_begin_elsewhere_by_now_are_due_to_be_counted_anew(
    client: Client, nadia: User, other: dict[str, str], due: bool
) -> None:
    counting = counting_of(nadia)
    client.post(PAGE, chosen(**other))
    counting.refresh_from_db()
    assert (counting.due_at is not None and counting.due_at <= clock.now()) is due


def test_a_zone_that_was_chosen_is_not_found_anew_at_the_next_sign_in(client: Client, nadia: User) -> None:
    User.objects.update(time_zone_known=False)
    client.post(PAGE, chosen(theme="light"))
    nadia.refresh_from_db()
    assert not nadia.time_zone_known
    client.post(PAGE, chosen(time_zone="Asia/Tokyo"))
    nadia.refresh_from_db()
    assert nadia.time_zone_known


@pytest.mark.parametrize(("theme", "said"), [("", '<html lang="en">'), ("dark", '<html lang="en" data-theme="dark">')])
def test_pages_come_in_the_chosen_look_from_their_first_byte(
    client: Client, nadia: User, theme: str, said: str
) -> None:
    User.objects.update(theme=theme)
    page = client.get("/").content.decode()
    assert said in page
    assert page.count('name="theme-color"') == (1 if theme else 2)


def test_pages_speak_the_language_that_was_chosen_and_the_next_request_its_own(
    client: Client, nadia: User, settings: Any
) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    assert client.get(PAGE)["Content-Language"] == "en"
    answer = client.post(PAGE, chosen(locale="de"), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true", "the whole page changes"
    page = client.get(PAGE)
    assert page["Content-Language"] == "de"
    assert '<html lang="de">' in page.content.decode()
    assert translation.get_language() == "en"
    assert Client().get("/")["Content-Language"] == "en"


def test_who_keeps_no_calendar_is_not_asked_for_its_colours(client: Client, nadia: User) -> None:
    Mood.objects.create(person=nadia, on=False)
    assert "palette" not in client.get(PAGE).content.decode()
    assert client.post(PAGE, chosen(**{"mood-palette": "clear"})).status_code == 302
    assert Mood.objects.get(person=nadia).palette == "spectrum"


def test_the_persons_corner_leads_there_from_every_page(client: Client, nadia: User) -> None:
    page = client.get("/").content.decode()
    corner = page[page.index('<div class="person">') :]
    assert 'href="/accounts/settings/"' in corner[: corner.index("</div>")]
    for path in (PAGE, "/accounts/email/", "/accounts/password/", "/accounts/devices/", "/accounts/data/"):
        assert 'aria-label="Your account"' in client.get(path).content.decode()

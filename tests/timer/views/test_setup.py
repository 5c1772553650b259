"""Set-up: what it offers, what it keeps, and how a session begins."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer
from timer.models import Music, Session
from timer.plans import Plan
from timer.services import session_start

SETUP = reverse("timer:setup")
TYPED = {"interval": "30", "total": "20:00", "list": "none"}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def mara(client: Client, alice: User) -> Client:
    client.force_login(alice, backend=BACKEND)
    return client


def text(answer: Any) -> str:
    words: str = answer.content.decode()
    return words


def test_an_interval_and_a_total_begin_a_session_and_lead_to_it(mara: Client, alice: User) -> None:
    answer = mara.post(SETUP, TYPED)

    session = Session.objects.get(person=alice)
    assert answer["Location"] == session.get_absolute_url()
    assert session.plan == Plan(work=30, total=1200)
    assert not Music.objects.exists()


def test_the_music_that_was_chosen_goes_with_it(client: Client, sandbox: SandboxServer, db: None) -> None:
    sandbox.listener("mara", devices=[{"id": "a" * 40, "name": "Kitchen", "type": "Speaker", "is_active": True}])
    person = User.objects.create_user(display_name="Alice")
    connect(sandbox, person, "mara", scope=EVERY_SCOPE)
    client.force_login(person, backend=BACKEND)

    client.post(SETUP, {**TYPED, "list": "on", "device": "a" * 40})

    assert Music.objects.get().device_name == "Kitchen"


@pytest.mark.parametrize("typed", [{"interval": "-3"}, {"total": "soon"}, {"rounds": "10000", "total": ""}])
def test_what_is_no_plan_is_told_beside_its_field_and_kept_as_it_was_typed(mara: Client, typed: dict[str, str]) -> None:
    answer = mara.post(SETUP, {**TYPED, "name": "Stairs", **typed})

    assert answer.status_code == 422
    assert text(answer).count('aria-invalid="true"') == 1
    for value in ("Stairs", *filter(None, typed.values())):
        assert f'value="{value}"' in text(answer)
    assert not Session.objects.exists()


def test_hostile_names_are_text(mara: Client) -> None:
    assert "<b>x" not in text(mara.get(SETUP, {"interval": "30", "name": "<b>x"}))


def test_an_address_may_hold_a_plan_and_say_that_it_was_shared(mara: Client) -> None:
    page = text(mara.get(SETUP, {"work": "20", "rest": "10", "rounds": "8", "name": "Stairs", "shared": "1"}))

    for words in ('value="20"', 'value="10"', 'value="8"', 'value="Stairs"', "Somebody shared this plan"):
        assert words in page


def test_a_forged_address_is_told_beside_the_field_like_anything_typed(mara: Client) -> None:
    answer = mara.get(SETUP, {"work": "-20", "rounds": "8"})

    assert answer.status_code == 422
    assert "10 seconds to 60 minutes" in text(answer)


def test_looking_at_set_up_begins_nothing(mara: Client) -> None:
    mara.get(SETUP, TYPED)

    assert not Session.objects.exists()


def test_it_begins_with_what_was_run_last(mara: Client, alice: User, at_six: time_machine.Traveller) -> None:
    session_start(person=alice, plan=Plan(work=75, total=600), title="Stairs")

    page = text(mara.get(SETUP))

    for words in ('value="1:15"', 'value="10:00"', 'value="Stairs"'):
        assert words in page


def test_what_the_figures_come_to_is_told_while_they_are_typed(mara: Client, at_six: time_machine.Traveller) -> None:
    words = text(mara.get(reverse("timer:sum"), {"interval": "45", "total": "15 min"}, headers={"HX-Request": "true"}))

    assert "A change every 45 seconds, 15 minutes in all. Begun now, it ends at 19:15." in words  # in Berlin
    assert "<html" not in words
    assert "Begun now" in text(mara.get(SETUP))


def test_what_is_no_plan_yet_comes_to_nothing(mara: Client) -> None:
    assert not text(mara.get(reverse("timer:sum"), {"interval": "4"}, headers={"HX-Request": "true"})).strip()


def test_without_htmx_the_sum_is_set_up_filled_in(mara: Client) -> None:
    assert mara.get(reverse("timer:sum"), {"interval": "45"})["Location"] == f"{SETUP}?interval=45"


def test_who_has_a_session_is_asked_first(mara: Client, alice: User) -> None:
    running = session_start(person=alice, plan=Plan(work=60, total=3600))

    answer = mara.post(SETUP, TYPED)

    assert answer.status_code == 409
    assert "You have a session that runs" in text(answer)
    assert 'value="20:00"' in text(answer)
    assert f'name="instead" value="{running.pk}"' in text(answer)
    assert Session.objects.get().state == Session.State.RUNNING


def test_who_agreed_has_that_one_ended_and_the_other_begun(mara: Client, alice: User) -> None:
    running = session_start(person=alice, plan=Plan(work=60, total=3600))

    mara.post(SETUP, {**TYPED, "instead": running.pk})

    running.refresh_from_db()
    assert running.state == Session.State.ENDED
    assert Session.objects.get(state=Session.State.RUNNING).plan.work == 30


def test_agreeing_to_end_one_ends_no_other(mara: Client, alice: User) -> None:
    running = session_start(person=alice, plan=Plan(work=60, total=3600))

    assert mara.post(SETUP, {**TYPED, "instead": running.pk + 1}).status_code == 409
    running.refresh_from_db()
    assert running.live


def test_a_press_that_comes_twice_leads_to_the_session_that_it_began(mara: Client) -> None:
    first, second = mara.post(SETUP, TYPED), mara.post(SETUP, TYPED)

    assert first["Location"] == second["Location"]


def test_the_same_plan_begun_again_later_is_asked_about(mara: Client, at_six: time_machine.Traveller) -> None:
    mara.post(SETUP, TYPED)
    at_six.shift(6)

    assert mara.post(SETUP, TYPED).status_code == 409


def test_a_session_whose_time_is_over_stands_in_nobodys_way(
    mara: Client, alice: User, at_six: time_machine.Traveller
) -> None:
    session_start(person=alice, plan=Plan(work=60, total=60))
    at_six.shift(61)

    assert mara.post(SETUP, TYPED).status_code == 302
    assert set(Session.objects.values_list("state", flat=True)) == {"running", "done"}


def test_somebody_elses_session_is_nothing_to_ask_about(mara: Client, bob: User) -> None:
    session_start(person=bob, plan=Plan(work=60, total=3600))

    assert mara.post(SETUP, TYPED).status_code == 302


def test_without_any_spotify_there_is_a_timer_all_the_same(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user(display_name="Nobody's listener"), backend=BACKEND)

    page = client.get(SETUP)
    assert page.status_code == 200
    assert "Spotify is not connected." in text(page)
    assert client.post(SETUP, TYPED).status_code == 302


def test_a_stranger_signs_in_first(client: Client, db: None) -> None:
    assert client.get(SETUP)["Location"].startswith(reverse("accounts:sign_in"))
    assert client.post(SETUP, TYPED)["Location"].startswith(reverse("accounts:sign_in"))

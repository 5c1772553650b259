"""The log's page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily import clock
from timer.log import ON_A_PAGE
from timer.models import Music, Session
from timer.plans import Plan

LOG = reverse("timer:log")


def over(person: User, *, hours_ago: int = 1, title: str = "", skips: int = 7) -> Session:
    began = clock.now() - timedelta(hours=hours_ago)
    plan = Plan(work=30, total=300)
    session = Session.objects.create(
        person=person,
        figures=plan.figures(),
        title=title,
        state=Session.State.DONE,
        phase=9,
        started_at=began,
        over_at=began + timedelta(minutes=5),
    )
    Music.objects.create(session=session, skips=skips)
    return session


@pytest.fixture
def mara(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_tells_what_was_done_and_how_often_the_song_changed(mara: Client, alice: User) -> None:
    over(alice, title="Morning run")

    page = mara.get(LOG).content.decode()

    for words in ("Morning run", "5 minutes", "10 of 10 intervals", "7 changes of song", "1 session"):
        assert words in page


def test_an_empty_log_says_what_will_stand_there(mara: Client) -> None:
    page = mara.get(LOG).content.decode()

    assert "No sessions yet" in page
    assert "Delete" not in page


def test_a_full_page_asks_the_database_as_often_as_one_line_does(
    mara: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(ON_A_PAGE + 5):
        over(alice, hours_ago=number)

    with django_assert_num_queries(7):  # session, person, switches, page, totals, what runs, announcements
        page = mara.get(LOG).content.decode()

    assert page.count('class="log-line"') == ON_A_PAGE
    assert "?page=2" in page
    assert mara.get(LOG, {"page": 2}).content.decode().count('class="log-line"') == 5


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "99999999999999999999", "٣"])
def test_there_is_no_page_beyond_the_last(mara: Client, page: str) -> None:
    assert mara.get(LOG, {"page": page}).status_code == 404


def test_a_fragment_is_the_list_alone(mara: Client, alice: User) -> None:
    over(alice)

    piece = mara.get(LOG, headers={"HX-Request": "true"}).content.decode()

    assert piece.strip().startswith('<div id="log"')


def test_one_session_is_deleted_and_then_all(mara: Client, alice: User) -> None:
    one = over(alice)
    over(alice)

    assert mara.get(reverse("timer:log_forget", args=[one.pk])).status_code == 405
    mara.post(reverse("timer:log_forget", args=[one.pk]))
    assert Session.objects.count() == 1

    assert mara.get(reverse("timer:log_forget_all")).status_code == 405
    answer = mara.post(reverse("timer:log_forget_all"), follow=True)
    assert "One session is deleted." in answer.content.decode()
    assert not Session.objects.exists()


def test_somebody_elses_log_is_neither_shown_nor_deleted(mara: Client, alice: User, bob: User) -> None:
    theirs = over(bob, title="Theirs")

    assert "Theirs" not in mara.get(LOG).content.decode()
    assert mara.post(reverse("timer:log_forget", args=[theirs.pk])).status_code == 404
    mara.post(reverse("timer:log_forget_all"))
    assert Session.objects.get() == theirs


def test_a_stranger_is_sent_to_sign_in(client: Client, bob: User) -> None:
    theirs = over(bob)

    assert client.get(LOG).status_code == 302
    assert client.post(reverse("timer:log_forget", args=[theirs.pk])).status_code == 302
    assert Session.objects.exists()

"""Presets of one's own, and sharing a plan."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from timer.models import Preset
from timer.own_presets import MOST
from timer.plans import Plan
from timer.presets import BUILT_IN

SETUP, KEEP, PRESETS, SHARE = (reverse(f"timer:{name}") for name in ("setup", "preset_keep", "presets", "share"))
TYPED = {"interval": "45", "rest": "15", "rounds": "6", "total": "", "name": "Stairs"}
STAIRS = Plan(work=45, rest=15, rounds=6)


@pytest.fixture
def mara(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def kept(person: User, name: str = "Stairs", plan: Plan = STAIRS) -> Preset:
    return Preset.objects.create(person=person, name=name, figures=plan.figures())


def words(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def test_what_stands_in_set_up_is_kept_under_its_name_and_the_music_stays_chosen(mara: Client, alice: User) -> None:
    answer = mara.post(KEEP, {**TYPED, "list": "none", "shuffle": "on"})

    preset = Preset.objects.get(person=alice)
    assert (preset.name, preset.plan) == ("Stairs", STAIRS)
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["preset"] == [str(preset.pk)]
    assert query["list"] == ["none"]
    assert "csrfmiddlewaretoken" not in query

    page = words(mara.get(answer["Location"]))
    assert "Kept as “Stairs”" in page
    assert "Change “Stairs”" in page
    assert 'value="45"' in page


def test_a_chip_of_ones_own_fills_set_up(mara: Client, alice: User) -> None:
    preset = kept(alice)

    assert preset.address.replace("&", "&amp;") in words(mara.get(SETUP))
    assert 'value="45"' in words(mara.get(preset.address))


def test_changed_figures_go_into_the_preset_they_came_from(mara: Client, alice: User) -> None:
    preset = kept(alice)

    mara.post(KEEP, {**TYPED, "interval": "50", "preset": preset.pk, "change": "1"})

    assert Preset.objects.get().plan.work == 50


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give it a name."),
        ({"name": "x" * 81}, "A name has at most 80 characters"),
        ({"name": "<b>"}, "A name is plain text"),
        ({"interval": "-5"}, "Type 10 seconds to 60 minutes"),
        ({"rounds": "10000"}, "Type 1 to 500 rounds."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(mara: Client, typed: dict[str, str], said: str) -> None:
    answer = mara.post(KEEP, {**TYPED, **typed})

    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="15"' in words(answer)  # what else was typed
    assert not Preset.objects.exists()


def test_two_presets_have_two_names(mara: Client, alice: User, bob: User) -> None:
    kept(bob, "Elsewhere")
    first, second = kept(alice), kept(alice, "Hills")

    assert "under this name" in words(mara.post(KEEP, TYPED))
    assert "under this name" in words(mara.post(reverse("timer:preset_rename", args=[second.pk]), {"name": "Stairs"}))
    mara.post(reverse("timer:preset_rename", args=[first.pk]), {"name": "Elsewhere"})

    assert sorted(Preset.objects.filter(person=alice).values_list("name", flat=True)) == ["Elsewhere", "Hills"]


def test_there_may_be_so_many_and_no_more(mara: Client, alice: User) -> None:
    for number in range(MOST):
        kept(alice, f"Number {number}")

    assert f"You keep {MOST} presets" in words(mara.post(KEEP, TYPED))
    assert Preset.objects.count() == MOST


def test_the_list_costs_the_same_however_long_it_is(
    mara: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(MOST):
        kept(alice, f"Number {number}")

    with django_assert_num_queries(5):  # session, person, switches, presets, announcements
        page = words(mara.get(PRESETS))
    assert "6 rounds: 45 seconds of work, 15 seconds of rest" in page
    assert all(str(preset.name) in page for preset in BUILT_IN)


def test_forgetting_is_a_post(mara: Client, alice: User) -> None:
    address = reverse("timer:preset_forget", args=[kept(alice).pk])

    assert mara.get(address).status_code == 405
    assert mara.post(address).status_code == 302
    assert not Preset.objects.exists()


def test_somebody_elses_preset_is_not_there(mara: Client, bob: User) -> None:
    theirs = kept(bob, "Theirs")

    assert "Theirs" not in words(mara.get(PRESETS))
    assert "Theirs" not in words(mara.get(theirs.address.replace("Theirs", "")))
    for name in ("rename", "forget"):
        assert mara.post(reverse(f"timer:preset_{name}", args=[theirs.pk]), {"name": "Mine"}).status_code == 404
    assert mara.post(KEEP, {**TYPED, "preset": theirs.pk, "change": "1"}).status_code == 404
    assert mara.post(KEEP, {**TYPED, "preset": "9" * 30, "change": "1"}).status_code == 404
    assert Preset.objects.get().name == "Theirs"


@pytest.mark.parametrize("address", [PRESETS, SHARE])
def test_a_stranger_is_sent_to_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 302


def test_a_shared_plan_arrives_with_its_figures_and_nothing_else(mara: Client, alice: User, bob: User) -> None:
    to_page = mara.post(SHARE, {**TYPED, "list": "none", "device": "d" * 40})
    page = words(mara.get(to_page["Location"]))

    link = page.partition('readonly value="')[2].partition('"')[0].replace("&amp;", "&")
    assert link.startswith("http://testserver/timer/?")
    figures = {"work": ["45"], "rest": ["15"], "rounds": ["6"], "sets": ["1"]}
    assert parse_qs(urlsplit(link).query) == {**figures, "name": ["Stairs"], "shared": ["1"]}
    mara.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
    opened = words(mara.get(link))
    assert "Somebody shared this plan with you." in opened
    assert 'value="45"' in opened
    assert "Stairs" in opened
    assert not Preset.objects.exists()


@pytest.mark.parametrize(
    "query", ["work=-1&rounds=3", "work=45&rounds=99999", "interval=x&total=20:00", "total=&work="]
)
def test_forged_figures_get_words_beside_the_field(mara: Client, query: str) -> None:
    for address in (SETUP, SHARE):
        answer = mara.get(f"{address}?{query}")
        assert answer.status_code == 422
        assert "errorlist" in words(answer)


def test_markup_in_a_shared_name_is_text(mara: Client) -> None:
    page = words(mara.get(SETUP, {"work": "45", "rounds": "3", "name": "<img src=x>", "shared": "1"}))

    assert "<img src=x>" not in page

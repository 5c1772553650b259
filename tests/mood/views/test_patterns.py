"""The patterns' page: charts with their tables, honest where there is little, the same few queries for any years."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from mood.models import Day, Mood
from mood.services import mood_of, mood_turn_off
from tests.mood.music import GLAD, SAD, plays, scored, songs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]
PATTERNS = "/mood/patterns/"
TODAY = date(2026, 11, 21)


def lived(person: User, days: int, *, known: int = 12) -> None:
    """So many days until yesterday, weekends brighter than the rest."""
    Day.objects.bulk_create(
        Day(
            person=person,
            day=day,
            score=(0.7 if day.weekday() >= 5 else 0.5) + number % 5 / 50,
            known=known,
            stale=False,
            scored_by="x",
        )
        for number in range(1, days + 1)
        for day in [TODAY - timedelta(days=number)]
    )


def page(client: Client, **headers: str) -> str:
    answer = client.get(PATTERNS, headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_each_chart_has_a_sentence_and_a_table_that_tells_the_same(client: Client, owner: User) -> None:
    lived(owner, 500)
    plays(owner, songs(9, GLAD, "Glad"), "2026-11-02", hour=8)
    plays(owner, songs(9, SAD, "Sad"), "2026-11-03", hour=20)
    said = page(client)
    for title in ("This month beside others", "Month by month", "By weekday", "By hour, in the last year"):
        assert f">{title}</h2>" in said
    assert said.count('<svg class="chart pattern"') == said.count("<table") == said.count("<caption") == 4
    assert re.search(r"Brightest: (Saturday|Sunday), 74\. Quietest: \w+, 54\.", said)
    assert "Brightest: 09:00" in said
    assert 'style="' not in said


def test_the_brightest_and_the_quietest_days_are_listed_and_lead_there(client: Client, owner: User) -> None:
    lived(owner, 60)
    Day.objects.filter(person=owner, day="2026-11-04").update(score=0.98)
    Day.objects.filter(person=owner, day="2026-11-05").update(score=0.02)
    said = page(client)
    brightest, quietest = re.findall(r'<ol class="extremes">.*?</ol>', said, re.DOTALL)
    assert re.findall(r'href="(/mood/[^"]*)"', brightest)[0] == "/mood/2026-11-04/"
    assert re.findall(r'href="(/mood/[^"]*)"', quietest)[0] == "/mood/2026-11-05/"
    assert brightest.count("<li>") == quietest.count("<li>") == 3
    assert not re.search(r"\b(best|worst|streak)", said, re.IGNORECASE)
    assert "not a diagnosis" in said


def test_few_days_are_too_few_to_say(client: Client, owner: User) -> None:
    lived(owner, 4)
    said = page(client)
    assert said.count("Too few") >= 4
    assert "Too few days with enough music to say" in said
    assert '<svg class="chart' not in said
    assert "too few to say" in said


def test_who_has_no_scored_day_is_told_what_would_be_here(client: Client, owner: User, bob: User) -> None:
    lived(bob, 60)
    said = page(client)
    assert "No patterns yet" in said
    assert "<svg class=" not in said[said.index('id="patterns"') :]


def test_a_model_that_cannot_be_used_leaves_the_hours_out(client: Client, owner: User) -> None:
    lived(owner, 60)
    Mood.objects.filter(pk=mood_of(owner).pk).update(model="nowhere")
    said = page(client)
    assert "By weekday" in said
    assert "By hour" not in said


def test_turned_off_it_says_so(client: Client, owner: User) -> None:
    mood_turn_off(person=owner)
    assert "The calendar is off" in page(client)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(PATTERNS)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/")


def test_htmx_gets_the_patterns_alone(client: Client, owner: User) -> None:
    assert page(client, HX_Request="true").strip().startswith('<div id="patterns"')


def test_it_takes_at_most_twelve_queries_however_many_years(client: Client, owner: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client)
        return len(caught)

    lived(owner, 30)
    plays(owner, songs(9, GLAD), "2026-11-02")
    few = queries()
    Day.objects.filter(person=owner).delete()
    lived(owner, 3650)
    plays(owner, songs(30, SAD, "More"), "2026-11-04")
    assert queries() == few <= 12


def test_looking_writes_nothing(client: Client, owner: User) -> None:
    page(client)
    assert not Mood.objects.exists()
    assert scored(owner) == {}

"""The statistics' page, and what Today says of a year ago."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.days import today_of
from discoverdaily.listening.models import Artist, Rule
from discoverdaily.listening.statistics import year_before
from tests.listening.listener import NOON, Listener, at
from tests.listening.views.test_history import page

pytestmark = pytest.mark.django_db
STATISTICS = "/history/statistics/"


@pytest.fixture
def listener(alice: User, client: Client) -> Listener:
    client.force_login(alice)
    return Listener(alice)


def test_each_chart_has_a_table_that_tells_the_same(client: Client, listener: Listener) -> None:
    listener.hears_often(5)
    listener.hears("Then", "Paper River", at("2024-06-01"))
    said = page(client, STATISTICS)
    assert said.count('<svg class="chart"') == said.count("<table>") == said.count("<caption") == 5
    for words in ("By hour", "By weekday", "By month", "Listening time", "New artists"):
        assert f">{words}</h2>" in said
    for hour in ("13:00", "14:00"):  # noon in UTC is one o'clock in Berlin in winter, two in summer
        assert f"{hour}</th><td>1</td>" in said
    assert 'style="' not in said


def test_a_year_or_any_days_are_chosen(client: Client, listener: Listener) -> None:
    listener.hears_often(3)
    listener.hears("Then", "Paper River", at("2024-06-01"))
    assert "1 June 2024 – 10 March 2026" in page(client, STATISTICS)
    assert "1 June 2024</p>" in page(client, STATISTICS + "?year=2024")
    assert "Nothing was played in this time" in page(client, STATISTICS + "?year=2025")
    said = page(client, STATISTICS + "?since=2026-03-01&until=2026-03-31")
    artist = Artist.objects.get(name="Amber Foxes").pk
    assert f"?artist={artist}&amp;since=2026-03-01&amp;until=2026-03-31" in said
    assert "Paper River" not in said


@pytest.mark.parametrize(
    ("query", "words"), [("year=1999", "Nothing was played in that year"), ("since=never", "This is no day")]
)
def test_what_cannot_be_is_422_in_words(query: str, words: str, client: Client, listener: Listener) -> None:
    listener.hears()
    assert words in page(client, f"{STATISTICS}?{query}", status=422)


def test_htmx_gets_the_figures_alone(client: Client, listener: Listener) -> None:
    listener.hears()
    said = page(client, STATISTICS, HX_Request="true")
    assert "<html" not in said
    assert "By hour" in said


def test_figures_follow_the_rule(client: Client, listener: Listener) -> None:
    listener.hears(ms=10_000)
    listener.hears("Long", at=NOON - timedelta(hours=1))
    assert re.search(r"Plays</dt><dd>1</dd>", page(client, STATISTICS))
    rule_change(person=listener.person, rule=Rule.ALL)
    assert re.search(r"Plays</dt><dd>2</dd>", page(client, STATISTICS))


def test_who_has_played_nothing_is_shown_the_ways_in(client: Client, listener: Listener) -> None:
    assert "Nothing played yet" in page(client, STATISTICS)


def test_today_tells_what_was_on_a_year_ago(client: Client, listener: Listener) -> None:
    assert "A year ago today" not in page(client, "/")
    listener.hears("Long ago", "Amber Foxes", at(year_before(today_of(listener.person))))
    said = page(client, "/")
    assert "A year ago today" in said
    assert "Long ago" in said

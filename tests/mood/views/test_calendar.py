"""The calendar's pages: a month, a year, all years; for their person and nobody else."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import Play
from mood.model.ramp import colour
from mood.models import Mood
from mood.services import mood_turn_off
from tests.listening.songs import heard, song
from tests.mood.days import coloured, coloured_from, rated
from tests.mood.music import GLAD, plays, scored, songs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring")]
MARCH = "/mood/2026/3/"
PAGES = ["/mood/", MARCH, "/mood/2026/", "/mood/this-year/", "/mood/years/"]


def page(client: Client, path: str, *, status: int = 200, **headers: str) -> str:
    response: Any = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert response.status_code == status, path
    content: str = response.content.decode()
    return content


# --- A month ---------------------------------------------------------------------------------------------------------


def test_each_day_of_a_month_says_what_it_is(client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-14", 0.64), ("2026-03-15", None))
    coloured(owner, ("2026-03-16", None), stale=True, scored_by="", plays=0)
    said = page(client, MARCH)
    assert said.count('<svg class="picture month"') == 1
    for words in (
        "14 March: warm, 64, 12 plays",
        "15 March: not enough music, 12 plays",
        "16 March: not worked out yet",
        "17 March: nothing heard",
    ):
        assert f'aria-label="{words}"' in said
    assert said.count('href="/mood/2026-03-') >= 31
    assert colour(0.64) in said
    assert "March has one day with a colour." in said
    assert 'style="' not in said


def test_the_running_month_has_days_to_come(client: Client, owner: User) -> None:
    plays(owner, songs(4, GLAD), "2026-04-10")
    scored(owner)
    said = page(client, "/mood/")
    assert re.search(r'aria-label="10 April: bright, \d+, 4 plays, so far"', said)
    assert 'aria-label="11 April: still to come"' in said
    assert "/mood/2026-04-11/" not in said
    assert 'rel="next"' not in said
    assert "The month so far" in said


def test_a_finished_month_is_kept(client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-02", 0.71), ("2026-03-05", 0.1), ("2026-03-14", 0.93), ("2026-03-20", 0.66))
    track = song("Sea Glass", by="Fen Bird")
    heard(owner, track, *(datetime(2026, 3, day, 12, tzinfo=UTC) for day in (2, 5, 14)))
    said = page(client, MARCH)
    assert "What stays of March" in said
    assert "the brightest day was the 14th." in said
    assert re.search(r'Brightest day</dt><dd><a href="/mood/2026-03-14/"[^>]*>14 March</a>', said)
    assert re.search(r'Quietest day</dt><dd><a href="/mood/2026-03-05/"[^>]*>5 March</a>', said)
    assert "4 of 31" in said
    assert f'/track/{track.spotify_id}"' in said
    assert 'Fen Bird · <span class="nowrap">3 plays</span>' in said


def test_it_is_turned_leaf_by_leaf_from_the_first_day_to_the_running_one(client: Client, owner: User) -> None:
    coloured(owner, ("2025-12-30", 0.4))
    for path, before, after in (
        ("/mood/2025/12/", None, "/mood/2026/1/"),
        ("/mood/2026/1/", "/mood/2025/12/", "/mood/2026/2/"),
        ("/mood/", "/mood/2026/3/", None),
        ("/mood/2025/", None, "/mood/2026/"),
        ("/mood/2026/", "/mood/2025/", None),
    ):
        said = page(client, path)
        for rel, address in (("prev", before), ("next", after)):
            found = re.search(rf'rel="{rel}" href="([^"]+)"', said)
            assert (found and found[1]) == address, path


def test_htmx_gets_the_leaf_alone_and_its_title(client: Client, owner: User) -> None:
    said = page(client, MARCH, HX_Request="true")
    assert "<html" not in said
    assert "<title>March 2026 · Mood · DiscoverDaily</title>" in said
    assert 'id="calendar"' in said
    assert "first-view" in said
    assert "first-view" not in page(client, MARCH, HX_Request="true", HX_Target="calendar-picture")


# --- Years -----------------------------------------------------------------------------------------------------------


def test_a_year_is_twelve_by_thirty_one_and_leads_to_its_months(client: Client, owner: User) -> None:
    coloured_from(owner, "2025-01-01", 365)
    said = page(client, "/mood/2025/")
    assert len(re.findall(r'<a class="day ', said)) == 365
    assert 'aria-label="14 March: warm, 72, 12 plays"' in said
    assert "the brightest month was" in said
    for month in range(1, 13):
        assert f'href="/mood/2025/{month}/"' in said


def test_all_years_stand_beneath_one_another(client: Client, owner: User) -> None:
    coloured(owner, ("2024-02-29", 0.5), ("2026-03-01", 0.9))
    said = page(client, "/mood/years/")
    places = [said.index(f'class="small-year" href="/mood/{year}/"') for year in (2026, 2025, 2024)]
    assert places == sorted(places)
    assert "2 days have a colour, the first of them 29 February 2024." in said


@pytest.mark.parametrize(
    "path",
    [
        f"/mood/{path}"
        for path in ("1969/12/", "1969/", "2027/1/", "2027/", "2026/13/", "2026/0/", "99999999999/", "99999999999/1/")
    ],
)
def test_what_is_no_month_or_year_is_not_there(path: str, client: Client, owner: User) -> None:
    page(client, path, status=404)


def test_months_ahead_in_this_year_are_to_come(client: Client, owner: User) -> None:
    said = page(client, "/mood/2026/12/")
    assert "December is still to come." in said
    assert said.count(': still to come"') == 31


# --- As a table ------------------------------------------------------------------------------------------------------


def test_a_table_says_the_same(client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-14", 0.64), ("2026-03-15", None))
    rated(owner, "2026-03-15", 0.88)
    said = page(client, MARCH + "?as=table")
    assert 'class="picture' not in said
    assert said.count("<tr>") == 32
    warm = said[said.index("Sat 14 Mar") :]
    assert re.search(r"<td>warm</td><td[^>]*>64</td><td[^>]*>12</td><td[^>]*>8 of 9</td><td>–</td>", warm)
    assert re.search(r"not enough music</td><td[^>]*>–</td>.*?<td>bright, 88</td>", warm)
    assert page(client, "/mood/2026/?as=table").count("<tr>") == 1 + 31 + 28 + 31 + 10
    assert page(client, "/mood/years/?as=table").count("<tr>") == 2


# --- As its person has it shown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "theirs", "musics"), [("computed", False, True), ("own", True, False), ("both", True, True)]
)
def test_it_shows_the_musics_colour_or_ones_own_or_both(
    shown: str, theirs: bool, musics: bool, client: Client, owner: User
) -> None:
    coloured(owner, ("2026-03-14", 0.21))
    rated(owner, "2026-03-14", 0.87)
    Mood.objects.update(shown=shown)
    drawn = page(client, MARCH).split('<svg class="picture', 1)[1].split("</svg>")[0]
    assert (colour(0.87) in drawn, colour(0.21) in drawn) == (theirs, musics)
    assert "quiet, 21, 12 plays; your own rating: bright, 87" in drawn


def facts_on(said: str) -> dict[str, list[str]]:
    """The facts beside a month or a year, by what each is called."""
    plain = re.sub(r"</?(?:a|span)\b[^>]*>", "", said)
    facts = re.findall(r"<dt>([^<]*)</dt>((?:<dd>[^<]*</dd>)+)", plain)
    return {name: re.findall(r"<dd>([^<]*)</dd>", told) for name, told in facts}


@pytest.mark.parametrize(
    ("shown", "extremes"),
    [
        ("computed", ("16 March warm, 70", "14 March quiet, 30")),
        ("own", ("14 March bright, 100", "16 March blue, 0")),
        ("both", ("16 March warm, 70", "14 March quiet, 30")),
    ],
)
@pytest.mark.parametrize("path", [MARCH, "/mood/2026/"])
def test_the_brightest_day_is_the_one_that_looks_so(
    path: str, shown: str, extremes: tuple[str, str], client: Client, owner: User
) -> None:
    coloured(owner, ("2026-03-14", 0.3), ("2026-03-15", 0.5), ("2026-03-16", 0.7))
    for day, rating in (("2026-03-14", 1.0), ("2026-03-15", 0.5), ("2026-03-16", 0.0)):
        rated(owner, day, rating)
    Mood.objects.update(shown=shown)
    facts = facts_on(page(client, path))
    brightest, quietest = facts["Brightest day"], facts["Quietest day"]
    assert (brightest[0], quietest[0]) == extremes
    beside = [["14 March bright, 100, by your own word"], ["16 March blue, 0, by your own word"]]
    assert [brightest[1:], quietest[1:]] == (beside if shown == "both" else [[], []])


def test_colours_are_of_the_palette_that_was_chosen(client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-14", 0.21))
    Mood.objects.update(palette="clear")
    said = page(client, MARCH)
    assert colour(0.21, palette="clear") in said
    assert colour(0.21) not in said


# --- How it stands ---------------------------------------------------------------------------------------------------


def test_while_days_are_scored_it_says_how_far_that_is_and_asks_again(client: Client, owner: User) -> None:
    coloured_from(owner, "2023-01-01", 1000)
    coloured_from_stale = [(f"2026-03-{day:02}", None) for day in range(1, 31)]
    coloured(owner, *coloured_from_stale, stale=True, scored_by="")
    said = page(client, MARCH)
    assert "1,000 of 1,030 days have been looked at" in said
    assert "load delay:4s" in said
    Mood.objects.update(last_error="unforeseen: ModelUnfit")
    said = page(client, MARCH)
    assert "New days could not be coloured the last time." in said
    assert "load delay" not in said


def test_before_the_first_colour_it_asks_again_while_songs_are_being_learnt(client: Client, owner: User) -> None:
    plays(owner, songs(4, None), "2026-04-02")
    scored(owner)
    assert "load delay" not in page(client, "/mood/")
    track = song("Sea Glass")
    learning_want(tracks=[track.pk])
    said = page(client, "/mood/")
    assert "load delay:12s" in said
    assert "Just now it is being learnt how songs sound." in said
    coloured(owner, ("2026-04-03", 0.5))
    assert "load delay" not in page(client, "/mood/")


def test_once_all_days_are_scored_it_is_still(client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-14", 0.21))
    said = page(client, MARCH)
    assert "load delay" not in said
    assert "<progress" not in said


@pytest.mark.parametrize("path", PAGES)
def test_without_music_it_says_how_to_begin(path: str, client: Client, owner: User) -> None:
    said = page(client, path)
    assert "White paper, so far" in said
    assert 'href="/history/imports/"' in said


@pytest.mark.parametrize("path", PAGES)
def test_turned_off_it_says_so_and_how_to_turn_it_on(path: str, client: Client, owner: User) -> None:
    coloured(owner, ("2026-03-14", 0.64))
    mood_turn_off(person=owner)
    said = page(client, path)
    assert "The calendar is off" in said
    assert re.search(r'<form method="post" action="/mood/on/"', said)
    assert '<svg class="picture' not in said
    assert client.get(path, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


# --- Whose it is, and what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, MARCH + "?as=table", MARCH + "picture.svg", "/mood/2026/picture.svg"])
def test_nobody_sees_anybody_elses_days(path: str, client: Client, alice: User, bob: User) -> None:
    coloured(alice, *((f"2026-{month:02}-14", 0.64) for month in range(1, 5)), plays=4321)
    heard(alice, song("Only hers"), datetime(2026, 3, 2, tzinfo=UTC))
    rated(alice, "2026-03-14", 0.87)
    client.force_login(bob)
    said = page(client, path)
    for hers in ("4,321", colour(0.64), "warm, 64", "bright, 87", "Only hers"):
        assert hers not in said


@pytest.mark.parametrize("path", [*PAGES, MARCH + "picture.png", "/mood/2026/picture.svg"])
def test_a_stranger_is_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize("path", [*PAGES, MARCH + "?as=table", "/mood/2019/"])
def test_ten_years_take_no_more_than_eight_queries_and_writing_none(path: str, client: Client, owner: User) -> None:
    coloured_from(owner, "2016-04-01", 3650)
    rated(owner, "2026-03-14", 0.87)
    heard(owner, song("Sea Glass"), *(datetime(2026, month, 5, 12, tzinfo=UTC) for month in (3, 4)))
    assert Play.objects.count() == 2
    for headers in ({}, {"HX-Request": "true"}):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path, headers=headers).status_code == 200
        assert len(asked) <= 8, [query["sql"] for query in asked]
        assert all(query["sql"].startswith("SELECT") for query in asked)

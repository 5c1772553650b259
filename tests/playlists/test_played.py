"""The page of what was played most, by one's own counts: the owner, a second person, a stranger."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.counting import rule_change
from discoverdaily.listening.models import Counting, Rule, Track
from tests.listening.songs import heard, song, times
from tests.playlists.conftest import FRAGMENT, heard_in_turn, ids, look, page, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
PLAYED = "/top/played/"
DAY = timedelta(days=1)


@pytest.fixture
def importer(client: Client, db: None) -> tuple[User, Client]:
    """Somebody without Spotify."""
    person = User.objects.create_user(display_name="Ines", time_zone="Europe/Lisbon", time_zone_known=True)
    client.force_login(person)
    return person, client


def test_it_shows_the_first_twenty_five_with_their_counts(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:30])
    rows = owner.get(PLAYED).context["page"].rows
    assert [(row.rank, row.spotify_id, row.plays) for row in rows[:2]] == [
        (1, songs[0].spotify_id, 30),
        (2, songs[1].spotify_id, 29),
    ]
    assert len(rows) == 25
    assert len(owner.get(f"{PLAYED}?size=100").context["page"].rows) == 30


def test_it_costs_no_call(owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:10])
    sandbox.clear_requests()
    page(owner, PLAYED)
    assert sandbox.requests() == []


@pytest.mark.parametrize("address", [PLAYED, f"{PLAYED}?kind=artists", "/top/", "/history/", "/"])
def test_looking_writes_nothing_though_nothing_was_ever_counted(owner: Client, address: str) -> None:
    page(owner, address)
    assert not Counting.objects.exists()


def test_beside_the_year_a_tab_opens_it(owner: Client) -> None:
    assert f'href="{PLAYED}?kind=tracks"' in page(owner, "/top/")
    assert "All time, by your own counts" in page(owner, "/top/?range=long_term")


def test_each_person_sees_their_own(owner: Client, second: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    assert second.get(PLAYED).context["page"].rows == []
    assert songs[0].name not in page(second, PLAYED)


def test_a_stranger_is_told_what_it_is(client: Client, db: None) -> None:
    assert "once you have signed in" in page(client, PLAYED)


def test_a_period_is_chosen_by_its_name_or_by_its_days(owner: Client, alice: User, songs: list[Track]) -> None:
    for number, each in enumerate(songs[:5]):
        heard(alice, each, datetime(2026, number + 1, 15, 12, tzinfo=UTC))
    for query, expected in (
        ("period=2026-03", songs[2:3]),
        ("period=2026", [*reversed(songs[:5])]),
        ("period=2025", []),
        ("first=2026-02-15&last=2026-03-15", [songs[2], songs[1]]),
        ("first=2026-05-01&last=", songs[4:5]),
        ("first=&last=2026-01-31", songs[:1]),
    ):
        assert [row.spotify_id for row in owner.get(f"{PLAYED}?{query}").context["page"].rows] == ids(expected), query


@pytest.mark.parametrize(
    "query", ["period=forever", "period=", "kind=albums", "size=7", "size=", "period=2026-13&kind=artists"]
)
def test_an_unknown_period_is_404_in_words(query: str, owner: Client) -> None:
    answer = owner.get(f"{PLAYED}?{query}")
    assert answer.status_code == 404
    assert b"<h1" in answer.content


@pytest.mark.parametrize("days", ["first=2026-05-02&last=2026-05-01", "first=May&last=", "first=2026-02-30&last="])
def test_days_that_are_none_are_422_with_words_and_kept_as_typed(days: str, owner: Client) -> None:
    answer = owner.get(f"{PLAYED}?{days}", headers=FRAGMENT)
    assert answer.status_code == 422
    assert b"errorlist" in answer.content
    assert days.split("&", maxsplit=1)[0].removeprefix("first=") in answer.content.decode()


def test_it_says_who_counted_by_which_rule_and_since_when(owner: Client, alice: User, songs: list[Track]) -> None:
    heard(alice, songs[0], datetime(2024, 5, 3, 12, tzinfo=UTC), clock.now())
    rule_change(person=alice, rule=Rule.HALF)
    text = page(owner, PLAYED)
    assert "at least half the track, since 3 May 2024" in text
    assert "nobody told us" not in text


def test_where_counts_are_young_it_says_what_is_missing_and_where_to_get_it(
    owner: Client, alice: User, songs: list[Track]
) -> None:
    heard_in_turn(alice, songs[:10], before=clock.now() - 2 * DAY)
    text = page(owner, PLAYED)
    assert "nobody told us" in text
    assert 'href="/history/past/"' in text
    assert "nobody told us" not in page(owner, f"{PLAYED}?first={(clock.now() - DAY).date()}&last=")


def test_with_nothing_counted_it_says_what_will_come(owner: Client, alice: User, songs: list[Track]) -> None:
    assert "Nothing is counted yet" in page(owner, PLAYED)
    heard(alice, songs[0], clock.now() - 20 * DAY)
    assert "Nothing counted in these days" in page(owner, f"{PLAYED}?period=7-days")


def test_imports_alone_fill_it_and_saving_is_offered_with_a_connection(importer: tuple[User, Client]) -> None:
    person, client = importer
    heard(person, song("by name", spotify=False), *times(3))
    heard(person, song("with an id"), *times(2))
    text = page(client, PLAYED)
    assert [row.title for row in client.get(PLAYED).context["page"].rows] == ["by name", "with an id"]
    assert "One track is known by name alone" in text
    assert "Save as playlist" not in text
    assert "Connect Spotify" in text
    assert "spotify:track:" not in text.split("by name", maxsplit=1)[1].split("</li>")[0]


def test_artists_are_counted_likewise(owner: Client, alice: User, songs: list[Track]) -> None:
    heard(alice, songs[0], *times(3))
    (row,) = owner.get(f"{PLAYED}?kind=artists").context["page"].rows
    assert (row.title, row.plays, row.kind) == (songs[0].artist.name, 3, "artist")


def test_tracks_move_against_the_last_list_saved_of_that_period(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    look(wish(alice, time_range="", period="ever", size=12))
    heard(alice, songs[11], *times(30))
    (first, *_) = owner.get(PLAYED).context["page"].rows
    assert (first.place.movement, first.place.by) == ("up", 11)
    assert owner.get(f"{PLAYED}?period=2026").context["page"].rows[0].place is None


def test_the_ranking_of_spotify_shows_own_counts_too(owner: Client, alice: User, songs: list[Track]) -> None:
    heard(alice, songs[3], *times(7))
    rows = owner.get("/top/?range=medium_term").context["rows"]
    assert [row.plays for row in rows[:5]] == [0, 0, 0, 7, 0]


def test_htmx_gets_the_ledger_alone(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    fragment = page(owner, PLAYED, headers=FRAGMENT)
    assert "<html" not in fragment
    assert "<ol" in fragment


@pytest.mark.parametrize("kind", ["tracks", "artists"])
def test_the_number_of_queries_does_not_grow_with_the_data(
    kind: str, owner: Client, alice: User, songs: list[Track]
) -> None:
    def queries() -> int:
        page(owner, f"{PLAYED}?kind={kind}")
        with CaptureQueriesContext(connection) as captured:
            page(owner, f"{PLAYED}?kind={kind}")
        return len(captured)

    heard_in_turn(alice, songs[:3])
    few = queries()
    heard_in_turn(alice, songs[3:40])
    assert queries() == few


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_looked_at(method: str, owner: Client) -> None:
    assert getattr(owner, method)(PLAYED).status_code == 405


def test_what_is_typed_into_the_address_is_no_markup(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:3])
    answer: Any = owner.get(f"{PLAYED}?first=<script>alert(1)</script>&last=")
    assert b"<script>alert" not in answer.content

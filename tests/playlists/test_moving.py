"""A refresh at six is a refresh at six, wherever its person lives by now."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.counting import counting_zone_changed
from playlists.models import SavedPlaylist
from playlists.schedule import Schedule
from tests.playlists.conftest import wish

pytestmark = pytest.mark.django_db
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
CLOCKS_GO_BACK = datetime(2026, 10, 24, 12, tzinfo=UTC)
"""In Berlin on the next morning; in New York a week later."""


@pytest.fixture
def nadia(client: Client) -> User:
    person = User.objects.create_user(display_name="Nadia", time_zone=BERLIN, time_zone_known=True)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return person


def kept(person: User, **fields: Any) -> SavedPlaylist:
    """A playlist of theirs that stands in Spotify and is next due as its schedule says."""
    saved = wish(person, **{"spotify_id": "1Quiet", "schedule": "daily", "refresh_hour": 6, **fields})
    saved.write(due_at=saved.next_run(timezone.now()))
    return saved


def due(saved: SavedPlaylist) -> datetime | None:
    saved.refresh_from_db()
    return saved.due_at


def chosen(client: Client, **others: str) -> None:
    """What the form of the settings sends."""
    typed = {"display_name": "Nadia", "time_zone": BERLIN, "day_starts_at": "4", "mood-palette": "spectrum"}
    assert client.post("/accounts/settings/", typed | others).status_code == 302


@time_machine.travel(NOON, tick=False)
def test_whoever_moves_is_refreshed_at_the_chosen_hour_of_their_new_clock(client: Client, nadia: User) -> None:
    daily, weekly = kept(nadia), kept(nadia, name="On Mondays", schedule="weekly", weekday=0)
    others = kept(User.objects.create_user(time_zone=BERLIN), name="Theo’s")
    assert due(daily) == datetime(2026, 11, 22, 5, tzinfo=UTC)
    chosen(client, time_zone=NEW_YORK)
    assert due(daily) == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert due(weekly) == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert due(others) == datetime(2026, 11, 22, 5, tzinfo=UTC), "nobody else's"


@time_machine.travel(NOON, tick=False)
def test_whoever_comes_back_before_anything_was_counted_anew_finds_the_old_hour(client: Client, nadia: User) -> None:
    saved = kept(nadia)
    chosen(client, time_zone=NEW_YORK)
    chosen(client, time_zone=BERLIN)
    assert due(saved) == datetime(2026, 11, 22, 5, tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
def test_another_hour_for_the_day_to_start_moves_no_refresh(client: Client, nadia: User) -> None:
    saved = kept(nadia, refresh_hour=2)
    before = due(saved)
    chosen(client, day_starts_at="0")
    assert due(saved) == before


@time_machine.travel(NOON, tick=False)
def test_staff_who_mend_a_persons_clock_move_their_refreshes_too(nadia: User, staff: Client) -> None:
    saved = kept(nadia)
    fields = {"username": nadia.username, "display_name": "Nadia", "email": "", "is_active": "on", "locale": ""}
    clock = {"time_zone": NEW_YORK, "time_zone_known": "on", "day_starts_at": "4"}
    assert staff.post(f"/admin/accounts/user/{nadia.pk}/change/", fields | clock).status_code == 302
    assert due(saved) == datetime(2026, 11, 22, 11, tzinfo=UTC)


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"schedule": "frozen"}, "a frozen copy"),
        ({"state": "paused"}, "one that rests"),
        ({"state": "stopped"}, "one that is over"),
        ({"state": "suspended"}, "one that needs its person"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_not_planned_is_not_planned_by_moving(
    client: Client, nadia: User, fields: dict[str, str], words: str
) -> None:
    saved = kept(nadia, **fields)
    chosen(client, time_zone=NEW_YORK)
    assert due(saved) is None, words


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize(
    "fields",
    [
        {"due_at": NOON - timedelta(minutes=1)},
        {"due_at": NOON + timedelta(minutes=20), "failing_since": NOON - timedelta(hours=1), "attempts": 2},
        {"due_at": NOON + timedelta(minutes=5), "spotify_id": ""},
    ],
    ids=["due already", "tried again soon", "not made yet"],
)
def test_what_is_pending_stays_due_when_it_was(client: Client, nadia: User, fields: dict[str, Any]) -> None:
    saved = wish(nadia, **{"spotify_id": "1Quiet", "schedule": "daily", **fields})
    chosen(client, time_zone=NEW_YORK)
    assert due(saved) == fields["due_at"]


ZONES = st.sampled_from([BERLIN, NEW_YORK, "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "no such zone"])
MOMENTS = st.integers(-90, 90).map(lambda quarters: CLOCKS_GO_BACK + timedelta(minutes=15 * quarters))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(ZONES, min_size=2, max_size=4), MOMENTS, st.integers(0, 23), st.sampled_from(["daily", "weekly"]))
@example([NEW_YORK, BERLIN], CLOCKS_GO_BACK, 2, "daily")
def test_wherever_they_move_and_whatever_clocks_do_the_next_refresh_is_the_next_time_it_is_that_hour(
    zones: list[str], moment: datetime, hour: int, schedule: str
) -> None:
    with time_machine.travel(moment, tick=False):
        person = User.objects.create_user(time_zone=zones[0])
        saved = kept(person, refresh_hour=hour, schedule=schedule, weekday=6)
        for zone in zones[1:]:
            person.time_zone = zone
            person.save()
            counting_zone_changed(person=person)
        lives_in = ZoneInfo("UTC" if zones[-1] == "no such zone" else zones[-1])
        assert due(saved) == Schedule(schedule).next_run(after=moment, zone=lives_in, hour=hour, weekday=6)

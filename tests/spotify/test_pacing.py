"""One budget a client id: people before the background, waits stored and never slept on."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.models import ClientBudget
from discoverdaily.spotify.pacing import Allowance, Lane, cool_down, handfuls, has_room, take

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def taken(client_id: str, lane: Lane, tries: int) -> int:
    """How many of so many calls are let through."""
    let_through = 0
    for _ in range(tries):
        try:
            take(client_id, lane)
        except RetryLater:
            continue
        else:
            let_through += 1
    return let_through


@pytest.mark.django_db
def test_the_background_leaves_room_for_people(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 10
    assert taken("app", Lane.BACKGROUND, 20) == 6
    assert taken("app", Lane.PEOPLE, 20) == 4
    assert taken("another-app", Lane.PEOPLE, 20) == 10


@pytest.mark.django_db
def test_the_smallest_budget_still_lets_the_background_call(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    assert taken("app", Lane.BACKGROUND, 3) == 1


@pytest.mark.parametrize(("budget", "starts"), [("19", False), ("20", True)])
def test_a_budget_too_small_for_one_refresh_stops_the_start(budget: str, starts: bool) -> None:
    """In the background's share of it, a playlist of a hundred tracks must be looked up, made and filled."""
    environment = {**os.environ, "SPOTIFY_CALLS_IN_30_SECONDS": budget}
    command = [sys.executable, "-c", "import discoverdaily.settings"]
    start = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (start.returncode == 0) is starts, start.stderr
    assert ("it must be from 20 to 10000" in start.stderr) is not starts


@pytest.mark.django_db
def test_no_thirty_seconds_ever_hold_more_than_the_budget(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 10
    moments: list[datetime] = []
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(100):
            if taken("app", Lane.PEOPLE, 1):
                moments.append(timezone.now())
            clock.shift(0.7)
    for moment in moments:
        assert sum(moment <= other < moment + timedelta(seconds=30) for other in moments) <= 10
    assert len(moments) >= 20, "and the budget comes back"


@pytest.mark.django_db
def test_a_budget_may_be_of_a_day() -> None:
    daily = Allowance(calls=3, window=timedelta(days=1))
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            assert has_room("app:lookup", Lane.PEOPLE, daily)
            take("app:lookup", Lane.PEOPLE, daily)
            clock.shift(3600)
        assert not has_room("app:lookup", Lane.PEOPLE, daily)
        with pytest.raises(RetryLater) as refused:
            take("app:lookup", Lane.PEOPLE, daily)
        assert refused.value.after == timedelta(hours=21, seconds=1), "when the first of them is a day old"
        clock.shift(refused.value.after)
        take("app:lookup", Lane.PEOPLE, daily)
        assert not has_room("app:lookup", Lane.PEOPLE, daily)


@pytest.mark.django_db
def test_while_an_app_is_to_wait_there_is_no_room() -> None:
    some = Allowance(calls=10)
    cool_down("app", Reason.RATE, timedelta(minutes=1))
    assert not has_room("app", Lane.PEOPLE, some)
    assert has_room("another-app", Lane.PEOPLE, some)


@pytest.mark.django_db
def test_a_clock_that_was_set_back_by_days_keeps_nobody_waiting(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        assert taken("app", Lane.PEOPLE, 3) == 2
    with time_machine.travel(NOON, tick=False):
        assert taken("app", Lane.PEOPLE, 3) == 2


@pytest.mark.django_db
def test_who_must_wait_is_told_until_when(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    with time_machine.travel(NOON, tick=False) as clock:
        taken("app", Lane.PEOPLE, 2)
        clock.shift(10)
        with pytest.raises(RetryLater) as caught:
            take("app", Lane.PEOPLE)
        assert caught.value.after is not None
        clock.shift(caught.value.after)
        assert taken("app", Lane.PEOPLE, 1) == 1
    assert len(ClientBudget.objects.get().recent) == 1, "old seconds are forgotten"


@pytest.mark.django_db
def test_a_shorter_wait_never_ends_a_longer_one_early() -> None:
    cool_down("app", Reason.QUOTA, timedelta(days=1))
    cool_down("app", Reason.RATE, timedelta(seconds=5))
    with pytest.raises(RetryLater) as caught:
        take("app", Lane.PEOPLE)
    assert caught.value.reason is Reason.QUOTA
    take("another-app", Lane.PEOPLE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "after", "pause"),
    [
        (Reason.RATE, None, timedelta(seconds=30)),
        (Reason.QUOTA, None, timedelta(hours=1)),
        (Reason.RATE, timedelta(seconds=86236), timedelta(seconds=86236)),
        (Reason.RATE, timedelta(days=3000), timedelta(days=7)),
    ],
)
def test_how_long_spotify_is_left_alone(reason: Reason, after: timedelta | None, pause: timedelta) -> None:
    with time_machine.travel(NOON, tick=False):
        assert cool_down("app", reason, after) == pause
        budget = ClientBudget.objects.get()
        assert budget.cooldown_until == NOON + pause
        assert budget.cooling_down()
    assert not budget.cooling_down(NOON + pause)


@pytest.mark.django_db(transaction=True)
def test_many_threads_share_one_budget(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 20

    def some() -> int:
        try:
            return taken("app", Lane.PEOPLE, 10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(future.result() for future in [pool.submit(some) for _ in range(4)]) == 20


# --- By the handful --------------------------------------------------------------------------------------------------


@pytest.fixture
def _open_hands() -> Iterator[None]:
    handfuls.open = True
    yield
    handfuls.open = False
    for client_id in ("app", "another-app"):
        handfuls.drop(client_id)


def words(calls: int) -> int:
    """Updates of the budget that so many calls take."""
    with CaptureQueriesContext(connection) as asked:
        assert taken("app", Lane.PEOPLE, calls) == calls
    return sum(query["sql"].startswith("UPDATE") for query in asked)


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_hands")
def test_by_the_handful_many_calls_cost_few_words_and_few_calls_one_each(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 10_000
    with time_machine.travel(NOON, tick=False) as clock:
        assert words(7) == 7
        clock.shift(2)
        assert words(100) < 30
        clock.shift(1)
        assert words(100) < 10, "as many as in the second before are expected"


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_hands")
def test_by_the_handful_the_budget_holds_to_the_last_call(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 100
    with time_machine.travel(NOON, tick=False) as clock:
        assert taken("app", Lane.PEOPLE, 70) == 70
        assert taken("another-app", Lane.PEOPLE, 1) == 1
        clock.shift(1)
        counted = sum(ClientBudget.objects.get(client_id="app").recent.values())
        assert 70 <= counted <= 79, "what was in hand is counted, and lost with its second"
        assert taken("app", Lane.PEOPLE, 50) == 100 - counted


@pytest.mark.django_db
@pytest.mark.usefixtures("_open_hands")
def test_what_is_in_hand_is_not_used_while_spotify_wants_to_be_left_alone(settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 1000
    with time_machine.travel(NOON, tick=False):
        assert taken("app", Lane.PEOPLE, 41) == 41
        cool_down("app", Reason.RATE, timedelta(minutes=1))
        assert taken("app", Lane.PEOPLE, 9) == 0

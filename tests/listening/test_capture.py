"""Every play is captured once: what Spotify remembers is asked for in time, and what may be missing is known."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import LeaseLost, handle_safely
from discoverdaily.listening import capture as capturing
from discoverdaily.listening.capture import AT_MOST_EVERY, capture_begin, capture_look, capture_look_now
from discoverdaily.listening.fields import from_ms, to_ms
from discoverdaily.listening.models import Capture, Gap, HourTotal, Play, Source, Track
from discoverdaily.listening.pace import DAY, KEPT, SOONEST
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, tracks_named
from discoverdaily.listening.services import tracks_store
from discoverdaily.listening.tasks import look_for_plays
from discoverdaily.spotify.errors import Reason, ReconnectNeeded
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.scopes import NEEDED, Scope
from discoverdaily.spotify.signals import connected
from tests.people import connect
from tests.sandbox_server import DEMO_CLIENT, SandboxServer

pytestmark = pytest.mark.django_db

HOUR = 1 / 24
RECENT = "/v1/me/player/recently-played"
LATEST_WAIT = timedelta(minutes=94)


def look(person: User) -> Capture:
    """Has a worker look for the person's plays now, whenever that is due; answers the row as it then stands."""
    if not Capture.objects.filter(person=person).exists():
        capture_begin(person=person)
    Capture.objects.filter(person=person).update(due_at=clock.now())
    for row in Capture.claim(Capture.objects.filter(person=person), limit=1):
        handle_safely(row, _look)
    return Capture.objects.get(person=person)


def _look(row: Capture) -> None:
    capture_look(capture=row)


def asked(sandbox: SandboxServer) -> list[dict[str, Any]]:
    return [request for request in sandbox.requests() if request["path"] == RECENT]


def test_the_last_fifty_plays_are_kept_by_one_call_and_the_first_look_is_no_gap(
    sandbox: SandboxServer, alice: User
) -> None:
    sandbox.clear_requests()
    capture = look(alice)
    assert len(asked(sandbox)) == 1
    plays = Play.objects.filter(person=alice)
    assert plays.count() == KEPT
    assert {play.source for play in plays} == {Source.CAPTURE}
    assert {play.ms_played for play in plays} == {None}
    assert capture.newest_at == max(play.played_at for play in plays)
    assert HourTotal.objects.filter(person=alice).exists()
    assert not Gap.objects.exists()
    assert capture.due_at is not None
    assert capture.due_at - clock.now() < timedelta(milliseconds=SOONEST) + timedelta(seconds=1)


def test_every_play_of_two_days_is_there_once(sandbox: SandboxServer, alice: User) -> None:
    begun = look(alice).newest_at
    for _ in range(24):
        sandbox.next_day(2 * HOUR)
        look(alice)
    sandbox.settings(history_lag=0)
    played = _world_plays(sandbox, "mara", begun)
    assert played, "she listens daily"
    kept = Play.objects.filter(person=alice, played_at__gt=begun).order_by("played_at")
    assert [(to_ms(play.played_at), play.track.spotify_id) for play in kept.select_related("track")] == played
    assert not Gap.objects.exists()


def _world_plays(sandbox: SandboxServer, listener: str, since: Any) -> list[tuple[int, str]]:
    """What the listener has played, by the sandbox's own world, of which recently-played shows fifty."""
    from discoverdaily.sandbox import world  # noqa: PLC0415  # another program's insides, for this comparison alone

    until = clock.now() - timedelta(seconds=6)
    plays = [play for play in world.plays(listener, since, until) if play.is_reported]
    return [(round(play.played_at.timestamp() * 1000), play.track_id) for play in plays if play.played_at > since]


def test_a_look_that_finds_nothing_new_writes_no_play(sandbox: SandboxServer, alice: User) -> None:
    look(alice)
    before = HourTotal.objects.values_list("pk", "plays_all").order_by("pk")
    was = list(before)
    capture = look(alice)
    assert capture.attempts == 0
    assert (Play.objects.count(), list(before)) == (KEPT, was)


def test_more_than_spotify_remembers_is_a_gap_with_its_bounds_and_the_next_look_comes_soon(
    sandbox: SandboxServer, bob: User
) -> None:
    first = look(bob)
    Capture.objects.update(habits=first.habits | {"begun": 0, "since": 0})
    sandbox.next_day()
    second = look(bob)
    gap = Gap.objects.get()
    assert gap.person == bob
    assert gap.after == first.newest_at
    assert gap.before == min(play.played_at for play in Play.objects.order_by("-played_at")[:KEPT])
    assert gap.filled_at is None
    assert second.due_at is not None
    assert second.due_at - clock.now() < timedelta(milliseconds=SOONEST) + timedelta(seconds=1)


def test_a_gap_too_short_for_a_play_is_none(sandbox: SandboxServer, bob: User) -> None:
    look(bob)
    sandbox.next_day()
    oldest = _oldest_told(sandbox, bob)
    Play.objects.create(
        person=bob,
        track=Track.objects.all()[0],
        played_at=oldest - timedelta(seconds=59),
        source=Source.EXTENDED,
        told_by=Source.EXTENDED,
    )
    look(bob)
    assert not Gap.objects.exists()


def _oldest_told(sandbox: SandboxServer, person: User) -> Any:
    from discoverdaily.spotify.client import spotify_for  # noqa: PLC0415

    return spotify_for(person).recently_played(limit=KEPT).items[-1].played_at


# --- What is in the way ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["503", "timeout", "reset", "malformed"])
def test_an_outage_loses_nothing_and_is_tried_again_at_a_growing_distance(
    kind: str, sandbox: SandboxServer, alice: User, settings: Any
) -> None:
    settings.SPOTIFY_TIMEOUT = 0.2
    first = look(alice)
    sandbox.fault(RECENT, kind)
    waits = []
    for _ in range(3):
        capture = look(alice)
        assert capture.last_error
        assert capture.due_at is not None
        waits.append(capture.due_at - clock.now())
    assert timedelta(seconds=50) < waits[0] < waits[1] < waits[2] < timedelta(minutes=5)
    assert (capture.told, capture.newest_at, capture.habits) == (first.told, first.newest_at, first.habits)
    sandbox.mend()
    capture = look(alice)
    assert (capture.attempts, capture.last_error) == (0, "")
    assert Play.objects.count() == KEPT


def test_where_spotify_wants_us_to_wait_it_is_asked_again_after_that(sandbox: SandboxServer, alice: User) -> None:
    sandbox.fault(RECENT, "429", retry_after=7200, times=1)
    capture = look(alice)
    assert capture.last_error == "rate"
    assert capture.due_at is not None
    assert timedelta(seconds=7100) < capture.due_at - clock.now() <= timedelta(seconds=7201)


def test_where_our_own_budget_is_used_up_nobodys_failure_is_counted(alice: User, settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 0
    budget = ClientBudget.objects.create(client_id=DEMO_CLIENT)
    budget.recent = {str(int(clock.now().timestamp())): 5}
    budget.save()
    capture = look(alice)
    assert (capture.attempts, capture.last_error) == (0, "")
    assert capture.due_at is not None
    assert capture.due_at - clock.now() < timedelta(seconds=40)


def test_what_was_revoked_rests_until_spotify_is_connected_again(sandbox: SandboxServer, alice: User) -> None:
    look(alice)
    sandbox.revoke("mara")
    capture = look(alice)
    assert (capture.due_at, capture.last_error) == (None, "revoked")
    assert Play.objects.count() == KEPT
    connected.send(sender=Connection, person=alice)
    capture.refresh_from_db()
    assert (capture.attempts, capture.last_error) == (0, "")
    assert capture.due_at is not None
    assert capture.due_at <= clock.now()
    assert len(capture.told) == KEPT, "what was told before is remembered"


def test_a_missing_permission_rests_and_is_asked_for_at_the_next_consent(sandbox: SandboxServer) -> None:
    person = User.objects.create_user()
    connect(sandbox, person, "mara", scope=" ".join(scope for scope in NEEDED if scope != Scope.RECENTLY_PLAYED))
    capture = look(person)
    assert (capture.due_at, capture.last_error) == (None, "missing_scope")
    assert Connection.objects.get().missing_scopes == [Scope.RECENTLY_PLAYED]


def test_a_refusal_of_the_sign_in_before_is_not_held_against_the_next(
    sandbox: SandboxServer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is refused, and while we hear of it they connect again."""

    def refused_and_connected(*args: Any, **kwargs: Any) -> Any:
        Connection.objects.update(authorized_at=clock.now())
        raise ReconnectNeeded(Reason.REVOKED)

    monkeypatch.setattr(capturing, "spotify_for", refused_and_connected)
    capture = look(alice)
    assert capture.due_at is not None
    assert capture.due_at - clock.now() < timedelta(minutes=2)


def test_what_spotify_does_not_allow_is_asked_for_again_the_next_day(sandbox: SandboxServer, alice: User) -> None:
    sandbox.settings(allow_list=[])
    capture = look(alice)
    assert capture.last_error == "unregistered"
    assert capture.due_at is not None
    assert capture.due_at - clock.now() > timedelta(hours=23)


def test_what_nobody_foresaw_is_tried_again(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capturing, "plays_store", lambda **_: 1 / 0)
    capture = look(alice)
    assert capture.last_error == "unforeseen: ZeroDivisionError"
    assert (capture.told, capture.looked_at) == ([], None)
    assert capture.due_at is not None


# --- When, and for whom ----------------------------------------------------------------------------------------------


def test_whoever_connects_is_asked_for_at_once(sandbox: SandboxServer, alice: User, bob: User) -> None:
    connected.send(sender=Connection, person=alice)
    look_for_plays()
    assert set(Play.objects.values_list("person", flat=True)) == {alice.pk}


def test_the_paused_are_left_alone(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    User.objects.update(is_active=False)
    sandbox.clear_requests()
    look_for_plays()
    assert asked(sandbox) == []


def test_a_ring_asks_for_everybody_whose_time_has_come_and_nobody_else(
    sandbox: SandboxServer, alice: User, bob: User
) -> None:
    capture_begin(person=alice)
    capture_begin(person=bob)
    look_for_plays()
    sandbox.clear_requests()
    look_for_plays()
    assert asked(sandbox) == []
    sandbox.next_day(LATEST_WAIT / timedelta(days=1))
    look_for_plays()
    assert len(asked(sandbox)) == 2


def test_one_persons_trouble_is_not_anothers(sandbox: SandboxServer, alice: User, bob: User) -> None:
    capture_begin(person=alice)
    capture_begin(person=bob)
    sandbox.fault(RECENT, "500", listener="mara")
    look_for_plays()
    assert Capture.objects.get(person=alice).last_error == "server"
    assert Play.objects.filter(person=bob).count() == KEPT
    assert not Play.objects.filter(person=alice).exists()


def test_a_worker_that_comes_too_late_records_nothing(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    (late,) = Capture.claim(Capture.objects.all(), limit=1)
    Capture.objects.update(leased_until=clock.now() - timedelta(seconds=1))
    look(alice)
    Play.objects.all().delete()
    with pytest.raises(LeaseLost):
        capture_look(capture=late)
    late.lease = None
    assert not Play.objects.exists()


def test_a_worker_that_loses_its_lease_while_spotify_answers_records_nothing(
    sandbox: SandboxServer, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    capture_begin(person=alice)
    (late,) = Capture.claim(Capture.objects.all(), limit=1)

    def overtaken(**tracks: Any) -> None:
        tracks_store(**tracks)
        Capture.objects.update(lease=uuid.uuid4())

    monkeypatch.setattr(capturing, "tracks_store", overtaken)
    with pytest.raises(LeaseLost):
        capture_look(capture=late)
    assert not Play.objects.exists()
    assert Capture.objects.get().told == []


def test_what_was_deleted_for_good_does_not_come_back(sandbox: SandboxServer, alice: User) -> None:
    look(alice)
    Play.objects.filter(pk__in=list(Play.objects.values_list("pk", flat=True)[:20])).delete()
    look(alice)
    assert Play.objects.count() == KEPT - 20


@pytest.mark.parametrize("kind", ["half", "empty"])
def test_an_answer_that_leaves_plays_out_makes_none_of_them_new_the_next_time(
    kind: str, sandbox: SandboxServer, bob: User
) -> None:
    look(bob)
    Play.objects.all().delete()
    sandbox.fault(RECENT, kind, times=1)
    look(bob)
    look(bob)
    assert not Play.objects.exists()
    assert not Gap.objects.exists()


def test_imported_plays_of_late_teach_the_pace(sandbox: SandboxServer, alice: User) -> None:
    track = tracks_named(named=[Named("", "Rain", "Nobody", "", 0)])[0]
    now = to_ms(clock.now())
    night = [Told(now - DAY - number * 31_000, 31_000, track) for number in range(100)]
    plays_store(person=alice, source=Source.EXTENDED, told=night)
    look(alice)
    Capture.objects.update(habits=Capture.objects.get().habits | {"begun": 0, "since": 0})
    capture = look(alice)
    assert capture.due_at is not None
    assert capture.due_at - clock.now() < timedelta(milliseconds=SOONEST) + timedelta(seconds=1)


def test_a_look_costs_the_same_few_queries_however_long_the_history(sandbox: SandboxServer, alice: User) -> None:
    look(alice)
    quiet = queries(alice)
    track = Track.objects.all()[0]
    long_ago = to_ms(clock.now()) - 400 * DAY
    Play.objects.bulk_create(
        Play(
            person=alice,
            track=track,
            played_at=from_ms(long_ago + number * 200_000),
            source=Source.EXTENDED,
            told_by=Source.EXTENDED,
        )
        for number in range(5000)
    )
    assert queries(alice) == quiet <= 28
    sandbox.next_day(1 / 2)
    assert queries(alice) <= 100, "with a new token and new tracks; PostgreSQL is told of each savepoint, too"


def queries(person: User) -> int:
    with CaptureQueriesContext(connection) as captured:
        look(person)
    return len(captured)


# --- When its person is there ----------------------------------------------------------------------------------------


def test_who_opens_a_page_has_spotify_asked_at_most_every_two_minutes(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    assert capture_look_now(person=alice) == KEPT
    sandbox.clear_requests()
    assert capture_look_now(person=alice) is None
    assert asked(sandbox) == []
    sandbox.next_day(AT_MOST_EVERY / timedelta(days=1))
    assert capture_look_now(person=alice) is not None
    assert len(asked(sandbox)) == 1


def test_not_even_while_spotify_fails(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    sandbox.fault(RECENT, "500")
    capture_look_now(person=alice)
    sandbox.clear_requests()
    assert capture_look_now(person=alice) is None
    assert asked(sandbox) == []


def test_while_a_worker_asks_nobody_else_does(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    (held,) = Capture.claim(Capture.objects.all(), limit=1)
    sandbox.clear_requests()
    assert capture_look_now(person=alice) is None
    assert asked(sandbox) == []
    assert capture_look(capture=held) == KEPT


def test_what_rests_is_not_asked_for_by_opening_a_page(sandbox: SandboxServer, alice: User) -> None:
    capture_begin(person=alice)
    Capture.objects.update(due_at=None, last_error="revoked")
    sandbox.clear_requests()
    assert capture_look_now(person=alice) is None
    assert asked(sandbox) == []


def test_a_person_goes_before_the_background(sandbox: SandboxServer, alice: User, settings: Any) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 20
    ClientBudget.objects.create(client_id=DEMO_CLIENT, recent={str(int(clock.now().timestamp())): 15})
    assert look(alice).looked_at is None
    assert capture_look_now(person=alice) is None, "a worker tried a moment ago"
    Capture.objects.update(asked_at=None)
    assert capture_look_now(person=alice) == KEPT

"""What can keep the music from playing: the person is told what and what to do, the timer goes on, and the music comes
back when it can."""

from typing import Any

import pytest

from discoverdaily import clock
from discoverdaily.sandbox.world import shows
from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.models import ClientBudget, Connection
from discoverdaily.spotify.scopes import NEEDED
from discoverdaily.spotify.signals import connected
from tests.people import connect
from tests.sandbox_server import EVERY_SCOPE, SandboxServer
from tests.timer.music import PHONE, SPEAKER, Stage
from timer.models import Session
from timer.plans import Plan
from timer.services import session_next, session_pause, session_resume
from timer.wishes import Source, Wish
from timer.words import TROUBLES, Silence, trouble

pytestmark = pytest.mark.django_db
RADIO: dict[str, Any] = {"id": "c" * 40, "name": "Radio", "type": "Speaker", "is_restricted": True, "is_active": True}


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


def goes_on(session: Session) -> bool:
    """Time runs, whatever the music does."""
    session.refresh_from_db()
    return session.state == Session.State.RUNNING


def test_every_trouble_has_words_of_its_own() -> None:
    unsaid = {Reason.FORBIDDEN, Reason.NOT_AVAILABLE, Reason.NOT_FOUND, Reason.MISUSED}
    assert {*Reason, *Silence} - unsaid == set(TROUBLES)


# --- Nobody can be asked ---------------------------------------------------------------------------------------------


def test_without_spotify_time_runs_all_the_same(sandbox: SandboxServer, stage: Stage) -> None:
    Connection.objects.all().delete()
    session = stage.begin()
    assert goes_on(session)
    assert stage.music.trouble == Reason.NOT_CONNECTED
    assert trouble(stage.music.trouble).reconnect
    session_next(session=session, phase=0)
    assert (stage.music.missed, stage.music.skips) == (1, 0)
    assert sandbox.requests() == []


def test_a_sign_in_that_is_taken_back_is_told_and_connecting_again_brings_the_music_back(stage: Stage) -> None:
    session = stage.begin()
    stage.sandbox.revoke("mara")
    session_next(session=session, phase=0)
    music = stage.look()
    assert music.trouble == Reason.REVOKED
    assert trouble(music.trouble).reconnect
    assert goes_on(session)

    agree_again(stage)
    session_next(session=session, phase=1)
    assert stage.look().trouble == ""
    assert stage.song


def agree_again(stage: Stage, *, scope: str = EVERY_SCOPE) -> None:
    """As a sign-in would."""
    Connection.objects.all().delete()
    stage.person.social_auth.all().delete()
    connect(stage.sandbox, stage.person, "mara", scope=scope)
    connected.send(sender=Connection, person=stage.person)


def test_connecting_again_brings_the_music_back_within_the_phase(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    stage.press("pause")
    Connection.objects.all().delete()
    session = stage.begin(device=SPEAKER["id"])
    stage.look()
    assert not stage.is_due(), "nobody can be asked"
    agree_again(stage)
    assert stage.is_due()
    stage.look(2)
    assert stage.song == stage.songs[0]
    music = stage.look()
    assert (music.trouble, music.playing["device"]) == ("", "Speaker")
    assert goes_on(session)


def test_a_permission_that_is_missing_is_told_and_can_be_given(stage: Stage) -> None:
    agree_again(stage, scope=" ".join(NEEDED))
    session = stage.begin()
    assert stage.look().trouble == Reason.MISSING_SCOPE
    assert trouble(stage.music.trouble).allow
    assert goes_on(session)

    agree_again(stage)
    session_next(session=session, phase=0)
    assert stage.look().trouble == ""
    assert stage.song


def test_without_premium_nothing_is_skipped_and_what_plays_is_shown(stage: Stage) -> None:
    stage.sandbox.listener("mara", product="free")
    stage.press("play", uris=stage.songs[:5])
    session = stage.begin()
    assert stage.music.trouble == Reason.PREMIUM_REQUIRED
    stage.look()
    session_next(session=session, phase=0)
    music = stage.look()

    assert stage.sent() == [], "it is not asked for again and again"
    assert music.trouble == Reason.PREMIUM_REQUIRED
    assert music.playing["uri"] == stage.songs[0]
    assert goes_on(session)


def test_without_premium_it_is_that_which_is_told_although_no_player_is_active(stage: Stage) -> None:
    stage.sandbox.listener("mara", product="free", devices=[PHONE])
    stage.begin()
    stage.sent()
    assert stage.look(3).trouble == Reason.PREMIUM_REQUIRED
    assert stage.sent() == []


# --- The player ------------------------------------------------------------------------------------------------------


def test_no_device_awake_is_told_and_the_music_comes_when_one_wakes(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[])
    session = stage.begin(device=PHONE["id"])
    assert stage.music.trouble == Reason.NO_ACTIVE_DEVICE
    assert trouble(stage.music.trouble).devices
    music = stage.look(2)
    assert music.due_at is not None
    assert music.due_at > clock.now(), "it is looked again, at growing distance"
    assert goes_on(session)

    stage.sandbox.listener("mara", devices=[{**PHONE, "is_active": False}])
    stage.look()
    assert stage.song == stage.songs[0]
    assert stage.look(2).trouble == ""


def test_looks_for_a_player_that_sleeps_come_at_growing_distance(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[])
    stage.begin(device=PHONE["id"])
    stage.look()
    waits = []
    for _ in range(6):
        due_at = stage.look().due_at
        assert due_at is not None
        waits.append(round((due_at - clock.now()).total_seconds()))
    assert waits == sorted(waits)
    assert waits[-1] == 60


def test_where_there_is_nothing_to_go_on_with_looks_come_at_growing_distance_too(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[{**PHONE, "is_active": False}])
    stage.begin(Wish())
    assert longest_wait(stage) == 60
    assert stage.music.trouble == Reason.NO_ACTIVE_DEVICE


def test_a_chosen_device_that_sleeps_while_another_is_active_is_waited_for(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    stage.press("pause")
    stage.begin(device="d" * 40)
    assert longest_wait(stage) == 60
    assert stage.music.trouble == Reason.NO_ACTIVE_DEVICE

    stage.sandbox.listener("mara", devices=[PHONE, {**SPEAKER, "id": "d" * 40}])
    stage.look()
    assert stage.song == stage.songs[0]


def longest_wait(stage: Stage) -> int:
    """Seconds to the next look, after many that found no music."""
    due_at = stage.look(20).due_at
    assert due_at is not None
    return round((due_at - clock.now()).total_seconds())


def test_a_device_that_falls_asleep_is_told_and_the_next_phase_begins_the_list_where_it_was(stage: Stage) -> None:
    session = stage.begin(device=PHONE["id"])
    stage.look()
    stage.sandbox.listener("mara", devices=[])
    session_next(session=session, phase=0)
    assert (stage.music.trouble, stage.music.missed) == (Reason.NO_ACTIVE_DEVICE, 1)

    stage.sandbox.listener("mara", devices=[PHONE])
    session_next(session=session, phase=1)
    assert stage.song == stage.songs[1]
    assert stage.look().trouble == ""


def test_with_several_devices_awake_and_none_active_the_person_chooses(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[{**PHONE, "is_active": False}, SPEAKER])
    stage.begin()
    assert stage.look(3).trouble == Reason.NO_ACTIVE_DEVICE
    assert not stage.song


def test_a_device_that_lets_nobody_steer_it_is_told(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[RADIO])
    stage.press("play", uris=stage.songs[:5])
    session = stage.begin(Wish())
    assert stage.music.trouble == Reason.RESTRICTED
    assert trouble(stage.music.trouble).devices
    music = stage.look(2)
    assert (music.trouble, music.playing["device"]) == (Reason.RESTRICTED, "Radio")
    assert goes_on(session)


def test_a_private_session_keeps_nobody_from_steering(stage: Stage) -> None:
    stage.sandbox.listener("mara", private_session=True)
    session = stage.begin()
    session_next(session=session, phase=0)
    assert stage.look().trouble == ""
    assert stage.song == stage.songs[1]


def test_a_command_that_is_taken_while_nothing_plays_is_told(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[10:15])
    stage.press("pause")
    stage.sandbox.fault("/v1/me/player/play", "ignored", times=1)
    session = stage.begin()
    music = stage.look(3)
    assert music.trouble == Silence.SILENT
    assert trouble(music.trouble).devices
    assert stage.sent() == [], "nothing is sent again within the phase"
    assert goes_on(session)

    session_next(session=session, phase=0)
    assert stage.song == stage.songs[0]
    assert stage.look().trouble == ""


def test_an_advert_is_waited_for(stage: Stage) -> None:
    stage.sandbox.listener("mara", product="free")
    stage.press("play", uris=stage.songs[:5])
    advance_to_advert(stage)
    stage.sandbox.listener("mara", product="premium")
    session = stage.begin(Wish())
    session_next(session=session, phase=0)
    music = stage.look()
    assert (music.trouble, music.missed) == (Silence.ADVERT, 1)
    assert music.due_at is not None

    stage.sandbox.advance(60)
    assert stage.look().trouble == ""
    session_next(session=session, phase=1)
    assert stage.music.skips == 1


def advance_to_advert(stage: Stage) -> None:
    """Three songs, and then one is on."""
    for length in stage.lengths[:3]:
        stage.sandbox.advance(length)
    stage.sandbox.advance(1)


def test_a_podcast_that_is_not_skipped_is_told(stage: Stage) -> None:
    stage.press("play", context_uri=f"spotify:show:{next(iter(shows()))}")
    session = stage.begin(Wish())
    stage.sandbox.fault("/v1/me/player/next", "restricted")
    session_next(session=session, phase=0)
    music = stage.look()
    assert (music.trouble, music.missed) == (Silence.SPEECH, 1)
    assert music.playing["title"]

    stage.sandbox.mend()
    stage.press("play", uris=stage.songs[:5])
    assert stage.look().trouble == ""


def test_a_list_that_is_gone_is_told_and_what_plays_changes_all_the_same(stage: Stage) -> None:
    stage.press("play", uris=stage.songs[:5])
    gone = Wish(sources=(Source("Gone", context="spotify:playlist:" + "x" * 22),))
    session = stage.begin(gone)
    assert stage.look().trouble == Silence.NO_LIST
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[1]
    assert stage.look().trouble == Silence.NO_LIST, "it is said for as long as it is so"


def test_a_song_shorter_than_its_interval_is_followed_by_the_next(stage: Stage) -> None:
    session = stage.begin(plan=Plan(work=3000, rounds=2))
    stage.look()
    stage.sandbox.advance(stage.lengths[0] + 2)
    music = stage.look()
    assert music.playing["uri"] == stage.songs[1]
    assert goes_on(session)


# --- Spotify ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["500", "502", "503", "504", "reset", "timeout"])
def test_a_player_that_fails_is_told_and_the_music_comes_back_with_it(stage: Stage, settings: Any, kind: str) -> None:
    settings.SPOTIFY_TIMEOUT = 0.3
    stage.sandbox.fault("/v1/me/player*", kind)
    session = stage.begin()
    music = stage.look()
    assert music.trouble in (Reason.SERVER, Reason.CONNECTION, Reason.TIMEOUT)
    assert music.due_at is not None
    assert goes_on(session)

    stage.sandbox.mend()
    session_next(session=session, phase=0)
    assert stage.song == stage.songs[0]
    assert stage.look().trouble == ""


def test_a_short_wait_is_kept_to_and_the_music_comes_back_after_it(stage: Stage) -> None:
    session = stage.begin()
    stage.look()
    stage.sandbox.fault("/v1/me/player/next", "429", retry_after=7, times=1)
    session_next(session=session, phase=0)
    music = stage.music
    assert (music.trouble, music.missed) == (Reason.RATE, 1)
    assert music.due_at is not None
    assert 6 < (music.due_at - clock.now()).total_seconds() <= 7

    ClientBudget.objects.update(cooldown_until=clock.now())
    assert stage.look().trouble == ""
    session_next(session=session, phase=1)
    assert stage.song == stage.songs[1]


def test_hours_of_waiting_cost_no_call_and_the_timer_goes_on(stage: Stage) -> None:
    session = stage.begin()
    stage.sandbox.fault("/v1/me/player/next", "429_text", retry_after=19_056, times=1)
    session_next(session=session, phase=0)
    stage.sandbox.clear_requests()
    for phase in range(1, 4):
        session_next(session=session, phase=phase)
    assert stage.sandbox.requests() == []
    assert (stage.music.trouble, stage.music.missed) == (Reason.RATE, 4)
    assert goes_on(session)


def test_a_connection_that_is_lost_comes_back(stage: Stage, settings: Any) -> None:
    session = stage.begin()
    stage.look()
    there = settings.SPOTIFY_API_URL
    settings.SPOTIFY_API_URL = "http://127.0.0.1:9/v1"
    session_next(session=session, phase=0)
    assert (stage.music.trouble, stage.music.missed, stage.music.unsure) == (Reason.CONNECTION, 1, 0)
    settings.SPOTIFY_API_URL = there
    assert stage.look().trouble == ""
    session_next(session=session, phase=1)
    assert stage.song == stage.songs[1]


def test_pausing_while_the_player_is_gone_is_no_trouble(stage: Stage) -> None:
    session = stage.begin()
    stage.sandbox.listener("mara", devices=[])
    session_pause(session=session)
    assert stage.look().trouble == ""
    session_resume(session=session)
    assert goes_on(session)

"""An export from a person's hands to their plays, and out again."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from kombu import Connection

from accounts.models import User
from discoverdaily.celery import app
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.importing import columns, working
from discoverdaily.listening.importing.problems import Found, Problem, Refused
from discoverdaily.listening.importing.selectors import account_of, fraction_of, imports_of
from discoverdaily.listening.importing.services import HANDED_IN_WITHIN, import_ask, import_cancel, import_remove
from discoverdaily.listening.importing.words import progress_said
from discoverdaily.listening.importing.working import imports_in_turn
from discoverdaily.listening.models import HourCount, HourTotal, Import, ImportPart, Outcome, Play, Source, Track
from discoverdaily.listening.plays import Told, plays_store
from tests.listening.importing.conftest import (
    NOON,
    account,
    accounted,
    brought_in,
    extended,
    file,
    lines_to,
    plays_of,
    work,
    zipped,
)
from timer.plans import Plan
from timer.services import session_pause, session_start

pytestmark = pytest.mark.django_db
NO_TRACK: dict[str, Any] = {
    "spotify_track_uri": None,
    "master_metadata_track_name": None,
    "master_metadata_album_artist_name": None,
}


def test_lines_become_plays_and_each_is_accounted_for(bob: User) -> None:
    lines = [
        *lines_to(5),
        extended(0),
        extended(5, ms_played=999),
        extended(6, incognito_mode=True),
        extended(7, **NO_TRACK, spotify_episode_uri="spotify:episode:1"),
        extended(8, **NO_TRACK, audiobook_uri="spotify:show:1"),
        extended(9, **NO_TRACK),
        extended(10, ts="1970-01-01T00:00:00Z"),
        extended(11, ts="2100-01-01T00:00:00Z"),
        extended(12, ts="2026-02-30T00:00:00Z"),
        extended(13, ts=None),
        extended(14, ms_played=-1),
        extended(15, ms_played=10**15),
        extended(16, ms_played=10**30),
        extended(17, ms_played=None),
        extended(18, ms_played="long"),
        [],
    ]
    imported = brought_in(bob, file(lines))
    assert imported.state == Import.State.DONE
    assert accounted(imported) == {
        "new": 5,
        "known": 1,
        "short": 1,
        "private": 1,
        "not_music": 2,
        "nameless": 1,
        "undated": 8,
        "unreadable": 2,
    }
    assert plays_of(bob) == [(NOON + timedelta(minutes=4 * number), 180_000, f"Song {number}") for number in range(5)]
    assert (imported.first_at, imported.last_at) == (NOON, NOON + timedelta(minutes=16))
    assert account_of(imported)[:2] == [(Outcome.NEW, 5), (Outcome.KNOWN, 1)]


def test_account_data_in_its_old_and_its_new_files(bob: User) -> None:
    files = {
        "MyData/StreamingHistory0.json": [
            account(0),
            account(1, artistName="Unknown Artist", trackName="Unknown Track"),
        ],
        "MyData/StreamingHistory_music_1.json": [account(2), {"endTime": "2026-03-01 13:00", "msPlayed": 5_000}],
        "MyData/StreamingHistory_podcast_0.json": [
            {"endTime": "2026-03-01 14:00", "podcastName": "A", "episodeName": "B", "msPlayed": 9_000_000}
        ],
        "MyData/StreamingHistory_audiobook_0.json": [{"endTime": "2026-03-01 15:00", "whatever": "C"}],
    }
    assert accounted(brought_in(bob, zipped(files))) == {"new": 2, "nameless": 2, "not_music": 2}
    assert [title for *_, title in plays_of(bob)] == ["Song 0", "Song 2"]


def test_content_decides_where_the_name_says_nothing(bob: User) -> None:
    imported = brought_in(bob, file([extended(0)], "mine.json"), file([account(1)], "old.json"))
    assert accounted(imported) == {"new": 2}
    assert imported.sources == Source.EXTENDED | Source.ACCOUNT


def test_videos_are_no_music_even_those_of_songs(bob: User) -> None:
    files = {"Streaming_History_Video_2026.json": lines_to(2), "endsong_0.json": lines_to(1)}
    assert accounted(brought_in(bob, zipped(files))) == {"new": 1, "not_music": 2}


def test_what_was_handed_in_goes_and_nothing_private_stays(bob: User) -> None:
    imported = brought_in(bob, file(lines_to(2)))
    assert not ImportPart.objects.exists()
    kept = repr([*Play.objects.values(), *Track.objects.values(), *Import.objects.values(), *imported.files.values()])
    assert "Song 0" in kept
    assert "198.51.100.7" not in kept
    assert "ios" not in kept


def test_the_same_file_again_adds_nothing(bob: User) -> None:
    lines = [*lines_to(4), extended(1)]
    brought_in(bob, file(lines))
    before = plays_of(bob), list(HourTotal.objects.values())
    assert accounted(brought_in(bob, file(lines))) == {"known": 5}
    assert (plays_of(bob), list(HourTotal.objects.values())) == before


@pytest.mark.parametrize("extended_first", [True, False])
def test_account_data_and_extended_history_tell_of_the_same_listens(bob: User, extended_first: bool) -> None:
    """A song on repeat, told to the minute by one and to the second by the other, stays a song on repeat."""
    ended = [NOON + timedelta(seconds=181 * number) for number in range(12)]
    whole = file([extended(1, at=at) for at in ended])
    short = file([account(1, at=at) for at in ended], "StreamingHistory0.json")
    for each in (whole, short) if extended_first else (short, whole):
        accounted(brought_in(bob, each))
    assert [moment for moment, *_ in plays_of(bob)] == ended
    assert {play.source for play in Play.objects.all()} == {Source.EXTENDED}


def test_handed_in_together_the_better_source_is_kept(bob: User) -> None:
    imported = brought_in(bob, file(lines_to(5, account), "StreamingHistory0.json"), file(lines_to(5)))
    assert accounted(imported) == {"new": 5, "known": 5}
    assert {play.told_by for play in Play.objects.all()} == {Source.ACCOUNT | Source.EXTENDED}


def test_a_jingle_heard_thrice_in_a_minute_was_heard_thrice_and_its_copy_adds_nothing(bob: User) -> None:
    lines = [account(1, msPlayed=15_000), account(1, msPlayed=15_000), account(1, msPlayed=7_000)]
    files = [file(lines, "StreamingHistory0.json"), file(lines, "StreamingHistory0 (1).json")]
    assert accounted(brought_in(bob, *files)) == {"new": 3, "known": 3}
    assert accounted(brought_in(bob, files[0])) == {"known": 3}


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (2,)])
def test_what_was_private_stays_so_where_account_data_tell_of_it(bob: User, order: tuple[int, ...]) -> None:
    """Account data does not know of private sessions: handed in before, after, or together."""
    exact = file([extended(0), extended(1, incognito_mode=True), extended(2)])
    rough = file(lines_to(3, account), "StreamingHistory0.json")
    for files in ([[exact], [rough], [exact, rough]][number] for number in order):
        imported = brought_in(bob, *files)
        assert accounted(imported)
    assert [title for *_, title in plays_of(bob)] == ["Song 0", "Song 2"]
    assert HourTotal.objects.get().plays_all == 2
    assert accounted(brought_in(bob, exact)) == {"known": 2, "private": 1}


def test_more_at_one_moment_than_can_be_is_not_believed(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "MOST_AT_A_MOMENT", 3)
    assert accounted(brought_in(bob, file([extended(number, at=NOON) for number in range(5)]))) == {
        "new": 3,
        "undated": 2,
    }


def test_tracks_that_no_play_has_are_not_made(bob: User) -> None:
    brought_in(bob, file([extended(0), extended(1, ms_played=1), extended(2, **NO_TRACK)]))
    assert list(Track.objects.values_list("name", flat=True)) == ["Song 0"]


def test_a_track_is_as_long_as_it_most_often_ran_to_its_end(bob: User) -> None:
    lengths = [200_000, 180_500, 180_500, 30_000]
    lines = [extended(1, at=NOON + timedelta(hours=n), ms_played=ms) for n, ms in enumerate(lengths)]
    brought_in(bob, file([*lines, extended(1, ms_played=190_000, reason_end="fwdbtn"), extended(2, reason_end="x")]))
    assert dict(Track.objects.values_list("name", "heard_ms")) == {"Song 1": 180_500, "Song 2": 0}


def test_the_newest_come_first_in_pieces_cut_where_nothing_was_heard(
    bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "PIECE", 10)
    days = [extended(number, at=NOON + timedelta(days=number // 9, minutes=4 * (number % 9))) for number in range(27)]
    told: list[list[datetime]] = []
    real = plays_store

    def noted(**wanted: Any) -> Any:
        told.append([datetime.fromtimestamp(ms / 1000, UTC) for ms in wanted["told"].moments])
        return real(**wanted)

    monkeypatch.setattr("discoverdaily.listening.importing.working.plays_store", noted)
    imported = brought_in(bob, file(days[::2] + days[1::2]))
    assert [{moment.day for moment in piece} for piece in told if piece] == [{3}, {2}, {1}]
    assert accounted(imported) == {"new": 27}
    assert imported.settled_from == NOON


@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere nobody waits for an import")
def test_while_a_timer_runs_others_may_write_between_two_pieces(
    alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "PIECE", 2)
    pauses = list[float]()
    monkeypatch.setattr(time, "sleep", pauses.append)
    brought_in(bob, file(lines_to(5)))
    assert pauses == []

    session = session_start(person=alice, plan=Plan(work=60))
    imported = brought_in(bob, file(lines_to(10)))
    assert len(pauses) > 4
    assert min(pauses) > 0.1, "SQLite's writers ask again that often"

    pauses.clear()
    monkeypatch.setattr(working, "PIECE", 2)
    import_remove(imported=imported)
    work(imported)
    assert len(pauses) >= 2

    pauses.clear()
    session_pause(session=session)
    brought_in(bob, file(lines_to(15)))
    assert pauses == []


def test_while_it_goes_on_its_person_is_told_how_far_it_is(bob: User) -> None:
    imported = import_ask(person=bob, files=[file(lines_to(3))])
    imported.size = 3_000
    assert (progress_said(imported), fraction_of(imported)) == ("It waits for its turn.", None)
    imported.state, imported.read, imported.lines = Import.State.READING, imported.size // 2, 1_234
    assert (progress_said(imported), fraction_of(imported)) == ("It is being read: 1,234 lines so far.", 0.125)
    imported.state, imported.settled, imported.settled_from = Import.State.SETTLING, 617, NOON
    assert progress_said(imported) == "617 of 1,234 lines are sorted in, back to March 2026."
    assert fraction_of(imported) == 0.625
    imported = work(imported)
    assert (progress_said(imported), fraction_of(imported)) == ("Done: 3 new plays from 3 lines.", 1.0)


def test_a_second_import_waits_in_line_and_another_persons_does_not(alice: User, bob: User) -> None:
    first, second = (import_ask(person=bob, files=[file(lines_to(1))]) for _ in range(2))
    hers = import_ask(person=alice, files=[file(lines_to(1))])
    assert set(imports_in_turn()) == {first, hers}
    work(first)
    assert second in imports_in_turn()


def test_imports_of_who_is_switched_off_end_and_what_was_handed_in_goes(bob: User) -> None:
    brought = brought_in(bob, file(lines_to(1)))
    imported = import_ask(person=bob, files=[file(lines_to(2))])
    bob.is_active = False
    bob.save()
    assert imported in imports_in_turn()
    imported = work(imported)
    assert (imported.state, imported.due_at) == (Import.State.CANCELLED, None)
    assert progress_said(imported).startswith("Your account was switched off, so we stopped.")
    assert not ImportPart.objects.exists()
    assert len(plays_of(bob)) == 1
    import_remove(imported=brought)
    assert work(brought).state == Import.State.REMOVED, "what they asked to be taken out is"


def test_more_than_three_are_not_taken_at_once(bob: User) -> None:
    for _ in range(3):
        import_ask(person=bob, files=[file(lines_to(1))])
    with pytest.raises(Refused) as refusal:
        import_ask(person=bob, files=[file(lines_to(1))])
    assert refusal.value.found == (Found(Problem.TOO_MANY_IMPORTS),)
    assert Import.objects.count() == 3


def test_no_more_is_taken_than_there_is_room_for_and_what_is_read_makes_room(
    alice: User, bob: User, settings: Any
) -> None:
    settings.IMPORTS_WAITING_GB = 1.5 * len(file(lines_to(1)).read()) / 1024**3
    first = import_ask(person=bob, files=[file(lines_to(1))])
    with pytest.raises(Refused) as refusal:
        import_ask(person=alice, files=[file(lines_to(1))])
    assert refusal.value.found == (Found(Problem.NO_ROOM),)
    assert Import.objects.get() == first
    work(first)
    assert import_ask(person=alice, files=[file(lines_to(1))]).state == Import.State.WAITING


def test_an_import_that_is_still_being_handed_in_is_left_alone(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    due: list[Any] = []
    monkeypatch.setattr(
        "discoverdaily.listening.importing.services.parts_store",
        lambda **_: due.append(Import.claim(imports_in_turn(), limit=1)),
    )
    imported = import_ask(person=bob, files=[file(lines_to(1))])
    assert due == [[]]
    assert timedelta(minutes=10) < HANDED_IN_WITHIN
    assert Import.claim(imports_in_turn(), limit=1) == [imported]


def test_an_import_can_be_stopped_and_what_came_in_stays(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "PIECE", 10)
    days = [extended(number, at=NOON + timedelta(days=number)) for number in range(30)]
    imported = import_ask(person=bob, files=[file(days)])
    stopped = work(imported, tell=lambda row: import_cancel(imported=row))
    assert stopped.state == Import.State.CANCELLED
    assert 0 < len(plays_of(bob)) == stopped.outcomes["new"] < 30
    assert work(stopped).due_at is None
    assert not ImportPart.objects.exists()
    import_remove(imported=stopped)
    assert work(stopped).state == Import.State.REMOVED
    assert plays_of(bob) == []


def test_what_has_ended_cannot_be_stopped_and_what_goes_on_cannot_be_removed(bob: User) -> None:
    imported = import_ask(person=bob, files=[file(lines_to(1))])
    import_remove(imported=imported)
    assert Import.objects.get().state == Import.State.WAITING
    work(imported)
    import_cancel(imported=imported)
    assert Import.objects.get().state == Import.State.DONE


def test_removing_takes_out_what_it_alone_brought(bob: User) -> None:
    brought_in(bob, file(lines_to(2)))
    before = plays_of(bob), list(HourCount.objects.values())
    second = brought_in(bob, file(lines_to(6)))
    track = Track.objects.get(name="Song 5")
    captured = [Told(to_ms(NOON + timedelta(minutes=20)), None, track.pk)]
    plays_store(person=bob, source=Source.CAPTURE, told=captured)
    import_remove(imported=second)
    second = work(second)
    assert second.state == Import.State.REMOVED
    assert [title for *_, title in plays_of(bob)] == ["Song 0", "Song 1", "Song 5"]
    Play.objects.filter(track=track).delete()
    assert plays_of(bob) == before[0]
    assert HourTotal.objects.get().plays_all == 3
    assert accounted(brought_in(bob, file(lines_to(6)))) == {"new": 4, "known": 2}


def test_another_persons_imports_are_out_of_reach(alice: User, bob: User) -> None:
    imported = brought_in(bob, file(lines_to(1)))
    assert list(imports_of(bob)) == [imported]
    assert not imports_of(alice).filter(pk=imported.pk).exists()


def test_listing_imports_takes_two_queries_however_many(bob: User, django_assert_num_queries: Any) -> None:
    for _ in range(3):
        brought_in(bob, file(lines_to(1)))
    with django_assert_num_queries(2):
        assert [len(imported.files.all()) for imported in imports_of(bob)] == [1, 1, 1]


def test_a_broker_that_is_down_keeps_nobody_from_handing_in(
    bob: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    nowhere = Connection("redis://127.0.0.1:1/0")
    monkeypatch.setattr(app, "send_task", partial(app.send_task, connection=nowhere))
    with django_capture_on_commit_callbacks(execute=True) as called:
        imported = import_ask(person=bob, files=[file(lines_to(1))])
    assert len(called) == 1
    assert "the broker cannot be reached" in caplog.text
    assert imported in imports_in_turn()

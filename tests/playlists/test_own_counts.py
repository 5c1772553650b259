"""A saved playlist of one's own counts: kept fresh like any other, and never at Spotify's cost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.counting import counting_zone_changed, rule_change
from discoverdaily.listening.models import Play, Removal, Rule, Track
from discoverdaily.listening.removals import play_remove
from playlists.models import Look, SavedPlaylist
from tests.listening.songs import heard, song, times
from tests.playlists.conftest import SAVE, calls, heard_in_turn, ids, kept, last, look, page, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def most_played(person: User, period: str = "ever", **fields: Any) -> SavedPlaylist:
    """A playlist of the person's own counts, wanted now."""
    return wish(person, **{"time_range": "", "period": period, "size": 10, **fields})


# --- What it holds ---------------------------------------------------------------------------------------------------


def test_it_holds_what_was_played_most_in_order(alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    assert saved.latest_track_ids() == ids(songs[:10])
    assert kept(sandbox, saved)["uris"] == saved.editions.get().uris
    assert "by my own counts" in kept(sandbox, saved)["description"]
    assert last(saved).outcome == Look.Outcome.CREATED


def test_learning_the_list_costs_no_call(alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(look(most_played(alice)))
    sandbox.clear_requests()
    assert last(look(saved)).outcome == Look.Outcome.UNCHANGED
    assert calls(sandbox) == []
    heard(alice, songs[11], *times(30, clock.now() - timedelta(hours=1)))
    sandbox.clear_requests()
    assert last(look(saved)).outcome == Look.Outcome.CHANGED
    path = f"/v1/playlists/{saved.spotify_id}"
    assert calls(sandbox) == [f"GET {path}", f"PUT {path}/items"]
    assert saved.latest_track_ids()[0] == songs[11].spotify_id


def test_a_rolling_period_moves_with_the_days(alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:10], before=clock.now() - 4 * DAY)
    heard_in_turn(alice, songs[10:20])
    saved = look(most_played(alice, "7-days", size=20))
    assert set(saved.latest_track_ids()) == set(ids(songs[:20]))
    sandbox.next_day(4)
    saved = look(look(saved))
    assert saved.latest_track_ids() == ids(songs[10:20])


def test_played_equally_often_they_stay_in_their_places(alice: User, songs: list[Track]) -> None:
    for number, each in enumerate(songs[:20]):
        heard(alice, each, clock.now() - timedelta(hours=number + 1))
    saved = look(most_played(alice))
    for _ in range(3):
        assert last(look(saved)).outcome == Look.Outcome.UNCHANGED


def test_another_id_of_a_recording_does_not_push_out_the_one_that_stands_there(alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    saved = look(most_played(alice))
    again = song("again", also=songs[0])
    heard(alice, again, clock.now())
    assert last(look(saved)).outcome == Look.Outcome.UNCHANGED


def test_what_is_known_by_name_alone_is_left_out_and_that_is_said(
    alice: User, songs: list[Track], owner: Client
) -> None:
    heard_in_turn(alice, songs[:12])
    heard(alice, song("by name", spotify=False), *times(40))
    saved = look(most_played(alice))
    assert saved.latest_track_ids() == ids(songs[:10])
    assert saved.unplayable == 1
    assert "One track is known by name alone" in page(owner, f"/playlists/{saved.pk}/")


def test_the_persons_rule_decides(alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    heard(alice, songs[20], *times(40), ms=5_000)
    saved = look(most_played(alice))
    assert songs[20].spotify_id not in saved.latest_track_ids()
    rule_change(person=alice, rule=Rule.ALL)
    assert look(saved).latest_track_ids()[0] == songs[20].spotify_id


def test_hidden_plays_count_no_more(alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    for play in Play.objects.filter(track=songs[0]):
        play_remove(person=alice, verb=Removal.Verb.HIDE, play=play)
    assert look(saved).latest_track_ids() == ids(songs[1:11])


def test_while_counts_are_moved_to_another_zone_it_is_as_right_as_ever(alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    alice.time_zone = "Pacific/Auckland"
    alice.save()
    counting_zone_changed(person=alice)
    assert last(look(saved)).outcome == Look.Outcome.UNCHANGED


# --- Doubts ----------------------------------------------------------------------------------------------------------


def test_with_nothing_counted_nothing_is_made_and_that_is_told(alice: User, owner: Client) -> None:
    saved = look(most_played(alice))
    assert not saved.exists
    assert last(saved).reason == "unheard"
    assert "Nothing that you played in its days is counted" in page(owner, "/playlists/")


def test_a_quiet_fortnight_empties_nothing_and_needs_nobody(
    alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice, "7-days"))
    before = kept(sandbox, saved)["uris"]
    for _ in range(14):
        sandbox.next_day()
        saved = look(saved)
    assert kept(sandbox, saved)["uris"] == before
    assert (saved.state, saved.last_error) == (SavedPlaylist.State.ACTIVE, "unheard")
    assert saved.due_at is not None
    assert saved.due_at - clock.now() <= DAY
    heard_in_turn(alice, songs[20:32])
    assert look(saved).latest_track_ids() == ids(songs[20:30])


def test_half_the_list_gone_is_believed_the_second_time(alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    Track.objects.filter(pk__in=[each.pk for each in songs[2:]]).update(spotify_id=None)
    saved = look(saved)
    assert (last(saved).reason, len(saved.latest_track_ids())) == ("fewer", 10)
    assert look(saved).latest_track_ids() == ids(songs[:2])


def test_in_an_outage_it_stays_as_it_was(alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    before = kept(sandbox, saved)["uris"]
    heard(alice, songs[11], *times(30))
    sandbox.fault("/v1/playlists/*", "500")
    saved = look(saved)
    assert saved.last_error == "server"
    sandbox.mend()
    assert kept(sandbox, saved)["uris"] == before
    assert kept(sandbox, look(saved))["uris"][0] == f"spotify:track:{songs[11].spotify_id}"


# --- Its pages -------------------------------------------------------------------------------------------------------


def own(**changes: str) -> dict[str, str]:
    """What the save dialog sends with own counts ticked."""
    fields = {"ticked": "on", "name": "My own", "size": "25", "schedule": "daily", "refresh_hour": "6", "weekday": "0"}
    return {f"own-{name}": value for name, value in {**fields, "period": "ever", **changes}.items()}


def test_it_is_saved_from_the_dialog_for_the_period_that_was_looked_at(
    owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:12])
    dialog = owner.get(f"{SAVE}?range=own&period=90-days").context["dialog"]
    form = dialog.forms[-1]
    assert [each["ticked"].value() for each in dialog.forms] == [False, False, False, True]
    assert (form["name"].value(), form["period"].value()) == ("Most played, the last 90 days", "90-days")
    answer = owner.post(f"{SAVE}?range=own&period=90-days", own(period="90-days"))
    assert answer.status_code == 200
    saved = SavedPlaylist.objects.get()
    assert (saved.period, saved.time_range, saved.size) == ("90-days", "", 25)
    assert len(kept(sandbox, saved)["uris"]) == 12


def test_saved_twice_it_is_one_and_another_period_is_another(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    for period in ("ever", "ever", "2026"):
        owner.post(SAVE, own(period=period))
    assert sorted(saved.period for saved in SavedPlaylist.objects.all()) == ["2026", "ever"]


@pytest.mark.parametrize("period", ["", "forever", "2026-13", "short_term"])
def test_a_forged_period_is_422_and_saves_nothing(period: str, owner: Client) -> None:
    assert owner.post(SAVE, own(period=period)).status_code == 422
    assert not SavedPlaylist.objects.exists()


def test_a_stranger_has_no_counts_to_save(client: Client, db: None) -> None:
    assert len(client.get(f"{SAVE}?range=own").context["dialog"].forms) == 3
    assert client.post(SAVE, own()).status_code == 422


def test_its_period_can_be_changed_where_it_is_kept(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12], before=clock.now() - 20 * DAY)
    heard_in_turn(alice, songs[20:32])
    saved = look(most_played(alice))
    typed = {"period": "7-days", "schedule": "daily", "refresh_hour": "6", "weekday": "0", "size": "10"}
    owner.post(f"/playlists/{saved.pk}/settings/", {**typed, "when_unfollowed": "stop"})
    saved.refresh_from_db()
    assert saved.period == "7-days"
    assert look(saved).latest_track_ids() == ids(songs[20:30])
    answer = owner.post(f"/playlists/{saved.pk}/settings/", {**typed, "period": "1-day", "when_unfollowed": "stop"})
    assert answer.status_code == 422


def test_a_list_of_spotifys_ranking_has_no_period_to_change(owner: Client, saved: SavedPlaylist) -> None:
    typed = {"period": "7-days", "schedule": "daily", "refresh_hour": "6", "weekday": "0", "size": "50"}
    owner.post(f"/playlists/{saved.pk}/settings/", {**typed, "when_unfollowed": "stop"})
    saved.refresh_from_db()
    assert (saved.period, saved.time_range) == ("", "short_term")


def test_cards_and_pages_say_what_a_list_is_made_of(
    owner: Client, alice: User, saved: SavedPlaylist, songs: list[Track]
) -> None:
    heard_in_turn(alice, songs[:12])
    look(most_played(alice, "2026-05", name="May"))
    text = page(owner, "/playlists/")
    assert "Your own counts, May 2026." in text
    assert "Spotify’s ranking, four weeks." in text


def test_changes_ranks_and_restoring_work_as_for_any_list(
    owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    first = saved.editions.get()
    heard(alice, songs[11], *times(30))
    look(saved)
    shown = owner.get(f"/playlists/{saved.pk}/?track={songs[0].spotify_id}").context["page"]
    assert [rank for _, rank in shown.chart.points] == [1, 2]
    assert [row.spotify_id for row in shown.ledger.came] == [songs[11].spotify_id]
    owner.post(f"/playlists/{saved.pk}/editions/{first.pk}/restore/")
    assert kept(sandbox, saved)["uris"] == first.uris
    owner.post(f"/playlists/{saved.pk}/editions/{first.pk}/copy/", {"name": "As it was"})
    copy = SavedPlaylist.objects.get(name="As it was")
    assert (copy.period, copy.schedule) == ("ever", "frozen")
    assert kept(sandbox, copy)["uris"] == first.uris


def test_saved_lists_show_how_often_each_track_was_played(owner: Client, alice: User, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:12])
    saved = look(most_played(alice))
    for address in (f"/playlists/{saved.pk}/", f"/playlists/{saved.pk}/editions/{saved.editions.get().pk}/"):
        rows = owner.get(address).context["page"].ledger.rows
        assert [row.plays for row in rows] == list(range(12, 2, -1))


def test_a_clock_that_stands_elsewhere_counts_its_own_days(alice: User, songs: list[Track]) -> None:
    alice.day_starts_at = 4
    alice.save()
    late = datetime(2026, 6, 1, 1, 30, tzinfo=UTC)  # half past three in Berlin: still the last of May
    for each in songs[:10]:
        heard(alice, each, late)
    assert len(look(most_played(alice, "2026-05")).latest_track_ids()) == 10
    assert not look(most_played(alice, "2026-06", name="June")).exists

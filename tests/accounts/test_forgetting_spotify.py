"""What Spotify told of a person goes where they wish it; what they brought themselves stays."""

import pytest
from django.core.cache import cache

from accounts.connection import connection_end
from accounts.erasing import spotify_data_delete
from accounts.models import Care, User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Capture, Gap, Play, Source
from discoverdaily.listening.plays import Told, plays_store
from mood.models import Entry, Mood, OwnModel
from playlists.models import Edition, Look, Recipe, SavedPlaylist
from tests.accounts.everything import give_everything, paths_to_people
from tests.listening.checking import check_roll_ups
from tests.listening.songs import NOON, song
from timer.models import Music, Session

pytestmark = pytest.mark.django_db

STAYS = {
    "what they are here": "accounts.User accounts.User_groups accounts.User_user_permissions accounts.AddressAsked "
    "accounts.Device accounts.Invitation accounts.Erasure accounts.Share admin.LogEntry spotify.OwnApp "
    "accounts.Announcement_put_away_by",
    "what they handed in, and what is counted of it": "listening.Play listening.Import listening.ImportFile "
    "listening.ImportPart listening.ExportRequest listening.Removal listening.Counting listening.HourCount "
    "listening.HourTotal listening.MonthTotal listening.RecordingCount listening.ArtistCount demo.Export mood.Day",
    "what they chose and wrote": "listening.Exclusion playlists.ListExclusion playlists.SavedPlaylist playlists.Recipe "
    "mood.Mood mood.Entry timer.Session timer.Music timer.Preset",
    "the tests' own": "errands.Errand",
}
"""Of a person who has disconnected Spotify and deleted what it told, as accounts/what_spotify_told.html says it."""
SPOTIFYS: dict[str, dict[str, object]] = {
    "playlists.SavedPlaylist": {"snapshot_id": "", "wanted_edition": None},
    "playlists.Recipe": {"picks": [], "to_write": [], "asked": {}, "relaxed": []},
    "mood.Mood": {"own_model": None},
    "timer.Music": {"playing": {}, "held": {}, "device_id": "", "device_name": ""},
}
"""What of it Spotify had told, as it is then."""


def test_captured_plays_go_and_exports_stay(alice: User, bob: User) -> None:
    for person, word in ((alice, "fieldfare"), (bob, "nightjar")):
        give_everything(person, word)
    spotify_data_delete(person=alice)
    assert sorted(Play.objects.filter(person=alice).values_list("source", flat=True)) == [
        Source.ACCOUNT,
        Source.EXTENDED,
    ]
    assert not Capture.objects.filter(person=alice).exists()
    assert not Gap.objects.filter(person=alice).exists()
    assert Care.objects.filter(person=alice).exists(), "who is connected is still told before the six months end"
    check_roll_ups(alice)
    assert Play.objects.filter(person=bob).count() == 3
    assert Capture.objects.filter(person=bob).exists()
    check_roll_ups(bob)


@pytest.mark.parametrize("other", [Source.ACCOUNT, Source.EXTENDED])
def test_a_play_that_an_export_tells_of_too_stays_as_the_exports(alice: User, other: Source) -> None:
    track = song("Told twice")
    for source in (Source.CAPTURE, other):
        plays_store(person=alice, source=source, told=[Told(to_ms(NOON), 180_000, track.pk)])
    spotify_data_delete(person=alice)
    (play,) = Play.objects.filter(person=alice)
    assert (play.source, play.told_by) == (other, other)
    check_roll_ups(alice)


def test_whoever_disconnects_and_has_it_deleted_keeps_what_the_page_says_and_no_more(alice: User) -> None:
    give_everything(alice, "fieldfare")
    alice.set_password("a long enough word")
    alice.save()
    connection_end(person=alice, forget=True)
    left = {}
    for model, paths in paths_to_people().items():
        rows = [row for path in paths for row in model._default_manager.filter(**{path: alice.pk})]
        if rows:
            left[model._meta.label] = rows
    assert set(left) == set(" ".join(STAYS.values()).split())
    for label, told in SPOTIFYS.items():
        for row in left[label]:
            assert {name: getattr(row, name) for name in told} == told, label
    assert set(Play.objects.values_list("source", flat=True)) == {Source.ACCOUNT, Source.EXTENDED}


def test_a_model_trained_from_ones_playlists_goes_and_days_are_scored_by_the_usual_one(alice: User, bob: User) -> None:
    for person, word in ((alice, "fieldfare"), (bob, "nightjar")):
        give_everything(person, word)
    spotify_data_delete(person=alice)
    assert [own.person for own in OwnModel.objects.all()] == [bob]
    mood = Mood.objects.get(person=alice)
    assert (mood.own_model, mood.model, mood.lease) == (None, "default", None)
    assert mood.due_at is not None, "its days are scored anew"
    spotify_data_delete(person=User.objects.create_user())
    assert Mood.objects.count() == 2, "nothing is made by forgetting"


def test_a_timer_that_goes_on_forgets_its_player_and_song_and_keeps_how_it_left_them(alice: User) -> None:
    facts = {"device_id": "d1", "device_name": "Kitchen", "playing": {"title": "Fieldfare"}, "held": {"source": 0}}
    for state in (Session.State.RUNNING, Session.State.ENDED):
        session = Session.objects.create(person=alice, title="Laps", figures={"work": 20}, state=state)
        Music.objects.create(session=session, **facts)
    spotify_data_delete(person=alice)
    running, over = Music.objects.order_by("pk")
    for music in (running, over):
        assert (music.device_id, music.device_name, music.playing) == ("", "", {})
    assert (running.held, over.held) == ({"source": 0}, {})


def test_lists_of_spotifys_ranking_go_and_those_of_ones_own_counts_stay(alice: User) -> None:
    give_everything(alice, "fieldfare")
    own = SavedPlaylist.objects.create(person=alice, period="ever", name="Most played")
    Edition.objects.create(saved=own, written_at=NOON, track_ids=["x"])
    spotify_data_delete(person=alice)
    assert [edition.saved for edition in Edition.objects.filter(saved__person=alice)] == [own]
    assert not Look.objects.filter(saved__person=alice).exists()
    assert SavedPlaylist.objects.filter(person=alice).count() == 2, "what they wish for is theirs"
    assert Recipe.objects.get(person=alice).seeds == ["track:fieldfare"]
    assert Music.objects.get(session__person=alice).playing == {}
    assert Entry.objects.filter(person=alice).exists()
    assert cache.get(f"top:{alice.pk}:tracks:short_term") is None
    spotify_data_delete(person=alice)

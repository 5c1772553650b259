"""What Spotify told of a person goes where they wish it; what they brought themselves stays."""

import pytest
from django.core.cache import cache

from accounts.erasing import spotify_data_delete
from accounts.models import User
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Capture, Gap, Play, Source
from discoverdaily.listening.plays import Told, plays_store
from mood.models import Entry
from playlists.models import Edition, Look, Recipe, SavedPlaylist
from tests.accounts.everything import give_everything
from tests.listening.checking import check_roll_ups
from tests.listening.songs import NOON, song
from timer.models import Music

pytestmark = pytest.mark.django_db


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

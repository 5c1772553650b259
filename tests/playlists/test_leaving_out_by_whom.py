"""Who may leave something out, and what: by its owner alone, and only what they know."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.models import Artist, Exclusion, Track
from playlists.models import ListExclusion, SavedPlaylist
from tests.listening.songs import heard, song, times
from tests.playlists.conftest import page
from tests.playlists.test_leaving_out import LEAVE_OUT, LEFT_OUT, leave_out, six_months, songs

__all__ = ["six_months", "songs"]  # fixtures of leaving out
pytestmark = pytest.mark.django_db


def test_another_person_keeps_what_one_leaves_out(owner: Client, bob: User, songs: list[Track]) -> None:
    leave_out(owner, songs[0])
    heard(bob, songs[0], *times(3))
    second = Client()
    second.force_login(bob)
    assert [row.spotify_id for row in second.get("/top/played/").context["page"].rows] == [songs[0].spotify_id]
    assert "You leave nothing out" in page(second, LEFT_OUT)


def test_somebody_else_gets_404_and_changes_nothing(
    owner: Client, second: Client, songs: list[Track], six_months: SavedPlaylist
) -> None:
    leave_out(owner, songs[0])
    leave_out(owner, songs[1], saved=six_months)
    everywhere, of_list = Exclusion.objects.get(), ListExclusion.objects.get()
    query = f"{LEAVE_OUT}?track={songs[2].spotify_id}&list={six_months.pk}"
    assert second.get(query).status_code == 404
    assert second.post(query, {"what": "track", "where": "list"}).status_code == 404
    assert second.post(f"{LEFT_OUT}{everywhere.pk}/take-back/").status_code == 404
    assert second.post(f"{LEFT_OUT}list/{of_list.pk}/take-back/").status_code == 404
    assert (Exclusion.objects.get(), ListExclusion.objects.get()) == (everywhere, of_list)


@pytest.mark.parametrize("address", [LEFT_OUT, f"{LEAVE_OUT}?track=x"])
def test_a_stranger_signs_in_first(address: str, client: Client, db: None) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in/")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "track=",
        "track=nobody",
        "track=0",
        "track=99999999999999999999999",
        "track=" + "%00" * 22,
        "artist=x",
        "artist=-1",
        "list=1",
    ],
)
def test_what_is_not_known_is_404(query: str, owner: Client) -> None:
    assert owner.get(f"{LEAVE_OUT}?{query}").status_code == 404


@pytest.mark.parametrize("key", ["track", "artist"])
def test_what_somebody_else_heard_is_as_unknown_as_what_nobody_did(
    key: str, owner: Client, second: Client, bob: User
) -> None:
    theirs = song("Theirs")
    Artist.objects.filter(pk=theirs.artist_id).update(spotify_id="b" * 22)
    heard(bob, theirs, *times(2))
    name = theirs.spotify_id if key == "track" else "b" * 22
    assert second.get(f"{LEAVE_OUT}?{key}={name}").status_code == 200
    with CaptureQueriesContext(connection) as nobodys:
        strange = owner.get(f"{LEAVE_OUT}?{key}={'z' * 22}")
    with CaptureQueriesContext(connection) as somebodys:
        answer = owner.get(f"{LEAVE_OUT}?{key}={name}")
    assert answer.status_code == strange.status_code == 404
    assert len(somebodys) == len(nobodys)
    assert owner.post(f"{LEAVE_OUT}?{key}={name}", {"what": key, "where": "everywhere"}).status_code == 404


def test_what_is_known_by_any_of_its_ids_is_left_out_by_all(owner: Client, alice: User) -> None:
    one, other = song("One"), song("Other")
    heard(alice, one, *times(1))
    assert owner.get(f"{LEAVE_OUT}?track={other.spotify_id}").status_code == 404
    Track.objects.filter(pk=other.pk).update(recording=one.recording)
    assert owner.get(f"{LEAVE_OUT}?track={other.spotify_id}").status_code == 200


def test_what_once_stood_in_a_saved_list_is_left_out(owner: Client, second: Client, saved: SavedPlaylist) -> None:
    cache.clear()  # the Top page was never looked at, or long ago
    gone = song("Forgotten")
    saved.editions.create(written_at=clock.now(), track_ids=["x" * 22, gone.spotify_id])
    saved.editions.create(written_at=clock.now(), track_ids=["x" * 22])
    assert owner.get(f"{LEAVE_OUT}?track={gone.spotify_id}").status_code == 200
    assert second.get(f"{LEAVE_OUT}?track={gone.spotify_id}").status_code == 404
    Track.objects.filter(pk=gone.pk).update(spotify_id=str(gone.spotify_id).swapcase())
    assert owner.get(f"{LEAVE_OUT}?track={str(gone.spotify_id).swapcase()}").status_code == 404


def test_what_is_left_out_already_is_known_however_it_came(
    owner: Client, second: Client, alice: User, six_months: SavedPlaylist
) -> None:
    here, there = song("Here"), song("There", by="Somebody")
    Exclusion.objects.create(person=alice, recording=here.recording, made_at=clock.now())
    ListExclusion.objects.create(saved=six_months, artist=there.artist, made_at=clock.now())
    for address in (f"{LEAVE_OUT}?track={here.spotify_id}", f"{LEAVE_OUT}?artist={there.artist_id}"):
        assert owner.get(address).status_code == 200
        assert second.get(address).status_code == 404


def test_a_title_from_somebodys_own_file_cannot_be_found_by_counting_up(
    owner: Client, second: Client, alice: User
) -> None:
    own = song("A private file", by="Nobody else", spotify=False)
    heard(alice, own, *times(2))
    for address in (f"{LEAVE_OUT}?track={own.pk}", f"{LEAVE_OUT}?artist={own.artist_id}"):
        assert owner.get(address).status_code == 200
        assert second.get(address).status_code == 404


def test_what_is_known_by_name_alone_is_left_out_too(owner: Client, alice: User) -> None:
    own = song("A file", spotify=False)
    heard(alice, own, *times(2))
    (row,) = owner.get("/top/played/").context["page"].rows
    assert row.name == str(own.pk)
    leave_out(owner, own)
    assert owner.get("/top/played/").context["page"].rows == []

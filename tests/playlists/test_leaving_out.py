"""Leaving out an artist or a track, everywhere or in one list: what follows, taking it back, the choice."""

import html
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.exclusions import exclusions_hand_over
from discoverdaily.listening.models import Artist, Credit, Exclusion, Track
from playlists.models import ListExclusion, Look, SavedPlaylist
from tests.listening.songs import song
from tests.playlists.conftest import FRAGMENT, calls, heard_in_turn, ids, kept, last, look, page, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
LEAVE_OUT, LEFT_OUT = "/playlists/leave-out/", "/playlists/left-out/"


def leave_out(client: Client, track: Track, what: str = "track", *, saved: SavedPlaylist | None = None) -> Any:
    """Presses the button beside the track: out of the saved list where there is one, else everywhere."""
    query = f"track={track.spotify_id or track.pk}" + (f"&list={saved.pk}" if saved else "")
    typed = {"what": what, "where": "list" if saved else "everywhere"}
    return client.post(f"{LEAVE_OUT}?{query}", typed, headers={"referer": "http://testserver/top/"}, follow=True)


def by(artist: Artist) -> str:
    return f"artist-{artist.pk}"


@pytest.fixture
def songs(songs: list[Track], owner: Client) -> list[Track]:
    """Mara has seen them on her Top page."""
    page(owner, "/top/?range=medium_term")
    return songs


@pytest.fixture
def six_months(alice: User) -> SavedPlaylist:
    return look(wish(alice, time_range="medium_term", name="Half a year", size=20))


# --- What follows ----------------------------------------------------------------------------------------------------


def test_a_track_left_out_is_gone_from_every_list_and_its_place_is_taken(
    owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist, sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:12])
    answer = leave_out(owner, songs[3])
    assert answer.redirect_chain[-1][0] == "/top/"
    assert "is left out" in answer.content.decode()
    rows = owner.get("/top/?range=medium_term").context["rows"]
    assert [row.spotify_id for row in rows[:4]] == ids([*songs[:3], songs[4]])
    assert len(rows) == 50
    played = owner.get("/top/played/").context["page"].rows
    assert [row.spotify_id for row in played] == ids([*songs[:3], *songs[4:12]])
    saved = look(six_months)
    assert saved.latest_track_ids() == ids([*songs[:3], *songs[4:21]])
    assert kept(sandbox, saved)["uris"] == saved.editions.all()[0].uris


def test_an_artist_left_out_takes_every_track_that_credits_them(
    owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist
) -> None:
    guest = next(credit.artist for credit in Credit.objects.filter(track__in=songs, position=1))
    theirs = set(Credit.objects.filter(artist=guest).values_list("track__spotify_id", flat=True))
    leave_out(owner, Track.objects.get(spotify_id=next(iter(theirs))), by(guest))
    for range_ in ("short_term", "medium_term", "long_term"):
        rows = owner.get(f"/top/?range={range_}").context["rows"]
        assert len(rows) == 50
        assert guest.name not in {name for row in rows for name in row.artists.split(", ")}
    assert guest.spotify_id not in {row.spotify_id for row in owner.get("/top/?kind=artists").context["rows"]}
    assert not theirs & set(look(six_months).latest_track_ids())


def test_an_artist_is_left_out_from_the_list_of_artists(owner: Client, songs: list[Track]) -> None:
    rows = owner.get("/top/?kind=artists&range=medium_term").context["rows"]
    artist = owner.get(f"{LEAVE_OUT}?artist={rows[0].spotify_id}").context["what"]
    owner.post(f"{LEAVE_OUT}?artist={rows[0].spotify_id}", {"what": by(artist), "where": "everywhere"})
    after = owner.get("/top/?kind=artists&range=medium_term").context["rows"]
    assert [row.spotify_id for row in after[:49]] == [row.spotify_id for row in rows[1:]]
    assert len(after) == 50


def test_what_is_known_from_the_top_page_alone_is_left_out_too(owner: Client) -> None:
    first, second, *_ = owner.get("/top/?range=medium_term").context["rows"]
    assert not Track.objects.exists(), "the page is only looked at"
    for row, what in ((first, 0), (second, 1)):
        form = owner.get(f"{LEAVE_OUT}?track={row.spotify_id}").context["form"]
        typed = {"what": form.fields["what"].choices[what][0], "where": "everywhere"}
        owner.post(f"{LEAVE_OUT}?track={row.spotify_id}", typed)
    rows = owner.get("/top/?range=medium_term").context["rows"]
    assert not {first.spotify_id, second.spotify_id} & {row.spotify_id for row in rows}
    assert len(rows) == 50


def test_left_out_of_one_list_it_stays_in_the_others(
    owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist
) -> None:
    other = look(wish(alice, time_range="medium_term", name="Another", size=20))
    leave_out(owner, songs[0], saved=six_months)
    leave_out(owner, songs[1], by(songs[1].artist), saved=six_months)
    assert not {songs[0].spotify_id, songs[1].spotify_id} & set(look(six_months).latest_track_ids())
    assert look(other).latest_track_ids() == ids(songs[:20])
    assert owner.get("/top/?range=medium_term").context["rows"][0].spotify_id == songs[0].spotify_id


def test_until_the_next_refresh_the_list_says_what_will_leave_it(
    owner: Client, songs: list[Track], six_months: SavedPlaylist
) -> None:
    leave_out(owner, songs[2], saved=six_months)
    rows = owner.get(f"/playlists/{six_months.pk}/").context["page"].ledger.rows
    assert [row.rank for row in rows if row.leaves] == [3]
    owner.post(f"/playlists/{six_months.pk}/refresh/")
    rows = owner.get(f"/playlists/{six_months.pk}/").context["page"].ledger.rows
    assert [row for row in rows if row.leaves] == []


def test_half_a_list_left_out_on_purpose_is_no_slip(alice: User, owner: Client, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    saved = look(wish(alice, time_range="", period="ever", size=10))
    for each in songs[:6]:
        leave_out(owner, each)
    saved = look(saved)
    assert last(saved).outcome == Look.Outcome.CHANGED
    assert saved.latest_track_ids() == ids(songs[6:10])


def test_a_list_of_which_all_is_left_out_stays_as_it_was(alice: User, owner: Client, songs: list[Track]) -> None:
    heard_in_turn(alice, songs[:10])
    saved = look(wish(alice, time_range="", period="ever", size=10))
    for each in songs[:10]:
        leave_out(owner, each)
    saved = look(saved)
    assert last(saved).reason == "unheard"
    assert saved.latest_track_ids() == ids(songs[:10])


def test_a_frozen_copy_and_a_restored_list_are_what_they_were(
    owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist, sandbox: SandboxServer
) -> None:
    frozen = look(wish(alice, time_range="medium_term", schedule="frozen", size=20))
    first = six_months.editions.get()
    leave_out(owner, songs[0])
    look(six_months)
    assert kept(sandbox, look(frozen))["uris"] == first.uris
    owner.post(f"/playlists/{six_months.pk}/editions/{first.pk}/restore/")
    assert kept(sandbox, six_months)["uris"] == first.uris


def test_what_is_left_out_costs_reads_only_where_its_places_must_be_taken(
    owner: Client, songs: list[Track], six_months: SavedPlaylist, sandbox: SandboxServer
) -> None:
    leave_out(owner, songs[0])
    look(six_months)
    sandbox.clear_requests()
    look(six_months)
    assert calls(sandbox) == ["GET /v1/me/top/tracks"]


def test_in_an_outage_it_is_left_out_of_what_is_still_shown(
    owner: Client, songs: list[Track], sandbox: SandboxServer
) -> None:
    page(owner, "/top/?range=medium_term")
    sandbox.fault("/v1/me/top/*", "500")
    leave_out(owner, songs[0])
    answer = owner.get("/top/?range=medium_term")
    assert [row.spotify_id for row in answer.context["rows"]] == ids(songs[1:])
    assert "trouble of its own" in answer.content.decode()


# --- Taking back -----------------------------------------------------------------------------------------------------


def test_the_message_takes_it_back(owner: Client, songs: list[Track]) -> None:
    answer = leave_out(owner, songs[0])
    undo = f"{LEFT_OUT}{Exclusion.objects.get().pk}/take-back/"
    assert f'action="{undo}"' in answer.content.decode()
    owner.post(undo)
    assert owner.get("/top/?range=medium_term").context["rows"][0].spotify_id == songs[0].spotify_id


def test_all_that_is_left_out_is_seen_and_taken_back(
    owner: Client, songs: list[Track], six_months: SavedPlaylist
) -> None:
    leave_out(owner, songs[0])
    leave_out(owner, songs[1], by(songs[1].artist))
    leave_out(owner, songs[2], saved=six_months)
    text = html.unescape(page(owner, LEFT_OUT))
    for words in (songs[0].name, songs[1].artist.name, songs[2].name, "Half a year"):
        assert words in text
    owner.post(f"{LEFT_OUT}list/{ListExclusion.objects.get().pk}/take-back/")
    for exclusion in Exclusion.objects.all():
        owner.post(f"{LEFT_OUT}{exclusion.pk}/take-back/")
    assert "You leave nothing out" in page(owner, LEFT_OUT)
    assert look(six_months).latest_track_ids() == ids(songs[:20])


def test_where_recordings_become_one_a_list_goes_on_without_it(
    owner: Client, songs: list[Track], six_months: SavedPlaylist
) -> None:
    leave_out(owner, songs[0], saved=six_months)
    other = song("other").recording
    exclusions_hand_over(to={songs[0].recording_id: other.pk})
    Track.objects.filter(pk=songs[0].pk).update(recording=other)
    assert songs[0].spotify_id not in look(six_months).latest_track_ids()


# --- The choice ------------------------------------------------------------------------------------------------------


def test_beside_every_line_is_a_way_to_it(
    owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist
) -> None:
    heard_in_turn(alice, songs[:10])
    way = f'href="{LEAVE_OUT}?track={songs[0].spotify_id}&amp;into='
    edition = six_months.editions.get()
    for address, piece in (
        ("/top/?range=medium_term", "ledger"),
        ("/top/played/", "ledger"),
        (f"/playlists/{six_months.pk}/", f"saved&amp;list={six_months.pk}"),
        (edition.get_absolute_url(), "edition"),
    ):
        assert f"{way}{piece}" in page(owner, address)


def test_the_choice_offers_the_track_its_artists_and_the_list(
    owner: Client, songs: list[Track], six_months: SavedPlaylist
) -> None:
    form = owner.get(f"{LEAVE_OUT}?track={songs[0].spotify_id}&list={six_months.pk}").context["form"]
    artists = [credit.artist for credit in songs[0].credits.all()]
    assert [key for key, _ in form.fields["what"].choices] == ["track", *map(by, artists)]
    assert [key for key, _ in form.fields["where"].choices] == ["everywhere", "list"]


@pytest.mark.parametrize("fields", [{"schedule": "frozen"}, {"state": "stopped"}])
def test_of_a_list_that_is_never_refreshed_nothing_is_left_out(
    fields: dict[str, str], owner: Client, alice: User, songs: list[Track]
) -> None:
    saved = wish(alice, due_at=None, **fields)
    form = owner.get(f"{LEAVE_OUT}?track={songs[0].spotify_id}&list={saved.pk}").context["form"]
    assert [key for key, _ in form.fields["where"].choices] == ["everywhere"]


@pytest.mark.parametrize(
    "typed", [{}, {"what": "track"}, {"what": "artist-0", "where": "everywhere"}, {"what": "track", "where": "list"}]
)
def test_a_forged_choice_is_422_and_leaves_nothing_out(
    typed: dict[str, str], owner: Client, songs: list[Track]
) -> None:
    answer = owner.post(f"{LEAVE_OUT}?track={songs[0].spotify_id}", typed, headers=FRAGMENT)
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#dialog"
    assert not Exclusion.objects.exists()


def test_in_place_it_brings_the_piece_anew_and_the_message(owner: Client, songs: list[Track]) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/top/?range=medium_term"}
    dialog = page(owner, f"{LEAVE_OUT}?track={songs[0].spotify_id}&into=ledger", headers=here)
    assert 'hx-target="#ledger"' in dialog
    typed = {"what": "track", "where": "everywhere"}
    address = f"{LEAVE_OUT}?track={songs[0].spotify_id}&into=ledger"
    answer = owner.post(address, typed, headers=here, follow=True)
    assert answer.redirect_chain == [("/top/?range=medium_term", 302)]
    assert 'hx-swap-oob="true"' in answer.content.decode()


@pytest.mark.parametrize("into", ["ledger><script>", "#x", "a b", ""])
def test_no_piece_is_named_that_is_none(into: str, owner: Client, songs: list[Track]) -> None:
    text = page(owner, LEAVE_OUT, data={"track": songs[0].spotify_id, "into": into}, headers=FRAGMENT)
    assert "<script>" not in text
    assert "hx-target" not in text


@pytest.mark.parametrize("before", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:1", "x"])
def test_leaving_out_leads_nowhere_that_the_address_names(before: str, owner: Client, songs: list[Track]) -> None:
    answer = owner.post(
        f"{LEAVE_OUT}?track={songs[0].spotify_id}&before={before}", {"what": "track", "where": "everywhere"}
    )
    assert answer["Location"] == "/"


def test_without_scripts_it_leads_back_to_where_it_was_pressed(owner: Client, songs: list[Track]) -> None:
    there = {"referer": "http://testserver/top/?range=long_term"}
    address = owner.get(f"{LEAVE_OUT}?track={songs[0].spotify_id}", headers=there).context["address"]
    answer = owner.post(address, {"what": "track", "where": "everywhere"})
    assert answer["Location"] == "/top/?range=long_term"


def test_what_changes_takes_a_post(owner: Client, songs: list[Track]) -> None:
    leave_out(owner, songs[0])
    assert owner.get(f"{LEFT_OUT}{Exclusion.objects.get().pk}/take-back/").status_code == 405
    assert owner.get(f"{LEFT_OUT}list/1/take-back/").status_code == 405


@pytest.mark.parametrize("address", [LEFT_OUT, "/top/?range=medium_term", "/top/played/", "/playlists/{saved.pk}/"])
def test_the_number_of_queries_does_not_grow_with_what_is_left_out(
    address: str, owner: Client, alice: User, songs: list[Track], six_months: SavedPlaylist
) -> None:
    def queries() -> int:
        page(owner, address.format(saved=six_months))
        with CaptureQueriesContext(connection) as captured:
            page(owner, address.format(saved=six_months))
        return len(captured)

    def leave(some: list[Track]) -> None:
        for each in some:
            leave_out(owner, each)
            leave_out(owner, each, by(each.artist))
            leave_out(owner, each, saved=six_months)

    heard_in_turn(alice, songs[:40])
    leave(songs[:2])
    few = queries()
    leave(songs[2:9])
    assert queries() == few

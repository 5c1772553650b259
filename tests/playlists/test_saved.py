"""The pages and buttons of saved playlists: the owner, a second person, a stranger."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from playlists import services
from playlists.models import Look, SavedPlaylist
from tests.playlists.conftest import FRAGMENT, SAVE, claim, look, page, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400


def addresses(saved: SavedPlaylist) -> list[tuple[str, str]]:
    edition = saved.editions.all()[0]
    verbs = [
        "settings",
        "refresh",
        "pause",
        "resume",
        "stop",
        f"editions/{edition.pk}/restore",
        f"editions/{edition.pk}/copy",
    ]
    pages = [("get", f"/playlists/{saved.pk}/"), ("get", f"/playlists/{saved.pk}/editions/{edition.pk}/")]
    return [*pages, *(("post", f"/playlists/{saved.pk}/{verb}/") for verb in verbs)]


def test_a_second_person_gets_404_for_everything_of_anothers(second: Client, saved: SavedPlaylist) -> None:
    before = SavedPlaylist.objects.values().get()
    for method, address in addresses(saved):
        assert getattr(second, method)(address, {"name": "mine now"}).status_code == 404
    assert SavedPlaylist.objects.values().get() == before
    assert "Autumn songs" not in page(second, "/playlists/")


def test_a_stranger_is_asked_to_sign_in_and_changes_nothing(saved: SavedPlaylist) -> None:
    before = SavedPlaylist.objects.values().get()
    for method, address in [*addresses(saved), ("get", "/playlists/")]:
        answer = getattr(Client(), method)(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/sign-in/")
    assert SavedPlaylist.objects.values().get() == before


def test_another_persons_edition_cannot_come_in_by_the_owners_playlist(
    owner: Client, saved: SavedPlaylist, bob: User
) -> None:
    foreign = look(wish(bob)).editions.get()
    for verb in ("restore", "copy"):
        assert owner.post(f"/playlists/{saved.pk}/editions/{foreign.pk}/{verb}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize("key", ["0", "999999999999999999999", "x"])
def test_a_forged_id_is_404(key: str, owner: Client) -> None:
    assert owner.get(f"/playlists/{key}/").status_code == 404
    assert owner.post(f"/playlists/{key}/stop/").status_code == 404


def test_what_changes_takes_a_post(owner: Client, saved: SavedPlaylist) -> None:
    for method, address in addresses(saved):
        if method == "post":
            assert owner.get(address).status_code == 405


def test_the_list_says_state_next_run_and_what_changed(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.advance(5 * DAY)
    look(saved)
    text = page(owner, "/playlists/")
    (card,) = owner.get("/playlists/").context["cards"]
    assert card.changes.came > 0
    assert card.changes.came == len(card.changes.left)
    assert card.sentence in text
    assert card.sentence.startswith(f"{card.changes.came} in, {len(card.changes.left)} out")


def test_the_page_shows_ins_outs_ups_downs_and_every_look(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.advance(10 * DAY)
    look(saved)
    shown = owner.get(f"/playlists/{saved.pk}/").context["page"]
    assert {row.place.movement for row in shown.ledger.rows} == {"new", "up", "down", "same"}
    assert all(row.title for row in [*shown.ledger.rows, *shown.ledger.left])
    assert [look.outcome for look in shown.looks] == [Look.Outcome.CHANGED, Look.Outcome.CREATED]
    assert len(shown.editions) == 2


def test_the_chart_follows_the_track_asked_for(owner: Client, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    gone = saved.editions.get().track_ids
    sandbox.advance(10 * DAY)
    now = look(saved).editions.all()[0].track_ids
    fell_out = next(track_id for track_id in gone if track_id not in now)
    chart = owner.get(f"/playlists/{saved.pk}/?track={fell_out}").context["page"].chart
    assert [rank for _, rank in chart.points] == [gone.index(fell_out) + 1, None]
    chart = owner.get(f"/playlists/{saved.pk}/?track=nonsense").context["page"].chart
    assert chart.spotify_id == now[0]


def test_opening_the_page_learns_the_name_given_in_spotify(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.change_playlist(saved.spotify_id, name="Winter songs")
    assert "Winter songs" in page(owner, f"/playlists/{saved.pk}/")


def test_songs_changed_in_spotify_are_told_on_the_page(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    page(owner, f"/playlists/{saved.pk}/")
    cache.clear()
    assert not owner.get(f"/playlists/{saved.pk}/").context["in_spotify"].edited
    cache.clear()
    sandbox.change_playlist(saved.spotify_id, uris=[])
    assert owner.get(f"/playlists/{saved.pk}/").context["in_spotify"].edited


def test_refresh_now_says_what_it_brought(owner: Client, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert "nothing was written" in answer.content.decode()
    sandbox.advance(5 * DAY)
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert " in, " in answer.content.decode()
    assert sandbox.playlist(saved.spotify_id)["uris"] == saved.editions.all()[0].uris


def test_refresh_now_during_a_cooldown_says_so_and_asks_nothing(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me/top/*", "429", retry_after=DAY)
    owner.post(f"/playlists/{saved.pk}/refresh/")
    sandbox.clear_requests()
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert sandbox.requests() == []
    assert "asked us to wait" in answer.content.decode()


def test_refresh_now_with_the_budget_used_up_says_that_it_is_next(
    owner: Client, saved: SavedPlaylist, settings: Any
) -> None:
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 2
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert "Yours is next in a moment" in answer.content.decode()


def test_pause_resume_and_stop(owner: Client, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    State = SavedPlaylist.State  # noqa: N806  # a class
    for verb, state, due in [
        ("pause", State.PAUSED, False),
        ("resume", State.ACTIVE, True),
        ("stop", State.STOPPED, False),
        ("resume", State.ACTIVE, True),
    ]:
        owner.post(f"/playlists/{saved.pk}/{verb}/")
        saved.refresh_from_db()
        assert (saved.state, saved.due_at is not None) == (state, due)
    assert sandbox.playlist(saved.spotify_id)["uris"]


def test_a_stopped_list_is_not_refreshed_by_a_forged_press(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    owner.post(f"/playlists/{saved.pk}/stop/")
    page(owner, f"/playlists/{saved.pk}/")
    sandbox.clear_requests()
    owner.post(f"/playlists/{saved.pk}/refresh/")
    assert sandbox.requests() == []
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.STOPPED


def test_each_list_that_was_written_can_be_looked_at(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    for _ in range(2):
        sandbox.advance(5 * DAY)
        look(saved)
    latest, middle, first = saved.editions.all()
    pages = [owner.get(f"/playlists/{saved.pk}/editions/{edition.pk}/") for edition in (latest, middle, first)]
    for answer, edition in zip(pages, (latest, middle, first), strict=True):
        assert [row.spotify_id for row in answer.context["page"].ledger.rows] == edition.track_ids
    assert [answer.context["page"].line.current for answer in pages] == [True, False, False]
    shown = pages[1].context["page"]
    assert {row.spotify_id for row in shown.ledger.left} == set(first.track_ids) - set(middle.track_ids)
    assert {row.spotify_id for row in shown.ledger.came} == set(middle.track_ids) - set(first.track_ids)
    assert pages[2].context["page"].line.changes is None
    assert "Restore" not in pages[0].content.decode()


def test_an_earlier_list_is_restored_and_stays(owner: Client, saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    earlier = saved.editions.get()
    sandbox.advance(5 * DAY)
    look(saved)
    owner.post(f"/playlists/{saved.pk}/editions/{earlier.pk}/restore/")
    saved.refresh_from_db()
    assert sandbox.playlist(saved.spotify_id)["uris"] == earlier.uris
    assert (saved.state, saved.due_at) == (SavedPlaylist.State.PAUSED, None)
    assert saved.looks.all()[0].outcome == Look.Outcome.RESTORED


def test_a_restore_during_an_outage_happens_when_spotify_is_back(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    earlier = saved.editions.get()
    sandbox.advance(5 * DAY)
    look(saved)
    sandbox.fault("/v1/playlists/*", "500")
    answer = owner.post(f"/playlists/{saved.pk}/editions/{earlier.pk}/restore/", follow=True)
    assert "trouble of its own" in answer.content.decode()
    sandbox.mend()
    look(saved)
    assert sandbox.playlist(saved.spotify_id)["uris"] == earlier.uris


def test_an_earlier_list_is_saved_as_another_playlist(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    earlier = saved.editions.get()
    sandbox.advance(5 * DAY)
    now = look(saved).editions.all()[0]
    owner.post(f"/playlists/{saved.pk}/editions/{earlier.pk}/copy/", {"name": "That week"})
    copy = SavedPlaylist.objects.get(name="That week")
    assert sandbox.playlist(copy.spotify_id)["uris"] == earlier.uris
    assert sandbox.playlist(saved.spotify_id)["uris"] == now.uris
    assert (copy.schedule, copy.due_at) == ("frozen", None)


def test_a_copys_bad_name_is_422_and_kept_in_the_field(owner: Client, saved: SavedPlaylist) -> None:
    edition = saved.editions.get()
    answer = owner.post(f"/playlists/{saved.pk}/editions/{edition.pk}/copy/", {"name": "<b>bold</b>"})
    assert answer.status_code == 422
    assert "&lt;b&gt;bold" in answer.content.decode()
    assert SavedPlaylist.objects.count() == 1


def test_settings_are_kept_and_the_next_run_follows(owner: Client, saved: SavedPlaylist, alice: User) -> None:
    typed = {"schedule": "weekly", "refresh_hour": "20", "weekday": "4", "size": "25", "when_unfollowed": "remake"}
    owner.post(f"/playlists/{saved.pk}/settings/", typed)
    saved.refresh_from_db()
    assert saved.due_at is not None
    local = saved.due_at.astimezone(alice.zone)
    assert (local.weekday(), local.hour) == (4, 20)
    assert (saved.size, saved.when_unfollowed) == (25, "remake")
    assert saved.name == "Autumn songs"


@pytest.mark.parametrize("bad", [{"size": "101"}, {"size": ""}, {"schedule": "hourly"}, {"refresh_hour": "99"}])
def test_bad_settings_are_422_with_words_and_change_nothing(
    bad: dict[str, str], owner: Client, saved: SavedPlaylist
) -> None:
    typed = {
        "schedule": "weekly",
        "refresh_hour": "20",
        "weekday": "4",
        "size": "25",
        "when_unfollowed": "remake",
        **bad,
    }
    before = SavedPlaylist.objects.values().get()
    answer = owner.post(f"/playlists/{saved.pk}/settings/", typed)
    assert answer.status_code == 422
    assert b"errorlist" in answer.content
    assert SavedPlaylist.objects.values().get() == before


def test_trouble_is_told_on_the_card_on_its_page_and_on_today(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.revoke("mara")
    look(saved)
    for address in ("/", "/playlists/", f"/playlists/{saved.pk}/"):
        text = page(owner, address)
        assert "no longer accepts your sign-in" in text, address
        assert "Autumn songs" in text


def test_pending_work_survives_a_change_of_settings(alice: User, sandbox: SandboxServer) -> None:
    pending = wish(alice, schedule="frozen")
    typed = {"schedule": "frozen", "refresh_hour": 6, "weekday": 0, "size": 50, "when_unfollowed": "stop"}
    services.saved_playlist_settings_change(saved=pending, **typed)
    pending.refresh_from_db()
    assert pending.due_at is not None


def test_a_restore_still_to_be_done_survives_a_change_of_settings(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    services.edition_restore(edition=saved.editions.get())
    saved.refresh_from_db()
    typed = {"schedule": "daily", "refresh_hour": 6, "weekday": 0, "size": 50, "when_unfollowed": "stop"}
    services.saved_playlist_settings_change(saved=saved, **typed)
    saved.refresh_from_db()
    assert saved.due_at is not None


def test_a_restore_after_days_of_failure_is_tried_as_often_as_any(saved: SavedPlaylist, sandbox: SandboxServer) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    SavedPlaylist.objects.update(
        state="suspended", last_error="server", attempts=8, failing_since=long_ago, due_at=None
    )
    sandbox.fault("/v1/playlists/*", "500")
    edition = saved.editions.get()
    services.edition_restore(edition=edition)
    services.saved_playlists_look_now(lists=[edition.saved])
    saved.refresh_from_db()
    assert saved.due_at is not None


@pytest.mark.parametrize("verb", ["pause", "stop"])
def test_a_list_at_rest_speaks_of_no_failure(
    verb: str, owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me/top/tracks", "500")
    look(saved)
    owner.post(f"/playlists/{saved.pk}/{verb}/")
    (card,) = owner.get("/playlists/").context["cards"]
    assert card.trouble is None


def test_reconnecting_ends_the_trouble_of_a_paused_list_too(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    services.saved_playlist_pause(saved=saved)
    sandbox.revoke("mara")
    assert look(saved).last_error == "revoked"
    services.saved_playlists_reconnected(person=saved.person)
    (card,) = owner.get("/playlists/").context["cards"]
    assert card.trouble is None
    assert card.saved.state == SavedPlaylist.State.PAUSED


def test_suspended_after_days_it_says_that_looking_has_stopped(owner: Client, saved: SavedPlaylist) -> None:
    SavedPlaylist.objects.update(state="suspended", last_error="server", due_at=None)
    text = page(owner, "/playlists/")
    assert "we have stopped looking" in text
    assert "Try again" in text
    assert "We look again soon" not in text


def test_refresh_now_while_a_worker_is_at_it_says_so(owner: Client, saved: SavedPlaylist) -> None:
    look(saved)
    claim(saved)
    answer = owner.post(f"/playlists/{saved.pk}/refresh/", follow=True)
    assert "It is being refreshed just now" in answer.content.decode()
    assert saved.looks.count() == 2


def test_removed_in_spotify_is_told_on_today_and_is_not_nothing(
    owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.change_playlist(saved.spotify_id, followed=False)
    look(saved)
    text = page(owner, "/")
    assert "You removed it in Spotify" in text
    assert "Nothing is saved yet" not in text


def test_resuming_a_stopped_list_does_not_pass_the_forty(owner: Client, alice: User, saved: SavedPlaylist) -> None:
    services.saved_playlist_stop(saved=saved)
    for number in range(40):
        wish(alice, name=f"{number}", due_at=None)
    answer = owner.post(f"/playlists/{saved.pk}/resume/", follow=True)
    assert "as many as we look after" in answer.content.decode()
    saved.refresh_from_db()
    assert saved.state == SavedPlaylist.State.STOPPED


def test_a_button_pressed_after_the_skip_link_comes_back_to_the_list(owner: Client, saved: SavedPlaylist) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": "http://testserver/playlists/#main"}
    assert owner.post(f"/playlists/{saved.pk}/pause/", headers=here)["Location"] == "/playlists/"


@pytest.mark.parametrize("track", ["%00", "%F0%9F%8E%B5", "x" * 500])
def test_a_track_that_was_never_in_the_list_has_no_chart_of_its_own(
    track: str, owner: Client, saved: SavedPlaylist, sandbox: SandboxServer
) -> None:
    sandbox.advance(5 * DAY)
    now = look(saved).latest_track_ids()
    assert owner.get(f"/playlists/{saved.pk}/?track={track}").context["page"].chart.spotify_id == now[0]


@pytest.mark.parametrize("address", ["/top/", "/playlists/", SAVE])
def test_a_fragment_is_never_brought_back_in_the_place_of_its_page(address: str, owner: Client) -> None:
    answer = owner.get(address, headers=FRAGMENT)
    assert "HX-Request" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]

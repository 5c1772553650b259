"""The pages of Top Tracks and saved playlists: the owner, a second person, a stranger; bad input and outages."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from discoverdaily.spotify.models import ClientBudget
from playlists.models import Edition, Look, SavedPlaylist
from tests.people import connect
from tests.playlists.conftest import look, wish
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
DAY = 86_400
SAVE = "/playlists/new/"
FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/top/?range=long_term"}


def page(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def ticked(*ranges: str, **changes: str) -> dict[str, str]:
    """What the save dialog sends with these ranges ticked; changes: `size`, `name` … of each of them."""
    typed: dict[str, str] = {}
    for time_range in ranges:
        fields = {"name": f"Top, {time_range}", "size": "50", "schedule": "daily", "refresh_hour": "6", "weekday": "0"}
        typed |= {f"{time_range}-{field}": value for field, value in {"ticked": "on", **fields, **changes}.items()}
    return typed


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def second(bob: User) -> Client:
    second = Client()
    second.force_login(bob)
    return second


@pytest.fixture
def saved(alice: User) -> SavedPlaylist:
    return look(wish(alice, name="Autumn songs"))


# --- Top Tracks ------------------------------------------------------------------------------------------------------


def test_top_shows_each_ranges_own_list(owner: Client) -> None:
    lists = [
        owner.get(f"/top/?range={range_}").context["rows"] for range_ in ("short_term", "medium_term", "long_term")
    ]
    assert [len(rows) for rows in lists] == [50, 50, 50]
    assert len({tuple(row.spotify_id for row in rows) for rows in lists}) == 3
    assert [row.rank for row in lists[0]] == list(range(1, 51))


def test_the_long_range_is_labelled_for_what_it_is(owner: Client) -> None:
    assert "about a year" in page(owner, "/top/?range=long_term").lower()


def test_top_shows_artists_too(owner: Client) -> None:
    rows = owner.get("/top/?kind=artists").context["rows"]
    assert len(rows) == 50
    assert rows[0].uri.startswith("spotify:artist:")


def test_each_person_sees_their_own_list(owner: Client, second: Client) -> None:
    hers, his = (client.get("/top/").context["rows"] for client in (owner, second))
    assert [row.spotify_id for row in hers] != [row.spotify_id for row in his]


def test_a_stranger_sees_what_they_would_get_and_costs_no_call(client: Client, sandbox: SandboxServer) -> None:
    assert "Save" in page(client, "/top/")
    assert sandbox.requests() == []


def test_a_range_is_asked_for_once_in_ten_minutes(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.clear_requests()
    for _ in range(3):
        page(owner, "/top/")
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize("query", ["range=forever", "range=", "kind=albums", "range=short_term&kind=<b>"])
def test_an_unknown_range_or_kind_is_404_in_words(query: str, owner: Client) -> None:
    answer = owner.get(f"/top/?{query}")
    assert answer.status_code == 404
    assert b"<h1" in answer.content


def test_htmx_gets_the_ledger_alone(owner: Client) -> None:
    fragment = page(owner, "/top/?range=long_term", headers=FRAGMENT)
    assert "<html" not in fragment
    assert "<ol" in fragment


def test_in_an_outage_top_shows_the_last_list_and_says_so(owner: Client, sandbox: SandboxServer, settings: Any) -> None:
    page(owner, "/top/")
    sandbox.fault("/v1/me/top/*", "500")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("playlists.top.FRESH", timedelta(0))
        answer = owner.get("/top/")
    assert len(answer.context["rows"]) == 50
    assert "Spotify had trouble of its own" in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "words"), [("500", "trouble of its own"), ("429", "asked us to wait"), ("malformed", "could not be read")]
)
def test_an_outage_on_the_first_visit_is_told_in_words(
    kind: str, words: str, owner: Client, sandbox: SandboxServer
) -> None:
    sandbox.fault("/v1/me/top/*", kind)
    assert words in page(owner, "/top/")


def test_a_revoked_sign_in_offers_to_connect_again(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.revoke("mara")
    text = page(owner, "/top/")
    assert "no longer accepts your sign-in" in text
    assert "Connect Spotify" in text


def test_a_newcomer_without_a_list_is_told_so_kindly(client: Client, db: None, sandbox: SandboxServer) -> None:
    newcomer = User.objects.create_user(display_name="Newcomer")
    connect(sandbox, newcomer, "pia")
    client.force_login(newcomer)
    assert "some weeks of listening" in page(client, "/top/")


# --- Saving ----------------------------------------------------------------------------------------------------------


def test_the_range_pressed_is_ticked_in_the_dialog(owner: Client) -> None:
    forms = owner.get(f"{SAVE}?range=medium_term").context["dialog"].forms
    assert [form["ticked"].value() for form in forms] == [False, True, False]
    assert [form["size"].value() for form in forms] == [50, 50, 50]


def test_saving_several_ranges_makes_each_and_offers_to_open_each(owner: Client, sandbox: SandboxServer) -> None:
    answer = owner.post(SAVE, ticked("short_term", "long_term"))
    assert answer.status_code == 200
    lists = list(SavedPlaylist.objects.all())
    assert {saved.time_range for saved in lists} == {"short_term", "long_term"}
    for saved in lists:
        assert len(sandbox.playlist(saved.spotify_id)["uris"]) == 50
        assert f"/open/playlist/{saved.spotify_id}" in answer.content.decode()


def test_pressing_save_twice_makes_one_playlist(owner: Client, sandbox: SandboxServer) -> None:
    before = len(sandbox.playlists("mara"))
    for schedule in ("daily", "daily", "frozen", "frozen"):
        owner.post(SAVE, ticked("short_term", schedule=schedule))
    assert len(sandbox.playlists("mara")) == before + 2
    assert SavedPlaylist.objects.count() == 2


def test_saving_what_is_kept_already_keeps_it_as_now_wished(owner: Client, sandbox: SandboxServer) -> None:
    owner.post(SAVE, ticked("short_term"))
    first = SavedPlaylist.objects.get()
    owner.post(f"/playlists/{first.pk}/pause/")
    owner.post(SAVE, ticked("short_term", size="30", schedule="weekly"))
    again = SavedPlaylist.objects.get()
    assert (again.pk, again.spotify_id, again.state) == (first.pk, first.spotify_id, SavedPlaylist.State.ACTIVE)
    assert (again.size, again.schedule) == (30, "weekly")
    assert len(sandbox.playlist(again.spotify_id)["uris"]) == 30


def test_a_list_still_to_be_made_is_looked_for_until_it_is(owner: Client, alice: User) -> None:
    pending = wish(alice)
    assert "every 3s" in page(owner, "/playlists/")
    look(pending)
    assert "every 3s" not in page(owner, "/playlists/")


def test_none_ticked_is_422_with_words_and_saves_nothing(owner: Client) -> None:
    answer = owner.post(SAVE, {})
    assert answer.status_code == 422
    assert "Tick at least one range" in answer.content.decode()
    assert not SavedPlaylist.objects.exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"size": "0"},
        {"size": "101"},
        {"size": "many"},
        {"size": "9" * 400},
        {"name": "n" * 1000},
        {"name": "<script>alert(1)</script>"},
        {"name": "  "},
        {"name": "nul\x00"},
        {"schedule": "hourly"},
        {"refresh_hour": "24"},
        {"weekday": "-1"},
    ],
)
def test_bad_input_is_422_with_words_at_the_field_and_keeps_what_was_typed(bad: dict[str, str], owner: Client) -> None:
    answer = owner.post(SAVE, ticked("short_term", "long_term", **bad), headers=FRAGMENT)
    assert answer.status_code == 422
    (field,) = bad
    forms = answer.context["dialog"].forms
    assert field in forms[0].errors
    assert forms[0][field].value() == bad[field]
    assert b"errorlist" in answer.content
    assert b"<script>alert" not in answer.content
    assert not SavedPlaylist.objects.exists()


def test_an_unknown_range_cannot_be_saved(owner: Client) -> None:
    assert owner.post(SAVE, ticked("forever")).status_code == 422
    assert not SavedPlaylist.objects.exists()


def test_a_forty_first_list_is_refused_with_words(owner: Client, alice: User) -> None:
    for number in range(40):
        wish(alice, name=f"{number}", due_at=None)
    answer = owner.post(SAVE, ticked("short_term"))
    assert answer.status_code == 422
    assert "as many as we look after" in answer.content.decode()
    assert SavedPlaylist.objects.count() == 40


def test_saved_during_an_outage_it_is_kept_and_made_later(owner: Client, sandbox: SandboxServer) -> None:
    sandbox.fault("/v1/me/top/*", "500")
    answer = owner.post(SAVE, ticked("short_term"))
    assert answer.status_code == 200
    assert "trouble of its own" in answer.content.decode()
    sandbox.mend()
    assert look(SavedPlaylist.objects.get()).exists


def test_signed_out_save_signs_in_and_returns_with_the_input_intact(client: Client, sandbox: SandboxServer) -> None:
    answer = client.post(f"{SAVE}?range=long_term", ticked("long_term", name="Mine alone", size="77", public="on"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{sandbox.url}/authorize")
    assert not SavedPlaylist.objects.exists()
    back = urlsplit(client.session["next"])
    assert (back.path, parse_qs(back.query)) == ("/top/", {"range": ["long_term"], "save": ["1"]})
    person = User.objects.create_user()
    connect(sandbox, person, "mara")
    client.force_login(person)
    dialog = client.get(back.geturl()).context["dialog"]
    assert [form["ticked"].value() for form in dialog.forms] == [False, False, True]
    assert (dialog.forms[2]["name"].value(), dialog.forms[2]["size"].value()) == ("Mine alone", "77")
    assert not SavedPlaylist.objects.exists()  # their press saves it, not their coming back


def test_signed_out_save_in_a_dialog_takes_the_whole_page_to_spotify(client: Client, sandbox: SandboxServer) -> None:
    answer = client.post(SAVE, ticked("long_term"), headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith(f"{sandbox.url}/authorize")


def test_signed_out_bad_input_is_told_before_signing_in(client: Client, db: None) -> None:
    assert client.post(SAVE, ticked("long_term", size="0")).status_code == 422


# --- Saved playlists -------------------------------------------------------------------------------------------------


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
    return [("get", f"/playlists/{saved.pk}/"), *(("post", f"/playlists/{saved.pk}/{verb}/") for verb in verbs)]


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
    assert {row.place.movement for row in shown.rows} == {"new", "up", "down", "same"}
    assert all(row.title for row in [*shown.rows, *shown.left])
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


# --- Costs -----------------------------------------------------------------------------------------------------------


def many(alice: User, count: int) -> SavedPlaylist:
    """A number of lists with as many editions and looks each."""
    tracks = [f"{number:022}" for number in range(50)]
    for number in range(count):
        saved = wish(alice, name=f"List {number}", due_at=None)
        for turn in range(count):
            edition = Edition.objects.create(
                saved=saved, written_at=timezone.now(), track_ids=[*tracks[turn:], *tracks[:turn]]
            )
            Look.objects.create(saved=saved, at=timezone.now(), outcome=Look.Outcome.CHANGED, edition=edition)
    return saved


@pytest.mark.parametrize("address", ["/", "/top/", "/playlists/", "/playlists/{saved.pk}/", SAVE])
def test_the_number_of_queries_does_not_grow_with_the_data(address: str, owner: Client, alice: User) -> None:
    def queries() -> int:
        cache.clear()
        ClientBudget.objects.update(recent={})
        with CaptureQueriesContext(connection) as captured:
            page(owner, address.format(saved=saved))
        return len(captured)

    saved = many(alice, 2)
    page(owner, address.format(saved=saved))
    few = queries()
    saved = many(alice, 12)
    assert queries() == few

"""The preview: grown, looked at, changed."""

import re
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from discoverdaily.listening.exclusions import artist_leave_out, track_leave_out
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import spotify_for
from playlists.growing.recommenders import Albums
from playlists.models import Recipe
from tests.listening.songs import heard, song, times
from tests.playlists.growing.conftest import grown, only_local, sounds, typed, word
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/create/"}


@pytest.fixture(autouse=True)
def _local(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "everybody" not in request.fixturenames:
        only_local(monkeypatch)


@pytest.fixture
def everybody(sandbox: SandboxServer) -> SandboxServer:
    """All recommenders there are, of an app that may ask them all."""
    sandbox.settings(regime="legacy")
    return sandbox


def page(client: Client, recipe: Recipe) -> str:
    answer = client.get(recipe.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, recipe: Recipe, button: str, track: str = "") -> Recipe:
    answer = client.post(f"/create/{recipe.pk}/{button}/", {"track": track})
    assert answer.status_code == 302, answer.content.decode()
    return Recipe.objects.get(pk=recipe.pk)


def test_a_list_grows_from_a_seed_and_says_why_each_is_there(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, word(leaves[0]), target_energy="0.7")
    assert len(made.picks) == 10
    said = page(owner, made)
    assert "asked .7" in said
    assert leaves[0].name in said
    assert leaves[0].spotify_id not in made.track_ids
    assert "from the tracks known here" in said


def test_an_artist_can_be_a_seed(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, f"artist:{leaves[0].artist.spotify_id}", per_artist="10")
    theirs = {track.spotify_id for track in leaves if track.artist_id == leaves[0].artist_id}
    assert theirs & set(made.track_ids), "what stands for the artist may be in the list"
    assert "also by" in page(owner, made)


def test_no_artist_comes_more_often_than_asked(owner: Client, leaves: list[Track]) -> None:
    made = grown(owner, word(leaves[0]), per_artist="1")
    artists = list(Track.objects.filter(spotify_id__in=made.track_ids).values_list("artist", flat=True))
    assert len(artists) == len(set(artists)) == 10


def test_what_is_left_out_and_what_is_known_stays_out(owner: Client, alice: User, leaves: list[Track]) -> None:
    artist_leave_out(person=alice, artist=leaves[6].artist)
    track_leave_out(person=alice, track=leaves[12])
    heard(alice, leaves[20], *times(2))
    made = grown(owner, word(leaves[0]), size="100", per_artist="10", nothing_known="on")
    gone = {track.spotify_id for track in [*leaves[6:12], leaves[12], leaves[20], leaves[0]]}
    assert not gone & set(made.track_ids)
    assert len(made.track_ids) == len(leaves) - len(gone)
    assert "fewer than you asked for" in page(owner, made)


def test_one_recording_stands_in_a_list_once(owner: Client, leaves: list[Track]) -> None:
    again = song("Again", by="Tree0", also=leaves[1])
    made = grown(owner, word(leaves[0]), size="100", per_artist="10")
    assert {again.spotify_id, leaves[1].spotify_id} - set(made.track_ids)


def test_limits_are_kept_and_what_is_relaxed_is_said(owner: Client, leaves: list[Track]) -> None:
    AudioFeatures.objects.update(energy=0.2)
    for track in leaves[1:5]:
        sounds(track, energy=0.9)
    made = grown(owner, word(leaves[0]), min_energy="0.8", per_artist="10")
    energies = [pick["figures"]["energy"] for pick in made.picks]
    assert energies[:4] == [0.9] * 4
    assert made.relaxed == [["energy", 0.8, 0.2, 6]]
    assert "Energy goes down to .2, where you asked for at least .8." in page(owner, made)


def test_what_nobody_knows_enough_of_fills_the_list_and_that_is_said(
    owner: Client, alice: User, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playlists.growing.pool.RECOMMENDERS", (Albums(),))
    sandbox.fault("/reccobeats/*", "500")
    (seed,) = spotify_for(alice).top_tracks("medium_term", limit=1).items
    tracks_store(tracks=[seed])
    made = grown(owner, f"track:{seed.id}", min_energy="0.6", per_artist="10")
    assert made.relaxed == [["energy", 0.6, None, len(made.picks)]]
    assert f"Energy of {len(made.picks)} of them is not known" in page(owner, made)
    assert "from your artists’ albums" in page(owner, made)


def test_a_dropped_track_stays_out_and_another_takes_its_place(owner: Client, recipe: Recipe) -> None:
    gone = recipe.track_ids[4]
    after = press(owner, recipe, "drop", gone)
    assert gone not in after.track_ids
    assert len(after.picks) == 10
    assert [*after.track_ids[:4], *after.track_ids[5:]] == [*recipe.track_ids[:4], *recipe.track_ids[5:]]
    assert gone not in press(owner, after, "anew").track_ids


def test_grown_anew_it_is_another_list_and_the_pinned_stay(owner: Client, recipe: Recipe) -> None:
    pinned = press(owner, recipe, "pin", recipe.track_ids[3])
    anew = press(owner, pinned, "anew")
    assert anew.track_ids[3] == recipe.track_ids[3]
    assert anew.track_ids != recipe.track_ids
    loose = press(owner, anew, "pin", recipe.track_ids[3])
    assert not any(pick["pinned"] for pick in loose.picks)


def test_tracks_move_by_buttons_and_not_beyond_the_ends(owner: Client, recipe: Recipe) -> None:
    first, second, *rest = recipe.track_ids
    assert press(owner, recipe, "down", first).track_ids == [second, first, *rest]
    assert press(owner, recipe, "up", first).track_ids == [first, second, *rest]
    assert press(owner, recipe, "up", first).track_ids == [first, second, *rest]


def test_more_like_this_makes_it_a_seed_if_there_is_room(owner: Client, recipe: Recipe, leaves: list[Track]) -> None:
    like = recipe.track_ids[5]
    after = press(owner, recipe, "more-like", like)
    assert after.seeds == [*recipe.seeds, f"track:{like}"]
    assert after.track_ids[5] == like, "it stays, pinned"
    others = [track for track in leaves if track.spotify_id not in after.track_ids]
    Recipe.objects.update(seeds=[word(track) for track in others[:5]])
    answer = owner.post(f"/create/{recipe.pk}/more-like/", {"track": after.track_ids[0]})
    assert answer.status_code == 422
    assert "five seeds at most" in answer.content.decode()


def test_the_seeds_beside_it_tell_of_more_like_this(owner: Client, recipe: Recipe) -> None:
    like = recipe.track_ids[5]
    answer = owner.post(f"/create/{recipe.pk}/more-like/", {"track": like}, headers=HTMX)
    said = answer.content.decode()
    assert said.count('id="seeds" hx-swap-oob="true"') == 1
    assert f'name="seed" value="track:{like}"' in said
    assert "seeds-changed" in answer["HX-Trigger-After-Swap"], "the strips draw its sound, too"


def test_why_a_press_came_to_nothing_is_said_on_its_line(owner: Client, recipe: Recipe, leaves: list[Track]) -> None:
    Recipe.objects.update(seeds=[word(track) for track in leaves if track.spotify_id not in recipe.track_ids][:5])
    track = recipe.track_ids[3]
    answer = owner.post(f"/create/{recipe.pk}/more-like/", {"track": track}, headers=HTMX)
    assert answer.status_code == 422
    line = answer.content.decode().partition(f'id="line-{track}"')[2].partition("</li>")[0]
    assert "five seeds at most" in line
    assert "<details" in line
    assert " open" in line


def test_without_scripts_a_press_leads_back_to_its_line(owner: Client, recipe: Recipe) -> None:
    first, second, *_rest = recipe.track_ids
    assert owner.post(f"/create/{recipe.pk}/down/", {"track": first})["Location"].endswith(f"#line-{first}")
    dropped = owner.post(f"/create/{recipe.pk}/drop/", {"track": second})
    recipe.refresh_from_db()
    assert dropped["Location"].endswith(f"#line-{recipe.track_ids[0]}"), "at what came in its place"


def test_what_is_typed_about_saving_stays_when_the_list_is_changed(owner: Client, recipe: Recipe) -> None:
    typed = {"name": "Half <typed", "schedule": "weekly", "weekday": "4", "refresh_hour": "21", "public": "on"}
    sent = {"track": recipe.track_ids[0], **typed}
    said = owner.post(f"/create/{recipe.pk}/drop/", sent, headers=HTMX).content.decode()
    assert 'value="Half &lt;typed"' in said
    for chosen in ("weekly", "4", "21"):
        assert f'<option value="{chosen}" selected' in said
    assert re.search(r'<input[^>]* name="public"[^>]* checked', said)
    assert "errorlist" not in said, "nobody asked to save it"


def test_enter_grows_but_in_the_field_for_seeds_it_searches(owner: Client, leaves: list[Track]) -> None:
    sent = typed(word(leaves[0]), min_energy="0.2", max_energy="")
    assert owner.post("/create/grow/?enter", {**sent, "q": " "})["Location"].endswith("#preview")
    answer = owner.post("/create/grow/?enter", {**sent, "q": "Leaf1", "csrfmiddlewaretoken": "secret"})
    assert answer.status_code == 302
    path, _mark, query = answer["Location"].partition("?")
    assert path == "/create/"
    assert parse_qs(query) == {
        "seed": [word(leaves[0])], "size": ["10"], "per_artist": ["3"], "min_energy": ["0.2"], "q": ["Leaf1"],
    }  # fmt: skip
    assert owner.post("/create/grow/", {**sent, "q": "Leaf1"})["Location"].endswith("#preview"), "its own button grows"


def test_the_page_opens_where_something_is_wrong(owner: Client, leaves: list[Track]) -> None:
    answer = owner.post("/create/grow/", typed(word(leaves[0]), target_tempo="fast", max_tempo="no"))
    said = answer.content.decode()
    assert said.count(" autofocus") == 1
    assert re.search(r'<input[^>]* name="target_tempo"[^>]* autofocus', said)


def test_with_htmx_the_preview_alone_comes(owner: Client, recipe: Recipe) -> None:
    answer = owner.post(f"/create/{recipe.pk}/drop/", {"track": recipe.track_ids[0]}, headers=HTMX)
    said = answer.content.decode()
    assert said.strip().startswith('<section id="preview"')
    assert said.count("<li") == 10


def test_a_remade_preview_is_the_same_recipe(owner: Client, recipe: Recipe, leaves: list[Track]) -> None:
    again = grown(owner, *recipe.seeds, word(leaves[30]), recipe=str(recipe.pk), size="12")
    assert again.pk == recipe.pk
    assert len(again.picks) == 12
    assert Recipe.objects.count() == 1


def test_the_same_wish_grown_again_is_the_same_draft(owner: Client, recipe: Recipe, leaves: list[Track]) -> None:
    press(owner, recipe, "pin", recipe.track_ids[6])
    again = grown(owner, *recipe.seeds)
    assert again.pk == recipe.pk
    assert again.track_ids[6] == recipe.track_ids[6]
    assert again.picks[6]["pinned"], "what is pinned stays"
    assert grown(owner, *recipe.seeds, size="12").pk != recipe.pk, "another wish may stand beside it in another window"
    assert grown(owner, *recipe.seeds, target_energy="0.3").pk != recipe.pk
    assert Recipe.objects.count() == 3


def test_drafts_do_not_pile_up(owner: Client, leaves: list[Track]) -> None:
    for number in range(13):
        grown(owner, word(leaves[number]))
    assert Recipe.objects.count() == 10


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size", "0"),
        ("size", "10000"),
        ("size", "many"),
        ("per_artist", "0"),
        ("min_energy", "loud"),
        ("min_energy", "1.2"),
        ("target_tempo", "nan"),
        ("max_duration_ms", "long"),
        ("explicit", "perhaps"),
        ("target_energy", "<img src=x onerror=alert(1)>"),
    ],
)
def test_what_cannot_be_meant_is_said_beside_the_field(
    field: str, value: str, owner: Client, leaves: list[Track]
) -> None:
    answer = owner.post("/create/grow/", typed(word(leaves[0]), **{field: value}))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="errorlist"' in said
    assert word(leaves[0]) in said, "what was chosen is still there"
    assert "<img src=x" not in said
    assert not Recipe.objects.exists()


def test_a_least_above_the_most_is_said(owner: Client, leaves: list[Track]) -> None:
    answer = owner.post("/create/grow/", typed(word(leaves[0]), min_energy=".8", max_energy="0,3"))
    assert answer.status_code == 422
    assert "The least is above the most." in answer.content.decode()
    assert 'value=".8"' in answer.content.decode()


@pytest.mark.parametrize("seeds", [[], ["track:" + "9" * 22], ["nonsense"], ["track:abc", "artist:1"]])
def test_without_a_seed_that_is_one_nothing_grows(seeds: list[str], owner: Client, sandbox: SandboxServer) -> None:
    answer = owner.post("/create/grow/", typed(*seeds))
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Recipe.objects.exists()


def test_a_sixth_seed_and_a_second_of_the_same_are_refused(owner: Client, leaves: list[Track]) -> None:
    assert owner.post("/create/grow/", typed(*(word(track) for track in leaves[:6]))).status_code == 422
    assert owner.post("/create/grow/", typed(word(leaves[0]), word(leaves[0]))).status_code == 422


def test_where_nothing_fits_it_is_said_and_what_was_typed_stays(owner: Client, leaves: list[Track]) -> None:
    AudioFeatures.objects.all().delete()
    answer = owner.post("/create/grow/", typed(word(leaves[0]), target_energy="0.7"))
    assert answer.status_code == 422
    assert "Nothing fits" in answer.content.decode()
    assert 'value="0.7"' in answer.content.decode()


@pytest.mark.parametrize("path", ["/reccobeats/*", "/v1/*"])
def test_one_who_is_out_is_named_and_the_others_grow_it(
    path: str, owner: Client, leaves: list[Track], everybody: SandboxServer
) -> None:
    everybody.fault(path, "500")
    made = grown(owner, word(leaves[0]))
    assert len(made.picks) == 10
    assert "did not answer" in page(owner, made) or "trouble of its own" in page(owner, made)


def test_with_everybody_out_it_is_said(
    owner: Client, leaves: list[Track], everybody: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody.fault("/*", "500")

    def broken(**_how: object) -> None:
        raise OSError

    monkeypatch.setattr("playlists.growing.recommenders.library", broken)
    answer = owner.post("/create/grow/", typed(word(leaves[0])))
    assert answer.status_code == 422
    assert "ReccoBeats did not answer" in answer.content.decode()
    assert "something went wrong on our side" in answer.content.decode()


@pytest.mark.parametrize("button", ["anew", "drop", "pin", "up", "down", "more-like"])
def test_nobody_else_has_a_way_in(button: str, second: Client, recipe: Recipe) -> None:
    assert second.get(recipe.get_absolute_url()).status_code == 404
    assert second.post(f"/create/{recipe.pk}/{button}/", {"track": recipe.track_ids[0]}).status_code == 404
    stranger = Client().post(f"/create/{recipe.pk}/{button}/", {"track": recipe.track_ids[0]})
    assert stranger["Location"].startswith("/accounts/")
    assert Recipe.objects.get().picks == recipe.picks


@pytest.mark.parametrize("button", ["drop", "pin", "up", "down", "more-like"])
def test_a_track_that_is_not_in_it_is_nothing_to_press(button: str, owner: Client, recipe: Recipe) -> None:
    assert owner.post(f"/create/{recipe.pk}/{button}/", {"track": "9" * 22}).status_code == 404
    assert owner.get(f"/create/{recipe.pk}/{button}/").status_code == 405


def test_somebody_elses_recipe_is_not_remade(second: Client, recipe: Recipe) -> None:
    grown(second, *recipe.seeds, recipe=str(recipe.pk))
    assert Recipe.objects.get(pk=recipe.pk).picks == recipe.picks


def test_a_name_that_is_markup_is_text(owner: Client, leaves: list[Track]) -> None:
    Track.objects.update(name="<img src=x onerror=alert(1)>")
    assert "<img src=x" not in page(owner, grown(owner, word(leaves[0])))


def test_ten_tracks_and_seventy_take_as_many_queries(owner: Client, leaves: list[Track]) -> None:
    few = grown(owner, word(leaves[0]), per_artist="10")
    many = grown(owner, word(leaves[0]), size="70", per_artist="10")
    page(owner, few)  # what Spotify tells for the page is kept from now on
    asked = []
    for recipe in (few, many):
        with CaptureQueriesContext(connection) as queries:
            page(owner, recipe)
        asked.append(len(queries))
    assert asked[0] == asked[1] < 30

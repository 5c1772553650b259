"""What people choose about the music, and what it becomes."""

from typing import Any

import pytest
from django.http import QueryDict
from django.utils.html import escape

from accounts.models import User
from discoverdaily.listening.models import AudioFeatures, Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.sandbox.world import catalogue
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.models import Connection
from discoverdaily.spotify.scopes import NEEDED
from playlists.models import Recipe
from tests.people import connect
from tests.sandbox_server import SandboxServer
from tests.timer.music import PHONE, SPEAKER, Stage
from timer import wishes
from timer.devices import STEERING
from timer.lists import linked
from timer.models import Music
from timer.music_forms import MusicForm
from timer.plans import Kind
from timer.wishes import Wish
from timer.words import TROUBLES

pytestmark = pytest.mark.django_db
RADIO: dict[str, Any] = {"id": "c" * 40, "name": "Radio", "type": "Speaker", "is_restricted": True}
NAMELESS: dict[str, Any] = {"id": None, "name": "Cast", "type": "CastVideo"}


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


def filled(person: User, **typed: str) -> MusicForm:
    data = QueryDict(mutable=True)
    data.update({"list": "on", **typed})
    return MusicForm(data, person=person)


def wish_of(form: MusicForm) -> Wish:
    assert form.is_valid(), form.errors
    music = form.music()
    assert music is not None
    return wishes.read(Wish, music["wish"])


def a_playlist(stage: Stage) -> dict[str, Any]:
    return next(it for it in stage.sandbox.playlists("mara") if len(it["uris"]) > 10)


# --- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("https://open.spotify.com/playlist/3oP405AE1gEyUoV48Boofw?si=abc", "playlist:3oP405AE1gEyUoV48Boofw"),
        (" open.spotify.com/intl-de/album/3oP405AE1gEyUoV48Boofw ", "album:3oP405AE1gEyUoV48Boofw"),
        ("spotify:artist:3oP405AE1gEyUoV48Boofw", "artist:3oP405AE1gEyUoV48Boofw"),
        ("https://open.spotify.com/track/3oP405AE1gEyUoV48Boofw", ""),
        ("https://open.spotify.com.evil.example/playlist/3oP405AE1gEyUoV48Boofw", ""),
        ("spotify:playlist:../../me", ""),
        ("spotify:playlist:short", ""),
        ("running", ""),
    ],
)
def test_a_link_leads_to_a_list_or_is_refused(typed: str, word: str) -> None:
    assert linked(typed) == word


def test_a_playlist_of_ones_own_is_played_as_it_is(stage: Stage) -> None:
    playlist = a_playlist(stage)
    form = filled(stage.person, list=f"playlist:{playlist['id']}", shuffle="on", device=SPEAKER["id"])
    wish = wish_of(form)
    assert wish.sources[0].context == f"spotify:playlist:{playlist['id']}"
    assert wish.sources[0].name == playlist["name"]
    assert wish.shuffle
    music = form.music()
    assert music is not None
    assert (music["device_id"], music["device_name"]) == (SPEAKER["id"], "Speaker")


def test_a_pasted_link_goes_before_what_the_list_says_and_gets_its_name(stage: Stage) -> None:
    playlist = a_playlist(stage)
    wish = wish_of(filled(stage.person, list="none", link=f"https://open.spotify.com/playlist/{playlist['id']}"))
    assert wish.sources[0].name == playlist["name"]


def test_a_pasted_list_is_one_to_choose_the_next_time(stage: Stage) -> None:
    theirs = next(it for it in stage.sandbox.playlists("theo") if it["public"])
    stage.begin(wish_of(filled(stage.person, link=f"spotify:playlist:{theirs['id']}")))
    again = MusicForm(person=stage.person)
    assert (again["list"].value(), again["link"].value()) == (f"playlist:{theirs['id']}", None)
    assert str(escape(theirs["name"])) in str(again["list"])

    wish = wish_of(filled(stage.person, list=f"playlist:{theirs['id']}"))
    assert wish.pasted == {f"playlist:{theirs['id']}": theirs["name"]}


def test_what_is_no_link_is_refused_with_words_and_kept(stage: Stage) -> None:
    form = filled(stage.person, link="my running list")
    assert not form.is_valid()
    assert "no playlist, album or artist" in form.errors["link"][0]
    assert form["link"].value() == "my running list"


def test_a_list_that_is_not_there_is_refused_beside_its_field(stage: Stage) -> None:
    form = filled(stage.person, link="spotify:playlist:" + "x" * 22)
    assert not form.is_valid()
    assert "does not find it" in form.errors["link"][0]
    form = filled(stage.person, list="playlist:" + "x" * 22)
    assert not form.is_valid()
    assert "not among your lists" in form.errors["list"][0]


def test_somebody_elses_recipe_is_none_of_the_lists(stage: Stage, bob: User) -> None:
    recipe = Recipe.objects.create(person=bob, name="Theirs", picks=[{"id": "x" * 22}])
    form = filled(stage.person, list=f"recipe:{recipe.pk}")
    assert not form.is_valid()
    assert "not among your lists" in form.errors["list"][0]


def test_a_recipe_is_played_song_by_song(stage: Stage) -> None:
    ids = [uri.rpartition(":")[2] for uri in stage.songs[:4]]
    recipe = Recipe.objects.create(person=stage.person, name="Grown", picks=[{"id": each} for each in ids])
    assert wish_of(filled(stage.person, list=f"recipe:{recipe.pk}")).sources[0].uris == tuple(stage.songs[:4])
    mixed = wish_of(filled(stage.person, list=f"recipe:{recipe.pk}", shuffle="on")).sources[0].uris
    assert sorted(mixed) == sorted(stage.songs[:4])


def test_a_mood_of_which_nothing_is_known_is_refused_with_words(stage: Stage) -> None:
    form = filled(stage.person, list="mood:long-run")
    assert not form.is_valid()
    assert "known to feel so" in form.errors["list"][0]


def test_each_phase_may_have_its_list_and_the_songs_of_both_are_known(stage: Stage) -> None:
    one, other = (it for it in stage.sandbox.playlists("mara")[:2])
    wish = wish_of(filled(stage.person, list=f"playlist:{one['id']}", list_rest=f"playlist:{other['id']}"))
    assert wish.source(Kind.WORK).uris == tuple(dict.fromkeys(one["uris"]))
    assert wish.source(Kind.REST).uris == tuple(dict.fromkeys(other["uris"]))
    assert wish.source(Kind.PREPARE) == wish.source(Kind.WORK)


def test_a_long_list_is_read_in_a_bounded_number_of_calls(stage: Stage) -> None:
    long = a_playlist(stage)
    stage.sandbox.change_playlist(long["id"], uris=distinct(500))
    stage.sandbox.clear_requests()
    wish = wish_of(filled(stage.person, list=f"playlist:{long['id']}", by_energy="on"))
    calls = [call for call in stage.sandbox.requests() if "/items" in call["path"]]
    assert len(calls) == 4
    assert len(wish.source(Kind.WORK).uris) == 200
    stage.begin(wish)
    assert stage.music.said_of_lists[0] == f"“{long['name']}” is longer: its first 200 songs are played."


def distinct(number: int) -> list[str]:
    """URIs of so many songs."""
    return [f"spotify:track:{key}" for key in list(catalogue().tracks)[:number]]


# --- Energy ----------------------------------------------------------------------------------------------------------


def energy(stage: Stage, known: dict[str, float]) -> None:
    """These songs, by their URIs, are known to be so lively."""
    tracks_store(tracks=spotify_for(stage.person).top_tracks("short_term", limit=20).items)
    for uri, value in known.items():
        track = Track.objects.get(spotify_id=uri.rpartition(":")[2])
        figures = dict.fromkeys(("acousticness", "danceability", "instrumentalness", "liveness", "speechiness"), 0.5)
        AudioFeatures.objects.update_or_create(
            recording=track.recording,
            defaults={
                **figures,
                "energy": value,
                "valence": 0.5,
                "tempo": 120,
                "loudness": -8,
                "found_at": "2026-01-01T00:00Z",
            },
        )


def test_in_the_order_of_energy_work_is_lively_rest_is_calm_and_the_unknown_comes_last(stage: Stage) -> None:
    playlist, songs = a_playlist(stage), stage.songs
    stage.sandbox.change_playlist(playlist["id"], uris=songs[:5])
    energy(stage, {songs[0]: 0.2, songs[1]: 0.9, songs[3]: 0.5})
    wish = wish_of(filled(stage.person, list=f"playlist:{playlist['id']}", by_energy="on", shuffle="on"))

    assert wish.source(Kind.WORK).uris == (songs[1], songs[3], songs[0], songs[2], songs[4])
    assert wish.source(Kind.REST).uris == (songs[0], songs[3], songs[1], songs[2], songs[4])
    assert wish.source(Kind.COOL_DOWN) == wish.source(Kind.REST)
    assert not wish.shuffle
    assert wish.unknown == (2, 5)


def test_that_some_energy_is_unknown_is_said_while_the_session_runs(stage: Stage) -> None:
    stage.begin(stage.wish(unknown=(12, 40)))
    assert stage.music.said_of_lists == ["12 of 40 songs have no known energy; they come last."]


def test_the_songs_of_an_artist_cannot_be_put_in_order(stage: Stage) -> None:
    artist = spotify_for(stage.person).top_tracks("short_term", limit=1).items[0].artists[0]
    form = filled(stage.person, link=f"spotify:artist:{artist.id}", by_energy="on")
    assert not form.is_valid()
    assert "cannot be read" in form.errors["by_energy"][0]
    assert wish_of(filled(stage.person, link=f"spotify:artist:{artist.id}")).sources[0].name == artist.name


def test_ones_own_songs_need_to_be_known(stage: Stage) -> None:
    form = filled(stage.person, list="own")
    assert not form.is_valid()
    assert "not known yet" in form.errors["list"][0]


# --- Devices ---------------------------------------------------------------------------------------------------------


def test_devices_that_cannot_be_steered_are_shown_with_the_reason_and_refused(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[PHONE, RADIO, NAMELESS])
    form = MusicForm(person=stage.person)
    barred = {player.name: bool(player.barred) for player in form.players.players}
    assert barred == {"Phone": False, "Radio": True, "Cast": True}

    form = filled(stage.person, device=RADIO["id"])
    assert not form.is_valid()
    assert "lets no app steer it" in form.errors["device"][0]


def test_somebody_elses_device_is_refused(stage: Stage, bob: User) -> None:
    theirs = stage.sandbox.control("GET", "/state")["listeners"]
    other = next(it for it in theirs if it["id"] == "theo")["devices"][0]["id"]
    form = filled(stage.person, device=other)
    assert not form.is_valid()
    assert "not there any more" in form.errors["device"][0]


def test_a_device_that_woke_meanwhile_is_found(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[PHONE])
    MusicForm(person=stage.person)
    stage.sandbox.listener("mara", devices=[PHONE, SPEAKER])
    assert filled(stage.person, device=SPEAKER["id"]).is_valid()


def test_what_was_chosen_last_is_chosen_again_and_a_device_that_sleeps_is_said_to(stage: Stage) -> None:
    form = filled(stage.person, list="on", device=SPEAKER["id"], past_intro="20", volume_rest="30")
    stage.begin(wish_of(form), device=SPEAKER["id"])
    Music.objects.update(device_name="Speaker")
    again = MusicForm(person=stage.person)
    assert (again["past_intro"].value(), again["volume_rest"].value()) == ("20", "30")
    assert (again.device_chosen, again.asleep) == (SPEAKER["id"], "")

    stage.sandbox.listener("mara", devices=[PHONE])
    again = MusicForm(person=stage.person)
    assert (again.device_chosen, again.asleep) == ("", "Speaker")


def test_the_volume_before_is_that_of_the_device_that_will_play(stage: Stage) -> None:
    stage.sandbox.listener("mara", devices=[{**PHONE, "volume_percent": 70}, {**SPEAKER, "volume_percent": 20}])
    assert wish_of(filled(stage.person)).volume_before == 70
    assert wish_of(filled(stage.person, device=SPEAKER["id"])).volume_before == 20


# --- Figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "typed"),
    [("past_intro", "-1"), ("past_intro", "61"), ("past_intro", "x"), ("volume_work", "101"), ("volume_rest", "1e9")],
)
def test_figures_that_cannot_be_are_refused_beside_their_field(stage: Stage, name: str, typed: str) -> None:
    form = filled(stage.person, **{name: typed})
    assert not form.is_valid()
    assert str(form.errors[name][0]).startswith("Choose 0 to")
    assert form[name].value() == typed


# --- Without ---------------------------------------------------------------------------------------------------------


def test_without_music_nobody_is_asked_for_songs(stage: Stage) -> None:
    form = filled(stage.person, list="none")
    assert form.is_valid()
    assert form.music() is None


def test_without_spotify_a_session_can_begin_all_the_same(db: None) -> None:
    nobody = User.objects.create_user(display_name="Nobody")
    form = MusicForm(person=nobody)
    assert form.trouble is not None
    assert form.trouble.reconnect
    form = filled(nobody, list="none")
    assert form.is_valid()
    assert form.music() is None


def test_the_permission_is_asked_for_when_it_is_first_needed_and_costs_no_call(stage: Stage) -> None:
    Connection.objects.all().delete()
    stage.person.social_auth.all().delete()
    connect(stage.sandbox, stage.person, "mara", scope=" ".join(NEEDED))
    stage.sandbox.clear_requests()
    form = MusicForm(person=stage.person)
    assert form.trouble is not None
    assert form.trouble.allow
    assert stage.sandbox.requests() == []
    connection = Connection.objects.get()
    assert not STEERING & set(connection.scopes)
    assert connection.refusal == "", "nothing is wrong for who never wants it"


@pytest.mark.parametrize("kind", ["503", "429"])
def test_an_outage_leaves_the_session_without_music_and_says_so(stage: Stage, kind: str) -> None:
    stage.sandbox.fault("/v1/me/*", kind)
    form = MusicForm(person=stage.person)
    assert form.trouble is not None
    assert str(form.trouble.what) in {str(words.what) for words in TROUBLES.values()}
    assert filled(stage.person, list="none").is_valid()


def test_where_only_playlists_fail_the_rest_can_be_chosen(stage: Stage) -> None:
    stage.sandbox.fault("/v1/me/playlists", "503")
    form = MusicForm(person=stage.person)
    assert form.trouble is None
    assert form.lists_trouble is not None
    assert filled(stage.person, list="on").is_valid()


def test_playlists_are_found_by_words_of_their_names(stage: Stage) -> None:
    name = a_playlist(stage)["name"]
    form = MusicForm(person=stage.person, named=f"  {name.upper()} ")
    assert form.found >= 1
    assert str(escape(name)) in str(form["list"])
    assert MusicForm(person=stage.person, named="no list is called so").found == 0

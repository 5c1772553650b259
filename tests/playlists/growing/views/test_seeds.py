"""The page of *Create*: which seeds stand on it, what is found for a few letters, and for whom."""

import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as drawing
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from discoverdaily.listening.models import Track
from discoverdaily.spotify.client import spotify_for
from mood.services import mood_turn_off
from tests.listening.songs import heard, song, times
from tests.playlists.conftest import calls, heard_in_turn, owner, second, songs
from tests.sandbox_server import SandboxServer

__all__ = ["owner", "second", "songs"]  # fixtures of the playlists'
CREATE, SEARCH = "/create/", "/create/search/"
FRAGMENT = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/create/"}
MARKUP = "<img src=x onerror=alert(1)>"


def word(track: Track) -> str:
    return f"track:{track.spotify_id}"


def seeds_on(page: str) -> list[str]:
    return re.findall(r'name="seed" value="([^"]*)"', page)


def found_in(page: str) -> list[str]:
    return re.findall(r'data-word="([^"]*)"', page)


def asked(client: Client, query: dict[str, str | list[str]], *, status: int = 200) -> str:
    answer = client.get(CREATE, query)
    assert answer.status_code == status
    return answer.content.decode()


def options(client: Client, typed: str, **more: str) -> str:
    answer = client.get(SEARCH, {"q": typed, **more}, headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    for address in (CREATE, SEARCH):
        assert client.get(address).status_code == 302
        assert "sign-in" in client.get(address, headers=FRAGMENT)["HX-Redirect"]


def test_nothing_of_it_is_posted(owner: Client) -> None:
    assert owner.post(CREATE).status_code == owner.post(SEARCH).status_code == 405


def test_an_empty_page_says_what_to_do_and_suggests_ones_own_artists(
    owner: Client, alice: User, songs: list[Track]
) -> None:
    heard_in_turn(alice, songs[:10])
    page = asked(owner, {})
    assert "Begin with an artist or a song" in page
    suggested = re.findall(r'name="add" value="(artist:\w{22})"', page)
    assert len(suggested) == 3
    assert "Five of your top tracks" in page
    added = asked(owner, {"add": suggested[0]})
    assert seeds_on(added) == suggested[:1]
    assert suggested[0] not in re.findall(r'name="add" value="([^"]*)"', added)


def test_whoever_has_no_history_is_suggested_artists_of_their_top_list(owner: Client) -> None:
    assert len(re.findall(r'name="add" value="artist:\w{22}"', asked(owner, {}))) == 3


def test_nobody_is_suggested_or_finds_as_their_own_what_another_person_played(
    owner: Client, second: Client, alice: User, bob: User
) -> None:
    theirs = song("Nobody", by="Onlyhers")
    heard(alice, theirs, *times(9))
    assert word(theirs) in options(owner, "nobody")
    assert "Onlyhers" in asked(owner, {})
    assert word(theirs) not in options(second, "nobody", told="1")
    assert "Onlyhers" not in asked(second, {})


def test_ones_own_come_first_and_at_once_then_spotifys(
    owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:30])
    letters = songs[0].name.split()[0][:3]
    sandbox.clear_requests()
    at_once = options(owner, letters)
    assert word(songs[0]) in found_in(at_once)
    assert calls(sandbox) == []
    assert "told=1" in at_once
    own = found_in(at_once)
    everything = options(owner, letters, told="1")
    assert found_in(everything)[: len(own)] == own
    assert len(own) < len(found_in(everything)) <= 10
    assert calls(sandbox) == ["GET /v1/search"]
    assert found_in(options(owner, letters)) == found_in(everything)  # it is remembered
    assert calls(sandbox) == ["GET /v1/search"]


def test_without_a_script_results_are_buttons_that_add(owner: Client, alice: User, songs: list[Track]) -> None:
    page = asked(owner, {"q": songs[0].name, "seed": [word(songs[1])]})
    assert f'name="add" value="{word(songs[0])}"' in page
    assert seeds_on(page) == [word(songs[1])]
    page = asked(owner, {"q": songs[0].name, "seed": [word(songs[1])], "add": word(songs[0])})
    assert seeds_on(page) == [word(songs[1]), word(songs[0])]
    page = asked(owner, {"seed": [word(songs[1]), word(songs[0])], "drop": word(songs[1])})
    assert seeds_on(page) == [word(songs[0])]
    assert f"{songs[0].name}</h3>" not in page
    assert owner.get(SEARCH, {"q": songs[0].name}).content.decode().startswith("<!doctype html>")


def test_what_only_spotify_knew_becomes_a_seed_without_being_asked_for_again(
    owner: Client, alice: User, sandbox: SandboxServer
) -> None:
    (found,) = spotify_for(alice).top_tracks("long_term", limit=1).items
    letters = found.name.split()[0]
    words = found_in(options(owner, letters, told="1"))
    sandbox.clear_requests()
    page = asked(owner, {"add": words[-1], "found": letters})
    assert seeds_on(page) == [words[-1]]
    assert seeds_on(asked(owner, {"seed": words[-1]})) == [words[-1]]
    assert not [call for call in calls(sandbox) if "/tracks/" in call or "/artists/" in call]
    assert not Track.objects.exists()  # looking writes nothing down


def test_five_are_the_most_and_each_is_one_once(owner: Client, songs: list[Track]) -> None:
    words = [word(track) for track in songs[:6]]
    sixth = asked(owner, {"seed": words[:5], "add": words[5]}, status=422)
    assert seeds_on(sixth) == words[:5]
    assert "five seeds at most" in sixth
    twice = asked(owner, {"seed": words[:2], "add": words[1]}, status=422)
    assert seeds_on(twice) == words[:2]
    assert "is a seed already" in twice
    forged = asked(owner, {"seed": [*words, words[0]]}, status=422)
    assert seeds_on(forged) == words[:5]
    assert "Every seed stands here once" in asked(owner, {"seed": [words[0], words[0]]}, status=422)


@pytest.mark.parametrize(
    "forged", ["track", "track:", "track:1", "track:" + "z" * 22, "album:" + "z" * 22, "artist:" + "z" * 22, MARKUP]
)
def test_what_nobody_knows_is_no_seed_and_is_told(owner: Client, songs: list[Track], forged: str) -> None:
    page = asked(owner, {"seed": [word(songs[0]), forged]}, status=422)
    assert seeds_on(page) == [word(songs[0])]
    assert "Spotify knows no such artist or song" in page
    assert MARKUP not in page
    assert "Spotify knows no such artist or song" in asked(owner, {"add": forged}, status=422)


def test_an_id_that_is_nothing_is_asked_for_once(owner: Client, sandbox: SandboxServer, alice: User) -> None:
    sandbox.clear_requests()
    for _ in range(3):
        asked(owner, {"seed": "track:" + "z" * 22}, status=422)
    assert calls(sandbox).count("GET /v1/tracks/" + "z" * 22) == 1


@pytest.mark.parametrize(
    "link",
    [
        "https://open.spotify.com/track/{}?si=0123456789abcdef",
        "http://open.spotify.com/track/{}",
        "open.spotify.com/track/{}/",
        "https://open.spotify.com/intl-de/track/{}?si=1#t",
        "  spotify:track:{} ",
    ],
)
def test_a_pasted_link_is_picked(owner: Client, alice: User, sandbox: SandboxServer, link: str) -> None:
    (track,) = spotify_for(alice).top_tracks("short_term", limit=1).items
    pasted = link.format(track.id)
    assert f'data-pick="{track.uri.removeprefix("spotify:")}"' in options(owner, pasted)
    page = asked(owner, {"q": pasted})
    assert seeds_on(page) == [f"track:{track.id}"]
    assert "si=0123" not in page


def test_a_link_to_an_artist_is_picked(owner: Client, alice: User) -> None:
    (artist,) = spotify_for(alice).top_artists("short_term", limit=1).items
    assert seeds_on(asked(owner, {"q": artist.uri})) == [f"artist:{artist.id}"]


@pytest.mark.parametrize(
    "link",
    [
        "https://open.spotify.com/album/0123456789abcdefghijkl",
        "https://open.spotify.com.evil.example/track/0123456789abcdefghijkl",
        "https://evil.example/open.spotify.com/track/0123456789abcdefghijkl",
        "spotify:track:",
        "spotify:track:../../me",
        "https://" + MARKUP,
    ],
)
def test_a_link_to_anything_else_is_told_and_stays(owner: Client, link: str) -> None:
    page = asked(owner, {"q": link}, status=422)
    assert "leads to no artist or song" in page
    assert 'id="q"' in page
    assert MARKUP not in page
    assert "data-pick" not in options(owner, link)


def test_while_spotify_is_down_ones_own_still_come_and_one_line_says_so(
    owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs[:10])
    sandbox.fault("/v1/search", "500")
    typed = songs[0].name.split()[0]
    page = options(owner, typed, told="1")
    assert word(songs[0]) in found_in(page)
    assert "Spotify had trouble of its own. These are from your own listening." in page
    assert "In your own listening nothing fits." in options(owner, "zzzzqq", told="1")
    sandbox.clear_requests()
    assert "Spotify had trouble of its own." in asked(owner, {"q": typed})
    assert calls(sandbox) == []  # it is let alone for a moment


def test_in_a_cooldown_nobody_is_asked(owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer) -> None:
    heard_in_turn(alice, songs[:10])
    sandbox.fault("/v1/search", "429", retry_after=3600)
    typed = songs[0].name.split()[0]
    assert "Spotify asked us to wait. These are from your own listening." in options(owner, typed, told="1")
    sandbox.clear_requests()
    assert word(songs[0]) in found_in(options(owner, typed + " ", told="1"))
    assert calls(sandbox) == []


def test_where_our_own_budget_is_used_up_it_is_said_as_it_is(
    owner: Client, alice: User, songs: list[Track], settings: Any
) -> None:
    heard_in_turn(alice, songs[:10])
    settings.SPOTIFY_CALLS_IN_30_SECONDS = 0
    page = options(owner, songs[0].name, told="1")
    assert "Spotify is being asked too much at this moment. These are from your own listening." in page


@pytest.mark.parametrize("kind", ["garbage", "malformed", "empty_body", "empty", "half"])
def test_a_spoilt_answer_spoils_no_page(owner: Client, sandbox: SandboxServer, kind: str) -> None:
    sandbox.fault("/v1/search", kind)
    assert "data-said" in options(owner, "the", told="1")


def test_while_spotify_is_down_a_seed_nobody_else_knows_keeps_its_place(
    owner: Client, alice: User, sandbox: SandboxServer
) -> None:
    (track,) = spotify_for(alice).top_tracks("short_term", limit=1).items
    sandbox.fault("/v1/tracks/*", "500")
    page = asked(owner, {"seed": f"track:{track.id}"}, status=422)
    assert seeds_on(page) == [f"track:{track.id}"]
    assert "A song not looked up yet" in page
    page = asked(owner, {"q": track.uri}, status=422)
    assert seeds_on(page) == []
    assert "could not look up" in page
    assert f'value="{track.uri}"' in page
    sandbox.mend()
    assert track.name in asked(owner, {"seed": f"track:{track.id}"}).replace("&#x27;", "'").replace("&amp;", "&")


def test_a_single_letter_finds_ones_own_and_leaves_spotify_alone(
    owner: Client, alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    heard_in_turn(alice, songs)
    sandbox.clear_requests()
    page = options(owner, songs[0].name[0], told="1")
    assert found_in(page)
    assert "told=1" not in page
    assert calls(sandbox) == []


def test_seeds_from_top_tracks_fill_what_room_there_is(owner: Client, alice: User, songs: list[Track]) -> None:
    top = [f"track:{track.id}" for track in spotify_for(alice).top_tracks("short_term", limit=10)]
    assert seeds_on(asked(owner, {"from": "top"})) == top[:5]
    mine = [word(track) for track in songs[:4]]
    filled = seeds_on(asked(owner, {"from": "top", "seed": mine}))
    assert filled[:4] == mine
    assert len(filled) == 5


def test_seeds_from_a_day_are_the_songs_heard_most_on_it(owner: Client, alice: User, songs: list[Track]) -> None:
    heard(alice, songs[3], *times(2))
    heard(alice, songs[7], *times(3))
    assert seeds_on(asked(owner, {"from": "day:2026-11-20"})) == [word(songs[7]), word(songs[3])]
    assert "No song of that day" in asked(owner, {"from": "day:2026-11-01"}, status=422)
    mood_turn_off(person=alice)
    page = asked(owner, {"from": "day:2026-11-20"}, status=422)
    assert seeds_on(page) == []
    assert "Your mood calendar is off" in page


@pytest.mark.parametrize("origin", ["", "day", "day:", "day:2026-13-01", "day:yesterday", "bottom", MARKUP])
def test_seeds_from_nowhere_are_told(owner: Client, origin: str) -> None:
    page = asked(owner, {"from": origin}, status=422)
    assert "nothing of that name" in page
    assert MARKUP not in page


def test_a_press_leaves_an_address_that_can_be_loaded_again(owner: Client, songs: list[Track]) -> None:
    query = {"seed": [word(songs[0])], "add": word(songs[1]), "q": "ab", "found": "ab", "size": "30"}
    answer = owner.get(CREATE, query, headers=FRAGMENT)
    again = answer["HX-Replace-Url"]
    assert seeds_on(owner.get(again).content.decode()) == [word(songs[0]), word(songs[1])]
    assert "size=30" in again
    assert "add=" not in again
    elsewhere = FRAGMENT | {"HX-Current-URL": "http://127.0.0.1/create/7/"}
    assert "HX-Replace-Url" not in owner.get(CREATE, query, headers=elsewhere)
    assert "seeds-changed" in answer["HX-Trigger-After-Swap"]


def test_names_are_text_wherever_they_stand(owner: Client, alice: User) -> None:
    track = song("Markup")
    Track.objects.filter(pk=track.pk).update(name=MARKUP, title_key="img src x onerror alert 1")
    heard(alice, track, *times(5))
    for page in (
        options(owner, "onerror"),
        asked(owner, {"q": "onerror"}),
        asked(owner, {"q": MARKUP}),
        asked(owner, {"seed": word(track)}),
        asked(owner, {"seed": word(track), "add": word(track)}, status=422),
    ):
        assert "&lt;img" in page
        assert "<img src=x" not in page


def test_the_queries_do_not_grow(
    owner: Client, alice: User, songs: list[Track], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    heard_in_turn(alice, songs)
    with django_assert_max_num_queries(22):
        options(owner, songs[0].name[0])
    with django_assert_max_num_queries(14):
        options(owner, songs[1].name[0])
    with django_assert_max_num_queries(30):
        asked(owner, {"seed": [word(track) for track in songs[:5]]})


@drawing(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.one_of(st.text(max_size=300), st.from_regex(r"(?i)(https?://|spotify:)[ -~]{0,60}", fullmatch=True)))
def test_whatever_is_typed_is_answered_and_is_text(owner: Client, typed: str) -> None:
    page = owner.get(CREATE, {"q": f"{typed}{MARKUP}"})
    assert page.status_code in (200, 422)
    assert MARKUP not in page.content.decode()
    answer = owner.get(SEARCH, {"q": f"{typed}{MARKUP}", "told": "1"}, headers=FRAGMENT)
    assert answer.status_code == 200
    assert MARKUP not in answer.content.decode()

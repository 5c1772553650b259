"""One contract for everybody who may be asked for candidates, and what is special about each."""

import re
from dataclasses import replace

import pytest

from accounts.models import User
from discoverdaily.listening.models import Track
from discoverdaily.music_data.local.catalogue import year_of
from discoverdaily.music_data.local.tunables import Tunables
from discoverdaily.spotify.client import Lane
from discoverdaily.spotify.errors import RetryLater, SpotifyError
from playlists.growing.library import library, library_forget
from playlists.growing.recommenders import Albums, Asked, Local, NotAvailable, OfSpotify, ReccoBeats, Recommender
from tests.playlists.conftest import calls
from tests.playlists.growing.conftest import of_spotify
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
SPOTIFY_ID = re.compile(r"[0-9A-Za-z]{22}")
EVERYBODY: list[Recommender] = [OfSpotify(), ReccoBeats(), Albums(), Local()]
every = pytest.mark.parametrize("recommender", EVERYBODY, ids=[each.name for each in EVERYBODY])


@pytest.fixture
def asked(alice: User, sandbox: SandboxServer) -> Asked:
    """Seeds that everybody knows, asked of an app that may ask everybody."""
    sandbox.settings(regime="legacy")
    tracks = of_spotify(alice)
    library_forget()
    sandbox.clear_requests()
    seeds = tracks[:2]
    return Asked(
        alice,
        roots=[str(track.spotify_id) for track in seeds],
        recordings=[track.recording_id for track in seeds],
        tracks=[str(track.spotify_id) for track in seeds],
    )


@every
def test_each_names_tracks_by_spotifys_ids_each_once(recommender: Recommender, asked: Asked) -> None:
    found = recommender.candidates(asked, 30)
    ids = [candidate.spotify_id for candidate in found]
    assert 10 <= len(ids) <= 30
    assert len(set(ids)) == len(ids)
    assert all(SPOTIFY_ID.fullmatch(key) for key in ids)


@every
@pytest.mark.parametrize("size", [0, 1, 7])
def test_each_names_no_more_than_it_is_asked_for(recommender: Recommender, size: int, asked: Asked) -> None:
    assert len(recommender.candidates(asked, size)) == size


@every
def test_each_answers_the_same_to_the_same_question_and_asks_nobody_twice(
    recommender: Recommender, asked: Asked, sandbox: SandboxServer
) -> None:
    first = recommender.candidates(asked, 20)
    sandbox.clear_requests()
    assert recommender.candidates(asked, 20) == first
    assert calls(sandbox) == []


@every
def test_each_says_so_where_there_is_nothing_to_ask(recommender: Recommender, asked: Asked) -> None:
    with pytest.raises(NotAvailable):
        recommender.candidates(replace(asked, roots=[], recordings=[], tracks=[]), 20)


@every
def test_each_can_be_asked_for_how_it_should_feel(recommender: Recommender, asked: Asked) -> None:
    wanted = Tunables({"energy": 0.8, "tempo": 120.0}, {"valence": 0.1}, {"valence": 0.9, "loudness": -2.0})
    assert recommender.candidates(replace(asked, wanted=wanted), 20)


@pytest.mark.parametrize(
    ("recommender", "path"), [(OfSpotify(), "/v1/*"), (ReccoBeats(), "/reccobeats/*"), (Albums(), "/v1/*")]
)
@pytest.mark.parametrize("kind", ["500", "429", "reset", "malformed"])
def test_who_cannot_be_asked_now_says_why_and_is_not_kept_for_an_answer(
    recommender: Recommender, path: str, kind: str, asked: Asked, sandbox: SandboxServer
) -> None:
    sandbox.fault(path, kind)
    with pytest.raises(SpotifyError):
        recommender.candidates(asked, 20)
    with pytest.raises(RetryLater):
        recommender.candidates(asked, 20)


def test_spotify_is_asked_only_where_the_app_may(asked: Asked, sandbox: SandboxServer) -> None:
    sandbox.settings(regime="restricted")
    for _ in range(3):
        with pytest.raises(NotAvailable):
            OfSpotify().candidates(asked, 20)
    assert calls(sandbox) == ["GET /v1/recommendations"], "it is remembered"


def test_spotify_takes_artists_for_seeds(asked: Asked) -> None:
    artist = Track.objects.filter(spotify_id=asked.tracks[0]).values_list("artist__spotify_id", flat=True).get()
    assert OfSpotify().candidates(replace(asked, tracks=[], artists=[str(artist)]), 20)


def test_reccobeats_is_asked_for_five_seeds_at_most_and_for_no_sound_that_we_know(
    asked: Asked, sandbox: SandboxServer
) -> None:
    roots = list(Track.objects.filter(spotify_id__isnull=False).values_list("spotify_id", flat=True)[:9])
    found = ReccoBeats().candidates(replace(asked, roots=[str(root) for root in roots]), 100)
    asked_for = [request for request in sandbox.requests() if request["path"].startswith("/reccobeats")]
    assert len(asked_for) <= 4
    assert any(candidate.figures for candidate in found)


def test_of_albums_come_the_seeds_artists_songs_with_all_that_is_told_of_them(asked: Asked) -> None:
    artists = set(Track.objects.filter(spotify_id__in=asked.tracks).values_list("artist__spotify_id", flat=True))
    found = Albums().candidates(asked, 100)
    assert all(artists & {artist for artist, _name in candidate.artists} for candidate in found)
    assert all(candidate.track and candidate.released and candidate.track.cover() for candidate in found)
    assert any(candidate.figures for candidate in found)


@pytest.fixture
def hours_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is kept for the next time."""
    monkeypatch.setattr("playlists.growing.recommenders.FRESH", 0)


def test_albums_cost_a_few_calls_and_each_hour_more_of_them_are_known(
    asked: Asked, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, hours_pass: None
) -> None:
    monkeypatch.setattr("playlists.growing.albums.CALLS", 3)
    sandbox.settings(regime="restricted")
    known = []
    for _hour in range(12):
        sandbox.clear_requests()
        known.append(len(Albums().candidates(asked, 100)))
        made = [call for call in calls(sandbox) if call.startswith("GET /v1/")]
        assert len(made) <= 3
        assert all(re.search(r"/artists/\w+/albums|/albums/\w+/tracks", call) for call in made)
    assert known == sorted(known)
    assert known[0] < known[-1]
    assert made == [], "all of their albums are known by now, and stay so"


def test_what_is_known_of_albums_is_named_while_spotify_is_out(
    asked: Asked, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, hours_pass: None
) -> None:
    monkeypatch.setattr("playlists.growing.albums.CALLS", 2)
    before = Albums().candidates(asked, 100)
    assert before
    sandbox.fault("/v1/*", "429", retry_after=600)
    assert Albums().candidates(asked, 100) == before
    sandbox.clear_requests()
    assert Albums().candidates(asked, 100) == before
    assert [call for call in calls(sandbox) if call.startswith("GET /v1/")] == [], "nobody is asked in a cooldown"


def test_songs_are_named_though_nobody_tells_how_they_sound(asked: Asked, sandbox: SandboxServer) -> None:
    sandbox.fault("/reccobeats/*", "500")
    assert Albums().candidates(asked, 30)


def test_an_app_that_may_not_ask_for_albums_has_none_of_them(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, hours_pass: None
) -> None:
    with monkeypatch.context() as closed:
        closed.setattr("playlists.growing.albums.asked_as", lambda *_: None)
        assert Albums().candidates(asked, 30) == []
    assert Albums().candidates(asked, 30), "and that is not kept for an answer"


def test_what_is_known_here_keeps_the_limits_that_it_can(asked: Asked) -> None:
    found = Local().candidates(replace(asked, wanted=Tunables(minimum={"energy": 0.8})), 5)
    by_id = dict(Track.objects.values_list("spotify_id", "recording__features__energy"))
    assert all((by_id[candidate.spotify_id] or 0) >= 0.8 for candidate in found)


def test_the_library_is_built_once_and_anew_when_much_is_new(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    first = library()
    assert first is not None
    assert library() is first
    assert len(first.index) == 50
    monkeypatch.setattr("playlists.growing.library.LOOKED_AFTER", -1.0)
    assert library() is first, "nothing is new"
    monkeypatch.setattr("playlists.growing.library.MUCH", 1)
    Track.objects.filter(spotify_id=asked.tracks[0]).get().recording.features.delete()
    anew = library()
    assert anew is not None
    assert len(anew.index) == 49


def test_the_library_knows_when_tracks_came_out_and_how_popular_they_are(asked: Asked) -> None:
    here = library()
    assert here is not None
    known = {row.recording_id: row for row in Track.objects.all()}
    figures = here.index.catalogue
    for recording, row in figures.rows.items():
        track = known[int(str(recording))]
        assert track.released
        assert figures.column("year")[row] == year_of(track.released)
        assert figures.column("popularity")[row] == track.popularity


def test_nobody_waits_for_a_large_library(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playlists.growing.library.SMALL", 10)
    monkeypatch.setattr("playlists.growing.library._build_beside", lambda: None)
    with pytest.raises(RetryLater):
        Local().candidates(asked, 10)
    assert Local().candidates(replace(asked, lane=Lane.BACKGROUND), 10), "a worker waits"
    assert Local().candidates(asked, 10), "and now it is there"

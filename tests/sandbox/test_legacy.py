"""What apps of before 2026 still get, and how the same is refused today."""

import pytest

from tests.sandbox.asking import Asker, error_of
from tests.sandbox_server import SandboxServer


@pytest.fixture
def mara(sandbox: SandboxServer) -> Asker:
    sandbox.settings(regime="legacy")
    return Asker(sandbox)


def ids(asker: Asker, count: int) -> list[str]:
    return [uri.rpartition(":")[2] for uri in asker.top_uris(count)]


@pytest.mark.parametrize("path", ["/audio-features", "/audio-features/" + "0" * 22, "/audio-analysis/" + "0" * 22])
def test_audio_features_are_403_without_a_message_today(sandbox: SandboxServer, path: str) -> None:
    answer = Asker(sandbox).get(path, ids="0" * 22)
    assert (answer.status_code, answer.json()) == (403, {"error": {"status": 403}})


@pytest.mark.parametrize(
    "path",
    ["/recommendations", "/recommendations/available-genre-seeds", f"/artists/{'0' * 22}/related-artists"],
)
def test_recommendations_are_404_with_nothing_today(sandbox: SandboxServer, path: str) -> None:
    answer = Asker(sandbox).get(path)
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/users/mara/playlists"),
        ("GET", "/users/mara"),
        ("GET", "/tracks?ids=" + "0" * 22),
        ("GET", "/artists?ids=" + "0" * 22),
        ("GET", "/albums?ids=" + "0" * 22),
        ("PUT", "/me/tracks"),
        ("GET", "/me/tracks/contains?ids=" + "0" * 22),
        ("PUT", "/me/following?type=artist"),
        ("GET", f"/artists/{'0' * 22}/top-tracks"),
        ("GET", "/markets"),
    ],
)
def test_what_was_removed_is_forbidden_today(sandbox: SandboxServer, method: str, path: str) -> None:
    assert error_of(Asker(sandbox).ask(method, path, json={})) == (403, "Forbidden", None)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_the_old_path_of_items_is_forbidden_today(sandbox: SandboxServer, method: str) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(2))
    assert error_of(mara.ask(method, f"/playlists/{key}/tracks", json={})) == (403, "Forbidden", None)
    assert len(sandbox.playlist(key)["uris"]) == 2


def test_the_old_paths_work_on_the_same_playlists(sandbox: SandboxServer, mara: Asker) -> None:
    a, b, c = mara.top_uris(3)
    made = mara.post("/users/mara/playlists", {"name": "Old way"})
    assert made.status_code == 201
    path = f"/playlists/{made.json()['id']}/tracks"
    assert mara.post(path, {"uris": [a, b, c]}).status_code == 201
    assert mara.delete(path, {"tracks": [{"uri": b}]}).status_code == 200
    assert [item["track"]["uri"] for item in mara.json(path)["items"]] == [a, c]
    assert mara.json(path)["limit"] == 100
    assert mara.post("/users/theo/playlists", {"name": "Not mine"}).status_code == 403


def test_search_gives_twenty_unasked_and_fifty_at_most(mara: Asker) -> None:
    assert mara.json("/search", q="a", type="track")["tracks"]["limit"] == 20
    assert len(mara.json("/search", q="a", type="track", limit=50)["tracks"]["items"]) == 50
    assert mara.get("/search", q="a", type="track", limit=51).status_code == 400


def test_batches_answer_in_order_with_null_for_what_is_not_there(mara: Asker) -> None:
    wanted = [*ids(mara, 3), "0" * 22]
    tracks = mara.json("/tracks", ids=",".join(wanted))["tracks"]
    assert [track and track["id"] for track in tracks] == [*wanted[:3], None]
    assert mara.get("/tracks", ids=",".join(["0" * 22] * 51)).status_code == 400
    assert mara.get("/albums", ids=",".join(["0" * 22] * 21)).status_code == 400


def test_audio_features_answer_in_order_and_a_hundred_at_most(mara: Asker) -> None:
    wanted = ["0" * 22, *ids(mara, 20)]
    rows = mara.json("/audio-features", ids=",".join(wanted))["audio_features"]
    assert rows[0] is None
    assert all(row is None or row["id"] == key for row, key in zip(rows, wanted, strict=True))
    assert mara.get("/audio-features", ids=",".join(["0" * 22] * 101)).status_code == 400


def test_recommendations_come_near_to_what_is_wished(mara: Asker) -> None:
    seed = ids(mara, 1)[0]

    def mean_energy(target: float) -> float:
        found = mara.json("/recommendations", seed_tracks=seed, limit=50, target_energy=target)["tracks"]
        assert len(found) == 50
        features = mara.json("/audio-features", ids=",".join(track["id"] for track in found))["audio_features"]
        return float(sum(row["energy"] for row in features if row) / len(features))

    assert mean_energy(0.95) > mean_energy(0.1) + 0.3


def test_recommendations_keep_within_limits_and_leave_the_seeds_out(mara: Asker) -> None:
    seeds = ids(mara, 3)
    answer = mara.json(
        "/recommendations", seed_tracks=",".join(seeds), limit=40, min_tempo=100, max_tempo=125, max_popularity=60
    )
    found = [track["id"] for track in answer["tracks"]]
    assert not set(found) & set(seeds)
    assert all(track["popularity"] <= 60 for track in answer["tracks"])
    rows = mara.json("/audio-features", ids=",".join(found))["audio_features"]
    assert all(100 <= row["tempo"] <= 125 for row in rows)
    assert [seed["id"] for seed in answer["seeds"]] == seeds
    assert all(seed["initialPoolSize"] > seed["afterFilteringSize"] > 0 for seed in answer["seeds"])


def test_artists_and_genres_are_seeds_too(mara: Asker) -> None:
    artist = mara.json("/me/top/artists", limit=1)["items"][0]
    genre = mara.json("/recommendations/available-genre-seeds")["genres"][0]
    answer = mara.json("/recommendations", seed_artists=artist["id"], seed_genres=genre)
    assert len(answer["tracks"]) == 20
    assert {seed["type"] for seed in answer["seeds"]} == {"ARTIST", "GENRE"}


@pytest.mark.parametrize(
    "query", ["", "seed_tracks=x", "seed_genres=noise-nobody-makes", "seed_artists=" + "0" * 22, "target_energy=2"]
)
def test_bad_seeds_are_an_invalid_request(mara: Asker, query: str) -> None:
    seed = f"&seed_tracks={ids(mara, 1)[0]}" if query.startswith("target") else ""
    assert error_of(mara.get(f"/recommendations?{query}{seed}")) == (400, "invalid request", None)


def test_six_seeds_are_too_many(mara: Asker) -> None:
    assert mara.get("/recommendations", seed_tracks=",".join(ids(mara, 6))).status_code == 400
    assert mara.get("/recommendations", seed_tracks=ids(mara, 1)[0], limit=101).status_code == 400

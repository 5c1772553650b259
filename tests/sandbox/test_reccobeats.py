"""ReccoBeats: its own shapes, what it leaves out, its errors."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_server import SandboxServer


@pytest.fixture
def ids(sandbox: SandboxServer) -> list[str]:
    asker = Asker(sandbox)
    return [item["id"] for page in asker.pages("/me/top/tracks", limit=50) for item in page["items"]]


def ask(sandbox: SandboxServer, path: str, **params: Any) -> httpx2.Response:
    return sandbox.http.get(f"/reccobeats/v1{path}", params=params)


def spotify_id(row: dict[str, Any]) -> str:
    return str(row["href"]).rpartition("/")[2]


def test_features_need_no_key_and_lack_length_and_time_signature(sandbox: SandboxServer, ids: list[str]) -> None:
    rows = ask(sandbox, "/audio-features", ids=",".join(ids[:40])).json()["content"]
    assert rows[0].keys() == {
        "id", "href", "isrc", "acousticness", "danceability", "energy", "instrumentalness", "key", "liveness",
        "loudness", "mode", "speechiness", "tempo", "valence",
    }  # fmt: skip
    assert {spotify_id(row) for row in rows} <= set(ids[:40])


def test_what_it_does_not_know_is_left_out(sandbox: SandboxServer, ids: list[str]) -> None:
    found: set[str] = set()
    for start in range(0, 400, 40):
        asked = ids[start : start + 40]
        found |= {spotify_id(row) for row in ask(sandbox, "/audio-features", ids=",".join(asked)).json()["content"]}
    assert 0.8 < len(found) / len(ids[:400]) < 1
    assert ask(sandbox, "/audio-features", ids="0" * 22).json() == {"content": []}


def test_ids_may_be_repeated_or_be_isrcs_or_its_own(sandbox: SandboxServer, ids: list[str]) -> None:
    first = ask(sandbox, "/audio-features", ids=ids[:5]).json()["content"]
    assert len(first) >= 3
    by_isrc = ask(sandbox, "/audio-features", ids=first[0]["isrc"]).json()["content"]
    assert first[0] in by_isrc
    assert ask(sandbox, "/audio-features", ids=first[0]["id"]).json()["content"] == first[:1]


def test_forty_ids_and_no_more(sandbox: SandboxServer, ids: list[str]) -> None:
    answer = ask(sandbox, "/audio-features", ids=",".join(ids[:41]))
    assert answer.status_code == 400
    assert answer.json()["status"] == 4004
    assert answer.json()["errors"][0]["path"].endswith(".ids")
    assert ask(sandbox, "/audio-features").json()["status"] == 4004


def test_recommendations_are_tracks_near_the_seeds_without_them(sandbox: SandboxServer, ids: list[str]) -> None:
    rows = ask(sandbox, "/track/recommendation", size=30, seeds=",".join(ids[:5])).json()["content"]
    assert len(rows) == 30
    assert rows[0].keys() == {
        "id", "trackTitle", "artists", "durationMs", "isrc", "ean", "upc", "href", "availableCountries", "popularity",
    }  # fmt: skip
    assert not {spotify_id(row) for row in rows} & set(ids[:5])


def test_wishes_and_negative_seeds_move_the_choice(sandbox: SandboxServer, ids: list[str]) -> None:
    def mean_energy(**wishes: Any) -> float:
        rows = ask(sandbox, "/track/recommendation", size=40, seeds=ids[0], **wishes).json()["content"]
        asked = ",".join(spotify_id(row) for row in rows)
        features = ask(sandbox, "/audio-features", ids=asked).json()["content"]
        return float(sum(row["energy"] for row in features) / len(features))

    assert mean_energy(energy=0.95, featureWeight=5) > mean_energy(energy=0.1, featureWeight=5) + 0.2
    plain = ask(sandbox, "/track/recommendation", size=20, seeds=ids[0]).json()
    assert ask(sandbox, "/track/recommendation", size=20, seeds=ids[0], negativeSeeds=ids[9]).json() != plain


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"size": 101}, "must be less than or equal to 100"),
        ({"size": 0}, "must be greater than or equal to 1"),
        ({}, "must not be null"),
        ({"size": 10, "energy": 2}, "must be less than or equal to 1"),
        ({"size": 10, "featureWeight": 6}, "must be less than or equal to 5"),
        ({"size": 2.5}, "must be a whole number"),
        ({"size": "ten"}, "must be a number"),
        ({"size": 10, "key": 1.5}, "must be a whole number"),
        ({"size": 10, "valence": "nan"}, "must be greater than or equal to 0"),
    ],
)
def test_what_does_not_fit_is_4004_with_words(
    sandbox: SandboxServer, ids: list[str], params: dict[str, Any], words: str
) -> None:
    answer = ask(sandbox, "/track/recommendation", seeds=ids[0], **params)
    assert (answer.status_code, answer.json()["status"]) == (400, 4004)
    assert answer.json()["errors"][0]["message"] == words


def test_seeds_are_one_to_five(sandbox: SandboxServer, ids: list[str]) -> None:
    assert ask(sandbox, "/track/recommendation", size=10).json()["status"] == 4004
    assert ask(sandbox, "/track/recommendation", size=10, seeds=",".join(ids[:6])).json()["status"] == 4004


def test_features_of_one_take_its_own_id_only(sandbox: SandboxServer, ids: list[str]) -> None:
    row = ask(sandbox, "/audio-features", ids=",".join(ids[:10])).json()["content"][0]
    assert ask(sandbox, f"/track/{row['id']}/audio-features").json() == row
    unknown = ask(sandbox, f"/track/{ids[0]}/audio-features")
    assert (unknown.status_code, unknown.json()["status"]) == (404, 4041)
    assert unknown.json()["path"] == f"uri=/v1/track/{ids[0]}/audio-features"


def test_artists_can_be_searched(sandbox: SandboxServer) -> None:
    answer = ask(sandbox, "/artist/search", searchText="the", size=5).json()
    assert len(answer["content"]) == 5
    assert answer["content"][0].keys() == {"id", "name", "href"}


def test_its_outages_are_in_its_own_shape(sandbox: SandboxServer) -> None:
    sandbox.fault("/reccobeats/*", "429", retry_after=7, times=1)
    limited = ask(sandbox, "/audio-features", ids="0" * 22)
    assert (limited.status_code, limited.headers["retry-after"], limited.json()["status"]) == (429, "7", 4291)
    sandbox.fault("/reccobeats/*", "500", times=1)
    broken = ask(sandbox, "/audio-features", ids="0" * 22)
    assert (broken.status_code, broken.json()["status"]) == (500, 5001)


@pytest.mark.parametrize(
    ("path", "params"),
    [("/track/recommendation", {"size": 5, "seeds": "0" * 22}), ("/no/such/thing", {}), ("/track/" + "0" * 22, {})],
)
def test_what_it_has_not_is_4041_in_its_own_shape(sandbox: SandboxServer, path: str, params: dict[str, Any]) -> None:
    answer = ask(sandbox, path, **params)
    assert answer.status_code == 404
    assert answer.json().keys() == {"timestamp", "error", "path", "status"}
    assert (answer.json()["path"], answer.json()["status"]) == (f"uri=/v1{path}", 4041)


def test_garbage_is_in_every_second_row(sandbox: SandboxServer, ids: list[str]) -> None:
    sandbox.fault("/reccobeats/v1/audio-features", "garbage", times=1)
    rows = ask(sandbox, "/audio-features", ids=",".join(ids[:20])).json()["content"]
    assert [row["energy"] > 1 for row in rows] == [number % 2 == 0 for number in range(len(rows))]


def test_half_an_answer_looks_like_a_whole_one(sandbox: SandboxServer, ids: list[str]) -> None:
    whole = ask(sandbox, "/audio-features", ids=",".join(ids[:20])).json()["content"]
    for kind in ("half", "empty"):
        sandbox.fault("/reccobeats/v1/audio-features", kind, times=1)
    rows = [ask(sandbox, "/audio-features", ids=",".join(ids[:20])).json()["content"] for _ in range(2)]
    assert rows == [whole[: len(whole) // 2], []]

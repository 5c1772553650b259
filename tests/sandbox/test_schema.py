"""The sandbox's answers against Spotify's published schema and against answers captured from the live service."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.sandbox.asking import Asker
from tests.sandbox_server import SandboxServer

SHARED = os.environ.get("DISCOVERDAILY_SHARED", "")
pytestmark = pytest.mark.skipif(
    not SHARED, reason="DISCOVERDAILY_SHARED does not say where Spotify's schema and captured answers lie"
)
HOST = "https://api.spotify.com"


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, name) for key, part in value.items() if key != name}
    return [_without(part, name) for part in value] if isinstance(value, list) else value


NULL_IN_PRACTICE = {
    "PlayHistoryObject": ["context"],
    "CurrentlyPlayingContextObject": ["context", "item"],
    "CursorPagingObject": ["next", "cursors"],
    "CursorObject": ["after"],
    "QueueObject": ["currently_playing"],
    "EpisodeBase": ["audio_preview_url"],
    "RecommendationSeedObject": ["href"],
}
"""What the live service answers null for, though its schema forgets to say so."""
REMOVED = {
    "track": {"available_markets", "linked_from", "popularity"},
    "album": {"album_group", "available_markets", "label", "popularity"},
    "artist": {"followers", "genres", "popularity"},
    "user": {"country", "email", "explicit_content", "followers", "product"},
    "playlist": {"tracks"},
    "show": {"available_markets", "publisher"},
    None: {"track"},
}
"""Fields that apps in development mode no longer get, by the object's `type`; items of playlists have none."""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = (Path(SHARED) / "spotify" / "official-open-api.yml").read_text()
    whole: dict[str, Any] = _without(yaml.load(text, Loader=yaml.CSafeLoader), "discriminator")
    for name, fields in NULL_IN_PRACTICE.items():
        for field in fields:
            part = whole["components"]["schemas"][name]["properties"][field]
            part["nullable"] = True
            if "allOf" in part or "oneOf" in part:
                options = [*part.pop("allOf", []), *part.pop("oneOf", [])]
                part["anyOf"] = [*options, {"type": "string", "nullable": True, "enum": [None]}]
    _require_no_longer(whole, set().union(*REMOVED.values()))
    return whole


def _require_no_longer(value: Any, names: set[str]) -> None:
    """The schema still requires some fields that apps in development mode no longer get."""
    if isinstance(value, dict):
        if isinstance(value.get("required"), list):
            value["required"] = [name for name in value["required"] if name not in names]
        for part in value.values():
            _require_no_longer(part, names)
    elif isinstance(value, list):
        for part in value:
            _require_no_longer(part, names)


@pytest.fixture(scope="module")
def openapi(schema: dict[str, Any]) -> OpenAPI:
    return OpenAPI.from_dict(schema, config=Config(spec_validator_cls=None))


def payload(name: str) -> Any:
    return json.loads((Path(SHARED) / "spotify" / "payloads" / f"{name}.json").read_text())


def check(openapi: OpenAPI, method: str, path: str, answer: httpx2.Response) -> None:
    request = MockRequest(HOST, method.lower(), f"/v1{path}")
    content_type = answer.headers.get("content-type", "").partition(";")[0]
    try:
        openapi.validate_response(
            request, MockResponse(answer.content, answer.status_code, dict(answer.headers), content_type)
        )
    except OpenAPIError as error:
        words = sorted(set(leaves(error.__cause__))) or [str(error)]
        pytest.fail(f"{method} {path} ({answer.status_code}): " + "; ".join(words)[:1000], pytrace=False)


def leaves(error: Any) -> Iterator[str]:
    """What is wrong in the innermost places, in words short enough to read."""
    for inner in getattr(error, "schema_errors", None) or getattr(error, "context", None) or ():
        if getattr(inner, "context", None):
            yield from leaves(inner)
        else:
            place = ".".join("[]" if isinstance(part, int) else part for part in inner.absolute_path)
            yield f"{place}: {inner.message[-200:]}"


def operations(schema: dict[str, Any], *, deprecated: bool) -> list[tuple[str, str]]:
    return [
        (method.upper(), path)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "put", "post", "delete"} and operation.get("deprecated", False) is deprecated
    ]


def missing(real: Any, ours: Any, *, restricted: bool, at: str = "") -> Iterator[str]:
    """Where a captured answer has a field, or a kind of value, that ours has not."""
    if isinstance(real, dict) and isinstance(ours, dict):
        kind = real.get("type") if "added_at" not in real else None
        removed = REMOVED.get(kind, set()) if restricted and ("uri" in real or "added_at" in real) else set()
        for name in real.keys() - removed:
            if name not in ours:
                yield f"{at}.{name} is not there"
            else:
                yield from missing(real[name], ours[name], restricted=restricted, at=f"{at}.{name}")
        yield from (f"{at}.{name} should be gone" for name in removed & ours.keys())
    elif isinstance(real, list) and isinstance(ours, list):
        if real and ours:
            yield from missing(real[0], ours[0], restricted=restricted, at=f"{at}[]")
    elif real is not None and ours is not None and type(real) is not type(ours):
        yield f"{at} is {type(ours).__name__}, not {type(real).__name__}"


@pytest.fixture(params=["restricted", "legacy"])
def regime(request: pytest.FixtureRequest, sandbox: SandboxServer) -> str:
    sandbox.settings(regime=request.param)
    return str(request.param)


@pytest.fixture
def mara(sandbox: SandboxServer) -> Asker:
    sandbox.settings(player_lag=0)
    asker = Asker(sandbox)
    track = asker.top_uris(1)[0]
    assert asker.put("/me/player/play", {"uris": [track] * 3}).status_code == 204
    return asker


def readable(mara: Asker) -> dict[str, dict[str, Any]]:
    """Path (as in the schema, filled in) -> query, of what can be read under both sets of rules."""
    track = mara.json("/me/top/tracks")["items"][0]
    album, artist = track["album"]["id"], track["artists"][0]["id"]
    show = mara.sandbox.http.get("/v1/search", params={"q": "moss", "type": "show"}, headers=mara.headers).json()
    playlist = mara.playlist(mara.top_uris(5))
    return {
        "/me": {},
        "/me/top/tracks": {"limit": 50},
        "/me/top/artists": {"limit": 50},
        "/me/playlists": {},
        f"/playlists/{playlist}": {},
        f"/playlists/{playlist}/items": {},
        f"/playlists/{playlist}/images": {},
        "/me/library/contains": {"uris": track["uri"]},
        "/me/tracks": {},
        "/me/albums": {},
        "/me/shows": {},
        "/me/episodes": {},
        "/me/audiobooks": {},
        "/me/following": {"type": "artist"},
        "/search": {"q": track["name"], "type": "track,artist,album,playlist,show,episode,audiobook"},
        f"/tracks/{track['id']}": {},
        f"/albums/{album}": {},
        f"/albums/{album}/tracks": {},
        f"/artists/{artist}": {},
        f"/artists/{artist}/albums": {},
        f"/shows/{show['shows']['items'][0]['id']}": {},
        f"/shows/{show['shows']['items'][0]['id']}/episodes": {},
        "/me/player": {},
        "/me/player/devices": {},
        "/me/player/currently-playing": {},
        "/me/player/queue": {},
        "/me/player/recently-played": {},
    }


def test_every_answer_fits_the_published_schema(openapi: OpenAPI, regime: str, mara: Asker) -> None:
    for path, params in readable(mara).items():
        answer = mara.get(path, **params)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        check(openapi, "GET", path, answer)


def test_every_change_answers_as_the_published_schema_says(openapi: OpenAPI, regime: str, mara: Asker) -> None:
    uris = mara.top_uris(6)
    made = mara.post("/me/playlists", {"name": "As published"})
    check(openapi, "POST", "/me/playlists", made)
    items = f"/playlists/{made.json()['id']}/items"
    changes: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("POST", items, {"uris": uris}, {}),
        ("PUT", items, {"range_start": 0, "insert_before": 3}, {}),
        ("PUT", items, {"uris": uris[:3]}, {}),
        ("DELETE", items, {"items": [{"uri": uris[0]}]}, {}),
        ("PUT", f"/playlists/{made.json()['id']}", {"name": "Renamed"}, {}),
        ("PUT", "/me/library", None, {"uris": uris[0]}),
        ("DELETE", "/me/library", None, {"uris": uris[0]}),
        ("PUT", "/me/player/seek", None, {"position_ms": 1000}),
        ("PUT", "/me/player/repeat", None, {"state": "context"}),
        ("PUT", "/me/player/shuffle", None, {"state": "true"}),
        ("PUT", "/me/player/volume", None, {"volume_percent": 10}),
        ("POST", "/me/player/queue", None, {"uri": uris[1]}),
        ("POST", "/me/player/next", None, {}),
        ("PUT", "/me/player/pause", None, {}),
        ("PUT", "/me/player/play", None, {}),
    ]
    for method, path, body, params in changes:
        check(openapi, method, path, mara.ask(method, path, json=body, params=params))


def test_errors_fit_the_published_schema(openapi: OpenAPI, mara: Asker) -> None:
    mara.sandbox.fault("/v1/me", "429", times=1)
    check(openapi, "GET", "/me", mara.get("/me"))
    mara.sandbox.revoke("mara")
    check(openapi, "GET", "/me", mara.get("/me"))


def test_what_the_older_rules_gave_fits_the_published_schema(
    openapi: OpenAPI, sandbox: SandboxServer, mara: Asker
) -> None:
    sandbox.settings(regime="legacy")
    ids = [uri.rpartition(":")[2] for uri in mara.top_uris(5)]
    track = mara.json(f"/tracks/{ids[0]}")
    asked: dict[str, dict[str, Any]] = {
        "/tracks": {"ids": ",".join(ids)},
        "/artists": {"ids": track["artists"][0]["id"]},
        "/albums": {"ids": track["album"]["id"]},
        f"/artists/{track['artists'][0]['id']}/top-tracks": {},
        f"/artists/{track['artists'][0]['id']}/related-artists": {},
        "/audio-features": {"ids": ",".join(ids)},
        "/recommendations": {"seed_tracks": ids[0], "limit": 10, "target_energy": 0.9},
        "/recommendations/available-genre-seeds": {},
        "/me/tracks/contains": {"ids": ids[0]},
        "/users/mara": {},
        "/users/mara/playlists": {},
        "/markets": {},
        "/browse/new-releases": {},
    }
    for path, params in asked.items():
        answer = mara.get(path, **params)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        check(openapi, "GET", path, answer)


def filled_in(path: str, mara: Asker) -> str:
    keys = {"playlist_id": mara.playlist(), "user_id": "mara", "type": "tracks", "category_id": "pop"}
    track = mara.top_uris(1)[0].rpartition(":")[2]
    return re.sub(r"\{(\w+)\}", lambda match: keys.get(match[1], track), path)


def test_deprecated_operations_fail_under_todays_rules(schema: dict[str, Any], mara: Asker) -> None:
    gone = operations(schema, deprecated=True)
    assert len(gone) > 30
    for method, path in gone:
        answer = mara.ask(method, filled_in(path, mara))
        assert answer.status_code in {403, 404}, f"{method} {path} answered {answer.status_code}"
        assert "Service not found" not in answer.text, f"{method} {path} is not known at all"


def test_no_operation_that_is_left_is_unknown(schema: dict[str, Any], mara: Asker) -> None:
    left = operations(schema, deprecated=False)
    for method, path in left:
        answer = mara.ask(method, filled_in(path, mara))
        assert "Service not found" not in answer.text, f"{method} {path} is not known"
        assert answer.status_code not in {405, 500}, f"{method} {path}: {answer.text}"
        assert "Forbidden" not in answer.text, f"{method} {path} is refused"


CAPTURED = {
    "current_user": ("/me", {}),
    "current_user_playlist_1": ("/me/playlists", {}),
    "top_tracks": ("/me/top/tracks", {"limit": "48"}),
    "top_artists": ("/me/top/artists", {"limit": "48"}),
    "recently_played_tracks": ("/me/player/recently-played", {"limit": "48"}),
    "devices": ("/me/player/devices", {}),
    "playback_1": ("/me/player", {}),
    "current_playing_track": ("/me/player/currently-playing", {}),
    "library_contains": ("/me/library/contains", {"uris": "spotify:track:" + "0" * 22}),
    "search": ("/search", {"q": "a", "type": "track"}),
}


@pytest.mark.parametrize("name", CAPTURED)
def test_every_field_of_a_captured_answer_is_there(name: str, regime: str, mara: Asker) -> None:
    path, params = CAPTURED[name]
    real, ours = payload(name), mara.json(path, **params)
    assert list(missing(real, ours, restricted=regime == "restricted")) == []


@pytest.mark.parametrize("name", ["playlist_1", "new_playlist", "playlist_items", "playlist_update_items"])
def test_every_field_of_a_captured_playlist_is_there(name: str, regime: str, mara: Asker) -> None:
    key = mara.playlist(mara.top_uris(3))
    ours = {
        "playlist_1": lambda: mara.json(f"/playlists/{key}"),
        "new_playlist": lambda: mara.post("/me/playlists", {"name": "New Playlist"}).json(),
        "playlist_items": lambda: mara.json(f"/playlists/{key}/items"),
        "playlist_update_items": lambda: mara.put(f"/playlists/{key}/items", {"uris": []}).json(),
    }[name]()
    assert list(missing(payload(name), ours, restricted=regime == "restricted")) == []


def test_every_field_of_a_captured_episode_is_there(regime: str, mara: Asker) -> None:
    show = mara.json("/search", q="moss", type="show")["shows"]["items"][0]
    mara.put("/me/player/play", {"context_uri": show["uri"]})
    ours = mara.json("/me/player", additional_types="episode,track")
    assert ours["currently_playing_type"] == "episode"
    assert list(missing(payload("playback_episode_1"), ours, restricted=regime == "restricted")) == []


def test_every_field_of_captured_audio_features_is_there(sandbox: SandboxServer, mara: Asker) -> None:
    sandbox.settings(regime="legacy")
    ids = ",".join(uri.rpartition(":")[2] for uri in mara.top_uris(10))
    ours = next(row for row in mara.json("/audio-features", ids=ids)["audio_features"] if row)
    assert list(missing(payload("audio_features"), ours, restricted=False)) == []


def test_captured_errors_are_the_same(sandbox: SandboxServer, mara: Asker) -> None:
    assert mara.get(f"/playlists/{'0' * 22}").json() == payload("playlist_not_found")
    sandbox.fault("/v1/me", "429", times=1)
    assert mara.get("/me").json() == payload("rate_limit")

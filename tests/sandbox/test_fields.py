"""The fields that were removed in 2026: nowhere in any answer, however deep; where they were under the older rules."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_server import SandboxServer

REMOVED = {
    "track": {"available_markets", "linked_from", "popularity"},
    "album": {"album_group", "available_markets", "label", "popularity"},
    "artist": {"followers", "popularity", "genres"},
    "user": {"country", "email", "explicit_content", "followers", "product"},
    "playlist": {"tracks"},
    "show": {"available_markets", "publisher"},
}


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of Spotify's in the answer, however deep."""
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(part)
    if isinstance(value, dict) and {"type", "uri"} <= value.keys():
        yield value


def answers(sandbox: SandboxServer) -> dict[str, Any]:
    """What each endpoint that shows such objects answers, by what it is about."""
    sandbox.settings(player_lag=0)
    mara, theo = Asker(sandbox), Asker(sandbox, "theo")
    song = mara.json("/me/top/tracks", limit=1)["items"][0]
    uris = mara.top_uris(3)
    mine, theirs = mara.playlist(uris), theo.playlist(uris, public=True)
    show = mara.json("/search", q="moss", type="show")["shows"]["items"][0]
    mara.put("/me/player/play", {"uris": uris})
    mara.put("/me/library", uris=f"{song['uri']},{song['album']['uri']},{show['uri']}")
    artist = song["artists"][0]["id"]
    paths = {
        "me": "/me", "top tracks": "/me/top/tracks", "top artists": "/me/top/artists", "player": "/me/player",
        "recent": "/me/player/recently-played", "current": "/me/player/currently-playing",
        "queue": "/me/player/queue", "mine": f"/playlists/{mine}", "my items": f"/playlists/{mine}/items",
        "theirs": f"/playlists/{theirs}", "lists": "/me/playlists", "saved tracks": "/me/tracks",
        "saved albums": "/me/albums", "saved shows": "/me/shows", "track": f"/tracks/{song['id']}",
        "album": f"/albums/{song['album']['id']}", "album tracks": f"/albums/{song['album']['id']}/tracks",
        "artist": f"/artists/{artist}", "artist albums": f"/artists/{artist}/albums", "show": f"/shows/{show['id']}",
        "search": "/search?q=a&type=track,artist,album,playlist,show,episode",
    }  # fmt: skip
    return {name: mara.ask("GET", path).json() for name, path in paths.items()}


def test_removed_fields_are_nowhere(sandbox: SandboxServer) -> None:
    for name, answer in answers(sandbox).items():
        found = list(objects(answer))
        assert found, name
        for one in found:
            assert not one.keys() & REMOVED.get(one["type"], set()), (name, one["type"])


def test_items_of_anothers_list_are_not_shown(sandbox: SandboxServer) -> None:
    said = answers(sandbox)
    assert said["mine"]["items"]["items"]
    assert "items" not in said["theirs"]


@pytest.mark.parametrize(
    ("name", "kind", "fields"),
    [
        ("me", "user", REMOVED["user"]),
        ("track", "track", {"available_markets", "popularity"}),
        ("player", "track", {"available_markets", "popularity"}),
        ("recent", "track", {"available_markets", "popularity"}),
        ("queue", "track", {"available_markets", "popularity"}),
        ("my items", "track", {"available_markets", "popularity"}),
        ("album", "album", {"available_markets", "label", "popularity"}),
        ("artist albums", "album", {"album_group", "available_markets"}),
        ("top artists", "artist", REMOVED["artist"]),
        ("theirs", "playlist", {"tracks", "items"}),
        ("show", "show", REMOVED["show"]),
    ],
)
def test_under_the_older_rules_they_are_there(sandbox: SandboxServer, name: str, kind: str, fields: set[str]) -> None:
    sandbox.settings(regime="legacy")
    found = [one for one in objects(answers(sandbox)[name]) if one["type"] == kind]
    assert found
    assert all(fields <= one.keys() for one in found)

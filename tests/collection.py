"""Tracks that Mara listens to, as Spotify and ReccoBeats know them."""

from typing import Any

from discoverdaily.listening.recordings import Named
from tests.sandbox.asking import Asker
from tests.sandbox_server import SandboxServer

NOBODYS = "0" * 22
"""An id that no track has."""


class Collection:
    """Some of Mara's tracks: those that ReccoBeats knows, and those that it does not."""

    def __init__(self, sandbox: SandboxServer) -> None:
        asker = Asker(sandbox)
        items = [item for page in asker.pages("/me/top/tracks", limit=50) for item in page["items"]][:400]
        self.items = {item["id"]: item for item in items}
        self.isrc = {item["id"]: item["external_ids"]["isrc"] for item in items}
        self.length = {item["id"]: item["duration_ms"] for item in items}
        rows: list[dict[str, Any]] = []
        for start in range(0, len(items), 40):
            names = ",".join(item["id"] for item in items[start : start + 40])
            answer = sandbox.http.get("/reccobeats/v1/audio-features", params={"ids": names})
            rows += answer.json()["content"]
        self.sounds = {row["href"].rpartition("/")[2]: row for row in rows}
        self.known = [item["id"] for item in items if item["id"] in self.sounds]
        self.unknown = [item["id"] for item in items if item["id"] not in self.sounds]
        sandbox.clear_requests()

    def named(self, spotify_id: str) -> Named:
        """The track as an extended export names it."""
        item = self.items[spotify_id]
        return Named(spotify_id, item["name"], item["artists"][0]["name"], item["album"]["name"], 0)

    def in_short(self, spotify_id: str) -> Named:
        """The track as account data names it."""
        return self.named(spotify_id)._replace(spotify_id="", album="")

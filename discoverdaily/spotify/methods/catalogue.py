"""Spotify's catalogue: searching it, and single things of it."""

from collections.abc import Sequence
from typing import Literal

from discoverdaily.spotify import reading
from discoverdaily.spotify.methods.base import Methods, checked
from discoverdaily.spotify.objects import Album, Artist, Found, Page, Track

Kind = Literal["track", "artist", "album", "playlist"]


class CatalogueMethods(Methods):
    def search(self, query: str, kinds: Sequence[Kind], *, limit: int = 10, offset: int = 0) -> Found:
        """What fits the words; at most 10 of each kind a call, the first thousand in all."""
        params: dict[str, str | int | float | None] = {
            "q": query,
            "type": ",".join(kinds),
            "limit": limit,
            "offset": offset,
        }
        return self._calls.get("/search", reading.found, params)

    def track(self, track_id: str) -> Track:
        return self._calls.get(f"/tracks/{checked(track_id)}", reading.track)

    def artist(self, artist_id: str) -> Artist:
        return self._calls.get(f"/artists/{checked(artist_id)}", reading.artist)

    def album(self, album_id: str) -> Album:
        return self._calls.get(f"/albums/{checked(album_id)}", reading.album)

    def album_tracks(self, album_id: str, *, limit: int = 50, offset: int = 0) -> Page[Track]:
        """Its tracks in order, each without its album; at most 50 a call."""
        params = {"limit": limit, "offset": offset}
        return self._calls.get(f"/albums/{checked(album_id)}/tracks", reading.page(reading.track), params)

    def artist_albums(self, artist_id: str, *, limit: int = 10, offset: int = 0) -> Page[Album]:
        """Their albums and singles; at most 10 a call."""
        params = {"limit": limit, "offset": offset}
        return self._calls.get(f"/artists/{checked(artist_id)}/albums", reading.page(reading.album), params)

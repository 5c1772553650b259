"""The person: who they are, what they listen to most, what they played last."""

from typing import Literal

from discoverdaily.spotify import reading
from discoverdaily.spotify.methods.base import Methods
from discoverdaily.spotify.objects import Account, Artist, Page, PlayHistory, Track
from discoverdaily.spotify.scopes import Scope

TimeRange = Literal["short_term", "medium_term", "long_term"]
"""About four weeks, six months, a year."""


class PersonMethods(Methods):
    def me(self) -> Account:
        """Whose account it is."""
        return self._calls.get("/me", reading.one(Account))

    def top_tracks(self, time_range: TimeRange, *, limit: int = 50, offset: int = 0) -> Page[Track]:
        """Their most-listened tracks by Spotify's own ranking, the first first; at most 50 a call."""
        params = {"time_range": time_range, "limit": limit, "offset": offset}
        return self._calls.get("/me/top/tracks", reading.page(reading.track), params, scopes={Scope.TOP})

    def top_artists(self, time_range: TimeRange, *, limit: int = 50, offset: int = 0) -> Page[Artist]:
        """Their most-listened artists likewise."""
        params = {"time_range": time_range, "limit": limit, "offset": offset}
        return self._calls.get("/me/top/artists", reading.page(reading.artist), params, scopes={Scope.TOP})

    def recently_played(
        self, *, limit: int = 50, after: int | None = None, before: int | None = None
    ) -> Page[PlayHistory]:
        """Their last plays, the newest first; Spotify keeps only about fifty in all.

        `after` and `before` are unix milliseconds, one of them at most.
        """
        params = {"limit": limit, "after": after, "before": before}
        return self._calls.get(
            "/me/player/recently-played", reading.page(reading.play), params, scopes={Scope.RECENTLY_PLAYED}
        )

"""The person's library: what they saved or follow, by URI."""

from collections.abc import Sequence

from discoverdaily.spotify import reading
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.methods.base import Methods, at_most
from discoverdaily.spotify.scopes import Scope

MOST_URIS = 40
"""How many URIs Spotify takes in one call."""


class LibraryMethods(Methods):
    def library_contains(self, uris: Sequence[str]) -> list[bool]:
        """For each of up to 40 URIs, whether it is in their library; of playlists: whether they follow it."""
        params = {"uris": ",".join(at_most(MOST_URIS, uris))}
        answers = self._calls.get(
            "/me/library/contains", reading.one(list[bool]), params, scopes={Scope.READ_PLAYLISTS}
        )
        if len(answers) != len(uris):
            raise RetryLater(Reason.UNREADABLE, f"{len(answers)} answers to {len(uris)} questions")
        return answers

    def library_save(self, uris: Sequence[str]) -> None:
        """Puts up to 40 URIs into their library. Safe to repeat."""
        params = {"uris": ",".join(at_most(MOST_URIS, uris))}
        self._calls.write("PUT", "/me/library", params=params, repeatable=True)

    def library_remove(self, uris: Sequence[str]) -> None:
        """Takes up to 40 URIs out of their library; of playlists: unfollows them. Safe to repeat."""
        params = {"uris": ",".join(at_most(MOST_URIS, uris))}
        self._calls.write("DELETE", "/me/library", params=params, repeatable=True)

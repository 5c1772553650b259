"""Playlists and what stands in them."""

from collections.abc import Sequence

from discoverdaily.spotify import reading
from discoverdaily.spotify.methods.base import Methods, at_most, checked
from discoverdaily.spotify.objects import Page, Playlist, PlaylistItem
from discoverdaily.spotify.scopes import Scope

MOST_ITEMS = 100
"""How many items Spotify takes in one call."""

_FIELDS = (
    "id,name,description,public,collaborative,snapshot_id,owner(id,display_name),images,external_urls,"
    "items(total),tracks(total)"
)
_CHANGE = frozenset({Scope.PLAYLISTS_PUBLIC, Scope.PLAYLISTS_PRIVATE})


class PlaylistMethods(Methods):
    def my_playlists(self, *, limit: int = 50, offset: int = 0) -> Page[Playlist]:
        """The playlists in their library, their own and those they follow; at most 50 a call."""
        params = {"limit": limit, "offset": offset}
        return self._calls.get("/me/playlists", reading.page(reading.playlist), params, scopes={Scope.READ_PLAYLISTS})

    def create_playlist(self, name: str, *, public: bool, description: str) -> Playlist:
        """Makes an empty playlist. Not safe to repeat: where the error is `unsure`, there may be one now."""
        body = {"name": name, "public": public, "description": description}
        return self._calls.write("POST", "/me/playlists", reading.playlist, json=body, scopes=_CHANGE)

    def playlist(self, playlist_id: str) -> Playlist:
        """The playlist without its items. It stays to be found when its owner has removed it from their library."""
        path = f"/playlists/{checked(playlist_id)}"
        return self._calls.get(path, reading.playlist, {"fields": _FIELDS}, scopes={Scope.READ_PLAYLISTS})

    def change_playlist(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None, public: bool | None = None
    ) -> None:
        """Changes what is given and leaves the rest."""
        given = {"name": name, "description": description, "public": public}
        body = {key: value for key, value in given.items() if value is not None}
        self._calls.write("PUT", f"/playlists/{checked(playlist_id)}", json=body, repeatable=True, scopes=_CHANGE)

    def playlist_items(self, playlist_id: str, *, limit: int = 50, offset: int = 0) -> Page[PlaylistItem]:
        """What stands in it, in order; at most 50 a call."""
        params = {"limit": limit, "offset": offset}
        path = f"/playlists/{checked(playlist_id)}/items"
        return self._calls.get(path, reading.page(reading.playlist_item), params, scopes={Scope.READ_PLAYLISTS})

    def replace_items(self, playlist_id: str, uris: Sequence[str]) -> str:
        """Puts up to 100 items in the place of all there were, in one step; answers the new snapshot's id.

        Safe to repeat.
        """
        body = {"uris": at_most(MOST_ITEMS, uris)}
        path = f"/playlists/{checked(playlist_id)}/items"
        return self._calls.write("PUT", path, reading.snapshot_id, json=body, repeatable=True, scopes=_CHANGE)

    def add_items(self, playlist_id: str, uris: Sequence[str], *, position: int | None = None) -> str:
        """Adds up to 100 items at the end, or before `position`; answers the new snapshot's id."""
        body: dict[str, object] = {"uris": at_most(MOST_ITEMS, uris)}
        if position is not None:
            body["position"] = position
        path = f"/playlists/{checked(playlist_id)}/items"
        return self._calls.write("POST", path, reading.snapshot_id, json=body, scopes=_CHANGE)

    def reorder_items(
        self,
        playlist_id: str,
        *,
        range_start: int,
        insert_before: int,
        range_length: int = 1,
        snapshot_id: str | None = None,
    ) -> str:
        """Moves items within the playlist; answers the new snapshot's id."""
        body: dict[str, object] = {
            "range_start": range_start,
            "insert_before": insert_before,
            "range_length": range_length,
        }
        if snapshot_id is not None:
            body["snapshot_id"] = snapshot_id
        path = f"/playlists/{checked(playlist_id)}/items"
        return self._calls.write("PUT", path, reading.snapshot_id, json=body, scopes=_CHANGE)

    def remove_items(self, playlist_id: str, uris: Sequence[str], *, snapshot_id: str | None = None) -> str:
        """Takes up to 100 items out, wherever they stand; answers the new snapshot's id."""
        body: dict[str, object] = {"items": [{"uri": uri} for uri in at_most(MOST_ITEMS, uris)]}
        if snapshot_id is not None:
            body["snapshot_id"] = snapshot_id
        path = f"/playlists/{checked(playlist_id)}/items"
        return self._calls.write("DELETE", path, reading.snapshot_id, json=body, scopes=_CHANGE)

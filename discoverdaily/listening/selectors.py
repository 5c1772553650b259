"""Reads about tracks, for every app."""

from collections.abc import Iterable

from discoverdaily.listening.models import Track


def tracks_by_id(ids: Iterable[str]) -> dict[str, Track]:
    """The known tracks among Spotify's ids, with their artists; three queries however many they are."""
    found = Track.objects.filter(spotify_id__in=set(ids)).prefetch_related("credits__artist")
    return {track.spotify_id: track for track in found if track.spotify_id}

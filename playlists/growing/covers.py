"""What only Spotify tells of tracks that others named is read where it costs least: from the list that was saved."""

from collections.abc import Sequence

from discoverdaily.listening.models import Track
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import Spotify
from discoverdaily.spotify.errors import SpotifyError

PAGE = 50


def picks_learn(playlist_id: str, track_ids: Sequence[str], *, spotify: Spotify) -> None:
    """Learns the covers and albums of a playlist's tracks that Spotify has not told us of; one call for each fifty.
    Where it cannot be asked now, they stay unknown until the list is next written."""
    untold = Track.objects.filter(spotify_id__in=track_ids, seen_at=None)
    places = sorted(track_ids.index(key) for key in untold.values_list("spotify_id", flat=True) if key)
    try:
        for page in sorted({place // PAGE for place in places}):
            items = spotify.playlist_items(playlist_id, limit=PAGE, offset=page * PAGE).items
            tracks_store(tracks=[item.track for item in items if item.track and item.track.id in track_ids])
    except SpotifyError:
        return

"""What Spotify still gives to apps under its older rules; others get NotAvailableToThisApp."""

from collections.abc import Mapping, Sequence

from discoverdaily.spotify import reading
from discoverdaily.spotify.methods.base import Methods, at_most, checked
from discoverdaily.spotify.objects import Album, Artist, AudioFeatures, Track


class LegacyMethods(Methods):
    def recommendations(
        self,
        *,
        seed_tracks: Sequence[str] = (),
        seed_artists: Sequence[str] = (),
        seed_genres: Sequence[str] = (),
        limit: int = 20,
        tunables: Mapping[str, float] | None = None,
    ) -> tuple[Track, ...]:
        """Tracks like the seeds, five together at most; `tunables` are named as Spotify does: `target_energy`."""
        at_most(5, [*seed_tracks, *seed_artists, *seed_genres])
        seeds = {"seed_tracks": seed_tracks, "seed_artists": seed_artists, "seed_genres": seed_genres}
        params: dict[str, str | int | float | None] = {"limit": limit, **(tunables or {})}
        params |= {name: ",".join(values) for name, values in seeds.items() if values}
        tracks = self._calls.get("/recommendations", reading.named_list("tracks", reading.track), params)
        return tuple(track for track in tracks if track)

    def audio_features(self, track_ids: Sequence[str]) -> tuple[AudioFeatures | None, ...]:
        """How up to 100 tracks sound, in their order; None where Spotify does not know."""
        read = reading.named_list("audio_features", reading.one(AudioFeatures))
        return self._calls.get("/audio-features", read, _ids(100, track_ids))

    def tracks(self, track_ids: Sequence[str]) -> tuple[Track | None, ...]:
        """Up to 50 tracks, in their order; None for what is unknown."""
        return self._calls.get("/tracks", reading.named_list("tracks", reading.track), _ids(50, track_ids))

    def artists(self, artist_ids: Sequence[str]) -> tuple[Artist | None, ...]:
        """Up to 50 artists, in their order; None for what is unknown."""
        return self._calls.get("/artists", reading.named_list("artists", reading.artist), _ids(50, artist_ids))

    def albums(self, album_ids: Sequence[str]) -> tuple[Album | None, ...]:
        """Up to 20 albums, in their order; None for what is unknown."""
        return self._calls.get("/albums", reading.named_list("albums", reading.album), _ids(20, album_ids))


def _ids(number: int, ids: Sequence[str]) -> dict[str, str]:
    return {"ids": ",".join(checked(one) for one in at_most(number, ids))}

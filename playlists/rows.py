"""The lines of ledgers: what stands in a list, where it stood before, and how often its person played it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.conf import settings

from accounts.models import User
from discoverdaily.listening.exclusions import LeftOut
from discoverdaily.listening.models import Track
from discoverdaily.listening.periods import play_counts
from discoverdaily.spotify import objects
from playlists.changes import Place, changes_between
from playlists.models import Edition, SavedPlaylist
from playlists.top import TopList


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ledger: a track, or an artist (without `artists`); `place` where its movement is known.

    Known by name alone, it has no `spotify_id`, but a `key` of ours. `plays` and `ms`: how often and how
    long its person played it, where that is told; `leaves`: whether it stands in the list only until the next refresh.
    """

    rank: int
    spotify_id: str
    title: str
    artists: str
    cover: str
    kind: str = "track"
    place: Place | None = None
    plays: int = 0
    ms: int = 0
    key: int | None = None
    leaves: bool = False

    @property
    def uri(self) -> str:
        return f"spotify:{self.kind}:{self.spotify_id}"

    @property
    def url(self) -> str:
        """Its page on Spotify; empty where it has none."""
        return f"{settings.SPOTIFY_OPEN_URL}/{self.kind}/{self.spotify_id}" if self.spotify_id else ""

    @property
    def embed_url(self) -> str:
        """Spotify's embedded player for it; loaded only when somebody presses play."""
        return f"{settings.SPOTIFY_EMBED_URL}/{self.kind}/{self.spotify_id}"

    @property
    def name(self) -> str:
        """By what the person may name it to us: Spotify's id, else our key."""
        return self.spotify_id or str(self.key or "")


def known_row(tracks: dict[str, Track], track_id: str, rank: int) -> Row:
    """The line of a track in a list that was written; without words where we do not know it yet."""
    track = tracks.get(track_id)
    if track is None:
        return Row(rank, track_id, "", "", "")
    return Row(rank, track_id, track.name, track.artist_names, track.cover)


def top_rows(person: User, top: TopList, *, time_range: str, out: LeftOut) -> list[Row]:
    """The ledger of a top list without what is left out; tracks move against the person's last saved list of that
    range that differs from it."""
    tracks, artists = top.chosen(out)
    if artists:
        return [
            Row(rank, artist.id, artist.name, "", artist.cover(), kind="artist")
            for rank, artist in enumerate(artists, start=1)
        ]
    now = [track.id for track in tracks]
    rows = [_told(track, rank) for rank, track in enumerate(tracks, start=1)]
    return told_rows(person, rows, play_counts(person, now), time_range=time_range)


def plain_rows(tracks: Sequence[objects.Track]) -> list[Row]:
    """Tracks as Spotify tells of them, without anything of a person's."""
    return [_told(track, rank) for rank, track in enumerate(tracks, start=1)]


def told_rows(person: User, rows: Sequence[Row], plays: Mapping[str, int], **made_of: str) -> list[Row]:
    """The rows with their counts, and their places against the person's last saved list that is `made_of` the same
    (fields of a SavedPlaylist) and differs from them."""
    now = [row.spotify_id for row in rows]
    before = _list_before(person, now, made_of)
    places = {place.track_id: place for place in changes_between(before, now).places} if before else {}
    return [
        replace(row, place=places.get(row.spotify_id), plays=row.plays or plays.get(row.spotify_id, 0)) for row in rows
    ]


def _list_before(person: User, now: Sequence[str], made_of: Mapping[str, str]) -> list[str] | None:
    lists = SavedPlaylist.objects.filter(person=person, **made_of)
    latest = Edition.objects.filter(saved__in=lists).order_by("-written_at", "-pk")
    return next((edition.track_ids for edition in latest[:10] if edition.track_ids[: len(now)] != now), None)


def _told(track: objects.Track, rank: int) -> Row:
    return Row(rank, track.id, track.name, ", ".join(artist.name for artist in track.artists), track.cover())

"""What a person has of playlists, as files of their download."""

from collections.abc import Iterator
from itertools import chain

from accounts.models import User
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.personal import Table
from discoverdaily.tables import table_of
from playlists.models import Edition, FollowCheck, ListExclusion, Look, Recipe, SavedPlaylist

AT_ONCE = 200
"""Lists that are read, and tracks that are asked for, at a time."""


def tables_of(person: User) -> Iterator[Table]:
    """Saved playlists, every list that was written, every look, recipes, and what is left out."""
    yield table_of(
        "saved_playlists",
        "The playlists in Spotify that are kept for you.",
        SavedPlaylist.objects.filter(person=person),
        {
            "id": "its number",
            "name": "its name",
            "spotify_id": "Spotify's id; empty: it is not made yet",
            "time_range": "the range of Spotify's ranking it shows",
            "period": "or the period of your own counts",
            "recipe_id": "or the id of the recipe it is grown by",
            "size": "how many tracks it is to have",
            "public": "whether it is public",
            "schedule": "how often it is refreshed",
            "refresh_hour": "at which hour of your day",
            "weekday": "on which weekday: 0 Monday to 6 Sunday",
            "when_unfollowed": "what happens when it is removed in Spotify",
            "state": "whether it is refreshed",
            "due_at": "when it is refreshed next",
            "failing_since": "since when that does not work",
            "unplayable": "tracks the last list is without",
            "wanted_edition_id": "the id of a list that is to be written next",
            "creating_at": "since when it is being made",
            "mark": "the sign in its description by which it is known",
            "snapshot_id": "Spotify's name of its present content",
            "created_at": "since when it is kept",
        },
    )
    yield table_of(
        "playlist_editions",
        "Every list that was written to a saved playlist.",
        Edition.objects.filter(saved__person=person),
        {
            "id": "its number",
            "saved_id": "the id of the saved playlist",
            "written_at": "when it was written",
            "track_ids": "Spotify's ids of its tracks, in order",
        },
    )
    yield _tracks_of(person)
    yield table_of(
        "playlist_looks",
        "Every look at Spotify on behalf of a saved playlist.",
        Look.objects.filter(saved__person=person),
        {
            "saved_id": "the id of the saved playlist",
            "at": "when",
            "outcome": "what became of it",
            "reason": "why it failed, as one word",
            "edition_id": "the id of the list it wrote",
        },
    )
    yield table_of(
        "playlist_exclusions",
        "What is to stay out of one saved playlist.",
        ListExclusion.objects.filter(saved__person=person),
        {
            "saved_id": "the id of the saved playlist",
            "artist__name": "the artist, where one is left out",
            "artist__spotify_id": "Spotify's id of the artist",
            "recording__isrc": "the recording's code, where one is left out",
            "recording__artist__name": "who recorded it",
            "made_at": "since when",
        },
    )
    yield table_of(
        "recipes",
        "What you have grown from a few seeds, or begun to.",
        Recipe.objects.filter(person=person),
        {
            "id": "its number",
            "name": "its name; empty: a draft",
            "seeds": "what it grows from: Spotify's ids",
            "tunables": "how it should feel",
            "size": "how many tracks",
            "per_artist": "the most by one artist",
            "nothing_known": "whether it is to hold nothing you have played",
            "turn": "how often it was grown anew",
            "picks": "what grew: ids, why each is there, whether it is pinned",
            "dropped": "ids of tracks that are to stay out",
            "relaxed": "limits that too few tracks kept",
            "asked": "who was asked for candidates",
            "to_write": "ids that are still to be written to Spotify",
            "made_at": "when it was begun",
        },
    )
    yield table_of(
        "follow_checks",
        "When it was last looked whether saved playlists are still in your Spotify library.",
        FollowCheck.objects.filter(person=person),
        {"checked_at": "when"},
    )


def _tracks_of(person: User) -> Table:
    """What stands behind the ids in lists and recipes."""
    lists = (
        Edition.objects.filter(saved__person=person).values_list("track_ids", flat=True).iterator(chunk_size=AT_ONCE)
    )
    picks = Recipe.objects.filter(person=person).values_list("picks", flat=True)
    ids = sorted({*chain.from_iterable(lists), *(pick["id"] for each in picks for pick in each)})
    columns = {
        "track_id": "Spotify's id",
        "title": "the track's title; empty: not known any more",
        "artists": "who is credited",
        "isrc": "the recording's international code, where known",
    }
    about = "The tracks whose ids stand in these lists and in recipes."
    return Table("playlist_tracks", about, columns, _named(ids), len(ids))


def _named(ids: list[str]) -> Iterator[tuple[object, ...]]:
    for start in range(0, len(ids), AT_ONCE):
        piece = ids[start : start + AT_ONCE]
        known = tracks_by_id(piece)
        for key in piece:
            track = known.get(key)
            artists = [credit.artist.name for credit in track.credits.all()] if track else []
            yield key, track.name if track else None, artists, track.isrc if track else None

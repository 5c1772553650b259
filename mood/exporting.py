"""What a person has in their calendar, as files of their download."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from discoverdaily.personal import Table
from discoverdaily.tables import table_of
from mood.models import Day, Entry, Mood, OwnModel

if TYPE_CHECKING:
    from accounts.models import User


def tables_of(person: "User") -> Iterator[Table]:
    """How the calendar is kept, its days, what was written, and models of one's own."""
    yield table_of(
        "mood_settings",
        "How the calendar is kept and shown.",
        Mood.objects.filter(person=person),
        {
            "on": "whether days are scored",
            "model": "the model that came with DiscoverDaily",
            "own_model__name": "a model of one's own, instead of it",
            "scored_through": "the last day that began",
            "history_mean": "the usual score of one's songs, in logits",
            "history_variance": "how far these lie apart",
            "shown": "what the calendar shows: computed, own or both",
            "palette": "its colours",
            "picture": "its picture; empty: another each month",
        },
    )
    yield table_of(
        "mood_days",
        "Each day by its music. Days without a play have no row.",
        Day.objects.filter(person=person),
        {
            "day": "the day, by one's own clock",
            "score": "0 sad to 1 happy: the median of its plays; empty: not enough music",
            "steady": "the score, drawn towards what is usual where there was little music",
            "low": "where the 90 % interval of the steady score begins",
            "high": "where it ends",
            "pleasantness": "0 to 1",
            "energy": "0 to 1",
            "plays": "plays that count",
            "tracks": "distinct tracks",
            "known": "distinct songs of which is known how they sound",
            "spoken": "distinct tracks that are speech",
            "scored_by": "the fingerprint of the model",
        },
    )
    yield table_of(
        "mood_entries",
        "What you said of days yourself: ratings, tags, notes.",
        Entry.objects.filter(person=person),
        {
            "day": "the day",
            "rating": "how it was: 0 sad to 1 happy",
            "energy": "how lively it was: 0 to 1",
            "tags": "words for it",
            "note": "the note",
            "written_at": "when it was last written",
        },
    )
    yield table_of(
        "own_mood_models",
        "Models trained from playlists of your own.",
        OwnModel.objects.filter(person=person),
        {
            "name": "its name",
            "happy": "playlists of happy songs: Spotify's id and the name of each",
            "sad": "playlists of sad songs, likewise",
            "state": "how far it is",
            "problem": "why it was not trained",
            "songs": "the songs it is being trained on, while it is",
            "asked_at": "when it was asked for",
            "report": "how good it is",
            "content": "the model itself, as it can be read from a file",
            "fingerprint": "by which its days are known",
        },
    )

"""What a person has here, as files of their download."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import (
    Capture,
    Counting,
    Exclusion,
    ExportRequest,
    Gap,
    Import,
    ImportFile,
    Play,
    Removal,
    Source,
)
from discoverdaily.personal import Table
from discoverdaily.tables import table_of

if TYPE_CHECKING:
    from accounts.models import User

PAGE = 5_000
"""Plays read at a time."""
PLAY = {
    "played_at": "when it ended (UTC)",
    "ms_played": "for how many milliseconds it was heard; empty: not known",
    "title": "the track's title",
    "artist": "who is credited first",
    "album": "the track's album, where known",
    "track_id": "Spotify's id of the track; empty: known by name alone",
    "isrc": "the recording's international code, where known",
    "told_by": "who told of it: account (account data), capture (recently played), extended (extended history)",
    "state": "shown, hidden, deleted (until it goes for good) or private (heard in a private session)",
    "removal": "the id of the removal that took it, in removals",
    "brought_by": "the id of the import that brought it, in imports",
}
_TELLERS = {Source.ACCOUNT: "account", Source.CAPTURE: "capture", Source.EXTENDED: "extended"}


def tables_of(person: "User") -> Iterator[Table]:
    """Plays of every source and state; imports, rules, exclusions, removals, gaps. Counts are computed from plays."""
    plays = Play.objects.filter(person=person)
    yield Table("plays", "Every play that is known, the oldest first.", PLAY, _plays(person), plays.count())
    yield table_of(
        "imports",
        "The exports that were handed in. Their files are deleted as soon as they are read.",
        Import.objects.filter(person=person),
        {
            "id": "its number",
            "state": "how far it is",
            "asked_at": "when it was handed in",
            "begun_at": "when reading began",
            "ended_at": "when it ended",
            "size": "bytes to read",
            "lines": "lines read",
            "settled": "lines sorted in or set aside",
            "outcomes": "how many lines had each outcome",
            "first_at": "the oldest play in it",
            "last_at": "the newest play in it",
        },
    )
    yield table_of(
        "import_files",
        "The files of those exports, without their content.",
        ImportFile.objects.filter(of__person=person),
        {
            "of_id": "the id of the import",
            "name": "its name",
            "size": "its size in bytes",
            "lines": "lines read of it",
            "problem": "why it could not be read",
            "problem_in": "the file within it that could not be read",
        },
    )
    yield table_of(
        "removals",
        "What was hidden or deleted at a press.",
        Removal.objects.filter(person=person),
        {
            "id": "its number",
            "verb": "hide or delete",
            "state": "how far it is",
            "asked_at": "when it was asked for",
            "wanted": "which plays were meant",
            "plays_count": "how many plays it took",
        },
    )
    yield table_of(
        "exclusions",
        "Artists and recordings that are to stay out of every list.",
        Exclusion.objects.filter(person=person),
        {
            "artist__name": "the artist, where one is left out",
            "artist__spotify_id": "Spotify's id of the artist",
            "recording__isrc": "the recording's code, where one is left out",
            "recording__artist__name": "who recorded it",
            "made_at": "since when",
        },
    )
    yield from _standing(person)


def _standing(person: "User") -> Iterator[Table]:
    yield table_of(
        "gaps",
        "Stretches in which plays may be missing.",
        Gap.objects.filter(person=person),
        {
            "after": "the last play known before it",
            "before": "the first play known after it",
            "found_at": "when it was noticed",
            "filled_at": "when an import filled it",
        },
    )
    yield table_of(
        "captures",
        "How Spotify is asked for recent plays.",
        Capture.objects.filter(person=person),
        {
            "newest_at": "the newest play Spotify told of",
            "asked_at": "when it was last asked",
            "looked_at": "when it last answered",
            "due_at": "when it is asked next",
            "told": "what it answered last: moment and id of each play",
            "habits": "how much is listened at which hour, by which it is decided how often to ask",
        },
    )
    yield table_of(
        "what_counts",
        "The rule by which plays count, and the clock by which they are counted.",
        Counting.objects.filter(person=person),
        {
            "rule": "thirty: half a minute or more; half: at least half the track; all: every play",
            "zone": "the time zone of days and hours",
            "day_starts_at": "the hour at which a day starts",
        },
    )
    yield table_of(
        "export_requests",
        "Data asked for at Spotify, of which there is a reminder.",
        ExportRequest.objects.filter(person=person),
        {"kind": "extended or account", "asked_at": "when it was asked for", "reminded_at": "when we reminded"},
    )


def _plays(person: "User") -> Iterator[tuple[Any, ...]]:
    """By moment and track: the one index that all plays of a person are in."""
    plays = Play.objects.filter(person=person).order_by("played_at", "track_id")
    names = ("track__name", "track__artist__name", "track__album", "track__spotify_id", "track__isrc")
    found = plays.values_list("played_at", "track_id", "ms_played", *names, "told_by", "state", "removal", "brought_by")
    after: Q | None = None
    while page := list((found.filter(after) if after else found)[:PAGE]):
        for at, _, ms, title, artist, album, spotify_id, isrc, told_by, state, *keys in page:
            tellers = [word for source, word in _TELLERS.items() if told_by & source]
            yield at, ms, title, artist, album, spotify_id or "", isrc, tellers, Play.State(state).name.lower(), *keys
        at, track = to_ms(page[-1][0]), page[-1][1]
        after = Q(played_at__gte=at) & (Q(played_at__gt=at) | Q(track_id__gt=track))

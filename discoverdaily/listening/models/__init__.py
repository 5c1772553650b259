"""What is listened to and by whom: tracks, plays, how often, and the work that brings them in."""

from discoverdaily.listening.models.capture import Capture, Gap
from discoverdaily.listening.models.counts import (
    ArtistCount,
    Counting,
    HourCount,
    HourTotal,
    MonthTotal,
    RecordingCount,
    Rule,
    Span,
)
from discoverdaily.listening.models.imports import ExportRequest, Import, ImportFile, ImportPart, Outcome
from discoverdaily.listening.models.plays import Play, Removal, Source
from discoverdaily.listening.models.tracks import (
    Artist,
    AudioFeatures,
    Credit,
    Exclusion,
    Recording,
    Track,
    TrackDetails,
    TrackLookup,
)

__all__ = [
    "Artist",
    "ArtistCount",
    "AudioFeatures",
    "Capture",
    "Counting",
    "Credit",
    "Exclusion",
    "ExportRequest",
    "Gap",
    "HourCount",
    "HourTotal",
    "Import",
    "ImportFile",
    "ImportPart",
    "MonthTotal",
    "Outcome",
    "Play",
    "Recording",
    "RecordingCount",
    "Removal",
    "Rule",
    "Source",
    "Span",
    "Track",
    "TrackDetails",
    "TrackLookup",
]

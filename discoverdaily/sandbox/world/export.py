"""A listener's data as Spotify hands it out: the account data, and the extended streaming history."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Literal

from .catalogue import catalogue
from .history import plays
from .listeners import listeners

Kind = Literal["account", "extended"]


def export_zip(listener_id: str, now: datetime, kind: Kind) -> bytes:
    """The zip as Spotify sends it, of everything up to now."""
    begin = datetime.combine(listeners()[listener_id].joined, datetime.min.time(), UTC) - timedelta(days=1)
    tracks, artists = catalogue().tracks, catalogue().artists
    rows = [
        {
            "endTime": f"{play.ended_at:%Y-%m-%d %H:%M}",
            "artistName": artists[tracks[play.track_id].artist_ids[0]].name,
            "trackName": tracks[play.track_id].name,
            "msPlayed": play.ms_played,
        }
        for play in plays(listener_id, begin, now)
    ]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Spotify Account Data/StreamingHistory_music_0.json", json.dumps(rows, ensure_ascii=False))
    return out.getvalue()

"""Spotify's data packages."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from discoverdaily.sandbox.world import (
    ExportKind,
    HeardHere,
    Play,
    catalogue,
    export_parts,
    export_zip,
    listeners,
    playlists,
    plays,
)
from discoverdaily.sandbox.world.podcasts import episode_plays
from discoverdaily.sandbox.world.streams import NOTHING_HERE

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
_EXTENDED_FIELDS = {
    "ts", "platform", "ms_played", "conn_country", "ip_addr", "master_metadata_track_name",
    "master_metadata_album_artist_name", "master_metadata_album_album_name", "spotify_track_uri", "episode_name",
    "episode_show_name", "spotify_episode_uri", "audiobook_title", "audiobook_uri", "audiobook_chapter_uri",
    "audiobook_chapter_title", "reason_start", "reason_end", "shuffle", "skipped", "offline", "offline_timestamp",
    "incognito_mode",
}  # fmt: skip
_NAMES = [name for name in _EXTENDED_FIELDS if name.endswith(("_name", "_uri", "_title"))]


@cache
def _package(
    listener: str, kind: ExportKind, here: HeardHere = NOTHING_HERE, since: datetime | None = None
) -> dict[str, Any]:
    """The JSON files of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(export_zip(listener, NOW, kind, here, since))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def _rows(package: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return [row for name, rows in package.items() if part in name for row in rows]


def test_account_data_has_spotifys_files_in_spotifys_folder() -> None:
    package = _package("mara", "account")
    names = {name.removeprefix("Spotify Account Data/") for name in package}
    assert {
        "StreamingHistory_music_0.json",
        "StreamingHistory_music_1.json",
        "StreamingHistory_podcast_0.json",
    } <= names
    assert {"Playlist1.json", "Userdata.json", "YourLibrary.json", "Identity.json", "Follow.json"} <= names
    assert len(package["Spotify Account Data/StreamingHistory_music_0.json"]) == 10_000


def test_account_data_holds_the_last_years_plays_and_nothing_else() -> None:
    played, rows = plays("mara", NOW - timedelta(days=365), NOW), _rows(_package("mara", "account"), "_music_")
    assert len(rows) == len(played)
    assert sum(row["msPlayed"] for row in rows) == sum(play.ms_played for play in played)
    assert all(set(row) == {"endTime", "artistName", "trackName", "msPlayed"} for row in rows)
    assert [row["endTime"] for row in rows] == [f"{play.played_at:%Y-%m-%d %H:%M}" for play in played]
    assert rows[0]["trackName"] == catalogue().tracks[played[0].track_id].name


def test_account_data_holds_the_playlists_and_the_library() -> None:
    package = _package("mara", "account")
    kept = package["Spotify Account Data/Playlist1.json"]["playlists"]
    assert [playlist["name"] for playlist in kept] == [playlist.name for playlist in playlists("mara")]
    assert kept[0]["items"][0]["track"]["trackUri"] == f"spotify:track:{playlists('mara')[0].track_ids[0]}"
    assert package["Spotify Account Data/YourLibrary.json"]["tracks"]
    assert package["Spotify Account Data/Userdata.json"]["username"] == "mara"


def _told_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows without those that repeat the one before."""
    return [row for number, row in enumerate(rows) if number == 0 or row != rows[number - 1]]


def test_the_extended_history_holds_every_play_since_joining() -> None:
    begin = datetime.combine(listeners()["wanqing"].joined, datetime.min.time(), UTC) - timedelta(days=1)
    played, package = plays("wanqing", begin, NOW), _package("wanqing", "extended")
    rows = _rows(package, "_Audio_")
    songs = [row for row in _told_once(rows) if row["spotify_track_uri"]]
    assert [(row["ts"], row["ms_played"], row["spotify_track_uri"]) for row in songs] == [
        (f"{play.played_at:%Y-%m-%dT%H:%M:%SZ}", play.ms_played, f"spotify:track:{play.track_id}") for play in played
    ]
    assert sum(row["incognito_mode"] for row in songs) == sum(play.incognito for play in played) > 0
    episodes = [row for row in [*_told_once(rows), *_rows(package, "_Video_")] if row["spotify_episode_uri"]]
    assert len(episodes) == len(episode_plays("wanqing", begin, NOW)) > 0
    assert all(set(row) == _EXTENDED_FIELDS for row in rows)
    assert {row["reason_end"] for row in songs} == {"trackdone", "fwdbtn", "endplay"}
    assert {"clickrow", "trackdone", "fwdbtn"} <= {row["reason_start"] for row in songs}


def test_the_extended_history_has_the_oddities_of_real_ones() -> None:
    rows = _rows(_package("wanqing", "extended"), "_Audio_")
    assert len(rows) - len(_told_once(rows)) > 3
    nameless = [row for row in rows if not any(row[name] for name in _NAMES)]
    assert len(nameless) > 3
    books = [row for row in rows if row["audiobook_title"]]
    assert len(books) > 3
    assert not any(row["spotify_track_uri"] or row["spotify_episode_uri"] for row in books)
    assert len(nameless) + len(books) < len(rows) / 20


def test_a_free_account_has_no_audiobooks() -> None:
    assert not any(row["audiobook_uri"] for row in _rows(_package("luzia", "extended"), "_Audio_"))
    assert not any("audiobook" in name for name in _package("luzia", "account"))
    assert any("audiobook" in name for name in _package("wanqing", "account"))


def test_what_is_told_since_a_day_is_told_alike() -> None:
    since = NOW - timedelta(days=90)
    rows, late = (_rows(_package("wanqing", "extended", since=day), "_Audio_") for day in (None, since))
    assert late
    assert min(row["ts"] for row in late) >= f"{since:%Y-%m-%dT%H:%M:%SZ}"
    assert late[1:] == rows[len(rows) - len(late) + 1 :]  # how the first began, only what came before it tells


def test_a_package_comes_in_pieces() -> None:
    parts = list(export_parts("wanqing", NOW, "extended"))
    assert len(parts) > 3
    assert max(map(len, parts)) < sum(map(len, parts)) / 2


def test_the_extended_history_names_its_files_by_years() -> None:
    names = [name.rpartition("/")[2] for name in _package("wanqing", "extended")]
    pattern = re.compile(r"Streaming_History_(Audio_\d{4}(-\d{4})?_\d+|Video_\d{4}(-\d{4})?)\.json")
    assert len(names) == 2
    assert all(pattern.fullmatch(name) for name in names)


def test_plays_of_ones_own_making_are_in_both_packages() -> None:
    play = Play(next(iter(catalogue().tracks)), NOW - timedelta(hours=1), 31_000, None, False, False, False)
    here = HeardHere((play,), ((play.started_at.timestamp(), play.ended_at.timestamp()),))
    assert len(_rows(_package("pia", "account", here), "_music_")) == 1
    assert _rows(_package("pia", "extended", here), "_Audio_")[0]["ms_played"] == 31_000


def test_while_music_ran_here_nothing_else_was_heard() -> None:
    day = NOW - timedelta(days=1)
    silenced = HeardHere(while_music=((day.timestamp(), NOW.timestamp()),))
    rows, left = (_rows(_package("wanqing", "account", here), "_music_") for here in (NOTHING_HERE, silenced))
    during = [play for play in plays("wanqing", day, NOW + timedelta(hours=1)) if play.ended_at > day]
    assert during
    assert len(rows) - len(left) == sum(play.played_at < NOW for play in during)


@pytest.mark.parametrize("kind", ["account", "extended"])
def test_a_package_opens_for_somebody_who_played_nothing_and_has_a_readable_note(kind: ExportKind) -> None:
    with zipfile.ZipFile(io.BytesIO(export_zip("pia", NOW, kind))) as archive:
        assert archive.testzip() is None
        notes = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert len(notes) == 1
        note = archive.read(notes[0])
        assert note.startswith(b"%PDF-")
        assert note[int(note.split()[-2]) :].startswith(b"xref")
    assert _rows(_package("pia", kind), "StreamingHistory") == []


def test_a_package_is_the_same_each_time() -> None:
    assert export_zip("otis", NOW, "extended") == export_zip("otis", NOW, "extended")


def test_an_unknown_listener_is_refused() -> None:
    with pytest.raises(KeyError):
        export_zip("nobody", NOW, "account")

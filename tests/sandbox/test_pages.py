"""The sandbox's pages: what they show, that they are framed and linked as Spotify's are, and exports."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.sandbox.asking import Asker
from tests.sandbox_server import ROOT, SandboxServer

TEMPLATES = sorted((ROOT / "discoverdaily" / "sandbox" / "templates").glob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_style_or_handler(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


def test_an_embed_shows_the_song_and_may_stand_in_any_frame(sandbox: SandboxServer) -> None:
    track = Asker(sandbox).json("/me/top/tracks", limit=1)["items"][0]
    page = sandbox.http.get(f"/embed/track/{track['id']}")
    assert page.status_code == 200
    assert "x-frame-options" not in page.headers
    assert "content-security-policy" not in page.headers
    assert "data-tempo=" in page.text


@pytest.mark.parametrize("kind", ["track", "album", "artist", "playlist", "show", "episode"])
def test_every_kind_has_an_embed_and_an_open_page(sandbox: SandboxServer, kind: str) -> None:
    found = Asker(sandbox).json("/search", q="o", type=kind)[f"{kind}s"]["items"][0]
    for page in ("embed", "open"):
        answer = sandbox.http.get(f"/{page}/{kind}/{found['id']}")
        assert answer.status_code == 200
        assert re.search(r"<h1>", answer.text)
    assert sandbox.http.get(found["external_urls"]["spotify"]).status_code == 200


@pytest.mark.parametrize("path", ["/embed/track/none", "/open/mood/x", "/embed/user/mara", "/player?listener=nobody"])
def test_what_is_not_there_is_404_in_words(sandbox: SandboxServer, path: str) -> None:
    answer = sandbox.http.get(path)
    assert answer.status_code == 404
    assert "There is no such thing here" in answer.text


def test_names_with_markup_are_shown_and_not_obeyed(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    key = mara.playlist(mara.top_uris(2), name="<script>alert(1)</script>")
    for page in ("embed", "open"):
        text = sandbox.http.get(f"/{page}/playlist/{key}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_the_players_page_tells_what_plays_and_its_buttons_are_the_listeners_own(sandbox: SandboxServer) -> None:
    mara = Asker(sandbox)
    assert "Silence" in sandbox.http.get("/player?listener=mara").text
    pressed = sandbox.http.post("/player/mara/play")
    assert pressed.status_code == 303
    first = sandbox.http.get("/player/state?listener=mara").json()
    assert first["is_playing"] is True
    assert mara.json("/me/player")["item"]["uri"] == first["song"]["uri"]
    sandbox.http.post("/player/mara/next")
    second = sandbox.http.get("/player/state?listener=mara").json()
    assert second["song"]["uri"] == first["coming"][0]["uri"]
    sandbox.http.post("/player/mara/pause")
    assert sandbox.http.get("/player/state?listener=mara").json()["is_playing"] is False


def test_a_press_that_leads_nowhere_is_explained(sandbox: SandboxServer) -> None:
    sandbox.http.post("/player/mara/play")
    answer = sandbox.http.post("/player/mara/previous", follow_redirects=True)
    assert "There is no previous song." in answer.text


def test_who_saved_nothing_can_press_play_too(sandbox: SandboxServer) -> None:
    sandbox.http.post("/player/pia/play")
    assert sandbox.http.get("/player/state?listener=pia").json()["is_playing"] is True


@pytest.mark.parametrize("kind", ["account", "extended"])
def test_exports_are_zips_of_json(sandbox: SandboxServer, kind: str) -> None:
    answer = sandbox.http.get(f"/export/otis/{kind}.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = [row for name in archive.namelist() if name.endswith(".json") for row in json.loads(archive.read(name))]
    assert len(rows) > 1000
    assert sandbox.http.get(f"/export/nobody/{kind}.zip").status_code == 404


def test_an_export_can_begin_at_a_day(sandbox: SandboxServer) -> None:
    assert min(_told(sandbox, "otis", since="2026-06-01")) >= "2026-06-01"
    assert min(_told(sandbox, "otis")) < "2026-02-01"
    assert sandbox.http.get("/export/otis/extended.zip?since=yesterday").status_code == 422


def test_what_was_played_here_is_in_the_export_as_recently_played_tells_it(sandbox: SandboxServer) -> None:
    began = max(_told(sandbox, "mara"))
    sandbox.http.post("/player/mara/play")
    song = sandbox.http.get("/player/state?listener=mara").json()["song"]["name"]
    sandbox.advance(86_400)
    after = {at: name for at, name in _told(sandbox, "mara").items() if at > began}
    assert song in after.values()
    recent = Asker(sandbox).json("/me/player/recently-played?limit=50")["items"]
    told = {item["played_at"][:19] + "Z": item["track"]["name"] for item in recent}
    new = {at: name for at, name in told.items() if at > began}
    assert len(new) > 5
    assert new.items() <= after.items()


def _told(sandbox: SandboxServer, listener: str, **query: str) -> dict[str, str]:
    """The songs in a listener's extended history, by the moments at which they ended."""
    answer = sandbox.http.get(f"/export/{listener}/extended.zip", params=query)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        files = [json.loads(archive.read(name)) for name in archive.namelist() if "_Audio_" in name]
    return {row["ts"]: row["master_metadata_track_name"] for rows in files for row in rows if row["spotify_track_uri"]}

"""Covers, through a short-lived cache of our own, so that no page makes a browser ask Spotify's hosts.

A cover is kept for a day in a file; each new one clears away those of its folder that are older.
"""

import tempfile
import time
from pathlib import Path

from django.conf import settings

from discoverdaily.spotify import http
from discoverdaily.spotify.errors import Misused

MOST_BYTES = 1_000_000
KEPT_SECONDS = 24 * 3600


def cover_find(*, name: str) -> tuple[bytes, str]:
    """The picture of that name (as `cover()` of our objects tells it) and its type.

    Raises RetryLater or NotFound where Spotify's host does not give it, Misused where it is no picture to show.
    """
    file = _folder(name) / name
    picture = _kept(file)
    if picture is not None and (kind := kind_of(picture)):
        return picture, kind
    picture = http.download(f"{settings.SPOTIFY_IMAGE_URL}/{name}", most_bytes=MOST_BYTES)
    kind = kind_of(picture)
    if kind is None:
        raise Misused("not a picture")
    _keep(file, picture)
    return picture, kind


def kind_of(picture: bytes) -> str | None:
    """The media type its first bytes tell, of those a page may show; None for anything else."""
    if picture.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP":
        return "image/webp"
    return None


def _folder(name: str) -> Path:
    return settings.DATA_DIR / "covers" / name[-2:]  # names begin alike, but end by chance


def _kept(file: Path) -> bytes | None:
    try:
        if file.stat().st_mtime < time.time() - KEPT_SECONDS:
            return None
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _keep(file: Path, picture: bytes) -> None:
    """Puts it in its place whole, and clears away what is older than a day beside it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        draft.write(picture)
    Path(draft.name).replace(file)
    too_old = time.time() - KEPT_SECONDS
    for other in file.parent.iterdir():
        try:
            if other.stat().st_mtime < too_old:
                other.unlink()
        except FileNotFoundError:
            continue  # another process was quicker

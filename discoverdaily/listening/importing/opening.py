"""What is to be read of a file that was handed in: the file itself, or the histories within a zip. Nothing is unpacked
to a disk, and nothing is believed of what a zip says of itself."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from discoverdaily.listening.importing.lines import layout_of
from discoverdaily.listening.importing.parts import Bytes, chunks
from discoverdaily.listening.importing.problems import Problem, Unreadable

MOST_UNPACKED = 8 * 1024**3
"""Bytes; ten years of heavy listening are half a gigabyte."""
MOST_TIMES = 200
"""How many times its own size a zip may unpack to; Spotify's do to some twenty."""
HEAD = 64 * 1024
"""Bytes in which a file must say what it is."""
NOTHING = re.compile(rb"(\xef\xbb\xbf)?\s*\[\s*\]\s*")
"""A history without a single line."""
ENCRYPTED = 1
"""Bit of a zip's member."""

_HISTORY = re.compile(r"(StreamingHistory|Streaming_History|endsong).*\.json", re.IGNORECASE)
_OTHER = re.compile(r"podcast|audiobook|video", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")
_MALFORMED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    OSError,
)
_BEGINNINGS = (
    (re.compile(rb"\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP|....ftyp|BM|II\*\0|MM\0\*", re.DOTALL), Problem.PICTURE),
    (re.compile(rb"%PDF"), Problem.PDF),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b|BZh|\xfd7zXZ|.{257}ustar", re.DOTALL), Problem.OTHER_ARCHIVE),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<"), Problem.WEB_PAGE),
    (re.compile(rb"(\xef\xbb\xbf)?\s*(?![\s\[{])."), Problem.NOT_JSON),
    (re.compile(rb"(\xef\xbb\xbf)?\s*\{"), Problem.NOT_HISTORY),
)
"""What a file is by its first bytes, in the order in which to look; after them it begins as a list in JSON does."""


@dataclass(frozen=True, slots=True)
class History:
    """A streaming history to be read. `within` is its path in the zip it came in, empty where it was handed in."""

    within: str
    size: int
    music: bool
    """Whether its name allows for music: not that of podcasts, audiobooks and videos."""
    chunks: Callable[[], Iterator[bytes]]
    """Its bytes; raises Unreadable where they turn out to be spoilt."""


def histories(content: Bytes, name: str) -> list[History]:
    """The histories in a file called `name`. Raises Unreadable where there are none, or where it is better let
    alone."""
    content.seek(0)
    head = content.read(HEAD)
    if head.startswith(b"PK"):
        return _zipped(content)
    if not head.strip():
        raise Unreadable(Problem.EMPTY)
    for beginning, problem in _BEGINNINGS:
        if beginning.match(head):
            raise Unreadable(problem)
    if not layout_of(head) and not NOTHING.fullmatch(head):
        raise Unreadable(Problem.NOT_HISTORY)
    return [History("", content.size, not _OTHER.search(name), partial(_from_start, content))]


def _from_start(content: Bytes) -> Iterator[bytes]:
    content.seek(0)
    yield from chunks(content)


def _zipped(content: Bytes) -> list[History]:
    try:
        archive = zipfile.ZipFile(cast("BinaryIO", content))
    except _MALFORMED:
        raise Unreadable(Problem.BROKEN_ZIP) from None
    files = [member for member in archive.infolist() if not member.is_dir()]
    for member in files:
        _refuse_to_climb(member)
    found = [member for member in files if _HISTORY.fullmatch(_path(member).name)]
    if not found:
        nested = next((member.filename for member in files if _path(member).suffix.lower() == ".zip"), "")
        raise Unreadable(Problem.NESTED_ZIP if nested else Problem.NO_HISTORY, nested)
    for member in found:
        _refuse_oddities(member)
    total = sum(member.file_size for member in found)
    if total > MOST_UNPACKED:
        raise Unreadable(Problem.TOO_LARGE_UNPACKED)
    if total > MOST_TIMES * content.size:
        raise Unreadable(Problem.BOMB)
    return [
        History(
            member.filename,
            member.file_size,
            not _OTHER.search(_path(member).name),
            partial(_unpacked, archive, member),
        )
        for member in found
    ]


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with archive.open(member) as file:
            yield from chunks(file)
    except _MALFORMED:
        raise Unreadable(Problem.DAMAGED, member.filename) from None


def _path(member: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(member.filename.replace("\\", "/"))


def _refuse_to_climb(member: zipfile.ZipInfo) -> None:
    """We unpack nothing to any folder, but whoever writes such a path means harm."""
    path = _path(member)
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(member.filename):
        raise Unreadable(Problem.CLIMBS, member.filename)


def _refuse_oddities(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & ENCRYPTED:
        raise Unreadable(Problem.ENCRYPTED, member.filename)
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(Problem.ODDLY_PACKED, member.filename)

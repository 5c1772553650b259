"""A listener's data as Spotify hands it out on request: the account data, or the extended streaming history, zipped."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from .account_data import YEAR, account_files
from .extended_history import extended_files
from .listeners import listeners
from .streams import NOTHING_HERE, HeardHere, streams

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ExportKind = Literal["account", "extended"]

_READ_ME = {
    "account": ("Spotify Account Data/Read_Me_First.pdf", "Your account data, as of the day you asked for it."),
    "extended": (
        "Spotify Extended Streaming History/ReadMeFirst_ExtendedStreamingHistory.pdf",
        "Your streams over the life of your account. ts is the moment a stream ended, in UTC.",
    ),
}


_ROWS_AT_ONCE = 2000


def export_zip(
    listener_id: str, now: datetime, kind: ExportKind, here: HeardHere = NOTHING_HERE, since: datetime | None = None
) -> bytes:
    """The zip as Spotify sends it; the same bytes for the same arguments. An unknown listener raises KeyError."""
    return b"".join(export_parts(listener_id, now, kind, here, since))


def export_parts(
    listener_id: str, now: datetime, kind: ExportKind, here: HeardHere = NOTHING_HERE, since: datetime | None = None
) -> Iterator[bytes]:
    """The zip in pieces, each as soon as it is made: everything up to now (aware), or between since and now.

    account: the last year's music, podcasts and audiobooks in short, the library, playlists, searches, and the person.
    extended: every stream since the account began, in files of about 12 MB. here: what the world does not know of.
    """
    listener = listeners()[listener_id]
    began = datetime.combine(listener.joined, time(), UTC) - timedelta(days=1)
    begin = max(since or began, now - YEAR if kind == "account" else began)
    heard = streams(listener_id, begin, now, here)
    files = account_files(listener, now, list(heard)) if kind == "account" else extended_files(listener, heard)
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files:
            with archive.open(name, "w") as file:
                for piece in _json(content):
                    file.write(piece)
                    yield sink.taken()
        name, words = _READ_ME[kind]
        with archive.open(name, "w") as file:
            file.write(_pdf(words))
    yield sink.taken()


class _Sink(io.RawIOBase):
    """A file that is taken away while it is written: it has no beginning to go back to."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: "ReadableBuffer", /) -> int:
        self._parts.append(bytes(part))
        return len(self._parts[-1])

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


def _json(content: Any) -> Iterator[bytes]:
    """Content as JSON; long lists in pieces."""
    if not isinstance(content, list) or not content:
        yield msgspec.json.encode(content)
        return
    for start in range(0, len(content), _ROWS_AT_ONCE):
        rows = msgspec.json.encode(content[start : start + _ROWS_AT_ONCE])[1:-1]
        yield (b"," if start else b"[") + rows
    yield b"]"


def _pdf(words: str) -> bytes:
    """The smallest PDF that shows one line."""
    drawn = f"BT /F1 14 Tf 50 780 Td ({words}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Font << /F1 5 0 R >> >>",
    )
    body, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    count = len(objects) + 1
    trailer = f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")

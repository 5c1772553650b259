"""A listener's data as Spotify hands it out on request: the account data, or the extended streaming history, zipped."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from .account_data import account_files
from .extended_history import extended_files
from .listeners import listeners
from .model import Play

ExportKind = Literal["account", "extended"]

_READ_ME = {
    "account": ("Spotify Account Data/Read_Me_First.pdf", "Your account data, as of the day you asked for it."),
    "extended": (
        "Spotify Extended Streaming History/ReadMeFirst_ExtendedStreamingHistory.pdf",
        "Your streams over the life of your account. ts is the moment a stream ended, in UTC.",
    ),
}


def export_zip(listener_id: str, now: datetime, kind: ExportKind, extra: Sequence[Play] = ()) -> bytes:
    """The zip as Spotify sends it, of everything up to now (aware); the same bytes for the same arguments.

    account: the last year's music and podcasts in short, the library, playlists, searches, and the person. extended:
    every play since the account began, in files of about 12 MB. extra: plays that the world does not know of, to be put
    in too. An unknown listener raises KeyError. A heavy listener's extended history takes some ten seconds.
    """
    listener = listeners()[listener_id]
    files = account_files(listener, now, extra) if kind == "account" else extended_files(listener, now, extra)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name, content in files:
            archive.writestr(_entry(name, now), json.dumps(content, ensure_ascii=False))
        name, words = _READ_ME[kind]
        archive.writestr(_entry(name, now), _pdf(words))
    return out.getvalue()


def _entry(name: str, now: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


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

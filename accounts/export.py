"""A person's download: all that is kept of them, in one zip, written by a worker and there for a day.

The zip is written from its first byte to its last and never read again, so it needs no file: a megabyte after the other
becomes a row. Whoever is killed in between leaves parts behind that the next one deletes, and begins again.
"""

import csv
import io
import logging
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.template.loader import render_to_string
from kombu.exceptions import KombuError

from accounts.models import Download, DownloadPart, User
from discoverdaily import clock
from discoverdaily.celery import app
from discoverdaily.personal import Table, personal_apps

logger = logging.getLogger(__name__)

PIECE = 1024 * 1024
"""Bytes of a part."""
KEPT_FOR = timedelta(days=1)
FIRST = "account"
"""The table that one looks at first; then those in which something stands."""
RING = "accounts.tasks.work_due_downloads"
RING_EXPIRES = 60.0


def download_ask(*, person: User) -> Download:
    """A new download, due at once, in the place of one that is there; the same one where it is being written."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two presses at once ask for one
        there = Download.objects.filter(person=person).first()
        if there and there.state == Download.State.ASKED:
            return there
        if there:
            there.delete()
        asked = Download.objects.create(person=person, due_at=clock.now())
    _call_a_worker()
    return asked


def download_stop(*, person: User) -> None:
    """Deletes it, as far as it is. Whoever writes it finds the row gone, and ends."""
    Download.objects.filter(person=person).delete()


def _call_a_worker() -> None:
    """Rings at once. It may come to nothing: the next ring is seconds away, and no page waits for a broker."""
    try:
        app.send_task(RING, retry=False, expires=RING_EXPIRES)
    except (KombuError, OSError):
        logger.warning("the broker cannot be reached: a download waits for the next ring")


def download_work(*, download: Download) -> None:
    """Works one claimed row: writes it, or deletes it when its day is over. Raises LeaseLost where it was stopped."""
    if download.state == Download.State.READY:
        download.hold()
        download.delete()
        return
    with transaction.atomic():
        download.hold(rows_done=0)
        download.parts.all().delete()
    tables = [table for each in personal_apps() for table in each.export(download.person)]
    tables.sort(key=lambda table: (table.name != FIRST, not table.count))
    download.hold(rows=sum(table.count for table in tables))
    sink = _Parts(download)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {"tables": tables, "person": download.person, "now": clock.now()}
        archive.writestr(_entry("README.txt"), render_to_string("accounts/download_readme.txt", told))
        for table in tables:
            _table_write(archive, table, sink)
    sink.flush_all()
    now = clock.now()
    download.finish(due_at=now + KEPT_FOR, state=Download.State.READY, ready_at=now, size=sink.size)


def content_of(download: Download) -> Iterator[bytes]:
    """Its bytes, a part after the other. Raises DownloadPart.DoesNotExist where it is deleted meanwhile: half of it
    must not look like all of it."""
    for number in range(-(-download.size // PIECE)):
        yield bytes(DownloadPart.objects.get(download=download, number=number).content)


def _table_write(archive: zipfile.ZipFile, table: Table, sink: "_Parts") -> None:
    """As JSON, and meanwhile as CSV to a file without a name, since a zip takes one file after the other."""
    names = tuple(table.columns)
    with tempfile.TemporaryFile() as beside, io.TextIOWrapper(beside, "utf-8", newline="", write_through=True) as text:
        lines = csv.writer(text)
        lines.writerow(names)
        with archive.open(_entry(f"{table.name}.json"), "w") as file:
            separator = b"[\n"
            for row in table.rows:
                file.write(separator + msgspec.json.encode(dict(zip(names, row, strict=True))))
                lines.writerow(_cells(row))
                separator = b",\n"
                sink.rows_done += 1
            file.write(b"\n]\n" if separator == b",\n" else b"[]\n")
        beside.seek(0)
        with archive.open(_entry(f"{table.name}.csv"), "w") as file:
            shutil.copyfileobj(beside, file, PIECE)


def _entry(name: str) -> zipfile.ZipInfo:
    """A file of now, which otherwise would be of 1980."""
    entry = zipfile.ZipInfo(name, date_time=clock.now().timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _cells(row: Sequence[Any]) -> list[str | int | float]:
    """Nothing is an empty cell, lists stand in it as JSON, all else is as JSON has it without quotes."""
    return [_cell(value) for value in row]


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    written = msgspec.json.encode(value).decode()
    return written if isinstance(value, list | dict | tuple) else written.strip('"')


class _Parts(io.RawIOBase):
    """What is written to it becomes rows, each under the lease."""

    def __init__(self, download: Download) -> None:
        super().__init__()
        self.size = self.rows_done = 0
        self._download, self._waiting, self._number = download, bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._waiting += data
        while len(self._waiting) >= PIECE:
            self._keep(PIECE)
        return len(data)

    def flush_all(self) -> None:
        """Keeps what is left."""
        if self._waiting:
            self._keep(len(self._waiting))

    def _keep(self, count: int) -> None:
        content = bytes(self._waiting[:count])
        with transaction.atomic():
            self._download.hold(rows_done=self.rows_done)
            DownloadPart.objects.create(download=self._download, number=self._number, content=content)
        del self._waiting[:count]
        self._number, self.size = self._number + 1, self.size + count

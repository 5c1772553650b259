"""A file's bytes as rows, and the rows as a file again."""

import io
from collections.abc import Iterator
from typing import Protocol

from discoverdaily.listening.importing.problems import Problem, Unreadable
from discoverdaily.listening.models import ImportFile, ImportPart

PIECE = 1024 * 1024
"""Bytes of a part, and the most that is ever read at once."""


class Readable(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes: ...


class HandedIn(Readable, Protocol):
    """What a person hands in: Django's UploadedFile, or an open file."""

    @property
    def name(self) -> str | None: ...
    def seek(self, to: int, whence: int = 0, /) -> int: ...
    def tell(self) -> int: ...


def parts_store(*, file: ImportFile, content: HandedIn) -> None:
    """Keeps the content from its beginning, a part after the other."""
    content.seek(0)
    number = 0
    while piece := content.read(PIECE):
        ImportPart.objects.create(file=file, number=number, content=piece)
        number += 1


class Bytes(io.RawIOBase):
    """Bytes somewhere else, to be read here and there, and never many at once: a zip that says its list of contents is
    a gigabyte is not believed."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size
        self._at = 0

    def _piece(self, at: int, count: int) -> bytes:
        """Up to `count` bytes from `at` on; at least one."""
        raise NotImplementedError

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, to: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = max(0, to + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence])
        return self._at

    def read(self, count: int | None = -1, /) -> bytes:
        """As every file reads; raises Unreadable where more is wanted than a piece."""
        left = max(0, self.size - self._at)
        count = left if count is None or count < 0 else min(count, left)
        if count > PIECE:
            raise Unreadable(Problem.BROKEN_ZIP)
        found = b""
        while len(found) < count:
            piece = self._piece(self._at, count - len(found))
            self._at += len(piece)
            found += piece
        return found


class Content(Bytes):
    """What was handed in."""

    def __init__(self, file: HandedIn) -> None:
        self._file = file
        file.seek(0, io.SEEK_END)
        super().__init__(file.tell())

    def _piece(self, at: int, count: int) -> bytes:
        self._file.seek(at)
        if piece := self._file.read(count):
            return piece
        raise OSError(f"{self._file.name} is shorter than it was.")


class Parts(Bytes):
    """What was kept; the part that was read last stays in memory."""

    def __init__(self, file: ImportFile) -> None:
        super().__init__(file.size)
        self._file = file
        self._number, self._part = -1, b""

    def _piece(self, at: int, count: int) -> bytes:
        number, start = divmod(at, PIECE)
        if number != self._number:
            part = ImportPart.objects.values_list("content", flat=True).get(file=self._file, number=number)
            self._number, self._part = number, bytes(part)
        return self._part[start : start + count]


def chunks(file: Readable) -> Iterator[bytes]:
    """The file from where it stands, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece

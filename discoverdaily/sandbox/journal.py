"""What outlives a restart: shelves of values kept in memory, with every change written to one SQLite table.

Changes are written in one transaction before the answer to the request that made them is sent, so a kill at any moment
loses at most a request that nobody was told had worked.
"""

import sqlite3
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class StateUnusable(Exception):
    """The state file is held by another sandbox, or was written by another version of it."""


class Journal:
    """One table of (shelf, key) -> msgpack. Without a path nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._changed: dict[tuple[str, str], Any] = {}
        self._db = _open(path) if path else None

    def read(self, shelf: str) -> list[tuple[str, bytes]]:
        """Keys and values in the order in which the keys were first put there."""
        if self._db is None:
            return []
        return self._db.execute("SELECT key, value FROM shelves WHERE shelf = ? ORDER BY rowid", (shelf,)).fetchall()

    def changed(self, shelf: str, key: str, value: Any) -> None:
        """Remember a change until `write`; the value None means gone."""
        if self._db is not None:
            self._changed[shelf, key] = value

    def write(self) -> None:
        if self._db is None or not self._changed:
            return
        gone = [place for place, value in self._changed.items() if value is None]
        kept = [(*place, msgspec.msgpack.encode(value)) for place, value in self._changed.items() if value is not None]
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            self._db.executemany("DELETE FROM shelves WHERE shelf = ? AND key = ?", gone)
            self._db.executemany(
                "INSERT INTO shelves (shelf, key, value) VALUES (?, ?, ?) "
                "ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value",
                kept,
            )
        self._changed.clear()

    def close(self) -> None:
        self.write()
        if self._db is not None:
            self._db.close()


def _open(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=2, check_same_thread=False)
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute(
            "CREATE TABLE IF NOT EXISTS shelves "
            "(shelf TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (shelf, key))"
        )
    except sqlite3.Error as error:
        raise StateUnusable(f"{path} cannot be used ({error}). Is another sandbox running on it?") from error
    return db


class Shelf(MutableMapping[str, T], Generic[T]):
    """A dictionary that tells the journal what changed. Values are frozen: put another in its place."""

    def __init__(self, journal: Journal, name: str, kind: Any) -> None:
        self._journal = journal
        self._name = name
        decoder = msgspec.msgpack.Decoder(kind)
        try:
            self._values: dict[str, T] = {key: decoder.decode(value) for key, value in journal.read(name)}
        except (msgspec.DecodeError, sqlite3.Error) as error:
            raise StateUnusable(
                f"The state file was written by another version of the sandbox ({name}: {error}). "
                "Move it away to begin anew."
            ) from error

    def __getitem__(self, key: str) -> T:
        return self._values[key]

    def __setitem__(self, key: str, value: T) -> None:
        self._values[key] = value
        self._journal.changed(self._name, key, value)

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        self._journal.changed(self._name, key, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

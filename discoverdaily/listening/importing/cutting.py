"""Cuts a list in JSON into its items as the bytes come in, so that it is never held whole and one bad item costs one
line."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from discoverdaily.listening.importing.problems import Problem, Unreadable

T = TypeVar("T")

LONGEST = 16 * 1024
"""Bytes of an item; Spotify's take up to two thousand. As much of what makes no sense is one unreadable line."""
MOST_TOKENS = 500
"""Strings, brackets and commas of an item; Spotify's have about a hundred. What is spoilt on purpose costs no more."""
TOLERATED = 1_000
"""Unreadable lines before it matters that they are more than half of all."""

_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_SEPARATORS = re.compile(rb"[ \t\r\n,]*")
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["{}\[\],]', re.DOTALL)
"""A string as a whole, a bracket, a comma; a quotation mark alone begins a string that does not end."""
_NEXT_OBJECT = re.compile(rb"\}\s*,\s*(?=\{)")


class Cut(NamedTuple, Generic[T]):
    """Some items as they follow each other, and how many among them could not be read."""

    items: list[T]
    unreadable: int


class Cutter(Generic[T]):
    """Decodes the items of one list, some thousand at a time.

    What has come is tried, up to its last closing brace, as a list of its own: if that can be decoded, the cut was
    right, because a brace within a string or an item would leave either open. Else the items are cut out one by one.
    """

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind
        self._one = msgspec.json.Decoder(kind)
        self._many = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]  # known where the program runs
        self._begun = self._ended = False
        self._rest = b""
        self._read = self._unreadable = 0

    def cut(self, chunks: Iterable[bytes]) -> Iterator[Cut[T]]:
        """The items in order. Raises Unreadable where there is no list, where it can hardly be read, and, after the
        last item that is whole, where it breaks off or goes on after its end."""
        for chunk in chunks:
            self._rest += chunk
            if self._begin(final=False):
                yield self._whole()
        self._begin(final=True)
        yield self._one_by_one(final=True)
        self._nothing_follows()
        if not self._ended:
            raise Unreadable(Problem.TRUNCATED)

    def _begin(self, *, final: bool) -> bool:
        """Whether the list has begun; what stands before its items is taken off."""
        if self._begun or (len(self._rest) < len(_BOM) and not final):
            return self._begun
        self._rest = self._rest.removeprefix(_BOM).lstrip(_BLANK)
        if self._rest.startswith(b"["):
            self._begun, self._rest = True, self._rest[1:]
        elif self._rest or final:
            raise Unreadable(Problem.NOT_HISTORY if self._rest else Problem.EMPTY)
        return self._begun

    def _whole(self) -> Cut[T]:
        """Takes off the rest the items that are whole, all at once if it can be done."""
        self._nothing_follows()
        start, end = _after_separators(self._rest, 0), self._rest.rfind(b"}") + 1
        try:
            items = self._many.decode(b"".join((b"[", memoryview(self._rest)[start:end], b"]")))
        except (ValueError, RecursionError):
            return self._one_by_one(final=False)
        if not items and len(self._rest) > LONGEST:
            return self._one_by_one(final=False)
        self._rest = self._rest[end:]
        self._read += len(items)
        return Cut(items, 0)

    def _nothing_follows(self) -> None:
        if self._ended:
            self._rest = self._rest.strip(_BLANK)
            if self._rest:
                raise Unreadable(Problem.GOES_ON)

    def _one_by_one(self, *, final: bool) -> Cut[T]:
        """Takes them off one at a time; `final`: nothing more will come."""
        found = list(self._items(final=final))
        items = [item for item in found if item is not None]
        self._read += len(found)
        self._unreadable += len(found) - len(items)
        if self._unreadable > max(TOLERATED, self._read // 2):
            raise Unreadable(Problem.MOSTLY_UNREADABLE)
        return Cut(items, len(found) - len(items))

    def _items(self, *, final: bool) -> Iterator[T | None]:
        """None stands for one that cannot be read."""
        text, at = self._rest, 0
        while not self._ended and (at := _after_separators(text, at)) < len(text):
            if text.startswith(b"]", at):
                self._ended, at = True, at + 1
                break
            end = _end(text, at)
            if end is None and not final and len(text) - at <= LONGEST:
                break
            item = self._decoded(text[at:end]) if end else None
            end = end or min(at + LONGEST, len(text))
            yield item
            at = end if item is not None or _is_json(text[at:end]) else _next_object(text, at, end)
        self._rest = text[at:]

    def _decoded(self, text: bytes) -> T | None:
        """An item; where its letters alone are spoilt, with a question mark for each that is."""
        try:
            return self._one.decode(text)
        except (ValueError, RecursionError):
            pass
        try:
            return msgspec.convert(_mended(json.loads(text.decode(errors="replace"))), self._kind)
        except (ValueError, RecursionError):
            return None


def _after_separators(text: bytes, at: int) -> int:
    found = _SEPARATORS.match(text, at)
    return found.end() if found else at


def _end(text: bytes, at: int) -> int | None:
    """Where the item that begins `at` ends, by its brackets and quotation marks; None: not within reach."""
    depth = 0
    for token in islice(_TOKEN.finditer(text, at, at + LONGEST), MOST_TOKENS):
        sign = token[0]
        if sign in (b"{", b"["):
            depth += 1
        elif sign in (b"}", b"]") and depth:
            depth -= 1
            if not depth:
                return token.end()
        elif sign in (b",", b"]") and not depth:
            return token.start()
        elif sign == b'"':
            return None
    return None


def _is_json(text: bytes) -> bool:
    """Whether it is well written, whatever it says: then it ends where it seems to."""
    try:
        msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _next_object(text: bytes, at: int, end: int) -> int:
    """Where to go on after what cannot be read: at the next object, if one seems to begin before its `end`."""
    found = _NEXT_OBJECT.search(text, at, end)
    return found.end() if found else end


def _mended(value: Any) -> Any:
    """An object whose texts hold no half of a surrogate pair."""
    if not isinstance(value, dict):
        return value
    return {
        name: text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if isinstance(text, str) else text
        for name, text in value.items()
    }

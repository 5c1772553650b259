"""A list in JSON is cut into its items, wherever its chunks happen to end."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discoverdaily.listening.importing import cutting
from discoverdaily.listening.importing.cutting import LONGEST, TOLERATED, Cutter
from discoverdaily.listening.importing.problems import Problem, Unreadable


class Item(msgspec.Struct):
    a: str | None = None


def cut(text: bytes, size: int = 1_000_000) -> tuple[list[str | None], int, Problem | None]:
    """The items, how many could not be read, and what was wrong at the end, from chunks of so many bytes."""
    items: list[str | None] = []
    unreadable = 0
    try:
        for some, bad in Cutter(Item).cut(text[at : at + size] for at in range(0, len(text), size)):
            items += [item.a for item in some]
            unreadable += bad
    except Unreadable as problem:
        return items, unreadable, problem.problem
    return items, unreadable, None


SIZES = st.integers(1, 40)
NASTY = st.text(alphabet=st.sampled_from('a{}[],:"\\ \n\té😀\u2028\0'), max_size=12) | st.text(max_size=8)
ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=6,
)
ITEMS = st.lists(st.tuples(NASTY | st.none(), ANY_JSON), max_size=8)


@given(ITEMS, SIZES, st.booleans(), st.sampled_from([None, 0, 2]), st.sampled_from(["", "\ufeff"]))
def test_what_json_reads_is_read_from_chunks_of_any_size(
    items: list[tuple[str | None, Any]], size: int, ascii_only: bool, indent: int | None, before: str
) -> None:
    text = before + json.dumps([{"b": more, "a": a} for a, more in items], ensure_ascii=ascii_only, indent=indent)
    expected = [a for a, _ in items]
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        return
    assert cut(encoded, size) == (expected, 0, None)


@given(ITEMS, ANY_JSON, st.integers(0, 8), SIZES)
def test_an_item_that_is_no_object_is_one_unreadable_line(
    items: list[tuple[str | None, Any]], other: Any, at: int, size: int
) -> None:
    objects: list[Any] = [{"a": a, "b": more} for a, more in items]
    at = min(at, len(objects))
    other = [other] if isinstance(other, dict) else other
    text = json.dumps([*objects[:at], other, *objects[at:]]).encode()
    assert cut(text, size) == ([a for a, _ in items], 1, None)


@pytest.mark.parametrize(
    "bad",
    [
        b'{"a": tru}',
        b'{"a": 5}',
        b'{"a" "x"}',
        b'{"a": "he said "hello"}',
        b'{"a": "he said "hello" twice"}',
        b'{"a": "tab\there"}',
        b"{a: 1}",
        b"nonsense",
        b'{"b": NaN, "a": 1}',
        b'{"b": ' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_a_spoilt_item_is_one_unreadable_line_and_the_others_go_on(bad: bytes, size: int) -> None:
    text = b'[{"a": "before"}, ' + bad + b', {"a": "af}{ter"}, {"a": "the end"}]'
    assert cut(text, size) == (["before", "af}{ter", "the end"], 1, None)


@pytest.mark.parametrize("size", [1, 3, 1_000_000])
def test_a_spoilt_letter_costs_the_letter_alone(size: int) -> None:
    text = rb'[{"a": "half \ud83d", "b": "\udc00"}, {"a": "caf' + b"\xe9" + rb'"}, {"a": "\ud83d\ude00"}]'
    assert cut(text, size) == (["half \ufffd", "caf\ufffd", "😀"], 0, None)


@pytest.mark.parametrize("size", [1, 3, 1_000_000])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"", ([], 0, Problem.EMPTY)),
        (b" \n ", ([], 0, Problem.EMPTY)),
        (b"[]", ([], 0, None)),
        (b"\xef\xbb\xbf [ \n ] \n", ([], 0, None)),
        (b'{"a": "x"}', ([], 0, Problem.NOT_HISTORY)),
        (b'[{"a": "x"}', (["x"], 0, Problem.TRUNCATED)),
        (b'[{"a": "x"}, {"a": "y', (["x"], 1, Problem.TRUNCATED)),
        (b"[", ([], 0, Problem.TRUNCATED)),
        (b'[{"a": "x"}] [{"a": "y"}]', (["x"], 0, Problem.GOES_ON)),
        (b'[{"a": "x"}]\0\0', (["x"], 0, Problem.GOES_ON)),
        (b'[{"a": "x"},\n]', (["x"], 0, None)),
        (b'[{"a": "x"} {"a": "y"}]', (["x", "y"], 0, None)),
    ],
)
def test_a_list_that_does_not_end_well_says_so_and_keeps_what_was_whole(text: bytes, found: Any, size: int) -> None:
    assert cut(text, size) == found


def test_a_list_that_can_hardly_be_read_is_given_up() -> None:
    assert cut(b"[" + b"1," * (TOLERATED + 1))[2] == Problem.MOSTLY_UNREADABLE
    assert cut(b"[" + b"1," * TOLERATED + b"1]")[2] == Problem.MOSTLY_UNREADABLE
    assert cut(b"[" + b"1," * (TOLERATED - 1) + b"1]") == ([], TOLERATED, None)


def test_what_never_ends_is_not_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0
    cutter = Cutter(Item)
    chunks = (b"x" * LONGEST if number else b'[{"a": "' for number in range(200))
    with suppress(Unreadable):
        for _ in cutter.cut(chunks):
            longest = max(longest, len(cutter._rest))
    assert next(chunks, None) is None
    assert longest <= 2 * LONGEST


def test_whole_chunks_are_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "_end", lambda *_: pytest.fail("a good chunk was taken apart"))
    text = json.dumps([{"a": "x"}] * 1_000, indent=2).encode()
    assert cut(text, 5_000) == (["x"] * 1_000, 0, None)

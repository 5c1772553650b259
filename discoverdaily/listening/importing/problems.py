"""What may be wrong with a file that somebody hands in; words.py says it to them."""

from enum import StrEnum
from typing import NamedTuple


class Problem(StrEnum):
    """Why a file, or a part of it, was not taken. Kept with its ImportFile."""

    EMPTY = "empty"
    PICTURE = "picture"
    PDF = "pdf"
    WEB_PAGE = "web_page"
    OTHER_ARCHIVE = "other_archive"
    NOT_JSON = "not_json"
    NOT_HISTORY = "not_history"

    NO_HISTORY = "no_history"
    NESTED_ZIP = "nested_zip"
    BROKEN_ZIP = "broken_zip"
    ENCRYPTED = "encrypted"
    ODDLY_PACKED = "oddly_packed"
    CLIMBS = "climbs"
    BOMB = "bomb"
    TOO_LARGE_UNPACKED = "too_large_unpacked"

    DAMAGED = "damaged"
    TRUNCATED = "truncated"
    GOES_ON = "goes_on"
    MOSTLY_UNREADABLE = "mostly_unreadable"
    TOO_MANY_LINES = "too_many_lines"

    NO_FILES = "no_files"
    TOO_MANY_FILES = "too_many_files"
    TOO_LARGE = "too_large"
    TOO_MANY_IMPORTS = "too_many_imports"
    NO_ROOM = "no_room"
    UNFINISHED = "unfinished"


UNFORESEEN = "unforeseen"
MISCOUNTED = "miscounted"
SWITCHED_OFF = "switched_off"
NOT_TAKEN_OUT = "not_taken_out"
"""What an import itself may have ended with, as its `last_error`."""


class Found(NamedTuple):
    """A problem, the file that has it, and the file within that one; either name may be empty."""

    problem: Problem
    name: str = ""
    within: str = ""


class Unreadable(Exception):
    """A file, or the one `within` it, cannot be read, or no further."""

    def __init__(self, problem: Problem, within: str = "") -> None:
        super().__init__(problem, within)
        self.problem = problem
        self.within = within


class Refused(Exception):
    """Nothing of what was handed in was taken; `found` says why, a file at a time."""

    def __init__(self, *found: Found) -> None:
        super().__init__(*found)
        self.found = found

"""Names as they are compared: two spellings of one title or artist have the same key."""

import re
import unicodedata

_BLANKS = re.compile(r"[\W_]+")
LONGEST = 200
_LETTERS = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that are one with their mark, as people type them who have no such key."""


def name_key(name: str) -> str:
    """A name without capitals, accents' spellings, punctuation and surplus blanks; never empty where `name` is not.

    What tells versions apart, such as “(Live)”, stays as a word of its own.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return (_BLANKS.sub(" ", plain).strip() or plain.strip() or name)[:LONGEST]


def search_key(name: str) -> str:
    """A name as it is looked for: its key, with every accent taken off. Two names may share it."""
    return unaccented(name_key(name))


def unaccented(key: str) -> str:
    """A key as it is typed by whoever leaves the accents out."""
    if key.isascii():
        return key
    letters = unicodedata.normalize("NFKD", key.translate(_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.split())  # an accent that stood by itself leaves a blank

"""Names as they are compared: two spellings of one title or artist have the same key."""

import re
import unicodedata

_BLANKS = re.compile(r"[\W_]+")
LONGEST = 200


def name_key(name: str) -> str:
    """A name without capitals, accents' spellings, punctuation and surplus blanks; never empty where `name` is not.

    What tells versions apart, such as “(Live)”, stays as a word of its own.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return (_BLANKS.sub(" ", plain).strip() or plain.strip() or name)[:LONGEST]

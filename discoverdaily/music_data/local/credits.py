"""Whom tracks are by, where a file tells it in words only."""

import re
from collections.abc import Iterator, Sequence

_GUESTS = re.compile(r"[(\[-]\s*(?:feat\.?|ft\.?|featuring|with)\s+([^)\]]*)")
_REMIX = re.compile(r"[-(\[]\s*([^-(\[]+?)\s(?:remix|edit|mix|rework|bootleg|version)\b")
_ASUNDER = re.compile(r"\s*(?:,|;|&|/|\band\b|\bx\b|\bfeat\.?|\bft\.?)\s*")


def credited(artists: Sequence[str], names: Sequence[str]) -> list[tuple[str, ...]]:
    """The artists of each track: the one that its row names, then those whom this name or the title holds, too,
    as long as another track is by them alone; without regard to case."""
    whole = [_plain(artist) for artist in artists]
    known = set(whole)
    found = []
    for artist, name in zip(whole, names, strict=True):
        others = [other for other in _others(artist, _plain(name)) if other in known]
        found.append(tuple(dict.fromkeys(filter(None, (artist, *others)))))
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _others(artist: str, title: str) -> Iterator[str]:
    yield from _ASUNDER.split(artist)
    for words in _GUESTS.findall(title):
        yield from (words, *_ASUNDER.split(words))
    for words in _REMIX.findall(title):
        yield from (words, words.rpartition(" ")[0], *_ASUNDER.split(words))  # "Somebody's Club Remix"

"""An audiobook, of which some people hear a chapter when the day's music is over."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from .history import day_bounds
from .listeners import listeners
from .model import Chapter, ChapterPlay, Play
from .seed import fraction, spotify_id, stream

_BOOK, _AUTHOR = "The Inventory of Small Lamps", "Ottoline Verhaven"
_CHAPTERS = ("The Key Under the Barometer", "Nine Wicks", "What the Ferryman Kept", "An Auction in the Rain", "Dimmer")
_DAYS_WITH_CHAPTERS = 0.04
_BREATH = timedelta(minutes=10)


@cache
def chapters() -> Mapping[str, Chapter]:
    """The book's chapters by id, in order."""
    made = (
        Chapter(
            id=spotify_id("chapter", number),
            name=f"Chapter {number + 1}: {name}",
            book_id=spotify_id("book", _BOOK),
            book=_BOOK,
            author=_AUTHOR,
            duration_ms=int(60_000 * (18 + 20 * fraction("chapter", number))),
        )
        for number, name in enumerate(_CHAPTERS)
    )
    return {chapter.id: chapter for chapter in made}


def chapter_on(listener_id: str, day: date, songs: Sequence[Play]) -> ChapterPlay | None:
    """What was heard of the book on a day, some minutes after the last of its songs. It comes with Premium."""
    if not songs or listeners()[listener_id].product != "premium":
        return None
    chance = stream("audiobook", listener_id, day)
    if chance.random() > _DAYS_WITH_CHAPTERS:
        return None
    chapter, started_at = chance.choice(tuple(chapters().values())), songs[-1].ended_at + _BREATH
    wished = timedelta(milliseconds=int(chapter.duration_ms * (0.2 + 0.8 * chance.random())))
    length = min(wished, day_bounds(listener_id, day)[1] - started_at)
    if length < _BREATH:
        return None
    return ChapterPlay(chapter.id, started_at, int(length / timedelta(milliseconds=1)))

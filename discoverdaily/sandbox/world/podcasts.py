"""The little that is heard besides music: two podcasts, and the adverts of free accounts."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from .model import Advert, Episode, Show
from .seed import image_id, spotify_id, stream

_SHOWS = (
    ("The Slow Lift", "Brackwater Audio", "Two neighbours talk between the ground floor and the ninth."),
    ("Moss, Explained", "Velmora Public Radio", "Small green things, at length."),
)
_TOPICS = (
    "The Ferry That Would Not Leave",
    "A Letter About Lichens",
    "Forty Minutes on Hinges",
    "Who Winds the Town Clock?",
)
_FIRST = date(2025, 1, 7)


@cache
def shows() -> Mapping[str, Show]:
    return {
        show.id: show
        for number, (name, publisher, description) in enumerate(_SHOWS)
        for show in [Show(spotify_id("show", number), name, publisher, description, image_id(number, "show", number))]
    }


@cache
def episodes() -> Mapping[str, Episode]:
    """Four episodes of each show, by id, oldest first."""
    return {
        episode.id: episode
        for show in shows().values()
        for number, topic in enumerate(_TOPICS)
        for episode in [_episode(show, number, topic)]
    }


def _episode(show: Show, number: int, topic: str) -> Episode:
    chance = stream("episode", show.id, number)
    return Episode(
        id=spotify_id("episode", show.id, number),
        name=f"{number + 1}. {topic}",
        show_id=show.id,
        description=f"{topic}: {show.description}",
        released=_FIRST + timedelta(days=14 * number),
        duration_ms=int(60_000 * (24 + 30 * chance.random())),
        explicit=False,
        image=show.image,
    )


@cache
def adverts() -> tuple[Advert, ...]:
    """Adverts that interrupt free accounts, for things that nobody sells."""
    names = ("Pellam's Umbrellas: both sides stay dry", "Corvane Ferries, eventually", "Fennimore Buttons")
    return tuple(
        Advert(spotify_id("advert", number), name, 15_000 + 5_000 * number) for number, name in enumerate(names)
    )

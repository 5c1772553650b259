"""The little that is heard besides music: two podcasts, and the adverts of free accounts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from .history import day_bounds, day_plays, listening_day
from .model import Advert, Episode, EpisodePlay, Play, Show
from .seed import fraction, image_id, spotify_id, stream

_SHOWS = (
    ("The Slow Lift", "Brackwater Audio", "Two neighbours talk between the ground floor and the ninth."),
    ("Moss, Explained", "Velmora Public Radio", "Small green things, at length."),
)
_TOPICS = (
    "The Ferry That Would Not Leave",
    "A Letter About Lichens",
    "Forty Minutes on Hinges",
    "Who Winds the Clock?",
)
_ADVERTS = ("Pellam's Umbrellas: both sides stay dry", "Corvane Ferries, eventually", "Fennimore Buttons")
_FIRST = date(2024, 1, 9)
_DAYS_WITH_PODCASTS = 0.1
_BREATH = timedelta(minutes=5)


@cache
def shows() -> Mapping[str, Show]:
    """The podcasts by id."""
    made = (
        Show(spotify_id("show", number), name, publisher, description, image_id(number, "show", number))
        for number, (name, publisher, description) in enumerate(_SHOWS)
    )
    return {show.id: show for show in made}


@cache
def episodes() -> Mapping[str, Episode]:
    """Four episodes of each podcast by id, oldest first."""
    made = (_episode(show, number, topic) for show in shows().values() for number, topic in enumerate(_TOPICS))
    return {episode.id: episode for episode in made}


@cache
def adverts() -> tuple[Advert, ...]:
    """Adverts that interrupt free accounts, for things that nobody sells."""
    return tuple(Advert(spotify_id("advert", n), name, 15_000 + 5_000 * n) for n, name in enumerate(_ADVERTS))


def episode_plays(listener_id: str, start: datetime, end: datetime) -> list[EpisodePlay]:
    """The podcasts heard that ended in [start, end), in order; both aware. They overlap no play of music."""
    first, last = listening_day(listener_id, start), listening_day(listener_id, end)
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    heard = (episode_on(listener_id, day, day_plays(listener_id, day)) for day in days)
    return [play for play in heard if play is not None and start <= play.ended_at < end]


def episode_on(listener_id: str, day: date, songs: Sequence[Play]) -> EpisodePlay | None:
    """On some days, part of an episode that ends some minutes before the first of the day's songs."""
    if not songs:
        return None
    chance = stream("podcast", listener_id, day)
    if chance.random() > _DAYS_WITH_PODCASTS:
        return None
    ended_at = songs[0].started_at - _BREATH
    room = ended_at - day_bounds(listener_id, day)[0]
    if room < _BREATH:
        return None
    episode = chance.choice(tuple(episodes().values()))
    wished = timedelta(milliseconds=int(episode.duration_ms * (0.2 + 0.8 * chance.random())))
    length = min(wished, room)
    return EpisodePlay(episode.id, ended_at - length, int(length / timedelta(milliseconds=1)), chance.random() < 0.2)


def _episode(show: Show, number: int, topic: str) -> Episode:
    return Episode(
        id=spotify_id("episode", show.id, number),
        name=f"{number + 1}. {topic}",
        show_id=show.id,
        description=f"{topic}. {show.description}",
        released=_FIRST + timedelta(days=14 * number),
        duration_ms=int(60_000 * (24 + 30 * fraction("episode", show.id, number))),
        explicit=False,
        image=show.image,
    )

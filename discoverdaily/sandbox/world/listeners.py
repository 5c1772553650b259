"""The demo listeners, and the habits from which their histories follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from .model import Listener
from .seed import spotify_id

_EVENINGS = (0, 0, 0, 0, 0, 0, 1, 4, 6, 2, 2, 2, 3, 2, 1, 2, 3, 6, 7, 6, 7, 8, 5, 2)
_ALL_DAY = (1, 0, 0, 0, 0, 0, 2, 6, 8, 8, 8, 8, 7, 8, 8, 8, 8, 8, 7, 7, 7, 7, 6, 3)
_COMMUTE = (0, 0, 0, 0, 0, 1, 6, 9, 4, 1, 1, 1, 4, 3, 1, 1, 2, 6, 9, 5, 3, 2, 1, 0)
_NIGHTS = (6, 4, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9)
_NAPS = (0, 0, 0, 0, 0, 0, 1, 3, 3, 1, 1, 2, 4, 4, 2, 1, 2, 4, 6, 8, 5, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody listens.

    tastes: weights of styles; artists, tracks: size of the circle of favourites; plays: a working day's mean, times weekend
    at weekends; hours: weight of each local hour for beginning to listen; skips, silences, private: shares of plays, days
    and sittings; finds: new favourites a week, which take up the share newness of listening while they last; picky: how many
    songs are weighed against the day's mood for each that is played; valence, energy: the mood's middle over the year and
    its swing, highest in the middle of July where swing is above zero, in January where below; shuffle: share of sittings.
    """

    tastes: Mapping[str, float]
    artists: int
    tracks: int
    plays: float
    weekend: float
    hours: tuple[int, ...]
    skips: float
    silences: float
    private: float
    finds: float
    newness: float
    picky: int
    valence: tuple[float, float]
    energy: tuple[float, float]
    shuffle: float


@cache
def listeners() -> Mapping[str, Listener]:
    """The demo listeners by id, in the order in which a page offers them."""
    return MappingProxyType({listener.id: listener for listener in _LISTENERS})


def _listener(  # noqa: PLR0913 - one line for each listener below, read as a table
    user_id: str, name: str, country: str, timezone: str, joined: date, about: str, *, free: bool = False
) -> Listener:
    return Listener(
        id=user_id,
        account_id=spotify_id("account", user_id),
        name=name,
        email=f"{user_id}@listeners.example",
        country=country,
        product="free" if free else "premium",
        timezone=timezone,
        joined=joined,
        about=about,
    )


_LISTENERS = (
    _listener(
        "mara", "Mara Winterfeld", "DE", "Europe/Berlin", date(2024, 10, 1),
        "Some thirty songs a day: bright in summer, quiet in winter. Two years of history.",
    ),
    _listener(
        "theo", "Theo Brackenridge", "US", "America/New_York", date(2024, 3, 4),
        "Music from waking to sleeping: about 300 plays a day.",
    ),
    _listener(
        "luzia", "Luzia Pedralva", "BR", "America/Sao_Paulo", date(2025, 2, 10),
        "A free account: a dozen songs on the way to work, no control of the player.", free=True,
    ),
    _listener(
        "pia", "Pia Solberg-Hale", "AU", "Australia/Melbourne", date(2026, 11, 20),
        "Joined just now and has played nothing yet.",
    ),
    _listener(
        "wanqing", "沈晚晴", "HK", "Asia/Shanghai", date(2025, 5, 1),
        "Listens while studying, late at night; her day ends long after midnight.",
    ),
    _listener(
        "otis", "Otis Quillmere", "GB", "Europe/London", date(2026, 1, 5),
        "The same two dozen songs again and again: a top list shorter than fifty.",
    ),
)  # fmt: skip

HABITS: Mapping[str, Habit] = {
    "mara": Habit(
        {"indie pop": 3, "chamber folk": 2, "synthpop": 2, "piano ballad": 2, "dream pop": 1.5, "disco funk": 1, "latin pop": 1},
        70, 520, 32, 1.25, _EVENINGS, 0.12, 0.04, 0.03, 4, 0.45, 5, (0.46, 0.24), (0.5, 0.22), 0.5,
    ),
    "theo": Habit(
        {"hip hop": 3, "deep house": 3, "techno": 2, "neo soul": 2, "disco funk": 1.5, "dub reggae": 1, "ambient": 1, "jazz": 1},
        160, 1600, 305, 0.95, _ALL_DAY, 0.24, 0.01, 0.02, 14, 0.4, 2, (0.48, 0.1), (0.6, 0.08), 0.7,
    ),
    "luzia": Habit(
        {"bossa nova": 3, "latin pop": 3, "disco funk": 1, "neo soul": 1, "city pop": 0.5},
        40, 230, 13, 0.7, _COMMUTE, 0.08, 0.1, 0.0, 3, 0.4, 3, (0.64, -0.12), (0.56, -0.12), 1.0,
    ),
    "wanqing": Habit(
        {"mandopop": 3, "city pop": 2, "modern classical": 2, "ambient": 1.5, "piano ballad": 1.5, "jazz": 1},
        45, 300, 24, 0.8, _NIGHTS, 0.06, 0.08, 0.12, 3, 0.35, 3, (0.36, 0.1), (0.34, 0.1), 0.3,
    ),
    "otis": Habit(
        {"americana": 2, "jazz": 1, "spoken word": 0.4},
        5, 26, 9, 1.4, _NAPS, 0.05, 0.15, 0.0, 0, 0.0, 1, (0.5, 0.05), (0.4, 0.05), 0.4,
    ),
}  # fmt: skip
"""Habits by listener id. Somebody without habits plays nothing."""

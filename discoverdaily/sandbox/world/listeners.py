"""The demo listeners, and the habits from which their histories follow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

from .model import Listener
from .seed import spotify_id


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody listens.

    tastes: weights of styles. artists, tracks: size of the circle of lasting favourites. finds: new favourites a week,
    which take up the share newness of listening while they last. plays: mean of a working day, times weekend at
    weekends. hours: weight of each local hour for beginning to listen. skips, silences, away: shares of plays, of days,
    and of months that have some days off in a row. shuffle, private, albums: shares of sittings. valence, energy:
    middle of the mood and its yearly swing, highest in mid-July where positive and in January where negative. picky:
    songs weighed against the mood for each one played.
    """

    tastes: Mapping[str, float]
    artists: int
    tracks: int
    finds: float
    newness: float
    plays: float
    weekend: float
    hours: tuple[int, ...]
    skips: float
    silences: float
    away: float
    shuffle: float
    private: float
    albums: float
    valence: tuple[float, float]
    energy: tuple[float, float]
    picky: int


@cache
def listeners() -> Mapping[str, Listener]:
    """The demo listeners by id, in the order in which a page offers them."""
    return MappingProxyType({listener.id: listener for listener in _LISTENERS})


def crowd(size: int) -> Mapping[str, Listener]:
    """So many premium listeners, `crowd-1` and so on, for their players alone: nobody says what they heard before."""
    names = [f"crowd-{number}" for number in range(1, size + 1)]
    mara = _LISTENERS[0]
    return {
        name: replace(mara, id=name, account_id=spotify_id("account", name), name=name, email=_email(name), about="")
        for name in names
    }


def _email(user_id: str) -> str:
    return f"{user_id}@listeners.example"


_LISTENERS = (
    Listener(
        id="mara",
        account_id=spotify_id("account", "mara"),
        name="Mara Winterfeld",
        email=_email("mara"),
        country="DE",
        product="premium",
        timezone="Europe/Berlin",
        joined=date(2024, 10, 1),
        about="Some thirty songs a day, bright in summer and quiet in winter: two years of them.",
    ),
    Listener(
        id="theo",
        account_id=spotify_id("account", "theo"),
        name="Theo Brackenridge",
        email=_email("theo"),
        country="US",
        product="premium",
        timezone="America/New_York",
        joined=date(2024, 3, 4),
        about="Music from waking to sleeping: about 300 plays a day, many of them skipped.",
    ),
    Listener(
        id="luzia",
        account_id=spotify_id("account", "luzia"),
        name="Luzia Pedralva",
        email=_email("luzia"),
        country="BR",
        product="free",
        timezone="America/Sao_Paulo",
        joined=date(2025, 2, 10),
        about="A free account: a dozen songs on the way to work, and no control of the player.",
    ),
    Listener(
        id="pia",
        account_id=spotify_id("account", "pia"),
        name="Pia Solberg-Hale",
        email=_email("pia"),
        country="AU",
        product="premium",
        timezone="Australia/Melbourne",
        joined=date(2026, 11, 20),
        about="Brand-new: has played nothing yet.",
    ),
    Listener(
        id="wanqing",
        account_id=spotify_id("account", "wanqing"),
        name="沈晚晴",
        email=_email("wanqing"),
        country="HK",
        product="premium",
        timezone="Asia/Shanghai",
        joined=date(2025, 5, 1),
        about="Studies late, so her day ends long after midnight; often in a private session.",
    ),
    Listener(
        id="otis",
        account_id=spotify_id("account", "otis"),
        name="Otis Quillmere",
        email=_email("otis"),
        country="GB",
        product="premium",
        timezone="Europe/London",
        joined=date(2026, 1, 5),
        about="The same two dozen songs again and again: a top list shorter than fifty.",
    ),
)

HABITS: Mapping[str, Habit] = {
    "mara": Habit(
        tastes={
            "indie pop": 3,
            "chamber folk": 2,
            "synthpop": 2,
            "piano ballad": 1.5,
            "dream pop": 1.5,
            "disco funk": 1,
            "latin pop": 1,
        },
        artists=70,
        tracks=520,
        finds=4,
        newness=0.45,
        plays=32,
        weekend=1.25,
        hours=(0, 0, 0, 0, 0, 0, 1, 4, 6, 2, 2, 2, 3, 2, 1, 2, 3, 6, 7, 6, 7, 8, 5, 2),
        skips=0.12,
        silences=0.02,
        away=0.3,
        shuffle=0.5,
        private=0.03,
        albums=0.12,
        valence=(0.47, 0.17),
        energy=(0.54, 0.15),
        picky=5,
    ),
    "theo": Habit(
        tastes={
            "hip hop": 3,
            "deep house": 3,
            "techno": 2,
            "neo soul": 2,
            "disco funk": 1.5,
            "dub reggae": 1,
            "ambient": 1,
            "jazz": 1,
        },
        artists=160,
        tracks=1600,
        finds=16,
        newness=0.4,
        plays=305,
        weekend=0.95,
        hours=(1, 0, 0, 0, 0, 0, 2, 6, 8, 8, 8, 8, 7, 8, 8, 8, 8, 8, 7, 7, 7, 7, 6, 3),
        skips=0.24,
        silences=0.005,
        away=0.1,
        shuffle=0.7,
        private=0.02,
        albums=0.1,
        valence=(0.48, 0.1),
        energy=(0.6, 0.08),
        picky=2,
    ),
    "luzia": Habit(
        tastes={"bossa nova": 3, "latin pop": 3, "disco funk": 1, "neo soul": 1, "city pop": 0.5},
        artists=40,
        tracks=230,
        finds=3,
        newness=0.4,
        plays=13,
        weekend=0.7,
        hours=(0, 0, 0, 0, 0, 1, 6, 9, 4, 1, 1, 1, 4, 3, 1, 1, 2, 6, 9, 5, 3, 2, 1, 0),
        skips=0.08,
        silences=0.08,
        away=0.3,
        shuffle=1.0,
        private=0.0,
        albums=0.0,
        valence=(0.62, -0.1),
        energy=(0.56, -0.1),
        picky=3,
    ),
    "wanqing": Habit(
        tastes={"mandopop": 4, "city pop": 2, "modern classical": 0.7, "ambient": 0.6, "piano ballad": 1, "jazz": 1},
        artists=45,
        tracks=300,
        finds=3,
        newness=0.35,
        plays=24,
        weekend=0.8,
        hours=(6, 4, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 1, 1, 2, 3, 5, 8, 9, 9),
        skips=0.06,
        silences=0.06,
        away=0.3,
        shuffle=0.3,
        private=0.12,
        albums=0.2,
        valence=(0.48, 0.1),
        energy=(0.48, 0.1),
        picky=3,
    ),
    "otis": Habit(
        tastes={"americana": 2, "jazz": 1, "spoken word": 0.4},
        artists=5,
        tracks=26,
        finds=0,
        newness=0.0,
        plays=9,
        weekend=1.4,
        hours=(0, 0, 0, 0, 0, 0, 1, 3, 3, 1, 1, 2, 4, 4, 2, 1, 2, 4, 6, 8, 5, 1, 0, 0),
        skips=0.05,
        silences=0.12,
        away=0.4,
        shuffle=0.4,
        private=0.0,
        albums=0.0,
        valence=(0.5, 0.05),
        energy=(0.4, 0.05),
        picky=1,
    ),
}
"""Habits by listener id. Somebody without habits plays nothing."""

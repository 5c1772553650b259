"""A thousand people who listen, invented, for `benchmarks.capture`: what each played, and when Spotify tells of it.

The population, and what is fair about it. Songs last as songs do (2.5 to 4.5 minutes, by a log-normal), some are
skipped, two skips in three before Spotify would tell of the play at all. Nobody hears two songs at once.

| kind | of 1,000 | who |
| --- | --- | --- |
| light | 250 | 1 to 14 plays a day, at any hour or on the way to work, some days none |
| ordinary | 310 | 15 to 60 a day, in sittings of about fourteen |
| heavy | 100 | 70 to 160 a day |
| all day | 50 | 300 a day, of two minutes each, in one go |
| bursts | 60 | little, but two to four times a week half an hour to four hours of songs of 30, 45, 60 or 120 seconds |
| skims | 50 | ordinary, and once a week 40 to 120 new songs of which 31 to 50 seconds are heard |
| sleeps | 40 | little by day; five to eight hours of rain in tracks of 31, 45, 60 or 90 seconds on most nights |
| nights | 30 | ordinary, but awake at night |
| shifts | 30 | a week by day and a week by night in turn |
| changes | 60 | ordinary until some day; then 140 a day, or 250 of two minutes, or at night instead |
| never | 20 | connected Spotify and plays nothing |

Three in ten of every kind go on holiday for four to fourteen days and come back with a burst. One in eight sittings of
at most 25 songs is heard offline, and Spotify is told of it at once when it ends. (Of longer ones, as on a flight,
Spotify may forget some in the moment it is told. That no pace can help; it is found as a gap like any other.)
"""

import math
from collections.abc import Callable
from random import Random
from typing import NamedTuple

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SHARES = {
    "light": 250,
    "ordinary": 310,
    "heavy": 100,
    "all day": 50,
    "bursts": 60,
    "skims": 50,
    "sleeps": 40,
    "nights": 30,
    "shifts": 30,
    "changes": 60,
    "never": 20,
}
BEFORE = 21
"""Days that everybody has listened before they connect Spotify."""
REPORTED = 30 * SECOND
LAG = 30 * SECOND
"""Spotify tells of a play within so long after it ended."""
OFFLINE = 25

DAYTIME = (0, 0, 0, 0, 0, 0, 2, 5, 6, 4, 4, 4, 5, 4, 4, 4, 5, 6, 7, 6, 7, 7, 4, 1)
COMMUTE = (0, 0, 0, 0, 0, 0, 1, 8, 6, 1, 0, 0, 3, 1, 0, 0, 2, 7, 7, 2, 2, 2, 1, 0)
NIGHT = (8, 8, 7, 6, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 7, 8, 8)


class Play(NamedTuple):
    """When it ended, and when Spotify first tells of it (unix-like ms; 0 is the first midnight)."""

    ended: int
    told: int


class Habit(NamedTuple):
    plays: float  # a day
    hours: tuple[int, ...]  # weight of each for beginning to listen
    seconds: float  # of a song
    skips: float  # share
    silent: float  # share of days


def habit(chance: Random, plays: float, hours: tuple[int, ...] = DAYTIME) -> Habit:
    return Habit(plays, hours, chance.uniform(165, 245), chance.uniform(0, 0.3), chance.uniform(0, 0.12))


class Life:
    """What one person hears."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.heard: list[tuple[int, Play, bool]] = []
        """When each song began, the play, and whether it was heard offline."""

    def sitting(self, begins: int, songs: float, seconds: float, skips: float = 0.0, *, ends: float = math.inf) -> None:
        """So many songs of which Spotify tells, one after the other."""
        chance, now, sitting = self.chance, begins, list[tuple[int, int]]()
        while len(sitting) < songs and now < ends:
            length = max(30.5, chance.lognormvariate(math.log(seconds), 0.22))
            if chance.random() < skips:
                length = chance.uniform(2, 29) if chance.random() < 0.67 else chance.uniform(30, max(31, 0.9 * length))
            began, now = now, now + int(length * SECOND)
            if now - began >= REPORTED:
                sitting.append((began, now))
            now += chance.randint(100, 1500)
        offline = len(sitting) <= OFFLINE and chance.random() < 1 / 8
        at_once = now + chance.randrange(LAG)
        for began, ended in sitting:
            told = at_once if offline else ended + chance.randrange(LAG)
            self.heard.append((began, Play(ended, told), offline))

    def day(self, day: int, habit: Habit) -> None:
        """An ordinary day."""
        chance = self.chance
        if chance.random() < habit.silent:
            return
        songs = max(1, round(habit.plays * chance.uniform(0.6, 1.4) * (1.2 if day % 7 > 4 else 1)))
        sittings = max(1, round(songs / 14))
        for hour in sorted(chance.choices(range(24), habit.hours, k=sittings)):
            begins = day * DAY + hour * HOUR + chance.randrange(HOUR)
            self.sitting(begins, math.ceil(songs / sittings), habit.seconds, habit.skips)

    def plays(self) -> list[Play]:
        """All of it, in the order in which it ended; of two songs at once only the one that began first.

        Who hears something online tells of what they heard offline before.
        """
        heard, free = list[tuple[Play, bool]](), -math.inf
        for began, play, offline in sorted(self.heard):
            if began >= free:
                heard.append((play, offline))
                free = play.ended
        plays, online = list[Play](), heard[-1][0].told if heard else 0
        for play, offline in reversed(heard):
            online = online if offline else play.told
            plays.append(Play(play.ended, min(play.told, online) if offline else play.told))
        return plays[::-1]


Days = Callable[[int], None]


def light(life: Life, chance: Random) -> Days:
    own = habit(chance, chance.uniform(1, 14), chance.choice([DAYTIME, COMMUTE]))
    return lambda day: life.day(day, own)


def ordinary(life: Life, chance: Random) -> Days:
    own = habit(chance, chance.uniform(15, 60), chance.choice([DAYTIME, DAYTIME, COMMUTE]))
    return lambda day: life.day(day, own)


def heavy(life: Life, chance: Random) -> Days:
    own = habit(chance, chance.uniform(70, 160))
    return lambda day: life.day(day, own)


def all_day(life: Life, chance: Random) -> Days:
    return lambda day: life.sitting(day * DAY + chance.randint(6, 10) * HOUR, 300, 122, 0.05)


def bursts(life: Life, chance: Random) -> Days:
    own, seconds, share = (
        habit(chance, chance.uniform(0.5, 4)),
        chance.choice([30.5, 45, 60, 120]),
        chance.uniform(2, 4) / 7,
    )

    def live(day: int) -> None:
        life.day(day, own)
        if chance.random() < share:
            begins = day * DAY + chance.randint(9, 21) * HOUR
            life.sitting(begins, math.inf, seconds, 0.1, ends=begins + chance.uniform(0.5, 4) * HOUR)

    return live


def skims(life: Life, chance: Random) -> Days:
    own, weekday, seconds = habit(chance, chance.uniform(5, 40)), chance.randrange(7), chance.choice([31, 40, 50])

    def live(day: int) -> None:
        life.day(day, own)
        if day % 7 == weekday:
            life.sitting(day * DAY + chance.randint(8, 20) * HOUR, chance.randint(40, 120), seconds, 0.2)

    return live


def sleeps(life: Life, chance: Random) -> Days:
    own, seconds, share = (
        habit(chance, chance.uniform(0.5, 25)),
        chance.choice([31, 45, 60, 90]),
        chance.uniform(0.6, 1),
    )

    def live(day: int) -> None:
        life.day(day, own)
        if chance.random() < share:
            begins = day * DAY + 22 * HOUR + chance.randrange(2 * HOUR)
            life.sitting(begins, math.inf, seconds, ends=begins + chance.uniform(5, 8) * HOUR)

    return live


def nights(life: Life, chance: Random) -> Days:
    own = habit(chance, chance.uniform(15, 60), NIGHT)
    return lambda day: life.day(day, own)


def shifts(life: Life, chance: Random) -> Days:
    by_day = habit(chance, chance.uniform(15, 60))
    by_night = by_day._replace(hours=NIGHT)
    return lambda day: life.day(day, by_night if day // 7 % 2 else by_day)


def changes(life: Life, chance: Random) -> Days:
    before, on = habit(chance, chance.uniform(10, 40)), chance.randint(3, 25)
    heavier, shorter = before._replace(plays=140), before._replace(plays=250, seconds=120)
    after = chance.choice([heavier, shorter, before._replace(hours=NIGHT)])
    return lambda day: life.day(day, before if day < on else after)


def never(life: Life, chance: Random) -> Days:
    return lambda _: None


KINDS = {"all day": all_day} | {
    kind.__name__: kind for kind in (light, ordinary, heavy, bursts, skims, sleeps, nights, shifts, changes, never)
}


def plays_of(kind: str, chance: Random, days: int) -> list[Play]:
    """What somebody of this kind plays from three weeks before they connect until so many days after."""
    life = Life(chance)
    live = KINDS[kind](life, chance)
    away = chance.randint(2, 20) if chance.random() < 0.3 else days
    back = away + chance.randint(4, 14)
    for day in range(-BEFORE, days):
        if not away <= day < back:
            live(day)
        if day == back and kind != "never":
            life.sitting(
                day * DAY + chance.randint(8, 18) * HOUR, chance.randint(60, 150), chance.uniform(165, 245), 0.1
            )
    return life.plays()


def first_marathon(chance: Random, days: int) -> list[Play]:
    """What somebody plays who is ordinary until, on one day, they play 60 to 300 songs of half a minute for the first
    time in their life."""
    life = Life(chance)
    live = ordinary(life, chance)
    on = chance.randint(8, days - 2)
    for day in range(-BEFORE, days):
        live(day)
        if day == on:
            life.sitting(day * DAY + chance.randint(8, 20) * HOUR, chance.randint(60, 300), 31)
    return life.plays()

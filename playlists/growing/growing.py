"""From candidates to a list: ranked by what goes with the seeds and with what is asked for, limited, explained."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

import numpy as np

from accounts.models import User
from discoverdaily.listening.exclusions import LeftOut
from discoverdaily.music_data.local.catalogue import COLUMN, SOUND, Catalogue
from discoverdaily.music_data.local.index import Index
from discoverdaily.music_data.local.limits import Limits, Relaxed, keep
from discoverdaily.music_data.local.ranking import Pick, recommend
from discoverdaily.music_data.local.tunables import TUNABLE, Tunables
from discoverdaily.spotify.client import Lane
from playlists.growing.pool import ROOT, Pool, Wish, pool_of
from playlists.growing.roots import roots_of
from playlists.models import Recipe

WHIM = 0.7
"""How freely a list that is grown anew leaves the order of the best: a fit must be e**WHIM times better to matter as
much as chance."""
WORST = 1e-300
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Grown:
    """A pick as a recipe keeps it: Spotify's id, and why it is there.

    `seed`: the word of the seed that it is most like; `same_artist`: whether both are by the same; `alike`: 0 to 100,
    how near its sound is to what was asked for, else to that seed's; `figures`: by attribute what it has of what was
    asked for, None where nobody knows; `told_by`: who named it.
    """

    id: str
    seed: str = ""
    same_artist: bool = False
    alike: int | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict)
    told_by: Sequence[str] = ()
    pinned: bool = False

    @classmethod
    def of(cls, kept: Json) -> Self:
        """As it was kept."""
        return cls(**kept)

    def json(self) -> Json:
        """As it is kept."""
        return {**asdict(self), "figures": dict(self.figures), "told_by": list(self.told_by)}


@dataclass(frozen=True, slots=True)
class Growth:
    """What grew; what had to give way; what came of asking each recommender."""

    picks: list[Grown]
    relaxed: list[Relaxed]
    answers: Mapping[str, str]
    pool: Pool


def tunables_of(recipe: Recipe) -> Tunables:
    """How a recipe's tracks should feel."""
    kept = recipe.tunables
    return Tunables(
        kept.get("target", {}), kept.get("minimum", {}), kept.get("maximum", {}), explicit=kept.get("explicit")
    )


def wish_of(recipe: Recipe, *, person: User, out: LeftOut, lane: Lane) -> Wish:
    """What is to grow by a recipe."""
    return Wish(
        person=person,
        words=recipe.seeds,
        roots=roots_of(person, recipe.seeds),
        wanted=tunables_of(recipe),
        per_artist=recipe.per_artist,
        nothing_known=recipe.nothing_known,
        out=out,
        dropped=frozenset(recipe.dropped),
        lane=lane,
    )


def grow(wish: Wish, *, size: int, held: Mapping[int, Grown], whim: Sequence[int] = ()) -> Growth:
    """A list of `size` tracks; fewer where there are no more. `held` stay in their places, whatever their figures.

    `whim`: numbers that chance follows; the same ones give the same list, none gives the best.
    """
    held = held if all(place < size for place in held) else dict(enumerate([*held.values()][:size]))
    staying = {pick.id for pick in held.values()}
    pool = pool_of(wish, held=staying)
    ranked = _ranked(pool, wish, whim)
    held = {place: pick for place, pick in held.items() if pick.id in pool.catalogue.rows}
    kept = keep(
        pool.catalogue,
        np.array([pool.catalogue.rows[key] for key in _held_first(held, ranked)], dtype=np.int64),
        wish.wanted,
        Limits(most_by_artist=wish.per_artist),
        size,
    )
    chosen = [str(pool.catalogue.keys[row]) for row in kept.rows]
    new = iter([key for key in chosen if key not in staying])
    by_key = {str(pick.key): pick for pick in ranked}
    places = [held.get(place) or next(new, None) for place in range(size)]
    picks = [pick if isinstance(pick, Grown) else _grown(by_key[pick], pool, wish) for pick in places if pick]
    return Growth(picks, kept.relaxed, pool.answers, pool)


def _held_first(held: Mapping[int, Grown], ranked: Sequence[Pick]) -> list[str]:
    return list(dict.fromkeys([*(pick.id for pick in held.values()), *(str(pick.key) for pick in ranked)]))


def _ranked(pool: Pool, wish: Wish, whim: Sequence[int]) -> list[Pick]:
    """All candidates, the best first."""
    index = Index.of(pool.catalogue)
    roots = [f"{ROOT}{root.spotify_id}" for root in wish.roots]
    found = recommend(index, roots, Tunables(wish.wanted.target), size=len(pool.catalogue)).picks
    picks = [pick for pick in found if not str(pick.key).startswith(ROOT)]
    if not whim or not picks:
        return picks
    fits = np.log(np.maximum([pick.fit for pick in picks], WORST))
    order = np.argsort(-(fits + WHIM * np.random.default_rng(list(whim)).gumbel(size=len(picks))), kind="stable")
    return [picks[place] for place in order.tolist()]


def _grown(pick: Pick, pool: Pool, wish: Wish) -> Grown:
    catalogue, key = pool.catalogue, str(pick.key)
    words = {f"{ROOT}{root.spotify_id}": root.word for root in wish.roots}
    row, seed = catalogue.rows[key], catalogue.rows.get(pick.seed)
    by = {*catalogue.artists[row]}
    return Grown(
        id=key,
        seed=words.get(str(pick.seed), ""),
        same_artist=seed is not None and not by.isdisjoint(catalogue.artists[seed]),
        alike=_alike(catalogue, row, seed, wish.wanted),
        figures={name: _figure(catalogue, row, name) for name in _asked_for(wish.wanted)},
        told_by=pool.told_by.get(key, ()),
    )


def _asked_for(wanted: Tunables) -> list[str]:
    return [name for name in TUNABLE if name in {*wanted.target, *wanted.minimum, *wanted.maximum}]


def _figure(catalogue: Catalogue, row: int, name: str) -> float | None:
    value = float(catalogue.column(name)[row])
    return None if np.isnan(value) else round(value, 4)


def _alike(catalogue: Catalogue, row: int, seed: int | None, wanted: Tunables) -> int | None:
    """100 for the same sound; less by the root of the mean square of how far each figure is away."""
    if wanted.target:
        aim = np.array([wanted.target[name] for name in wanted.target])
        names: Sequence[str] = list(wanted.target)
    elif seed is not None:
        aim, names = catalogue.figures[seed, : len(SOUND)], SOUND
    else:
        return None
    columns = [COLUMN[name] for name in names]
    away = (catalogue.figures[row, columns] - aim) / np.array([TUNABLE[name] for name in names])
    known = ~np.isnan(away)
    return round(100 * max(0.0, 1 - float(np.sqrt((away[known] ** 2).mean())))) if known.any() else None

"""Finding seeds by a few letters: among what a person has played, at once, and then in Spotify's catalogue.

A person may have played tens of thousands of tracks, and asks again with every letter. So the names of all of them are
gathered once in ten minutes, folded and the most played first, and kept in the cache; what is looked up in the
database afterwards is ten rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from itertools import chain, zip_longest
from typing import NamedTuple

import msgspec
from django.core.cache import cache
from django.db.models import F

from accounts.models import User
from discoverdaily.listening.keys import name_key, search_key, unaccented
from discoverdaily.listening.models import ArtistCount, RecordingCount, Span, Track
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.listening.selectors import rule_of
from discoverdaily.spotify.client import Lane, spotify_for
from discoverdaily.spotify.errors import Reason, RetryLater, SpotifyError
from discoverdaily.spotify.objects import Artist
from discoverdaily.spotify.objects import Track as ToldTrack
from playlists.growing.seeds import Seed, Told, artists_known, seed_of, tracks_known

LONGEST = 100
"""As many letters of what was typed count."""
SHOWN = 10
OWN = 6
"""How many of those shown may be the person's own, so that there is room for what they do not know."""
GATHERED_FOR = timedelta(minutes=10)
TOLD_FOR = timedelta(hours=6)
LET_ALONE_FOR = timedelta(seconds=30)
"""How long Spotify is not asked again after it did not answer: a person types on."""
_SILENCE = {Reason.SERVER, Reason.TIMEOUT, Reason.CONNECTION, Reason.UNREADABLE}
_SILENT = "create:silent"


class Name(NamedTuple):
    """An artist (`a`) or a track (`t`) of the person's: Spotify's id, and how often it was played."""

    kind: str
    spotify_id: str
    plays: int


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found; `plays`: how often the person played it, 0 for what is not their own."""

    seed: Seed
    plays: int = 0


@dataclass(frozen=True, slots=True)
class Search:
    """What there is for some words: one's own first. `asks`: Spotify is still to be asked; `error`: why it gave
    nothing."""

    words: str = ""
    hits: Sequence[Hit] = ()
    asks: bool = False
    error: SpotifyError | None = None


class Answer(msgspec.Struct, frozen=True):
    """What Spotify told for some words."""

    artists: list[Artist] = []
    tracks: list[ToldTrack] = []

    def in_turn(self) -> list[Told]:
        """Artists and tracks mixed: by popularity where every one has it, else each kind in Spotify's order."""
        everything: list[Told] = [*self.artists, *self.tracks]
        if all(told.popularity is not None for told in everything):
            return sorted(everything, key=lambda told: -(told.popularity or 0))
        return [told for told in chain(*zip_longest(self.artists, self.tracks)) if told]


def search(person: User, typed: str, *, wait: bool) -> Search:
    """What fits the letters typed, ten at most. `wait`: whether Spotify may be asked now; what it told of the same
    words lately is there in any case. Six queries at most, however much the person has played."""
    words = words_of(typed)
    keys = search_key(words).split()
    if not keys:
        return Search()
    own = own_hits(person, keys)
    answer, asks, error = _kept_answer(words), False, None
    if answer is None and worth_asking(words):
        if wait:
            answer, error = _asked(person, words)
        else:
            asks = True
    return Search(words, _mixed(own, answer or Answer()), asks, error)


def words_of(typed: str) -> str:
    """What somebody typed, as far as it can be seen, without surplus blanks."""
    seen = "".join(letter if letter.isprintable() else " " for letter in typed)
    return " ".join(seen.split())[:LONGEST].strip()


def worth_asking(words: str) -> bool:
    """Whether Spotify is asked for them: not for a single letter, but for a single sign of a script that writes so."""
    return len(words) > 1 or not words.isascii()


def told_for(words: str, word: str) -> Told | None:
    """What Spotify told of a seed when it was lately asked for some words."""
    answer = _kept_answer(words_of(words)) or Answer()
    return next((told for told in answer.in_turn() if seed_of(told).word == word), None)


def _mixed(own: Sequence[Hit], answer: Answer) -> list[Hit]:
    """One's own, then what Spotify told: nothing twice, be it under another id."""
    hits = list(own)
    seen = {name for hit in own for name in _names(hit.seed)}
    for seed in map(seed_of, answer.in_turn()):
        if len(hits) == SHOWN:
            break
        if seen.isdisjoint(_names(seed)):
            hits.append(Hit(seed))
            seen.update(_names(seed))
    return hits


def _names(seed: Seed) -> set[str]:
    """By what a seed is the same for whoever reads it."""
    return {seed.word} | ({f"{name_key(seed.name)} – {name_key(seed.by)}"} if seed.kind == "track" else set())


# --- One's own ------------------------------------------------------------------------------------------------------


def own_hits(person: User, keys: Sequence[str]) -> list[Hit]:
    """What the person has played whose names hold each key at the start of a word, the most played first."""
    found = _best(_fitting(own_names(person), keys))
    artists = artists_known([name.spotify_id for name in found if name.kind == "a"])
    tracks = tracks_known([name.spotify_id for name in found if name.kind == "t"])
    by_id = {seed.spotify_id: seed for seed in [*artists, *tracks]}
    return [Hit(by_id[name.spotify_id], name.plays) for name in found if name.spotify_id in by_id]


def _fitting(names: str, keys: Sequence[str]) -> Iterator[Name]:
    """Those whose line holds every key, in the order of the lines."""
    # Scripts other than ours may write without blanks: their words are found anywhere.
    first, *others = sorted((f" {key}" if key.isascii() else key for key in keys), key=len, reverse=True)
    place = names.find(first)
    while place >= 0:
        end = names.index("\n", place)
        line = names[names.rfind("\n", 0, place) + 1 : end]
        if all(key in line for key in others):
            kind, spotify_id, plays, _words = line.split("\t")
            yield Name(kind, spotify_id, int(plays))
        place = names.find(first, end)


def _best(fitting: Iterator[Name]) -> list[Name]:
    """As many as are shown, with room for both kinds where there are both; the order stays."""
    kinds: dict[str, list[Name]] = {"a": [], "t": []}
    for name in fitting:
        if len(kinds[name.kind]) < OWN:
            kinds[name.kind].append(name)
        elif all(len(names) == OWN for names in kinds.values()):
            break
    artists = kinds["a"][: max(OWN // 2, OWN - len(kinds["t"]))]
    tracks = kinds["t"][: OWN - len(artists)]
    return sorted([*artists, *tracks], key=lambda name: -name.plays)


def own_names(person: User) -> str:
    """All that the person has played and that has an id of Spotify's, a line each: kind, id, plays and words, each word
    after a blank. The most played comes first, and of tracks played as often the most popular. As it was within ten
    minutes; four queries, or none."""
    kept_as = f"create:names:{person.pk}"
    kept: str | None = cache.get(kept_as)
    if kept is None:
        lines = sorted(_gathered(person), key=lambda line: (-line[0].plays, line[0].kind, -line[2]))
        kept = "".join(f"{kind}\t{key}\t{plays}\t {words}\n" for (kind, key, plays), words, _popularity in lines)
        cache.set(kept_as, kept, timeout=GATHERED_FOR.total_seconds())
    return kept


def _gathered(person: User) -> Iterator[tuple[Name, str, int]]:
    """Artists, and a track for each recording: one that Spotify has told of, if there is one. With their words, and how
    popular they are, 0 where that is not known."""
    counter = rule_of(person).counter
    ever = {"person": person, "span": Span.EVER, "start": BEGINNING, f"{counter}__gt": 0}
    artists = ArtistCount.objects.filter(**ever, artist__spotify_id__isnull=False)
    for spotify_id, plays, key in artists.values_list("artist__spotify_id", counter, "artist__name_key"):
        yield Name("a", spotify_id, plays), _words(key), 0
    counts = RecordingCount.objects.filter(**ever)
    plays_of = dict(counts.values_list("recording", counter))
    tracks = Track.objects.filter(recording__in=counts.values("recording"), spotify_id__isnull=False)
    last = tracks.order_by(F("seen_at").asc(nulls_first=True), "pk")
    rows = last.values_list("recording", "spotify_id", "title_key", "artist__name_key", "popularity")
    for recording, (spotify_id, title, by, popularity) in {row[0]: row[1:] for row in rows}.items():
        yield Name("t", spotify_id or "", plays_of.get(recording, 0)), _words(f"{title} {by}"), popularity or 0


def _words(key: str) -> str:
    """Without accents, on one line."""
    return " ".join(unaccented(key).split())


# --- Spotify's ------------------------------------------------------------------------------------------------------


def _asked(person: User, words: str) -> tuple[Answer | None, SpotifyError | None]:
    """Spotify's answer, kept for whoever types the same; or what kept it from answering."""
    if silent := cache.get(_SILENT):
        return None, RetryLater(Reason(silent))
    try:
        found = spotify_for(person, lane=Lane.PEOPLE).search(words, ("artist", "track"), limit=SHOWN)
    except SpotifyError as error:
        if error.reason in _SILENCE:
            cache.set(_SILENT, str(error.reason), timeout=LET_ALONE_FOR.total_seconds())
        return None, error
    answer = Answer(list(found.artists or ()), list(found.tracks or ()))
    cache.set(_answer_kept_as(words), msgspec.json.encode(answer), timeout=TOLD_FOR.total_seconds())
    return answer, None


def _kept_answer(words: str) -> Answer | None:
    raw = cache.get(_answer_kept_as(words))
    try:
        return msgspec.json.decode(raw, type=Answer) if raw else None
    except msgspec.MsgspecError:
        return None  # kept by an older version of the program


def _answer_kept_as(words: str) -> str:
    return f"create:told:{sha256(words.casefold().encode()).hexdigest()}"

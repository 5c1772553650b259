"""The tracks that a playlist may grow from: what the recommenders named, told apart and without what is to stay out."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from accounts.models import User
from discoverdaily.listening.exclusions import LeftOut
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Recording, RecordingCount, Span, Track
from discoverdaily.listening.models.counts import BEGINNING
from discoverdaily.music_data.local.catalogue import SOUND, Catalogue
from discoverdaily.music_data.local.limits import Limits
from discoverdaily.music_data.local.tunables import Tunables
from discoverdaily.spotify.client import Lane
from discoverdaily.spotify.errors import SpotifyError
from playlists.growing.known import Known, more_figures, tracks_known
from playlists.growing.recommenders import RECOMMENDERS, Asked, Candidate, NotAvailable, Recommender
from playlists.growing.roots import Root, plays_ever

logger = logging.getLogger(__name__)

MOST = 400
"""How many candidates one recommender may name."""
ROOT = "root:"
"""Before the id of a track that stands for a seed, where the track itself is a row, too."""
KNOWN, UNASKED, UNFORESEEN = "", "unasked", "unforeseen"
"""What is kept of a recommender: it answered; it was not the one to ask; something went wrong on our side."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to grow, as a recipe has it."""

    person: User
    words: Sequence[str]
    roots: Sequence[Root]
    wanted: Tunables
    per_artist: int
    nothing_known: bool
    out: LeftOut
    dropped: frozenset[str] = frozenset()
    """Spotify's ids of tracks that are to stay out."""
    lane: Lane = Lane.PEOPLE

    @property
    def seed_tracks(self) -> list[str]:
        return [word.partition(":")[2] for word in self.words if word.startswith("track:")]

    @property
    def seed_artists(self) -> list[str]:
        return [word.partition(":")[2] for word in self.words if word.startswith("artist:")]


@dataclass(frozen=True, eq=False)
class Pool:
    """`catalogue`: by Spotify's ids, and the roots by theirs after ROOT; `candidates`: as they were named; `told_by`:
    who named each; `answers`: what came of asking each recommender, KNOWN where it answered."""

    catalogue: Catalogue
    candidates: Mapping[str, Candidate]
    told_by: Mapping[str, Sequence[str]]
    answers: Mapping[str, str]
    unknown: frozenset[str]
    """Those of which the database knows nothing."""


def pool_of(wish: Wish, *, held: Iterable[str] = ()) -> Pool:
    """Asks every recommender. `held`: Spotify's ids of tracks that are in it whatever anybody names."""
    candidates: dict[str, Candidate] = {key: Candidate(key) for key in held}
    told_by: dict[str, list[str]] = {}
    answers: dict[str, str] = {}
    asked = _asked(wish)
    for recommender in RECOMMENDERS:
        named, answers[recommender.name] = _named(recommender, asked)
        for candidate in named:
            told_by.setdefault(candidate.spotify_id, []).append(recommender.name)
            candidates.setdefault(candidate.spotify_id, candidate)
    tracks = tracks_known([*candidates, *(root.spotify_id for root in wish.roots)])
    recordings = _recordings(candidates, tracks)
    stay = _staying(wish, candidates, tracks, recordings, frozenset(held))
    rows = [_Row.of(candidates[key], tracks.get(key), recordings.get(key)) for key in stay]
    roots = [_Row.of_root(root, tracks[root.spotify_id]) for root in wish.roots if root.spotify_id in tracks]
    unknown = frozenset(key for key in stay if key not in tracks)
    return Pool(_catalogue([*rows, *roots]), candidates, told_by, answers, unknown)


def _asked(wish: Wish) -> Asked:
    return Asked(
        wish.person,
        roots=[root.spotify_id for root in wish.roots],
        recordings=[root.recording for root in wish.roots],
        artists=wish.seed_artists,
        tracks=wish.seed_tracks,
        wanted=wish.wanted,
        limits=_limits_here(wish),
        lane=wish.lane,
    )


def _named(recommender: Recommender, asked: Asked) -> tuple[list[Candidate], str]:
    """What a recommender names, and what kept it from naming anything."""
    try:
        return recommender.candidates(asked, MOST), KNOWN
    except NotAvailable:
        return [], UNASKED
    except SpotifyError as error:
        return [], str(error.reason)
    except Exception:  # one that fails in a way that nobody thought of is no reason to grow nothing
        logger.exception("unforeseen while %s was asked for candidates", recommender.name)
        return [], UNFORESEEN


def _limits_here(wish: Wish) -> Limits:
    """The limits by our own keys, so that what stays out does not take the places of what may stay."""
    without = set(wish.out.recordings)
    dropped = wish.dropped | set(wish.seed_tracks)
    without |= (
        set(Track.objects.filter(spotify_id__in=dropped).values_list("recording", flat=True)) if dropped else set()
    )
    if wish.nothing_known:
        heard = RecordingCount.objects.filter(person=wish.person, span=Span.EVER, start=BEGINNING)
        without |= set(heard.values_list("recording", flat=True))
    return Limits(without, wish.out.artists, most_by_artist=max(wish.per_artist * 3, 10))


def _recordings(candidates: Mapping[str, Candidate], tracks: Mapping[str, Known]) -> dict[str, int]:
    """The recordings that the candidates are known as, under whichever id."""
    found = {key: tracks[key].recording for key in candidates if key in tracks}
    codes = {candidate.isrc: key for key, candidate in candidates.items() if key not in found and candidate.isrc}
    same = Recording.objects.filter(isrc__in=codes).values_list("isrc", "pk") if codes else ()
    return found | {codes[isrc]: recording for isrc, recording in same if isrc}


def _staying(
    wish: Wish,
    candidates: Mapping[str, Candidate],
    tracks: Mapping[str, Known],
    recordings: Mapping[str, int],
    held: frozenset[str],
) -> list[str]:
    """Those that may be in the list as far as its person goes."""
    seeds = {root.recording for root in wish.roots if root.word.startswith("track:")}
    gone = set(Track.objects.filter(spotify_id__in=wish.dropped).values_list("recording", flat=True))
    known = set(plays_ever(wish.person, recordings.values())) if wish.nothing_known else set()
    out = wish.out.recordings | seeds | gone | known

    def stays(key: str) -> bool:
        if key in wish.dropped or key in wish.seed_tracks or recordings.get(key) in out:
            return False
        if key in tracks:
            return wish.out.artists.isdisjoint(tracks[key].artists)
        by = candidates[key].artists
        return not any(artist in wish.out.artist_ids or name_key(name) in wish.out.names for artist, name in by)

    return sorted(key for key in candidates if (key in held and key in tracks) or (key not in held and stays(key)))


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    figures: Mapping[str, float]
    artists: tuple[str, ...]
    name: str = ""
    isrc: str = ""

    @classmethod
    def of(cls, told: Candidate, known: Known | None, recording: int | None) -> "_Row":
        """What we know comes before what was told."""
        figures = {**told.figures, **more_figures(told.duration_ms, told.explicit, told.popularity, told.released)}
        if known is None:
            by = tuple(artist or f"name:{name_key(name)}" for artist, name in told.artists)
            isrc = told.isrc or (f"recording:{recording}" if recording else "")
            return cls(told.spotify_id, figures, by, told.title, isrc)
        isrc = known.isrc or f"recording:{known.recording}"
        return cls(told.spotify_id, {**figures, **known.figures}, known.by, known.name, isrc)

    @classmethod
    def of_root(cls, root: Root, known: Known) -> "_Row":
        """Without title and ISRC: the track may be in the list all the same."""
        return cls(f"{ROOT}{root.spotify_id}", known.figures, known.by)


def _catalogue(rows: Sequence[_Row]) -> Catalogue:
    rows = list({row.key: row for row in rows}.values())
    names = (*SOUND, "mode", "popularity", "duration_ms", "year", "explicit")
    figures = {name: [row.figures.get(name, np.nan) for row in rows] for name in names}
    return Catalogue.of(
        np.array([row.key for row in rows], dtype="<U32"),
        figures,
        artists=[row.artists for row in rows],
        names=[row.name for row in rows],
        isrcs=[row.isrc for row in rows],
    )

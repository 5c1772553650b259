"""Choosing seeds: adding one, taking one away, and beginning with some from elsewhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily.listening.exclusions import left_out_of
from discoverdaily.listening.most_played import artists_most_played
from discoverdaily.listening.periods import Period
from discoverdaily.listening.selectors import lines_of_day, rule_of
from discoverdaily.spotify.errors import Reason, SpotifyError
from mood.selectors import mood_kept
from playlists.growing.moods import seeds_of_mood
from playlists.growing.presets import PRESETS
from playlists.growing.searching import told_for
from playlists.growing.seeds import MOST, Seed, nameless, seed_looked_up, seed_of, seeds_of, told_keep
from playlists.models import TimeRange
from playlists.top import top_list
from playlists.words import trouble

SUGGESTED = 3
PLAYS_OF_A_DAY = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """The seeds as they stand, five at most, and why something asked for is not among them."""

    seeds: list[Seed]
    problem: str = ""


def chosen(person: User, words: Sequence[str], *, add: str = "", found_by: str = "") -> Chosen:
    """The seeds that some words mean, and one more to `add`, which was found by the letters `found_by`.

    What neither we nor Spotify know is left out. One that was there already stays, without a name, where Spotify
    cannot be asked for it.
    """
    kept = list(dict.fromkeys(words))[:MOST]
    seeds, problem = _read(person, kept)
    if len(kept) < len(words):
        problem = problem or (sixth() if len(set(words)) > MOST else twice(""))
    if not add:
        return Chosen(seeds, problem)
    already = next((seed for seed in seeds if seed.word == add), None)
    if already:
        return Chosen(seeds, twice(already.name))
    if len(seeds) >= MOST:
        return Chosen(seeds, sixth())
    try:
        seed = _meant(person, add, found_by)
    except SpotifyError as error:
        return Chosen(seeds, _not_now(error))
    return Chosen([*seeds, seed], problem) if seed else Chosen(seeds, unknown())


def _read(person: User, words: Sequence[str]) -> tuple[list[Seed], str]:
    known = {seed.word: seed for seed in seeds_of(words)}
    seeds, problem, asks = [], "", True
    for word in words:
        seed = known.get(word)
        try:
            if seed is None and asks:
                seed = seed_looked_up(person, word)
                problem = problem if seed else unknown()
        except SpotifyError as error:
            asks, problem = False, _not_now(error)
        if seed := seed or (None if asks else nameless(word)):
            seeds.append(seed)
    return seeds, problem


def _meant(person: User, word: str, found_by: str) -> Seed | None:
    """The seed to add. Raises SpotifyError where nobody else knows it and Spotify does not answer."""
    if told := told_for(found_by, word):
        told_keep(told)
        return seed_of(told)
    return next(iter(seeds_of([word])), None) or seed_looked_up(person, word)


def sixth() -> str:
    """Why there is no sixth one."""
    return _("A playlist grows from five seeds at most. Remove one first.")


def twice(name: str) -> str:
    """Why there is no second one of the same."""
    return _("“%(name)s” is a seed already.") % {"name": name} if name else _("Every seed stands here once.")


def unknown() -> str:
    """Why something is no seed."""
    return _("Spotify knows no such artist or song, so it is not among your seeds.")


def why(error: SpotifyError) -> str:
    """What keeps Spotify from telling what was asked, as a sentence."""
    if error.reason == Reason.BUSY:
        return _("Spotify is being asked too much at this moment.")
    return str(trouble(error.reason).what)


def _not_now(error: SpotifyError) -> str:
    return _("%(what)s So we could not look up what you chose. Try it again in a while.") % {"what": why(error)}


# --- From elsewhere -------------------------------------------------------------------------------------------------


def favourites(person: User, *, but: Sequence[Seed]) -> list[Seed]:
    """Three artists the person has played most, without those left out or chosen already; by Spotify's ranking where
    nothing was counted so far."""
    out, away = left_out_of(person), {seed.word for seed in but}
    most = artists_most_played(person, Period(), size=SUGGESTED + MOST, out=out)
    seeds = [
        Seed("artist", each.artist.spotify_id, each.artist.name, cover=each.cover)
        for each in most
        if each.artist.spotify_id
    ]
    if not seeds:
        ranked, _error = top_list(person, time_range=TimeRange.MEDIUM, kind="artists", out=out)
        seeds = [seed_of(artist) for artist in ranked.chosen(out)[1]] if ranked else []
    return [seed for seed in seeds if seed.word not in away][:SUGGESTED]


def chosen_from(person: User, origin: str) -> Chosen:
    """Five seeds from elsewhere: `top`, the first of the person's top tracks; `day:2026-11-20`, what they played most
    on a day of theirs."""
    if origin == "top":
        return _from_top(person)
    kind, _colon, rest = origin.partition(":")
    try:
        day = date.fromisoformat(rest)
    except ValueError:
        day = None
    if kind != "day" or day is None:
        return Chosen([], _("There is nothing of that name to take seeds from. Choose some yourself."))
    return _from_day(person, day)


def _from_top(person: User) -> Chosen:
    out = left_out_of(person)
    ranked, error = top_list(person, time_range=TimeRange.SHORT, kind="tracks", out=out)
    tracks = ranked.chosen(out)[0][:MOST] if ranked else []
    for track in tracks:
        told_keep(track)
    if tracks:
        return Chosen([seed_of(track) for track in tracks])
    if error:
        return Chosen([], why(error))
    return Chosen([], _("Spotify has no ranking for you so far. It needs some weeks of listening."))


def chosen_by_mood(person: User, name: str) -> Chosen:
    """Five seeds by a mood that is all that was chosen: what the person played most of what feels so; none where
    nothing does, for the mood can go with any seed."""
    preset = PRESETS.get(name)
    return Chosen(seeds_of_mood(person, preset, most=MOST) if preset else [])


def _from_day(person: User, day: date) -> Chosen:
    if not mood_kept(person).on:
        return Chosen([], _("Your mood calendar is off, so there are no days to take seeds from."))
    lines = lines_of_day(person, day, rule=rule_of(person), most=PLAYS_OF_A_DAY)
    tracks = {line.track.recording_id: line.track for line in lines if line.track.spotify_id}
    plays = Counter(line.track.recording_id for line in lines if line.track.spotify_id)
    out = left_out_of(person)
    most = [tracks[key] for key, _plays in plays.most_common() if not out.track(tracks[key])][:MOST]
    if not most:
        return Chosen([], _("No song of that day can be a seed. Choose some yourself."))
    return Chosen(
        [Seed("track", track.spotify_id or "", track.name, track.artist_names, track.cover) for track in most]
    )

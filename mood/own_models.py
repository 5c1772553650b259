"""A person's own model: trained from playlists of theirs as due work, because how their songs sound may have to be
asked for first."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain, count
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from discoverdaily import clock
from discoverdaily.due import NotNow, growing_distance
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.listening.services import tracks_store
from discoverdaily.listening.sounds import sounds_of, to_be_asked
from discoverdaily.spotify import objects
from discoverdaily.spotify.client import Lane, Spotify, spotify_for
from discoverdaily.spotify.errors import RetryLater, SpotifyError
from mood.model.files import written
from mood.model.songs import HAPPY, SAD, Songs
from mood.models import Mood, OwnModel
from mood.services import all_days_anew, mood_lock

if TYPE_CHECKING:
    from accounts.models import User

MOST_MODELS = 10
"""How many a person keeps."""
MOST_PLAYLISTS = 10
"""How many playlists of a kind."""
MOST_SONGS = 1_000
"""How many songs of a playlist are read."""
FIRST, MOST_LISTED = 200, 2_000
"""How many playlists of a library are read as a rule, and how many where all of them are asked for."""
WAIT = timedelta(seconds=15)
"""How long until it is looked again whether it is known by now how the songs sound."""
PATIENCE = timedelta(minutes=30)
"""How long it is waited for, once the playlists are read; then what is known must do."""
READ_AT = "read_at"
"""In a row's songs, beside the playlists: since when all of them are there."""
_PAGE = 50

State = OwnModel.State


class Chosen(NamedTuple):
    """A playlist, by Spotify's id, and its name."""

    id: str
    name: str


class TooManyModels(Exception):
    """The person keeps as many models as they may."""


class Library(NamedTuple):
    """Playlists of a person's library, and whether there are more."""

    playlists: list[Chosen]
    more: bool


def library_of(person: "User", *, most: int = FIRST) -> Library:
    """The first playlists of the person's library, as Spotify tells them now, fifty a call. Raises SpotifyError."""
    ask, found = spotify_for(person).my_playlists, list[Chosen]()
    for offset in range(0, most, _PAGE):
        page = ask(limit=_PAGE, offset=offset)
        found += [Chosen(each.id, each.name) for each in page if each.id]
        if page.next is None:
            return Library(found, more=False)
    return Library(found, more=True)


def playlist_songs(spotify: Spotify, playlist: str) -> list[objects.Track]:
    """The songs of a playlist, each once, in order; episodes and local files are left out. Raises SpotifyError."""

    def page(*, limit: int, offset: int) -> "objects.Page[objects.PlaylistItem]":
        return spotify.playlist_items(playlist, limit=limit, offset=offset)

    tracks = (item.track for item in _all(page, MOST_SONGS))
    return list({track.id: track for track in tracks if track is not None}.values())


def _all(ask: "Callable[..., objects.Page[objects.T]]", most: int) -> "Iterator[objects.T]":
    for offset in count(0, _PAGE):
        page = ask(limit=_PAGE, offset=offset)
        yield from page.items
        if page.next is None or offset + _PAGE >= most:
            return


@transaction.atomic
def own_model_ask(*, person: "User", name: str, happy: Sequence[Chosen], sad: Sequence[Chosen]) -> OwnModel:
    """Writes down what a model is to be trained from; it is trained as soon as may be. Raises TooManyModels.

    Asked for twice before it is trained, it is one.
    """
    mood_lock(person)
    own, now = OwnModel.objects.filter(person=person), clock.now()
    chosen = {"happy": [each._asdict() for each in happy], "sad": [each._asdict() for each in sad]}
    if twice := own.filter(state=State.ASKED, name=name, **chosen).first():
        return twice
    if own.count() >= MOST_MODELS:
        raise TooManyModels
    return OwnModel.objects.create(person=person, name=name, asked_at=now, due_at=now, **chosen)


def own_model_train(*, row: OwnModel) -> None:
    """Works one claimed row: reads the playlists, waits until it is known how their songs sound, and trains.

    Raises LeaseLost, and NotNow where Spotify cannot be asked for a while.
    """
    try:
        keys = _keys_of(row)
    except RetryLater as error:
        raise NotNow(after=error.after or growing_distance(row.attempts), why=error.reason) from None
    except SpotifyError as error:
        row.finish(due_at=None, state=State.FAILED, problem=error.reason, songs={})
        return
    recordings = {label: _recordings(ids) for label, ids in keys.items()}
    everything = set().union(*recordings.values())
    if to_be_asked(everything) and clock.now() < datetime.fromisoformat(row.songs[READ_AT]) + PATIENCE:
        row.postpone(due_at=clock.now() + WAIT)
        return
    _train(row, recordings)


def _keys_of(row: OwnModel) -> Mapping[str, set[str]]:
    """Spotify's ids of the happy and of the sad songs. Each playlist is read once and its songs kept with the row until
    it is trained: an app that may ask little comes to the last one, too."""
    chosen = {HAPPY: [each["id"] for each in row.happy], SAD: [each["id"] for each in row.sad]}
    for playlist in chain(*chosen.values()):
        if playlist not in row.songs:
            tracks = playlist_songs(spotify_for(row.person, Lane.BACKGROUND), playlist)
            songs_want(tracks)
            row.hold(songs={**row.songs, playlist: [track.id for track in tracks]})
    if READ_AT not in row.songs:
        row.hold(songs={**row.songs, READ_AT: clock.now().isoformat()}, last_error="")
    return {label: set().union(*(row.songs[each] for each in playlists)) for label, playlists in chosen.items()}


def songs_want(tracks: Sequence[objects.Track]) -> None:
    """Keeps what Spotify tells of tracks; how they sound is asked for where it is not known."""
    tracks_store(tracks=tracks)
    learning_want(tracks=[track.pk for track in tracks_by_id(each.id for each in tracks).values()])


def _recordings(ids: Collection[str]) -> set[int]:
    return {track.recording_id for track in tracks_by_id(ids).values()}


def _train(row: OwnModel, recordings: Mapping[str, set[int]]) -> None:
    # Training loads the whole of scikit-learn: only a worker that trains pays for it.
    from mood.model.training import TooFewSongs, train  # noqa: PLC0415

    both = recordings[HAPPY] & recordings[SAD]  # says nothing
    sounds = sounds_of(set().union(*recordings.values()) - both)
    labels = [HAPPY if key in recordings[HAPPY] else SAD for key in sounds.recordings.tolist()]
    try:
        trained = train(Songs.of(sounds.figures, labels), row.name)
    except TooFewSongs as error:
        row.finish(due_at=None, state=State.FAILED, problem="too_few", songs={}, report={"said": str(error)})
        return
    row.finish(
        due_at=None,
        state=State.READY,
        problem="",
        songs={},
        content=written(trained.model),
        fingerprint=trained.model.fingerprint,
        report=trained.report,
    )


@transaction.atomic
def model_choose(*, person: "User", name: str = "default", own: OwnModel | None = None) -> None:
    """From now on the person's days are scored by one that came with it, or by one of their own; the old scores stay
    until the new ones are there."""
    mood = mood_lock(person)
    Mood.objects.filter(pk=mood.pk).update(model=name, own_model=own)
    all_days_anew(person=person)


@transaction.atomic
def own_model_remove(*, own: OwnModel) -> None:
    """Forgets a model; whoever's days were scored by it goes back to the usual one."""
    if mood_lock(own.person).own_model_id == own.pk:
        model_choose(person=own.person)
    own.delete()


@transaction.atomic
def own_models_forget(*, person: "User") -> None:
    """Forgets all of them, with the playlists that each was trained from; days go back to the usual one."""
    own = OwnModel.objects.filter(person=person)
    if own.exists():
        if mood_lock(person).own_model_id is not None:
            model_choose(person=person)
        own.delete()

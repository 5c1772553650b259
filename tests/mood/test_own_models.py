"""A model of one's own is trained from playlists, once it is known how their songs sound."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening.features import features_learn
from discoverdaily.listening.models import AudioFeatures
from discoverdaily.spotify.client import spotify_for
from discoverdaily.spotify.models import ClientBudget
from mood.models import Day, Mood, OwnModel
from mood.own_models import (
    MOST_MODELS,
    READ_AT,
    Chosen,
    TooManyModels,
    library_of,
    model_choose,
    own_model_ask,
    own_model_remove,
    own_model_train,
)
from tests.collection import Collection
from tests.mood.music import GLAD, plays, scored, songs
from tests.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(sandbox: SandboxServer) -> Collection:
    return Collection(sandbox)


@pytest.fixture
def lists(alice: User, collection: Collection) -> tuple[Chosen, Chosen]:
    """A playlist of bright songs and one of dark songs in Alice's library, by how ReccoBeats hears them."""
    ranked = sorted(collection.known, key=lambda key: collection.sounds[key]["valence"])
    spotify = spotify_for(alice)
    made = []
    for name, ids in (("Bright", ranked[-40:]), ("Dark", ranked[:40])):
        playlist = spotify.create_playlist(name, public=False, description="")
        spotify.replace_items(playlist.id, [f"spotify:track:{key}" for key in ids])
        made.append(Chosen(playlist.id, name))
    return made[0], made[1]


def ask(person: User, happy: Chosen, sad: Chosen, name: str = "Mine") -> OwnModel:
    return own_model_ask(person=person, name=name, happy=[happy], sad=[sad])


def trained(own: OwnModel) -> OwnModel:
    """What a worker makes of it now, whenever it is due."""
    OwnModel.objects.filter(pk=own.pk).exclude(due_at=None).update(due_at=clock.now())
    for row in OwnModel.claim(OwnModel.objects.filter(pk=own.pk), limit=1):
        handle_safely(row, lambda row: own_model_train(row=row))
    return OwnModel.objects.get(pk=own.pk)


def test_it_waits_until_the_songs_are_known_and_then_tells_them_apart(
    alice: User, lists: tuple[Chosen, Chosen], sandbox: SandboxServer
) -> None:
    own = trained(ask(alice, *lists))
    assert own.state == OwnModel.State.ASKED
    assert AudioFeatures.objects.filter(found_at=None).count() > 70, "two of a playlist may be one recording"
    features_learn()
    sandbox.clear_requests()
    own = trained(own)
    assert (own.state, own.due_at, own.problem) == (OwnModel.State.READY, None, "")
    assert own.report["songs"] == {"happy": pytest.approx(40, abs=4), "sad": pytest.approx(40, abs=4)}
    assert own.report["happy"]["auc"] > 0.8
    assert not sandbox.requests(), "the playlists are read once"


def test_days_are_scored_by_it_once_it_is_chosen_and_by_the_usual_one_once_it_is_gone(
    alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    plays(alice, songs(3, GLAD), "2026-11-01")
    usual = {day.scored_by for day in scored(alice).values()}
    own = trained(ask(alice, *lists))
    features_learn()
    own = trained(own)
    model_choose(person=alice, own=own)
    assert Day.objects.get(person=alice).score is not None, "the old score stays meanwhile"
    assert {day.scored_by for day in scored(alice).values()} == {own.fingerprint}
    own_model_remove(own=own)
    assert {day.scored_by for day in scored(alice).values()} == usual


def test_a_playlist_is_read_once_though_the_next_one_keeps_it_waiting(
    alice: User, lists: tuple[Chosen, Chosen], sandbox: SandboxServer
) -> None:
    happy, sad = lists
    own = ask(alice, happy, sad)
    sandbox.fault(f"/v1/playlists/{sad.id}/*", "429", retry_after=5)
    own = trained(own)
    assert (own.state, own.last_error) == (OwnModel.State.ASKED, "rate")
    sandbox.mend()
    ClientBudget.objects.update(cooldown_until=None)
    sandbox.clear_requests()
    own = trained(own)
    assert (own.state, own.last_error) == (OwnModel.State.ASKED, "")
    assert {happy.id in call["path"] for call in sandbox.requests()} == {False}


def test_it_waits_for_how_songs_sound_from_when_the_playlists_are_read(
    alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    own = ask(alice, *lists)
    OwnModel.objects.update(asked_at=clock.now() - timedelta(hours=5))  # so long Spotify did not answer
    assert trained(own).state == OwnModel.State.ASKED
    features_learn()
    assert trained(own).state == OwnModel.State.READY


def test_of_the_songs_only_what_was_learnt_is_kept(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    own = trained(ask(alice, *lists))
    features_learn()
    assert trained(own).songs == {}


def test_what_is_asked_for_twice_is_trained_once(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    own = ask(alice, *lists)
    assert ask(alice, *lists) == own
    assert ask(alice, *lists, name="Another") != own


def test_it_goes_with_its_person_though_their_days_are_scored_by_it(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    plays(alice, songs(3, GLAD), "2026-11-01")
    own = trained(ask(alice, *lists))
    features_learn()
    model_choose(person=alice, own=trained(own))
    scored(alice)
    alice.delete()
    assert not any(model.objects.exists() for model in (OwnModel, Mood, Day))


def test_too_few_known_songs_are_said_and_nothing_is_made_up(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    own = trained(ask(alice, *lists))
    long_ago = {**own.songs, READ_AT: (clock.now() - timedelta(hours=1)).isoformat()}
    OwnModel.objects.filter(pk=own.pk).update(songs=long_ago)  # nobody ever told
    own = trained(own)
    assert (own.state, own.problem, own.content) == (OwnModel.State.FAILED, "too_few", "")
    assert own.report["said"]


def test_while_spotify_is_down_it_waits(alice: User, lists: tuple[Chosen, Chosen], sandbox: SandboxServer) -> None:
    own = ask(alice, *lists)
    sandbox.fault("/v1/playlists/*", "429", retry_after=3600)
    own = trained(own)
    assert own.state == OwnModel.State.ASKED
    assert own.due_at is not None
    assert own.due_at > clock.now() + timedelta(minutes=50)


def test_a_playlist_that_is_not_there_ends_it_with_a_reason(alice: User) -> None:
    own = trained(ask(alice, Chosen("0" * 22, "Gone"), Chosen("1" * 22, "Gone, too")))
    assert (own.state, own.problem) == (OwnModel.State.FAILED, "not_found")


def test_there_is_an_end_to_how_many_a_person_keeps(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    for number in range(MOST_MODELS):
        ask(alice, *lists, name=str(number))
    with pytest.raises(TooManyModels):
        ask(alice, *lists)


def test_the_library_is_what_may_be_chosen_from(alice: User, lists: tuple[Chosen, Chosen]) -> None:
    assert {"Bright", "Dark"} <= {playlist.name for playlist in library_of(alice).playlists}


def test_of_a_large_library_the_first_playlists_are_read_and_it_is_said_that_there_are_more(
    alice: User, lists: tuple[Chosen, Chosen]
) -> None:
    spotify = spotify_for(alice)
    for number in range(60):
        spotify.create_playlist(f"List {number}", public=False, description="")
    first, everything = library_of(alice, most=50), library_of(alice)
    assert (len(first.playlists), first.more) == (50, True)
    assert len(everything.playlists) > 60
    assert not everything.more


def test_a_model_that_cannot_be_read_leaves_the_old_scores_and_says_why(alice: User) -> None:
    plays(alice, songs(3, GLAD), "2026-11-01")
    before: Any = scored(alice)
    Mood.objects.filter(person=alice).update(model="gone")
    Day.objects.update(stale=True)
    assert [day.score for day in scored(alice).values()] == [day.score for day in before.values()]
    mood = Mood.objects.get(person=alice)
    assert "gone.json" in mood.last_error
    assert mood.due_at is not None
    assert mood.due_at > clock.now()

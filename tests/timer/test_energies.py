"""One's own songs and moods as what plays, with sounds learnt as they are learnt in truth."""

import pytest
from django.http import QueryDict

from accounts.models import User
from discoverdaily.listening.exclusions import artist_leave_out
from discoverdaily.listening.features import features_learn
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.learning import learning_want
from discoverdaily.listening.models import AudioFeatures, Source, Track
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.services import tracks_store
from discoverdaily.spotify.client import spotify_for
from tests.listening.songs import times
from tests.sandbox_server import SandboxServer
from tests.timer.music import Stage
from timer import wishes
from timer.energies import SHARE, own_by_energy
from timer.music_forms import MusicForm
from timer.plans import Kind
from timer.services import session_next
from timer.wishes import Wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(sandbox: SandboxServer) -> Stage:
    return Stage(sandbox)


@pytest.fixture
def played(stage: Stage) -> list[Track]:
    """Fifty songs that Mara heard, the first most often, and how those sound that anybody knows the sound of."""
    told = spotify_for(stage.person).top_tracks("medium_term").items
    tracks_store(tracks=told)
    tracks = [Track.objects.get(spotify_id=track.id) for track in told]
    often = {track.pk: len(tracks) - place for place, track in enumerate(tracks)}
    moments = times(sum(often.values()))
    plays = [Told(to_ms(moments.pop()), 180_000, key) for key, count in often.items() for _ in range(count)]
    plays_store(person=stage.person, source=Source.EXTENDED, told=plays)
    learning_want(tracks=[track.pk for track in tracks])
    features_learn()
    return tracks


def known(played: list[Track]) -> dict[str, AudioFeatures]:
    """How each song sounds, by its id at Spotify."""
    rows = AudioFeatures.objects.filter(found_at__isnull=False).in_bulk(field_name="recording_id")
    return {str(it.spotify_id): rows[it.recording_id] for it in played if it.recording_id in rows}


def chosen(person: User, **typed: str) -> Wish:
    data = QueryDict(mutable=True)
    data.update(typed)
    form = MusicForm(data, person=person)
    assert form.is_valid(), form.errors
    return wishes.read(Wish, (form.music() or {})["wish"])


def ids(wish: Wish, kind: Kind) -> list[str]:
    return [uri.rpartition(":")[2] for uri in wish.source(kind).uris]


def test_of_ones_own_songs_work_has_the_liveliest_third_and_rest_the_calmest_those_played_most_first(
    stage: Stage, played: list[Track]
) -> None:
    sound = known(played)
    assert 3 * 5 <= len(sound) <= len(played)
    wish = chosen(stage.person, list="own")
    fast, calm = ids(wish, Kind.WORK), ids(wish, Kind.REST)

    assert len(fast) == len(calm) == len(sound) // SHARE
    between = [sound[each].energy or 0 for each in sound if each not in {*fast, *calm}]
    assert min(sound[each].energy or 0 for each in fast) >= max(between)
    assert max(sound[each].energy or 0 for each in calm) <= min(between)
    in_order = [str(track.spotify_id) for track in played]
    assert fast == sorted(fast, key=in_order.index)
    assert calm == sorted(calm, key=in_order.index)


def test_ones_own_songs_change_with_the_phases(stage: Stage, played: list[Track]) -> None:
    wish = chosen(stage.person, list="own")
    fast, calm = wish.source(Kind.WORK).uris, wish.source(Kind.REST).uris
    session = stage.begin(wish)
    songs = [stage.song]
    for phase in range(3):
        stage.look()
        session_next(session=session, phase=phase)
        songs.append(stage.song)
    assert songs == [fast[0], calm[0], fast[1], calm[1]]


def test_what_is_left_out_is_none_of_ones_own_songs(stage: Stage, played: list[Track]) -> None:
    fast, _ = own_by_energy(stage.person)
    out = Track.objects.get(spotify_id=fast[0]).artist
    artist_leave_out(person=stage.person, artist=out)
    again, calm = own_by_energy(stage.person)
    assert again
    assert not Track.objects.filter(spotify_id__in=[*again, *calm], artist=out).exists()


def test_a_phase_plays_a_mood_one_song_by_each_artist(stage: Stage, played: list[Track]) -> None:
    wish = chosen(stage.person, list="own", list_rest="mood:dancing")
    sound, dancing = known(played), ids(wish, Kind.REST)

    fits = {each for each, row in sound.items() if (row.danceability or 0) >= 0.65}
    assert dancing
    assert set(dancing) <= fits
    artists = Track.objects.filter(spotify_id__in=dancing).values_list("artist", flat=True)
    assert len(set(artists)) == len(dancing)
    assert set(artists) == set(Track.objects.filter(spotify_id__in=fits).values_list("artist", flat=True))

    session = stage.begin(wish)
    stage.look()
    session_next(session=session, phase=0)
    assert stage.song == wish.source(Kind.REST).uris[0]


def test_a_mood_may_be_all_that_plays(stage: Stage, played: list[Track]) -> None:
    wish = chosen(stage.person, list="mood:dancing")
    assert wish.source(Kind.WORK) == wish.source(Kind.REST)
    stage.begin(wish)
    assert stage.song == wish.sources[0].uris[0]
    assert chosen(stage.person, list="mood:dancing", shuffle="on").sources[0].name == wish.sources[0].name


def test_what_others_played_is_nobodys_own(stage: Stage, played: list[Track]) -> None:
    assert own_by_energy(User.objects.create_user(display_name="Bob")) == ([], [])

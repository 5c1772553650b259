"""Whatever is heard, hidden, left out and taken back, and however days pass: a playlist of own counts holds what is
counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.counting import local_hour, rule_change
from discoverdaily.listening.days import today_of
from discoverdaily.listening.models import Exclusion, Play, Removal, Rule, Track
from discoverdaily.listening.removals import play_remove, play_show
from discoverdaily.spotify.models import ClientBudget
from playlists.leaving_out import leave_out, take_back
from playlists.models import SavedPlaylist
from tests.listening.songs import heard, song
from tests.playlists.conftest import ids, kept, look, wish
from tests.sandbox_server import SandboxServer

SONG = st.integers(0, 13)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("hear"), st.tuples(SONG, st.integers(1, 4), st.sampled_from([5_000, 170_000]))),
        st.tuples(st.sampled_from(["hide", "show"]), SONG),
        st.tuples(st.sampled_from(["track_out", "artist_out"]), st.tuples(SONG, st.booleans())),
        st.tuples(st.just("back"), st.none()),
        st.tuples(st.just("rule"), st.sampled_from(Rule)),
        st.tuples(st.just("zone"), st.sampled_from(["Pacific/Auckland", "Europe/Berlin"])),
        st.tuples(st.just("days"), st.integers(1, 20)),
        st.tuples(st.just("fault"), st.sampled_from(["500", "429"])),
    ),
    max_size=8,
)


def hear(saved: SavedPlaylist, songs: list[Track], how: tuple[int, int, int]) -> None:
    number, count, ms = how
    moments = [clock.now() - timedelta(hours=3 * turn, minutes=number) for turn in range(count)]
    heard(saved.person, songs[number], *moments, ms=ms)


def hide(saved: SavedPlaylist, songs: list[Track], number: int) -> None:
    for play in Play.objects.filter(person=saved.person, track=songs[number], state=Play.State.SHOWN)[:2]:
        play_remove(person=saved.person, verb=Removal.Verb.HIDE, play=play)


def show(saved: SavedPlaylist, songs: list[Track], number: int) -> None:
    for play in Play.objects.filter(person=saved.person, track=songs[number], state=Play.State.HIDDEN):
        play_show(person=saved.person, play=play)


def track_out(saved: SavedPlaylist, songs: list[Track], how: tuple[int, bool]) -> None:
    leave_out(person=saved.person, what=songs[how[0]], saved=saved if how[1] else None)


def artist_out(saved: SavedPlaylist, songs: list[Track], how: tuple[int, bool]) -> None:
    leave_out(person=saved.person, what=songs[how[0]].artist, saved=saved if how[1] else None)


def back(saved: SavedPlaylist, songs: list[Track], how: None) -> None:
    for everywhere in Exclusion.objects.filter(person=saved.person)[:1]:
        take_back(exclusion=everywhere)
    for of_list in saved.exclusions.all()[:1]:
        take_back(exclusion=of_list)


def rule(saved: SavedPlaylist, songs: list[Track], how: Rule) -> None:
    rule_change(person=saved.person, rule=how)


def zone(saved: SavedPlaylist, songs: list[Track], name: str) -> None:
    saved.person.time_zone = name
    saved.person.save()


HAPPENINGS: dict[str, Callable[[SavedPlaylist, list[Track], Any], None]] = {
    each.__name__: each for each in (hear, hide, show, track_out, artist_out, back, rule, zone)
}


def counted(saved: SavedPlaylist) -> list[str]:
    """What the plays say one by one: the ids of a list of ten."""
    person = saved.person
    last_heard: dict[int, datetime] = {}
    plays: dict[int, int] = {}
    least = {Rule.ALL: 0, Rule.THIRTY: 30_000, Rule.HALF: 90_000}[Rule(person.counting.rule)]
    zone = person.counting.zone
    for play in Play.objects.filter(person=person, state=Play.State.SHOWN).select_related("track"):
        day, _ = local_hour(play.played_at, zone, person.day_starts_at)
        recording = play.track.recording_id
        last_heard[recording] = max(last_heard.get(recording, play.played_at), play.played_at)
        if (play.ms_played or 0) >= least and today_of(person) - timedelta(days=30) < day <= today_of(person):
            plays[recording] = plays.get(recording, 0) + 1
    out = [
        *Exclusion.objects.filter(person=person).values_list("artist", "recording"),
        *saved.exclusions.values_list("artist", "recording"),
    ]
    artists, recordings = ({key for key in keys if key} for keys in zip(*out, strict=True)) if out else (set(), set())
    order = sorted(plays, key=lambda key: (-plays[key], -last_heard[key].timestamp(), key))
    tracks = [
        Track.objects.filter(recording=key).exclude(credits__artist__in=artists).exclude(spotify_id=None)
        for key in order
        if key not in recordings
    ]
    return [str(track.get().spotify_id) for track in tracks if track.exists()][:10]


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_it_is_what_is_counted(
    events: list[tuple[str, Any]], alice: User, songs: list[Track], sandbox: SandboxServer
) -> None:
    sandbox.mend()
    sandbox.settings(refresh_token_ttl=10**9)  # the days of all examples add up
    with transaction.atomic():
        mine = [*songs[:12], song("by name", spotify=False), song("another by name", by="Y", spotify=False)]
        for number, each in enumerate(mine):
            heard(alice, each, clock.now() - timedelta(hours=number, minutes=30))
        saved = look(wish(alice, time_range="", period="30-days", size=10))
        for what, how in events:
            if what == "days":
                sandbox.next_day(how)
            elif what == "fault":
                sandbox.fault("/v1/playlists/*", how, times=1)
            else:
                HAPPENINGS[what](saved, mine, how)
            before, expected = saved.latest_track_ids(), counted(saved)
            for _ in range(3):  # then a fault is over, and a list half as long is believed the second time
                ClientBudget.objects.update(cooldown_until=None, recent={})
                saved = look(saved)
            assert saved.state == SavedPlaylist.State.ACTIVE
            assert saved.latest_track_ids() == (expected or before)
            assert kept(sandbox, saved)["uris"] == saved.editions.all()[0].uris
            assert saved.unplayable <= 2
        transaction.set_rollback(True)


def test_the_songs_are_of_different_artists_in_part(songs: list[Track]) -> None:
    assert 1 < len({each.artist_id for each in songs[:12]}) < 12
    assert len(set(ids(songs))) == 50

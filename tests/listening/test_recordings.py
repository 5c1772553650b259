"""One recording under several ids is one, as soon as that can be known, and whatever was counted follows."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily.listening.exclusions import track_leave_out
from discoverdaily.listening.fields import from_ms
from discoverdaily.listening.grouping import Member, grouped
from discoverdaily.listening.models import (
    Artist,
    ArtistCount,
    Credit,
    Exclusion,
    HourTotal,
    Play,
    Recording,
    RecordingCount,
    Source,
    Span,
    Track,
)
from discoverdaily.listening.plays import Told, plays_store
from discoverdaily.listening.recordings import Named, recordings_regroup, tracks_changing, tracks_named
from discoverdaily.listening.services import tracks_store
from discoverdaily.listening.signals import plays_changed
from discoverdaily.spotify import objects
from tests.listening.checking import check_roll_ups

NOON = 1_774_699_200_000
LONG = 200_000
HOUR = 3_600_000


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user(time_zone="Europe/Berlin", time_zone_known=True)


def named(number: int, title: str = "Home", artist: str = "Amber Foxes", heard_ms: int = 0) -> Named:
    return Named(f"{number}".rjust(22, "t"), title, artist, "An album", heard_ms)


def in_short(title: str = "Home", artist: str = "Amber Foxes") -> Named:
    return Named("", title, artist, "", 0)


def told(
    number: int, title: str = "Home", artist: str = "Amber Foxes", *, isrc: str = "", ms: int = LONG
) -> objects.Track:
    by = objects.Artist(id=artist.replace(" ", "").ljust(22, "a"), name=artist)
    ids = objects.ExternalIds(isrc=isrc or None)
    return objects.Track(id=f"{number}".rjust(22, "t"), name=title, artists=(by,), duration_ms=ms, external_ids=ids)


def track(name: Named) -> Track:
    return Track.objects.get(pk=tracks_named(named=[name])[0])


def hears(person: User, of: Track, at: int = NOON, ms: int | None = LONG, source: Source = Source.EXTENDED) -> int:
    return plays_store(person=person, source=source, told=[Told(at, ms, of.pk)]).new


def learns(of: Track, **fields: object) -> None:
    with tracks_changing(tracks=[of.pk]):
        Track.objects.filter(pk=of.pk).update(**fields)


# --- Names -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_a_file_names_is_made_once() -> None:
    keys = tracks_named(named=[named(1), in_short(), named(2, "Away"), named(1), in_short("  hOME "), in_short("Lost")])
    assert keys[0] == keys[1] == keys[3] == keys[4]
    assert len(set(keys)) == 3
    assert tracks_named(named=[named(1), named(2, "Away"), in_short("Lost")]) == [keys[0], keys[2], keys[5]]
    assert (Artist.objects.count(), Recording.objects.count(), Credit.objects.count()) == (1, 3, 3)


@pytest.mark.django_db
def test_a_track_known_by_names_alone_gains_the_id_that_a_file_tells() -> None:
    before = track(in_short())
    after = track(named(1))
    assert (after.pk, after.spotify_id) == (before.pk, named(1).spotify_id)
    assert track(named(2)).pk != before.pk, "only one can be it"


@pytest.mark.django_db
def test_nobodys_file_gives_an_id_to_what_somebody_else_heard(person: User) -> None:
    listener = User.objects.create_user()
    before = track(in_short())
    hears(listener, before, source=Source.ACCOUNT)
    forged = Track.objects.get(pk=tracks_named(named=[named(1, heard_ms=LONG)], person=person)[0])
    before.refresh_from_db()
    assert (before.spotify_id, before.heard_ms, before.album) == (None, 0, "")
    assert forged.recording != before.recording, "nor are they counted as one"
    assert tracks_named(named=[in_short()], person=listener) == [before.pk]
    assert tracks_named(named=[in_short("Other")], person=listener) != tracks_named(
        named=[named(2, "Other"), in_short("Other")], person=person
    )
    check_roll_ups(listener)


@pytest.mark.django_db
@pytest.mark.parametrize("right", [True, False])
def test_as_soon_as_spotify_calls_the_id_so_both_are_one(person: User, right: bool) -> None:
    listener = User.objects.create_user()
    before = track(in_short())
    hears(listener, before, source=Source.ACCOUNT)
    after = Track.objects.get(pk=tracks_named(named=[named(1)], person=person)[0])
    hears(person, after, NOON + HOUR)
    tracks_store(tracks=[told(1) if right else told(1, "Another one")])
    before.refresh_from_db()
    after.refresh_from_db()
    assert (after.recording == before.recording) is right
    assert tracks_named(named=[in_short()], person=person) == [before.pk]
    for each in (person, listener):
        check_roll_ups(each)


@pytest.mark.django_db
def test_what_a_person_heard_under_an_id_is_what_names_alone_mean_to_them(person: User) -> None:
    by_id = track(named(1))
    hears(person, by_id)
    assert tracks_named(named=[in_short()], person=person) == [by_id.pk]
    assert tracks_named(named=[in_short()], person=User.objects.create_user()) != [by_id.pk]


@pytest.mark.django_db
def test_names_alone_mean_what_another_line_of_the_same_files_names_by_an_id(person: User) -> None:
    by_id = tracks_named(named=[named(1)], person=User.objects.create_user())
    assert tracks_named(named=[in_short(), named(1)], person=person) == by_id * 2
    assert tracks_named(named=[in_short()], person=person, theirs=by_id) == by_id


@pytest.mark.django_db
def test_a_track_known_by_names_alone_gains_the_id_that_spotify_tells() -> None:
    before = track(in_short())
    tracks_store(tracks=[told(1)])
    after = Track.objects.get()
    assert (after.pk, after.spotify_id, after.duration_ms) == (before.pk, told(1).id, LONG)
    assert Artist.objects.get().spotify_id == told(1).artists[0].id, "and so does the artist"


@pytest.mark.django_db
def test_a_file_finds_the_artist_that_spotify_told_of() -> None:
    tracks_store(tracks=[told(1)])
    assert track(named(2, "Away")).artist == Artist.objects.get()


@pytest.mark.django_db
def test_of_two_artists_with_one_name_the_first_is_meant() -> None:
    tracks_named(named=[in_short()])
    first, second = objects.Artist(id="a" * 22, name="Amber Foxes"), objects.Artist(id="b" * 22, name="Amber Foxes")
    tracks_store(tracks=[objects.Track(id="t" * 22, name="Other", artists=(second, first))])
    assert Artist.objects.get(spotify_id=first.id).pk == track(in_short()).artist_id
    assert Artist.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_name_the_same_tracks_wait_for_each_other() -> None:
    together = threading.Barrier(2)
    names = [named(number, f"Song {number % 7}", f"Artist {number % 3}") for number in range(30)]
    names += [in_short(f"Song {number}", "Artist 9") for number in range(10)]

    def name(order: list[Named]) -> list[int]:
        try:
            together.wait()
            return sorted(tracks_named(named=order))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(name, (names, names[::-1]))
    assert first == second
    assert Track.objects.count() == 40


# --- Which are one ---------------------------------------------------------------------------------------------------


def recordings_of(*names: Named) -> int:
    return len(set(Track.objects.filter(pk__in=tracks_named(named=names)).values_list("recording", flat=True)))


@pytest.mark.django_db
def test_tracks_with_one_isrc_are_one_recording() -> None:
    tracks_store(tracks=[told(1, isrc="XX0000000001"), told(2, "Home - Remastered", isrc="XX0000000001", ms=210_000)])
    assert recordings_of(named(1), named(2)) == 1
    assert Recording.objects.get().isrc == "XX0000000001"


@pytest.mark.django_db
@pytest.mark.parametrize(("apart", "recordings"), [(0, 1), (3_000, 1), (3_001, 2)])
def test_without_an_isrc_title_artist_and_length_tell(apart: int, recordings: int) -> None:
    assert recordings_of(named(1, heard_ms=LONG), named(2, heard_ms=LONG + apart)) == recordings
    assert recordings_of(named(1), named(2)) == recordings


@pytest.mark.django_db
def test_another_title_or_artist_is_another_recording() -> None:
    names = [named(1, heard_ms=LONG), named(2, "Home (Live)", heard_ms=LONG), named(3, "Home", "Others", heard_ms=LONG)]
    assert recordings_of(*names) == 3


@pytest.mark.django_db
def test_what_nobody_knows_the_length_of_stays_by_itself() -> None:
    assert recordings_of(named(1), named(2)) == 2


@pytest.mark.django_db
def test_a_track_without_isrc_is_what_is_nearest_to_it_in_length() -> None:
    tracks_store(tracks=[told(1, isrc="XX0000000001"), told(2, isrc="XX0000000002", ms=LONG + 4_000)])
    third = track(named(3, heard_ms=LONG + 3_000))
    assert third.recording.isrc == "XX0000000002"


@pytest.mark.django_db
def test_names_alone_mean_the_first_of_that_name() -> None:
    tracks_store(tracks=[told(1), told(2, ms=300_000)])
    first, second = Track.objects.order_by("pk")
    assert first.recording != second.recording
    assert track(in_short()) == first


MEMBERS = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(["", "", "A", "B"]),
        st.integers(1, 2),
        st.sampled_from([0, 1000, 3500, 5000, 9000]),
    ),
    max_size=9,
).map(
    lambda rows: [
        Member(key, has_id, isrc if has_id else "", artist, "t", length, key, seen=False, vouched=False)
        for key, (has_id, isrc, artist, length) in enumerate(rows)
    ]
)


@given(MEMBERS)
def test_every_track_is_in_one_group_and_no_group_has_two_isrcs(members: list[Member]) -> None:
    groups = grouped(members)
    assert sorted(member for group in groups for member in group) == members
    for group in groups:
        assert len({member.isrc for member in group} - {""}) <= 1
    codes = [member.isrc for group in groups for member in group[:1] if member.isrc]
    assert len(codes) == len(set(codes)), "nor two groups one"


# --- What is learnt later --------------------------------------------------------------------------------------------


def counted(person: User) -> list[int]:
    rows = RecordingCount.objects.filter(person=person, span=Span.EVER)
    return sorted(rows.values_list("plays_all", flat=True))


@pytest.mark.django_db
def test_when_two_turn_out_to_be_one_their_plays_count_as_one_songs(person: User) -> None:
    one, other = track(named(1)), track(named(2))
    hears(person, one)
    hears(person, other, NOON + HOUR)
    assert counted(person) == [1, 1]
    learns(one, duration_ms=LONG)
    assert counted(person) == [1, 1]
    learns(other, duration_ms=LONG)
    assert counted(person) == [2]
    assert Recording.objects.count() == 1
    check_roll_ups(person)


@pytest.mark.django_db
def test_a_listen_told_under_two_ids_is_one_as_soon_as_they_are(person: User) -> None:
    one, other = track(named(1)), track(named(2))
    hears(person, one, NOON, None, Source.CAPTURE)
    hears(person, other, NOON - 800)
    hears(person, other, NOON + HOUR)
    assert Play.objects.count() == 3
    learns(one, isrc="XX0000000001")
    learns(other, isrc="XX0000000001")
    first, second = Play.objects.order_by("played_at")
    assert (first.track, first.source, first.told_by) == (other, Source.EXTENDED, Source.EXTENDED | Source.CAPTURE)
    assert second.told_by == Source.EXTENDED
    check_roll_ups(person)
    assert hears(person, one, NOON, None, Source.CAPTURE) == 0, "and it stays known"


@pytest.mark.django_db
def test_what_was_hidden_of_one_listen_is_shown_while_the_other_is(person: User) -> None:
    one, other = track(named(1)), track(named(2))
    hears(person, one, NOON, None, Source.CAPTURE)
    hears(person, other, NOON - 800)
    Play.objects.filter(track=one).update(state=Play.State.HIDDEN)
    learns(one, isrc="XX0000000001")
    learns(other, isrc="XX0000000001")
    assert Play.objects.get().state == Play.State.SHOWN


@pytest.mark.django_db
def test_when_one_turns_out_to_be_two_each_counts_its_own(person: User) -> None:
    one, other = track(named(1, heard_ms=LONG)), track(named(2, heard_ms=LONG))
    hears(person, one)
    hears(person, other, NOON + HOUR)
    assert counted(person) == [2]
    tracks_store(tracks=[told(1, isrc="XX0000000001"), told(2, isrc="XX0000000002")])
    assert counted(person) == [1, 1]
    check_roll_ups(person)


@pytest.mark.django_db
def test_whoever_left_one_out_leaves_out_what_it_is_now(person: User) -> None:
    one, other = track(named(1, heard_ms=LONG)), track(named(2, heard_ms=LONG))
    track_leave_out(person=person, track=one)
    tracks_store(tracks=[told(1, isrc="XX0000000001"), told(2, isrc="XX0000000002")])
    one.refresh_from_db()
    other.refresh_from_db()
    assert set(Exclusion.objects.values_list("recording", flat=True)) == {one.recording_id, other.recording_id}
    learns(other, isrc="XX0000000001")
    assert Exclusion.objects.get().recording == Recording.objects.get()


@pytest.mark.django_db
def test_half_a_track_is_known_before_spotify_tells_its_length(person: User) -> None:
    song = track(named(1))
    hears(person, song, ms=31_000)
    assert HourTotal.objects.get().plays_half == 1, "as if it were half a minute that counts"
    tracks_named(named=[named(1, heard_ms=LONG)])
    assert HourTotal.objects.get().plays_half == 0
    learns(song, duration_ms=60_000)
    assert HourTotal.objects.get().plays_half == 1
    check_roll_ups(person)


@pytest.mark.django_db
def test_a_play_of_unknown_length_lasts_as_its_track(person: User) -> None:
    song = track(named(1))
    hears(person, song, ms=None, source=Source.CAPTURE)
    learns(song, duration_ms=LONG)
    assert HourTotal.objects.get().ms_played == LONG


@pytest.mark.django_db
def test_the_artist_is_who_spotify_credits_first(person: User) -> None:
    hears(person, track(named(1, artist="Various Artists")))
    tracks_store(tracks=[told(1, artist="Amber Foxes")])
    (count,) = ArtistCount.objects.filter(span=Span.EVER)
    assert count.artist.name == "Amber Foxes"
    check_roll_ups(person)


@pytest.mark.django_db
def test_an_answer_without_isrc_and_length_takes_none_away() -> None:
    tracks_store(tracks=[told(1, isrc="XX0000000001")])
    tracks_store(tracks=[told(1, "Home again", ms=0)])
    kept = Track.objects.get()
    assert (kept.name, kept.isrc, kept.duration_ms, kept.recording.isrc) == (
        "Home again",
        "XX0000000001",
        LONG,
        "XX0000000001",
    )


@pytest.mark.django_db
def test_everybody_concerned_is_told_and_nobody_else(person: User) -> None:
    heard: list[tuple[User, timedelta]] = []

    def hear(sender: object, person: User, first: object, last: object, **kwargs: object) -> None:
        heard.append((person, last - first))  # type: ignore[operator]  # moments they are

    others = [User.objects.create_user() for _ in range(2)]
    one, other, third = track(named(1)), track(named(2)), track(named(3, "Away"))
    for listener, song in ((person, one), (others[0], other), (others[1], third)):
        hears(listener, song)
    hears(person, one, NOON + HOUR)
    plays_changed.connect(hear)
    try:
        learns(one, isrc="XX0000000001")
        learns(third, duration_ms=LONG)
        assert heard == [], "nothing is counted otherwise"
        learns(other, isrc="XX0000000001")
    finally:
        plays_changed.disconnect(hear)
    assert len(heard) == 1, "only one recording became another"
    for listener in (person, *others):
        check_roll_ups(listener)


@pytest.mark.django_db
def test_regrouping_what_stands_right_changes_nothing(person: User) -> None:
    keys = tracks_named(named=[named(1, heard_ms=LONG), named(2, heard_ms=LONG), in_short(), named(3, "Away")])
    before = list(Track.objects.order_by("pk").values_list("pk", "recording"))
    recordings_regroup(tracks=keys)
    assert list(Track.objects.order_by("pk").values_list("pk", "recording")) == before


@pytest.mark.django_db
def test_moments_are_kept_to_the_millisecond(person: User) -> None:
    song = track(named(1))
    hears(person, song, NOON + 7, None, Source.CAPTURE)
    assert Play.objects.get().played_at == from_ms(NOON + 7)

"""Which tracks are one recording, and the rows that say so.

Tracks with one ISRC are. A track without is what another of its title and first artist is that lasts as long, within
three seconds. One that Spotify has no id for (account data tells names alone) is what the first of its title and artist
is of which Spotify or ReccoBeats told these names: somebody's file may call an id as it likes. A track whose length is
not known stays by itself until it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from django.db.models import Q

from discoverdaily.listening import bulk
from discoverdaily.listening.exclusions import exclusions_hand_over
from discoverdaily.listening.learning import features_hand_over
from discoverdaily.listening.models import Recording, Track

SAME_LENGTH_MS = 3_000


class Member(NamedTuple):
    """A track among those that may be one recording with it. `seen`: Spotify itself has told of it; `vouched`: it is
    not only somebody's file that calls its id so."""

    key: int
    has_id: bool
    isrc: str
    artist: int
    title: str
    length: int
    recording: int
    seen: bool
    vouched: bool


Group = list[Member]


def family_of(tracks: Collection[int]) -> list[Member]:
    """All tracks whose recording may depend on what is known of these, in the order of their keys."""
    found: dict[int, Member] = {}
    wanted = set(tracks)
    while wanted:
        fresh = _members(wanted)
        found |= {member.key: member for member in fresh}
        wanted = _related(fresh) - found.keys()
    return [found[key] for key in sorted(found)]


def _members(keys: Collection[int]) -> list[Member]:
    rows = (
        Track.objects.filter(pk__in=bulk.listed(keys))
        .annotate(seen=Q(seen_at__isnull=False))
        .values_list(
            "pk",
            "spotify_id",
            "isrc",
            "artist",
            "title_key",
            "duration_ms",
            "heard_ms",
            "recording",
            "seen",
            "named_alike",
        )
    )
    return [
        Member(key, name is not None, isrc, artist, title, duration or heard, recording, seen, seen or alike)
        for key, name, isrc, artist, title, duration, heard, recording, seen, alike in rows
    ]


def _related(members: Sequence[Member]) -> set[int]:
    """Keys of the tracks with the recording, the ISRC, or title and artist of one of these."""
    recordings, of_recordings = bulk.listed_sql({member.recording for member in members})
    codes, of_codes = bulk.listed_sql({member.isrc for member in members} - {""}, "text")
    pairs = sorted({(member.artist, member.title) for member in members})
    names, of_names = bulk.rows_sql(artist=[artist for artist, _ in pairs], title=[title for _, title in pairs])
    (keys,) = bulk.fetched(
        f"SELECT id FROM listening_track WHERE recording_id IN {recordings} "  # noqa: S608  # our own subqueries
        f"UNION SELECT id FROM listening_track WHERE isrc IN {codes} "
        f"UNION SELECT t.id FROM {names} JOIN listening_track t ON t.artist_id = r.artist AND t.title_key = r.title",
        [*of_recordings, *of_codes, *of_names],
        width=1,
    )
    return set(keys.tolist())


def grouped(members: Sequence[Member]) -> list[Group]:
    """The tracks, which stand in the order of their keys, in groups that are one recording each."""
    coded: defaultdict[str, Group] = defaultdict(list)
    named: defaultdict[tuple[int, str], Group] = defaultdict(list)
    for member in members:
        named[member.artist, member.title].append(member)
        if member.isrc:
            coded[member.isrc].append(member)
    groups = list(coded.values())
    for same_names in named.values():
        groups += _without_code(same_names, coded)
    return groups


def _without_code(same_names: Group, coded: Mapping[str, Group]) -> Iterator[Group]:
    """Puts those of one title and artist that have no ISRC into groups there are; gives the groups that they begin."""
    group_of = {member.key: coded[member.isrc] for member in same_names if member.isrc}
    leaders = [member for member in same_names if member.isrc and member.length]
    for member in same_names:
        if member.isrc or not member.has_id:
            continue
        near = [
            (apart, leader.key)
            for leader in leaders
            if member.length and (apart := abs(leader.length - member.length)) <= SAME_LENGTH_MS
        ]
        if near:
            group_of[member.key] = group_of[min(near)[1]]
        else:
            group_of[member.key] = []
            yield group_of[member.key]
            leaders += [member] if member.length else []
        group_of[member.key].append(member)
    first = next((group_of[member.key] for member in same_names if member.has_id and member.vouched), None)
    for member in same_names:
        if not member.has_id:
            if first is None:
                yield [member]
            else:
                first.append(member)


def recordings_assign(*, members: Sequence[Member]) -> set[int]:
    """Gives each of a family its recording, and each recording its ISRC and artist; answers the tracks that moved.

    A group keeps the recording of its first track where it can. Recordings without tracks go; what was said of them is
    said of those that their tracks are now.
    """
    groups = [sorted(group) for group in grouped(members)]
    groups.sort(key=lambda group: (not group[0].isrc and not any(each.isrc for each in group), group[0].key))
    codes = [next((member.isrc for member in group if member.isrc), None) for group in groups]
    rows = {row.pk: row for row in Recording.objects.filter(pk__in=bulk.listed({each.recording for each in members}))}
    by_code = {row.isrc: row for row in Recording.objects.filter(isrc__in=bulk.listed(filter(None, codes), "text"))}
    rows |= {row.pk: row for row in by_code.values()}
    taken = {row.pk for row in by_code.values()}
    chosen: list[Recording] = []
    for group, code in zip(groups, codes, strict=True):
        recording = by_code.get(code) if code else None
        if recording is None:
            free = [member.recording for member in group if member.recording not in taken]
            recording = rows[free[0]] if free else Recording()
            taken.add(recording.pk)
        chosen.append(recording)
    _describe(groups, codes, chosen)
    return _move(groups, chosen)


def _describe(groups: Sequence[Group], codes: Sequence[str | None], chosen: Sequence[Recording]) -> None:
    """Each recording is by the first artist of the first of its tracks that Spotify itself told of, if there is one."""
    changed = []
    for group, code, recording in zip(groups, codes, chosen, strict=True):
        artist = next((member.artist for member in group if member.seen), group[0].artist)
        if (recording.isrc, recording.artist_id) != (code, artist):
            recording.isrc, recording.artist_id = code, artist
            changed.append(recording)
    known = [recording for recording in changed if recording.pk is not None]
    Recording.objects.bulk_create([recording for recording in changed if recording.pk is None])
    Recording.objects.bulk_update(known, ["isrc", "artist"], batch_size=200)


def _move(groups: Sequence[Group], chosen: Sequence[Recording]) -> set[int]:
    moves = [
        (member.key, member.recording, recording.pk)
        for group, recording in zip(groups, chosen, strict=True)
        for member in group
        if member.recording != recording.pk
    ]
    if not moves:
        return set()
    keys, _, to = np.array(moves, dtype=np.int64).T
    bulk.change(Track, ["id"], {"id": keys, "recording_id": to}, "recording_id = {1}recording_id")
    _hand_over({(before, now) for _, before, now in moves}, kept={recording.pk for recording in chosen})
    return {key for key, _, _ in moves}


def _hand_over(moves: Collection[tuple[int, int]], kept: Collection[int]) -> None:
    """What was said of recordings is said of those that took their tracks; those that have none left go."""
    left = sorted(moves)
    while left:  # one that was divided has several heirs
        to = dict(left)
        exclusions_hand_over(to=to)
        left = [move for move in left if to[move[0]] != move[1]]
    gone = {before: now for before, now in sorted(moves) if before not in kept}
    features_hand_over(to=gone)
    Recording.objects.filter(pk__in=list(gone)).delete()

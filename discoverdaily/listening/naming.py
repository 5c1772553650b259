"""Which tracks the names in an export mean."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from discoverdaily.listening import bulk
from discoverdaily.listening.keys import name_key
from discoverdaily.listening.models import Artist, Credit, Recording, Track


class Named(NamedTuple):
    """A track as an export names it: `spotify_id` "" in account data; `heard_ms` how long it ran where it was heard to
    its end, else 0."""

    spotify_id: str
    title: str
    artist: str
    album: str
    heard_ms: int


class Made(NamedTuple):
    """A track that nobody knew."""

    key: int
    recording: int
    artist: int
    title_key: str
    named: Named


class Namesake(NamedTuple):
    """A track of the same title and first artist. `ours`: with an id, the person may take it for what has these names;
    without, nobody else has heard it."""

    key: int
    has_id: bool
    ours: bool


_OF_NAMES = """
    SELECT t.id, t.artist_id, t.title_key, t.spotify_id IS NOT NULL,
        CASE WHEN t.spotify_id IS NULL
        THEN NOT EXISTS (SELECT 1 FROM listening_play p WHERE p.track_id = t.id AND p.person_id <> %s)
        ELSE t.seen_at IS NOT NULL OR t.named_alike
            OR EXISTS (SELECT 1 FROM listening_play p WHERE p.track_id = t.id AND p.person_id = %s) END
    FROM {names} JOIN listening_track t ON t.artist_id = r.artist AND t.title_key = r.title ORDER BY t.id
"""


class Naming:
    """Looks up what some names mean to a person, and says what has to be written for it. The tracks are ours alone
    (locks.py). `theirs`: as `tracks_named` has it."""

    def __init__(self, named: Sequence[Named], *, person: int, theirs: Collection[int]) -> None:
        self._person = person
        self.made: list[Made] = []
        self.namesakes: set[int] = set()
        """Those of them that share their names with others."""
        self.taken_over: dict[int, Named] = {}
        """Tracks known by their names alone that have an id by now."""
        self._heard: dict[int, int] = {}
        self._artists_made: list[tuple[int, str, str]] = []
        self._by_id = self._known_by_id(named)
        self._theirs = {*theirs, *self._by_id.values()}
        self._unknown = [each for each in named if each.spotify_id not in self._by_id]
        artists = self._artists()
        names = [(artists[name_key(each.artist)], name_key(each.title)) for each in self._unknown]
        self._namesakes = self._known_by_names(names)
        self._fresh = zip(bulk.keys_reserve(Track, len(names)), bulk.keys_reserve(Recording, len(names)), strict=True)
        known, resolved = dict(self._by_id), map(self._resolve, self._unknown, names)
        self.keys = [known[each.spotify_id] if each.spotify_id in known else next(resolved) for each in named]

    @property
    def changed(self) -> set[int]:
        """Tracks that are there and of which something is learnt."""
        return {*self._heard, *self.taken_over}

    def _known_by_id(self, named: Sequence[Named]) -> dict[str, int]:
        heard = {each.spotify_id: each.heard_ms for each in named if each.spotify_id}
        rows = Track.objects.filter(spotify_id__in=bulk.listed(heard, "text"))
        known: dict[str, int] = {}
        for key, spotify_id, duration, heard_before in rows.values_list("pk", "spotify_id", "duration_ms", "heard_ms"):
            known[spotify_id or ""] = key
            if not (duration or heard_before) and heard[spotify_id or ""]:
                self._heard[key] = heard[spotify_id or ""]
        return known

    def _artists(self) -> dict[str, int]:
        """The first artist of each name that is unknown; those that nobody knows either are to be made."""
        names = {name_key(each.artist): each.artist[:300] for each in reversed(self._unknown)}
        rows = Artist.objects.filter(name_key__in=bulk.listed(names, "text")).order_by("-pk")
        artists = dict(rows.values_list("name_key", "pk"))
        missing = sorted(names.keys() - artists.keys())
        for key, name in zip(bulk.keys_reserve(Artist, len(missing)), missing, strict=True):
            self._artists_made.append((key, names[name], name))
            artists[name] = key
        return artists

    def _known_by_names(self, names: Sequence[tuple[int, str]]) -> defaultdict[tuple[int, str], list[Namesake]]:
        """The tracks of each artist and title, the first one first."""
        made = {key for key, *_ in self._artists_made}
        wanted = sorted({each for each in names if each[0] not in made})
        table, parameters = bulk.rows_sql(artist=[artist for artist, _ in wanted], title=[title for _, title in wanted])
        found: defaultdict[tuple[int, str], list[Namesake]] = defaultdict(list)
        parameters = [self._person, self._person, *parameters]
        rows = bulk.answers(_OF_NAMES.format(names=table), parameters) if wanted else ()
        for key, artist, title, has_id, ours in rows:
            found[artist, title].append(Namesake(key, bool(has_id), bool(ours) or key in self._theirs))
        return found

    def _resolve(self, each: Named, names: tuple[int, str]) -> int:
        """The key of a track that nobody knew by its id: known by its names, or new."""
        same = self._namesakes[names]
        if not each.spotify_id:
            meant = next((namesake.key for namesake in same if namesake.ours or not namesake.has_id), None)
            return meant or self._new(same, each, names)
        key = self._by_id.get(each.spotify_id) or self._take_over(same, each) or self._new(same, each, names)
        self._by_id[each.spotify_id] = key
        return key

    def _take_over(self, same: list[Namesake], each: Named) -> int:
        """The key of the one without an id that is ours, which has this one from now on; 0 where there is none."""
        place = next((place for place, one in enumerate(same) if one.ours and not one.has_id), None)
        if place is None:
            return 0
        key = same[place].key
        same[place] = Namesake(key, has_id=True, ours=True)
        self.taken_over[key] = each
        return key

    def _new(self, same: list[Namesake], each: Named, names: tuple[int, str]) -> int:
        key, recording = next(self._fresh)
        self.made.append(Made(key, recording, *names, each))
        same.append(Namesake(key, has_id=bool(each.spotify_id), ours=True))
        if len(same) > 1:
            self.namesakes.add(key)
        return key

    def write(self) -> None:
        """What is new."""
        _insert_artists(self._artists_made)
        _insert_tracks(self.made)
        if self._heard:
            columns: dict[str, list[Any]] = {"id": list(self._heard), "heard_ms": list(self._heard.values())}
            bulk.change(Track, ["id"], columns, "heard_ms = {1}heard_ms")
        if self.taken_over:
            told = self.taken_over.values()
            columns = {
                "id": list(self.taken_over),
                "spotify_id": [each.spotify_id for each in told],
                "album": [each.album[:500] for each in told],
                "heard_ms": [each.heard_ms for each in told],
            }
            sets = "spotify_id = {1}spotify_id, album = {1}album, heard_ms = {1}heard_ms"
            bulk.change(Track, ["id"], columns, sets)


def _insert_artists(artists: Sequence[tuple[int, str, str]]) -> None:
    if artists:
        keys, names, name_keys = map(list, zip(*artists, strict=True))
        bulk.insert(Artist, {"id": keys, "spotify_id": None, "name": names, "name_key": name_keys})


def _insert_tracks(made: Sequence[Made]) -> None:
    """Each as a recording of its own, by the artist who is named."""
    if not made:
        return
    keys, recordings, artists, titles, named = map(list, zip(*made, strict=True))
    bulk.insert(Recording, {"id": recordings, "isrc": None, "artist_id": artists})
    bulk.insert(
        Track,
        {
            "id": keys,
            "spotify_id": [each.spotify_id or None for each in named],
            "recording_id": recordings,
            "name": [each.title[:500] for each in named],
            "title_key": titles,
            "artist_id": artists,
            "album": [each.album[:500] for each in named],
            "cover": "",
            "duration_ms": 0,
            "heard_ms": [each.heard_ms for each in named],
            "explicit": False,
            "isrc": "",
            "seen_at": None,
        },
    )
    bulk.insert(Credit, {"track_id": keys, "artist_id": artists, "position": 0})

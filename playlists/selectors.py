"""What the pages about Top Tracks and saved playlists show. Reads only, in a number of queries that does not grow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from discoverdaily import clock
from discoverdaily.listening.exclusions import LeftOut, left_out_of
from discoverdaily.listening.models import Track
from discoverdaily.listening.periods import play_counts
from discoverdaily.listening.selectors import tracks_by_id
from discoverdaily.personal import Figure
from playlists.changes import Changes, changes_between
from playlists.models import Edition, Look, SavedPlaylist
from playlists.rows import Row, known_row
from playlists.words import Trouble, made_of, outcome_sentence, trouble_of

SHOWN_EDITIONS = 60
SHOWN_LOOKS = 20
NEWS = timedelta(days=2)
NOTHING = LeftOut()


@dataclass(frozen=True, slots=True)
class Card:
    """A saved playlist with what its last look brought."""

    saved: SavedPlaylist
    look: Look | None
    changes: Changes | None
    length: int

    @property
    def sentence(self) -> str:
        changes = self.changes
        return outcome_sentence(
            self.look,
            came=changes.came if changes else 0,
            left=len(changes.left) if changes else 0,
            moved=changes.rose + changes.fell if changes else 0,
        )

    @property
    def made_of(self) -> str:
        """Whose counting it is of, and of which time."""
        return made_of(self.saved)

    @property
    def newsworthy(self) -> bool:
        """Whether there is something to tell of it today: one that stopped is told for two days, if Spotify did it."""
        if self.saved.state != SavedPlaylist.State.STOPPED:
            return True
        if self.look is None or self.look.outcome != Look.Outcome.REMOVED:
            return False
        return clock.now() - self.look.at < NEWS

    @property
    def pending(self) -> bool:
        """Whether it is about to be made in Spotify."""
        return not self.saved.exists and self.saved.due_at is not None and not self.saved.last_error

    @property
    def trouble(self) -> Trouble | None:
        """What keeps it from being refreshed, if something does."""
        return trouble_of(self.saved)

    @property
    def url(self) -> str:
        """The playlist's page on Spotify; empty while there is none."""
        return f"{settings.SPOTIFY_OPEN_URL}/playlist/{self.saved.spotify_id}" if self.saved.exists else ""


def saved_playlists_of(person: User) -> list[Card]:
    """The person's saved playlists, those that need them first, the stopped ones last. Three queries."""
    latest_look = Look.objects.filter(saved=OuterRef("pk")).order_by("-at", "-pk").values("pk")[:1]
    lists = list(SavedPlaylist.objects.filter(person=person).annotate(latest_look=Subquery(latest_look)))
    looks = Look.objects.in_bulk([saved.latest_look for saved in lists if saved.latest_look])
    editions = _two_latest_editions(lists)
    # Pausing leaves a card where it is, under its person's eyes.
    rank = {SavedPlaylist.State.SUSPENDED: 0, SavedPlaylist.State.STOPPED: 2}
    lists.sort(key=lambda saved: (rank.get(SavedPlaylist.State(saved.state), 1), -saved.pk))
    return [_card(saved, looks.get(saved.latest_look), editions.get(saved.pk, [])) for saved in lists]


def _card(saved: SavedPlaylist, look: Look | None, editions: Sequence[Edition]) -> Card:
    """`editions`: the latest first, with the one before it if there is one."""
    changes = None
    if look and look.edition_id and len(editions) > 1:
        changes = changes_between(editions[1].track_ids, editions[0].track_ids)
    return Card(saved, look, changes, len(editions[0].track_ids) if editions else 0)


def _two_latest_editions(lists: Sequence[SavedPlaylist]) -> dict[int, list[Edition]]:
    numbered = Edition.objects.filter(saved__in=lists).annotate(
        number=Window(RowNumber(), partition_by=F("saved"), order_by=[F("written_at").desc(), F("pk").desc()])
    )
    found: dict[int, list[Edition]] = {}
    for edition in numbered.filter(number__lte=2):
        found.setdefault(edition.saved_id, []).append(edition)
    return found


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of a list as it was written, and of what left it against the one before."""

    rows: list[Row]
    left: list[Row]

    @property
    def came(self) -> list[Row]:
        """The lines that were not in the list before."""
        return [row for row in self.rows if row.place and row.place.movement == "new"]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition and what it changed; `changes` is None for the first one."""

    edition: Edition
    length: int
    changes: Changes | None
    current: bool


@dataclass(frozen=True, slots=True)
class SavedPage:
    """All that a saved playlist's page shows."""

    card: Card
    ledger: Ledger
    looks: list[Look]
    editions: list[EditionLine]
    chart: "RankChart | None"


@dataclass(frozen=True, slots=True)
class RankChart:
    """A track's rank in each edition, the oldest first; None where it was not in the list."""

    title: str
    spotify_id: str
    points: list[tuple[Edition, int | None]]


def saved_page(saved: SavedPlaylist, *, track_id: str = "") -> SavedPage:
    """The page of a saved playlist; the chart is of `track_id`, or of today's first."""
    editions = list(saved.editions.all()[:SHOWN_EDITIONS])
    looks = list(saved.looks.all()[:SHOWN_LOOKS])
    now, before = ([edition.track_ids for edition in editions[:2]] + [[], []])[:2]
    if not any(track_id in edition.track_ids for edition in editions):
        track_id = now[0] if now else ""
    tracks = tracks_by_id([*now, *before, track_id])
    return SavedPage(
        card=_card(saved, looks[0] if looks else None, editions),
        ledger=_ledger(tracks, now, before, _counts(saved, now), _leaving(saved)),
        looks=looks,
        editions=_edition_lines(editions),
        chart=_chart(editions, track_id, tracks),
    )


@dataclass(frozen=True, slots=True)
class EditionPage:
    """A list as it was written on a day, what it had changed, and whether it is the one that stands in Spotify."""

    line: EditionLine
    ledger: Ledger


def edition_page(edition: Edition) -> EditionPage:
    """The page of an edition."""
    others = edition.saved.editions
    before = others.filter(written_at__lte=edition.written_at).exclude(pk__gte=edition.pk).first()
    latest = others.first()
    now, earlier = edition.track_ids, before.track_ids if before else []
    changes = changes_between(earlier, now) if before else None
    line = EditionLine(edition, len(now), changes, current=edition == latest and _stands(edition))
    return EditionPage(line, _ledger(tracks_by_id([*now, *earlier]), now, earlier, _counts(edition.saved, now)))


def _stands(latest: Edition) -> bool:
    """Whether the latest edition is known to stand in Spotify: no write after it whose answer was lost."""
    return bool(latest.saved.snapshot_id)


def _counts(saved: SavedPlaylist, track_ids: Sequence[str]) -> dict[str, int]:
    return play_counts(saved.person, track_ids)


def _leaving(saved: SavedPlaylist) -> LeftOut:
    """What goes with the next refresh, if there will be one."""
    if not saved.repeats or saved.state == SavedPlaylist.State.STOPPED:
        return NOTHING
    return left_out_of(saved.person, also=saved.exclusions.values_list("artist", "recording"))


def _ledger(
    tracks: dict[str, Track],
    now: Sequence[str],
    before: Sequence[str],
    plays: Mapping[str, int],
    leaving: LeftOut = NOTHING,
) -> Ledger:
    changes = changes_between(before, now)
    rows = [
        replace(
            known_row(tracks, place.track_id, place.rank),
            place=place if before else None,
            plays=plays.get(place.track_id, 0),
            leaves=place.track_id in tracks and leaving.track(tracks[place.track_id]),
        )
        for place in changes.places
    ]
    return Ledger(rows, [known_row(tracks, key, before.index(key) + 1) for key in changes.left])


def _edition_lines(editions: Sequence[Edition]) -> list[EditionLine]:
    changes: list[Changes | None] = [changes_between(old.track_ids, new.track_ids) for new, old in pairwise(editions)]
    return [
        EditionLine(edition, len(edition.track_ids), change, current=number == 0 and _stands(edition))
        for number, (edition, change) in enumerate(zip(editions, [*changes, None], strict=False))
    ]


def _chart(editions: Sequence[Edition], track_id: str, tracks: dict[str, Track]) -> RankChart | None:
    if len(editions) < 2 or not track_id:
        return None
    ranks = [(edition, _rank(edition.track_ids, track_id)) for edition in reversed(editions)]
    return RankChart(tracks[track_id].name if track_id in tracks else "", track_id, ranks)


def _rank(track_ids: Sequence[str], track_id: str) -> int | None:
    return track_ids.index(track_id) + 1 if track_id in track_ids else None


def saved_figures() -> list[Figure]:
    """Everybody's saved playlists that are kept fresh, and those that wait for their person; one query."""
    states = SavedPlaylist.State
    lists = SavedPlaylist.objects.aggregate(
        on=Count("pk", filter=Q(state=states.ACTIVE)), waiting=Count("pk", filter=Q(state=states.SUSPENDED))
    )
    url = reverse("admin:playlists_savedplaylist_changelist")
    return [
        Figure(_("Playlists kept fresh"), lists["on"], f"{url}?state__exact={states.ACTIVE}"),
        Figure(_("Playlists that need their person"), lists["waiting"], f"{url}?state__exact={states.SUSPENDED}"),
    ]

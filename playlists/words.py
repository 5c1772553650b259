"""What is said about saved playlists: what happened, what is safe, what to press."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discoverdaily.spotify.errors import Reason
from discoverdaily.spotify.words import HAPPENED
from playlists.models import Look, SavedPlaylist, TimeRange
from playlists.top import Doubt
from playlists.windows import Window


@dataclass(frozen=True, slots=True)
class Trouble:
    """`what` went wrong; what follows `then`; `reconnect`: whether connecting Spotify again is what mends it."""

    what: str | Promise
    then: str | Promise
    reconnect: bool = False


UNFORESEEN = "unforeseen"

_t = gettext_lazy
SOON = _t("We look again soon.")
DAILY = _t("We look again every day.")
WHEN_ALLOWED = _t("We look again as soon as Spotify lets us.")
RECONNECT = _t("Connect Spotify again and refreshing goes on by itself.")
STOPPED_LOOKING = _t("It lasted for days, so we have stopped looking until you try again.")

TROUBLES: dict[str, Trouble] = {
    Reason.RATE: Trouble(_t("Spotify asked us to wait."), WHEN_ALLOWED),
    Reason.QUOTA: Trouble(HAPPENED[Reason.QUOTA], WHEN_ALLOWED),
    Reason.BUSY: Trouble(_t("Many playlists are being refreshed at once."), _t("Yours is next in a moment.")),
    Reason.SERVER: Trouble(HAPPENED[Reason.SERVER], SOON),
    Reason.TIMEOUT: Trouble(HAPPENED[Reason.TIMEOUT], SOON),
    Reason.CONNECTION: Trouble(HAPPENED[Reason.CONNECTION], SOON),
    Reason.UNREADABLE: Trouble(_t("Spotify's answer could not be read."), SOON),
    Reason.UNAUTHORIZED: Trouble(HAPPENED[Reason.UNAUTHORIZED], SOON),
    Reason.NOT_CONNECTED: Trouble(HAPPENED[Reason.NOT_CONNECTED], RECONNECT, reconnect=True),
    Reason.REVOKED: Trouble(HAPPENED[Reason.REVOKED], RECONNECT, reconnect=True),
    Reason.TOKEN_LOST: Trouble(HAPPENED[Reason.TOKEN_LOST], RECONNECT, reconnect=True),
    Reason.MISSING_SCOPE: Trouble(
        _t("A permission is missing."),
        _t("Connect Spotify again, agree to what is asked, and refreshing goes on by itself."),
        reconnect=True,
    ),
    Reason.UNREGISTERED: Trouble(
        _t("Your Spotify account is not on this app's list of users. Ask whoever runs this site to add it."), DAILY
    ),
    Reason.OWNER_PREMIUM: Trouble(HAPPENED[Reason.OWNER_PREMIUM], DAILY),
    Reason.APP_REFUSED: Trouble(HAPPENED[Reason.APP_REFUSED], DAILY),
    Reason.NOT_FOUND: Trouble(_t("Spotify could not find the playlist."), SOON),
    Doubt.EMPTY: Trouble(
        _t("Spotify has no top list for you yet: it needs some weeks of listening."), _t("We look again by ourselves.")
    ),
    Doubt.INCOMPLETE: Trouble(_t("Spotify sent only a part of your list, so we did not use it."), SOON),
    Doubt.SHRUNK: Trouble(
        _t("Your top list came back half as long as before or less."),
        _t("We look a second time before we believe it."),
    ),
    Doubt.UNHEARD: Trouble(
        _t("Nothing that you played in its days is counted, so there is nothing to put into it."),
        _t("We look again tomorrow, and every day."),
    ),
    Doubt.FEWER: Trouble(
        _t("By your own counts it came out half as long as before or less."),
        _t("We look a second time before we believe it."),
    ),
    Doubt.BARREN: Trouble(_t("Nothing that we know of grows from its seeds within its limits."), SOON),
    Doubt.WITHERED: Trouble(
        _t("It grew half as long as before or less."), _t("We look a second time before we believe it.")
    ),
    UNFORESEEN: Trouble(_t("Something went wrong on our side, and is written in our log."), SOON),
}
OTHER = Trouble(_t("Spotify refused what we asked."), SOON)


def trouble(reason: str) -> Trouble:
    """What a reason kept with a saved playlist means for its person."""
    return TROUBLES.get(reason, OTHER)


def trouble_of(saved: SavedPlaylist) -> Trouble | None:
    """What keeps the list from being refreshed, and what follows: nothing without its person where none is planned."""
    waits = saved.due_at is not None or saved.wanted_edition_id is not None
    needed = waits or saved.state == SavedPlaylist.State.SUSPENDED
    if not saved.last_error or not needed:
        return None
    found = trouble(saved.last_error)
    return replace(found, then=STOPPED_LOOKING) if saved.due_at is None and not found.reconnect else found


def default_name(of: TimeRange | Window) -> str:
    """What a playlist of a range or of own counts is called unless its person calls it something else."""
    if isinstance(of, Window):
        return _("Most played, %(period)s") % {"period": of.label}
    return _("Top tracks, %(range)s") % {"range": of.label}


def made_of(saved: SavedPlaylist) -> str:
    """What the list is made of, as words that can begin a line."""
    if saved.recipe_id:
        return _("Grown from your seeds")
    if saved.window:
        return _("Your own counts, %(period)s") % {"period": saved.window.label}
    return _("Spotify’s ranking, %(range)s") % {"range": TimeRange(saved.time_range).label}


def description_of(saved: SavedPlaylist) -> str:
    """The playlist's description in Spotify: where it is from, and the mark by which it is found again."""
    if saved.recipe_id:
        fresh = _("Grown from a few songs and artists of mine, and grown anew by DiscoverDaily.")
        frozen = _("Grown from a few songs and artists of mine by DiscoverDaily.")
        label = ""
    elif saved.window:
        fresh = _("What I played most (%(of)s), by my own counts, kept fresh by DiscoverDaily.")
        frozen = _("What I played most (%(of)s), by my own counts, kept by DiscoverDaily as it was.")
        label = saved.window.label
    else:
        fresh = _("What I listened to most in %(of)s, kept fresh by DiscoverDaily.")
        frozen = _("What I listened to most in %(of)s, kept by DiscoverDaily as it was.")
        label = str(TimeRange(saved.time_range).label)
    return f"{(fresh if saved.repeats else frozen) % {'of': label}} · {saved.mark}"


def outcome_sentence(look: Look | None, *, came: int, left: int, moved: int) -> str:
    """One sentence of what the last look brought; the counts are of its edition against the one before."""
    if look is None:
        return _("Not looked at yet.")
    if look.outcome == Look.Outcome.FAILED:
        return _("The last look failed. Nothing was changed.")
    if look.outcome == Look.Outcome.CHANGED and (came or left or moved):
        said = [(came, _("%d in")), (left, _("%d out")), (moved, _("%d moved"))]
        return ", ".join(words % count for count, words in said if count) + "."
    return {
        Look.Outcome.CREATED: _("Made in Spotify."),
        Look.Outcome.CHANGED: _("Written anew."),
        Look.Outcome.UNCHANGED: _("Nothing changed, so nothing was written."),
        Look.Outcome.RESTORED: _("An earlier list was restored."),
        Look.Outcome.REMOVED: _("You removed it in Spotify, so we stopped."),
    }[Look.Outcome(look.outcome)]

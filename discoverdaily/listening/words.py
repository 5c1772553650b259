"""What is said about plays: how long, how many, which, and what became of them."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from discoverdaily.listening.extents import Extent
from discoverdaily.listening.finding import Wanted
from discoverdaily.listening.models import Artist, Removal, Source, Track

MINUTE = 60_000
HOUR = 60 * MINUTE
State, Verb = Removal.State, Removal.Verb


def number(figure: int) -> str:
    """As the person's language writes it: 12,345."""
    return formats.number_format(figure, decimal_pos=0, use_l10n=True, force_grouping=True)


def plays_words(figure: int) -> str:
    """12,345 plays."""
    return ngettext("one play", "%(number)s plays", figure) % {"number": number(figure)}


def duration(ms: int) -> str:
    """How long much listening lasted: 35 min, 2 h 10 min, 512 h."""
    minutes = round(ms / MINUTE)
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if hours >= 10 or not rest:
        return _("%(hours)s h") % {"hours": number(round(ms / HOUR))}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def length(ms: int) -> str:
    """How long one play lasted: 3:24, 1:02:09."""
    seconds = ms // 1000
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def extent_sentence(extent: Extent) -> str:
    """How much a filter found."""
    if not extent.exact:
        return _("Up to %(plays)s.") % {"plays": plays_words(extent.plays)}
    if not extent.plays:
        return _("No play.")
    if extent.ms is None:
        return _("%(plays)s.") % {"plays": capfirst(plays_words(extent.plays))}
    told = {"plays": capfirst(plays_words(extent.plays)), "time": duration(extent.ms)}
    return _("%(plays)s, %(time)s of listening.") % told


def wanted_words(wanted: Wanted, *, artist: Artist | None, track: Track | None) -> str:
    """Which plays a filter means, to follow “plays”: by Marble Foxes, from 1 May 2024 to 3 June 2024. Empty for all."""
    said = []
    if wanted.removal:
        said.append(_("that one removal took"))
    elif wanted.hidden:
        said.append(_("that are hidden"))
    if track:
        said.append(_("of “%(title)s”") % {"title": track.name})
    if artist:
        said.append(_("by %(name)s") % {"name": artist.name})
    if wanted.words.strip():
        said.append(_("matching “%(words)s”") % {"words": wanted.words.strip()})
    said += _days_words(wanted)
    if wanted.source:
        said.append(_("told by %(source)s") % {"source": source_words(Source(wanted.source))})
    return ", ".join(str(part) for part in said)


def _days_words(wanted: Wanted) -> Sequence[str]:
    first, last = (formats.date_format(day, "j F Y") if day else "" for day in (wanted.first, wanted.last))
    if first and first == last:
        return [_("on %(day)s") % {"day": first}]
    if first and last:
        return [_("from %(first)s to %(last)s") % {"first": first, "last": last}]
    if first:
        return [_("from %(first)s on") % {"first": first}]
    return [_("until %(last)s") % {"last": last}] if last else []


def source_words(source: Source) -> str:
    """Who told of a play."""
    return {
        Source.EXTENDED: _("your extended history"),
        Source.ACCOUNT: _("your account data"),
        Source.CAPTURE: _("Spotify as you listened"),
    }[source]


MARKS = {Source.EXTENDED: "●", Source.ACCOUNT: "◐", Source.CAPTURE: "○"}
"""Fuller, the more exactly it knows."""


def marks() -> list[tuple[str, str]]:
    """The marks of the sources and what each means."""
    return [(mark, source_words(source)) for source, mark in MARKS.items()]


def removal_title(removal: Removal, which: str) -> str:
    """What was hidden or deleted; `which`: as wanted_words has it."""
    if removal.state == State.DOING:
        return f"{_('Plays')} {which}".strip() if which else _("All plays")
    return f"{capfirst(plays_words(removal.plays_count))} {which}".strip()


def removal_sentence(removal: Removal) -> str:
    """What became of it."""
    told = {"plays": plays_words(removal.plays_count)}
    if removal.state == State.DONE and removal.verb == Verb.DELETE:
        until = formats.date_format(removal.due_at, "j F") if removal.due_at else ""
        return _("Deleted. You can bring them back until %(day)s; then they go for good.") % {"day": until}
    return {
        State.DOING: _("Being removed: %(plays)s so far."),
        State.DONE: _("Hidden. They count nowhere, and stay here for as long as you like."),
        State.UNDOING: _("On their way back."),
        State.UNDONE: _("Back again, and counted."),
        State.FINAL: _("Gone for good."),
    }[State(removal.state)] % told

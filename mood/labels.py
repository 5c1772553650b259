"""A day of the calendar in words, for whoever reads, hovers or listens instead of looking at colours."""

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from discoverdaily.listening.words import plays_words
from mood.models import Mood
from mood.selectors import Cell, State
from mood.words import feeling, points

_STATES: dict[State, str | Promise] = {
    State.FUTURE: gettext_lazy("still to come"),
    State.EMPTY: gettext_lazy("nothing heard"),
    State.PENDING: gettext_lazy("not worked out yet"),
    State.LITTLE: gettext_lazy("not enough music"),
}


def score_words(score: float) -> str:
    """Its word and its number: warm, 64."""
    return _("%(word)s, %(points)d") % {"word": feeling(score), "points": points(score)}


def music_words(cell: Cell) -> str:
    """What the day's music says, or why it says nothing."""
    if cell.score is not None:
        return score_words(cell.score)
    if cell.running and cell.state is State.EMPTY:
        return _("nothing heard yet")
    return str(_STATES[cell.state])


def day_label(cell: Cell) -> str:
    """All there is to say of a day in one breath: 12 March: warm, 64, 23 plays; your own rating: bright, 88."""
    words = _told(cell)
    if cell.day and cell.day.plays:
        words = _("%(words)s, %(plays)s") % {"words": words, "plays": plays_words(cell.day.plays)}
    if cell.own is not None:
        words = _("%(words)s; your own rating: %(own)s") % {"words": words, "own": score_words(cell.own)}
    return _("%(words)s, so far") % {"words": words} if cell.running else words


def day_label_for_others(cell: Cell, mood: Mood) -> str:
    """What a picture that leaves the house says of a day: no more than can be seen in it."""
    if cell.own is None or mood.shown == Mood.Shown.COMPUTED:
        return _told(cell)
    if mood.shown == Mood.Shown.OWN:
        return _("%(day)s: %(music)s") % {"day": date_format(cell.date, "j F"), "music": score_words(cell.own)}
    return _("%(words)s; by their own word: %(own)s") % {"words": _told(cell), "own": score_words(cell.own)}


def _told(cell: Cell) -> str:
    return _("%(day)s: %(music)s") % {"day": date_format(cell.date, "j F"), "music": music_words(cell)}

"""What the calendar has to say on Today."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from discoverdaily.listening.days import today_of
from discoverdaily.personal import TodayCard
from mood.drawing import colour_of
from mood.labels import score_words
from mood.selectors import Cell, State, cells_of, mood_kept

if TYPE_CHECKING:
    from accounts.models import User
    from mood.models import Mood


def cards_of(person: "User") -> list[TodayCard]:
    """The running day in one stroke; nothing where the calendar is off, or nothing was heard yet."""
    mood = mood_kept(person)
    if not mood.on:
        return []
    today = today_of(person)
    (cell,) = cells_of(person, today, today)
    if cell.state is State.EMPTY and cell.own is None:
        return []
    context = {"cell": cell, "colour": colour_of(cell, mood), "sentence": _sentence(cell, mood)}
    return [TodayCard("mood/today.html", context, day=True, feature="mood")]


def _sentence(cell: Cell, mood: "Mood") -> str:
    """What the music of the running day says so far; and what its person does. What the stroke is coloured by is
    said."""
    if cell.own is not None:
        said = {"own": score_words(cell.own)}
        if cell.score is None or cell.shown(mood) == cell.own:
            return _("By your own word, today is %(own)s.") % said
        said["music"] = score_words(cell.score)
        return _("By your own word, today is %(own)s; the music so far: %(music)s.") % said
    if cell.score is not None:
        return _("The music so far: %(music)s.") % {"music": score_words(cell.score)}
    if cell.state is State.LITTLE:
        return _("Not enough music yet for a colour.")
    return _("Today’s colour is being worked out.")

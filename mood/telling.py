"""What a day's page says in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mood.agreement import ENOUGH, Agreement
from mood.learning import Learnt
from mood.models import FEWEST, Day, Entry
from mood.selectors import Cell, State
from mood.words import day_feeling, feeling, points

FEW_RATINGS = 3
"""Rated days below which nothing is said of what they taught."""
BOTH = 2


def day_sentence(cell: Cell) -> str:
    """What there is to say of a day by its music: A warm day: 9 of 11 songs are known."""
    if cell.state is State.EMPTY or cell.day is None:
        return _("Nothing has been heard yet today.") if cell.running else _("Nothing was heard on this day.")
    if cell.state is State.PENDING:
        return _("Something was heard, and its score is still being worked out. It comes by itself.")
    if cell.score is None:
        return _little(cell.day)
    named = {"day": day_feeling(cell.score), "known": _known(cell.day)}
    return (_("%(day)s so far: %(known)s.") if cell.running else _("%(day)s: %(known)s.")) % named


def _little(day: Day) -> str:
    songs = day.tracks - day.spoken
    if not songs:
        return _("Only speech was heard, and that has no mood of its own here.")
    needed = {"known": _known(day), "fewest": FEWEST}
    return _("Not enough music for a score: %(known)s, and it takes %(fewest)d songs.") % needed


def _known(day: Day) -> str:
    """How many of its songs are known by how they sound."""
    songs = day.tracks - day.spoken
    counted = {"known": day.known, "songs": songs}
    if day.known == songs == BOTH:
        return _("both songs are known")
    if day.known == songs:
        return ngettext("its one song is known", "all %(songs)d songs are known", songs) % counted
    if not day.known:
        return ngettext("its one song is not known yet", "none of %(songs)d songs is known yet", songs) % counted
    return ngettext("one of %(songs)d songs is known", "%(known)d of %(songs)d songs are known", day.known) % counted


def learnt_sentence(learnt: Learnt, score: float) -> str:
    """What the person's own ratings say of days with such a score; empty where there are too few of them."""
    if learnt.ratings < FEW_RATINGS:
        return ""
    rating = learnt.rating(score)
    said = {"word": feeling(rating), "points": points(rating)}
    sentence = _("By your own ratings, days like this are rather %(word)s: %(points)d.") % said
    if learnt.ratings >= ENOUGH:
        return sentence
    few = ngettext(
        "Learnt from one rated day, so it still leans on the music’s score.",
        "Learnt from %(days)d rated days, so it still leans on the music’s score.",
        learnt.ratings,
    )
    return f"{sentence} {few % {'days': learnt.ratings}}"


def agreement_sentence(agreement: Agreement) -> str:
    """How often rating and score pointed the same way; before there is a figure, how many days are to go."""
    if agreement.to_go:
        few = ngettext(
            "One more rated day with music, and you see here how often you and the music pointed the same way.",
            "%(days)d more rated days with music, and you see here how often you and the music pointed the same way.",
            agreement.to_go,
        )
        return few % {"days": agreement.to_go}
    if not agreement.days:
        return _("Your ratings or the scores are all alike so far, so nothing can be said of how they go together.")
    told = {"same": agreement.same, "days": agreement.days}
    return _("You and the music pointed the same way on %(same)d of %(days)d days; chance alone makes it half.") % told


def own_sentence(entry: Entry | None) -> str:
    """What the person said themselves; empty where they did not."""
    if entry is None or entry.rating is None:
        return ""
    said = {"word": feeling(entry.rating), "points": points(entry.rating)}
    if entry.energy is None:
        return _("You called it %(word)s: %(points)d.") % said
    said["lively"] = points(entry.energy)
    return _("You called it %(word)s: %(points)d; how lively: %(lively)d.") % said

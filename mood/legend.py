"""What the calendar's colours and papers mean, drawn as its pictures draw them."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mood.model.ramp import colour
from mood.models import Mood
from mood.pictures.looks import DayLook
from mood.pictures.sheet import filling, stroke, text_on
from mood.selectors import State
from mood.words import feeling

FIFTHS = 5
STOPS = 10


@dataclass(frozen=True, slots=True)
class Fifth:
    """A fifth of the ramp: its word and its points."""

    word: str | Promise
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Legend:
    """The ramp from 0 to 100 as colours at equal distances, its five words, and the papers that have no colour."""

    stops: list[tuple[int, str]]
    fifths: list[Fifth]
    papers: list[tuple[SafeString, str | Promise]]


_PAPERS: tuple[tuple[State, str | Promise], ...] = (
    (State.EMPTY, _("nothing heard")),
    (State.LITTLE, _("not enough music")),
    (State.PENDING, _("not worked out yet")),
)
_PEN = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
_SWATCH = "M2.4 2.2L21.7 2.6L21.4 21.8L2.1 21.3Z"
DOT, CORNER = "M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M20.5 9v11.5h-11.5z"
_MARKS = {
    State.LITTLE: ("M5 13l8-8M5 20l15-15M12 21l9-9", "rule"),
    State.PENDING: ("M8.5 12a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0", "ink"),
}


def legend_of(mood: Mood, *, own: str = "") -> Legend:
    """For the colours that the person chose; `own`: how their own rating is drawn (DOT, CORNER) where it stands beside
    the music's."""
    papers = [(_swatch(DayLook(date.min, state, label="")), words) for state, words in _PAPERS]
    if own and mood.shown == Mood.Shown.BOTH:
        papers.append((_own(mood, own), _("beside it: your own rating")))
    return Legend(
        stops=[(100 * stop // STOPS, colour(stop / STOPS, palette=mood.palette)) for stop in range(STOPS + 1)],
        fifths=[Fifth(feeling(part / FIFTHS), 20 * part, 20 * part + 19 + part // 4) for part in range(FIFTHS)],
        papers=papers,
    )


def _swatch(day: DayLook, more: str = "") -> SafeString:
    lines, pen = _MARKS.get(day.state, ("", "ink"))
    body = filling(day, _SWATCH, 1.5) + stroke(lines, pen, 1.4) + more
    return SafeString(f'<svg class="swatch" viewBox="0 0 24 24" {_PEN} aria-hidden="true">{body}</svg>')  # ours


def _own(mood: Mood, drawn: str) -> SafeString:
    """A day in the middle, with its person's word for it as bright as can be."""
    day = DayLook(date.min, State.SCORED, label="", colour=colour(0.5, palette=mood.palette))
    return _swatch(day, f'<path d="{drawn}" fill="{colour(1, palette=mood.palette)}" stroke="{text_on(day)}"/>')

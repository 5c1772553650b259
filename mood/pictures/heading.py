"""The lettered name above a picture."""

from html import escape
from random import Random

from mood.pictures.lettering import HEIGHT, can_letter, lettered, letters_of
from mood.pictures.sheet import FONTS, INK, PAPER, stroke

BASE = 82.0
TALLEST = 2.7
"""Of the letters, times the hand's."""
YEAR = 0.95
GAP = 6.4
"""Between letters: hollow ones are wide."""


def heading(name: str, year: str, width: float, rng: Random) -> str:
    """A name in hollow capitals with the year beside it, in the middle of a sheet so wide.

    A name in another script than this hand's is set in a font, if the reader has one for it.
    """
    small, drawn = lettered(year)
    beside = small * YEAR + 22
    if not can_letter(name):
        end = width / 2 + 90
        return _set(name, end) + _year(drawn, end + 18)
    letters, wide = letters_of(name, GAP)
    scale = min(TALLEST, (width - 90 - beside) / max(wide, 1))
    left, top = (width - wide * scale - beside) / 2, BASE - HEIGHT * scale
    parts = []
    for middle, letter in letters:
        turn, rise = rng.uniform(-2.5, 2.5), rng.uniform(-1.6, 1.6)
        where = f"translate({left:.1f} {top + rise:.1f}) scale({scale:.3f}) rotate({turn:.1f} {middle:.1f} 10)"
        parts.append(f'<path d="{letter}" transform="{where}"/>')
    shape = "".join(parts)
    return (
        f'<g aria-hidden="true"><g class="ink" stroke="{INK}" stroke-width="{11 / scale:.2f}">{shape}</g>'
        f'<g class="page" stroke="{PAPER}" stroke-width="{7.4 / scale:.2f}">{shape}</g></g>'
        + _year(drawn, left + wide * scale + 22)
    )


def _year(drawn: str, x: float) -> str:
    return stroke(drawn, "muted", 2.4, f' transform="translate({x:.1f} {BASE - HEIGHT * YEAR:.1f}) scale({YEAR})"')


def _set(name: str, end: float) -> str:
    return (
        f'<text class="lettering" x="{end:.1f}" y="{BASE:g}" text-anchor="end" font-size="56" font-family="{FONTS}" '
        f'fill="{INK}">{escape(name)}</text>'
    )

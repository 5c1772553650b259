"""What all pictures share: ink and paper, the sheet they are drawn on, and links.

In a page, classes win over the colours that stand in the drawing: `.paper` fills, `.rule`, `.ink` and `.muted` draw
lines. A file that stands alone has none, and is on light paper.
"""

from collections.abc import Sequence
from html import escape

from mood.model.ramp import ink
from mood.pictures.hand import Ink
from mood.pictures.looks import DayLook
from mood.selectors import State

PAPER, INK, MUTED, RULE = "#faf7f0", "#22252c", "#5f594c", "#8d8470"
_TONES = {"ink": INK, "muted": MUTED, "rule": RULE, "page": PAPER}
FONTS = "ui-serif, Georgia, 'Songti SC', 'Noto Serif', 'Noto Serif CJK SC', 'DejaVu Serif', 'Liberation Serif', serif"
"""For letters that the hand has not, by name: what draws the PNG knows no others."""
_PEN = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'


def framed(body: str, *, kind: str, size: tuple[float, float], label: str, alone: bool) -> str:
    """A drawing as SVG: part of a page, of the class `kind`, or a file that stands alone."""
    width, height = size
    label = escape(label)
    box = f'viewBox="0 0 {width:g} {height:g}"'
    if not alone:
        return f'<svg class="picture {kind}" {box} {_PEN} role="group" aria-label="{label}">{body}</svg>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} width="{width:g}" height="{height:g}" {_PEN} role="img" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<rect width="{width:g}" height="{height:g}" fill="{PAPER}"/>{body}</svg>'
    )


def stroke(drawn: str, tone: str, width: float, extra: str = "") -> str:
    """Lines of a pen: `tone` is the name of an ink, or a colour. Nothing drawn: nothing."""
    if not drawn:
        return ""
    named = f' class="{tone}"' if tone in _TONES else ""
    return f'<path{named} d="{drawn}" stroke="{escape(_TONES.get(tone, tone))}" stroke-width="{width:g}"{extra}/>'


def inked(lines: Sequence[Ink]) -> str:
    """What is drawn around the days."""
    parts = []
    for line in lines:
        ground = f'<path class="paper" d="{line.path}" fill="{PAPER}"/>' if line.paper else ""
        parts.append(ground + stroke(line.path, line.tone, line.width))
    return "".join(parts)


def place(day: DayLook, drawn: str, *, alone: bool) -> str:
    """A day's drawing with its label; a link where it has one and the picture is part of a page."""
    label = escape(day.label)
    state = State.SCORED if day.colour else day.state
    kind = f"day {state}{' running' if day.running else ''}"
    body = f"<title>{label}</title>{drawn}"
    if day.href and not alone:
        return f'<a class="{kind}" href="{escape(day.href)}" aria-label="{label}">{body}</a>'
    return f'<g class="{kind}" role="img" aria-label="{label}">{body}</g>'


def filling(day: DayLook, outline: str, width: float) -> str:
    """A day's region: in its colour, or as paper outlined by its state."""
    if day.colour:
        look = f'class="edge" fill="{escape(day.colour)}" stroke="{RULE}" stroke-width="{width:g}"'
    elif day.state is State.FUTURE:
        look = f'class="edge paper" fill="{PAPER}" stroke="{RULE}" stroke-width="{width / 2:g}" stroke-opacity=".6"'
    elif day.state is State.PENDING:
        dots = f'stroke-dasharray="0 {width * 3.2:g}"'
        look = f'class="edge paper" fill="{PAPER}" stroke="{RULE}" stroke-width="{width * 1.5:g}" {dots}'
    else:
        look = f'class="edge paper" fill="{PAPER}" stroke="{RULE}" stroke-width="{width:g}"'
    return f'<path d="{outline}" {look}/>'


def own(day: DayLook, outline: str, width: float) -> str:
    """The person's own rating beside: a shape in its colour, edged so that it shows on anything."""
    pen = text_on(day)
    edge = f'stroke="{pen}"' if day.colour else f'class="edge" stroke="{RULE}"'
    return f'<path d="{outline}" fill="{escape(day.own or PAPER)}" {edge} stroke-width="{width:g}"/>'


def text_on(day: DayLook) -> str:
    """What writes on a day's region: black or white on a colour, ink on paper."""
    if day.colour:
        return ink(day.colour)
    return "muted" if day.state is State.FUTURE else "ink"

"""Letters and numerals as strokes of a pen, so that page, print and file look alike whatever fonts there are.

A glyph is its width and its strokes on a body 20 high (y grows downwards, 20 is the line it stands on); a stroke that
begins with "~" is a curve through its points.
"""

import unicodedata
from functools import lru_cache

from mood.pictures.hand import Point, curve, path

HEIGHT = 20.0
SPACING = 5.0

_GLYPHS: dict[str, tuple[float, tuple[str, ...]]] = {
    " ": (6, ()),
    "A": (14, ("0,20 7,0 14,20", "2.6,13 11.4,13")),
    "B": (11.5, ("0,0 0,20", "~0,0 6,.3 9.7,4.8 6,9.3 0,9.6", "~0,9.6 7,10 11.5,14.8 7,19.7 0,20")),
    "C": (13.5, ("~13,4.2 8.5,.2 3,2.4 0,10 3,17.6 8.5,19.8 13.5,15.8",)),
    "D": (13, ("0,0 0,20", "~0,0 7,1 12.3,6 12.3,14 7,19 0,20")),
    "E": (10, ("10,0 0,0 0,20 10,20", "0,9.6 8,9.6")),
    "F": (10, ("10,0 0,0 0,20", "0,9.8 8,9.8")),
    "G": (14, ("~13,4.2 8.5,.2 3,2.4 0,10 3,17.6 8.5,19.8 13.7,16.4", "8.6,11 13.7,11 13.7,16.4")),
    "H": (13, ("0,0 0,20", "13,0 13,20", "0,9.8 13,9.8")),
    "I": (0.5, ("0,0 0,20",)),
    "J": (9, ("~9,0 9,7 8.7,14.5 6.6,19 3,19.8 0,17",)),
    "K": (12, ("0,0 0,20", "11,0 0,11.6", "3.8,8.2 12,20")),
    "L": (9.5, ("0,0 0,20 9.5,20",)),
    "M": (16, ("0,20 1.2,0 8,14.5 14.8,0 16,20",)),
    "N": (13, ("0,20 0,0 13,20 13,0",)),
    "O": (15, ("~7.5,0 2.2,3 0,10 2.2,17 7.5,20 12.8,17 15,10 12.8,3 7.5,0",)),
    "P": (11, ("0,20 0,0", "~0,0 7,.4 10.8,5.2 7,10.4 0,10.8")),
    "Q": (15, ("~7.5,0 2.2,3 0,10 2.2,17 7.5,20 12.8,17 15,10 12.8,3 7.5,0", "9.4,14.6 15,21.6")),
    "R": (11.5, ("0,20 0,0", "~0,0 7,.4 10.8,5.2 7,10.4 0,10.8", "5,10.7 11.5,20")),
    "S": (11, ("~10.3,3.6 6.2,.1 1.6,1.9 1.2,6.2 5.5,9.6 10,13.2 9.9,17.8 5.2,20 0,16.6",)),
    "T": (13, ("0,0 13,0", "6.5,0 6.5,20")),
    "U": (13, ("~0,0 .1,7 .4,13.5 2.6,18.4 6.5,20 10.4,18.4 12.6,13.5 12.9,7 13,0",)),
    "V": (13, ("0,0 6.5,20 13,0",)),
    "W": (19, ("0,0 5,20 9.5,4 14,20 19,0",)),
    "X": (12, ("0,0 12,20", "12,0 0,20")),
    "Y": (12, ("0,0 6,10 12,0", "6,10 6,20")),
    "Z": (12, ("0,0 12,0 0,20 12,20",)),
    "Æ": (18, ("0,20 9,0 18,0", "9,0 9.6,20 18,20", "3,13 9.3,13", "9.4,9.6 16,9.6")),
    "Œ": (21, ("~11,0 3.5,2 0,10 3.5,18 11,20", "21,0 11,0 11,20 21,20", "11,9.6 19,9.6")),
    "Ø": (15, ("~7.5,0 2.2,3 0,10 2.2,17 7.5,20 12.8,17 15,10 12.8,3 7.5,0", "1,20.5 14,-.5")),
    "Ł": (10.5, ("1,0 1,20 10.5,20", "-1.5,12.5 6,7.5")),
    "Đ": (14, ("1,0 1,20", "~1,0 8,1 13.3,6 13.3,14 8,19 1,20", "-2,10 6,10")),
    "0": (11, ("~5.5,0 1.5,3 0,10 1.5,17 5.5,20 9.5,17 11,10 9.5,3 5.5,0",)),
    "1": (5, ("0,4.2 5,0 5,20",)),
    "2": (10.5, ("~.2,5 2,1.2 6,.1 9.6,3 8.8,8 4.6,13.6 0,20", "0,20 10.5,20")),
    "3": (10, ("~.3,2.8 4.5,0 9,3 8,7.8 3.8,9.5", "~3.8,9.5 8.8,11 10,15 7.4,19.2 3,19.8 0,17.2")),
    "4": (11, ("8,20 8,0 0,14 11,14",)),
    "5": (10, ("9.2,0 1.7,0 .9,9", "~.9,9 4.8,7.4 9,9.6 9.8,14 7.4,18.8 3.4,19.9 0,17.8")),
    "6": (10, ("~8.4,.6 3.6,4 .5,10 .6,16 3.6,19.7 7.6,19.2 10,15 8.4,10.6 4.6,9.8 .8,13.2",)),
    "7": (10, ("0,0 10,0 4,20",)),
    "8": (10, ("~5,9.3 1.2,6.8 .9,2.6 5,0 9.1,2.6 8.8,6.8 5,9.3 .7,12.4 .3,17 5,20 9.7,17 9.3,12.4 5,9.3",)),
    "9": (10, ("~1.6,19.4 6.4,16 9.5,10 9.4,4 6.4,.3 2.4,.8 0,5 1.6,9.4 5.4,10.2 9.2,6.8",)),
    ".": (0.5, ("0,19.6 .2,20",)),
    "'": (0.5, ("0,0 0,4",)),
    "-": (7, ("0,11 7,11",)),
    "·": (0.5, ("0,10 .2,10.3",)),
}
_GLYPHS["’"] = _GLYPHS["ʼ"] = _GLYPHS["'"]
_MARKS = {  # combining marks, around a letter's middle
    "\u0300": ("-3,-7.5 1,-4",),
    "\u0301": ("3,-7.5 -1,-4",),
    "\u0302": ("-3.5,-4 0,-7.5 3.5,-4",),
    "\u0303": ("~-4,-4.5 -1.8,-6.6 1.8,-4.6 4,-6.8",),
    "\u0304": ("-3.5,-5 3.5,-5",),
    "\u0306": ("~-3.5,-7.5 0,-4.6 3.5,-7.5",),
    "\u0307": ("0,-5 .2,-5.3",),
    "\u0308": ("-3,-5 -2.8,-5.3", "3,-5 3.2,-5.3"),
    "\u030a": ("~0,-8 -2,-6 0,-4 2,-6 0,-8",),
    "\u030b": ("0,-7.5 -3,-4", "4,-7.5 1,-4"),
    "\u030c": ("-3.5,-7.5 0,-4 3.5,-7.5",),
    "\u0326": ("0,23 -1,26",),
    "\u0327": ("~0,20 1.5,22 0,24.5 -2,24",),
    "\u0328": ("~2,20 .2,22.5 1.4,24.6 3.4,24",),
}


def can_letter(text: str) -> bool:
    """Whether all of a text, in capitals, is in this hand."""
    signs = _signs(text)
    return signs[:1] not in _MARKS and all(sign in _GLYPHS or sign in _MARKS for sign in signs)


@lru_cache(maxsize=512)
def lettered(text: str) -> tuple[float, str]:
    """How wide a text is in capitals, and its path, from (0, 0) at its upper left, HEIGHT high.

    Raises KeyError for what is not in this hand.
    """
    placed, width = letters_of(text)
    return width, "".join(piece for _, piece in placed)


@lru_cache(maxsize=512)
def letters_of(text: str, gap: float = SPACING) -> tuple[tuple[tuple[float, str], ...], float]:
    """Each letter's middle and path as in `lettered`, and how wide they are together; `gap` is what is between them."""
    placed: list[tuple[float, str]] = []
    x = middle = 0.0
    for sign in _signs(text):
        if sign in _MARKS:
            strokes = [_drawn(stroke, middle) for stroke in _MARKS[sign]]
            placed[-1] = (middle, placed[-1][1] + "".join(strokes))
            continue
        wide, drawn = _GLYPHS[sign]
        middle = x + wide / 2
        placed.append((middle, "".join(_drawn(stroke, x) for stroke in drawn)))
        x += wide + gap
    return tuple(placed), max(0.0, x - gap)


def _signs(text: str) -> str:
    """A text in capitals, marks after their letters."""
    return unicodedata.normalize("NFD", text.upper())


def _drawn(stroke: str, x: float) -> str:
    points = [_point(pair, x) for pair in stroke.removeprefix("~").split()]
    return curve(points) if stroke.startswith("~") else path(points)


def _point(pair: str, x: float) -> Point:
    across, down = pair.split(",")
    return x + float(across), float(down)

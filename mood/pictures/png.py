"""A picture as PNG."""

import resvg_py

WIDEST = 2880
"""Pixels across: a picture's 720 on the sharpest of screens. Beyond it a request would only cost memory."""


def as_png(svg: str, width: int) -> bytes:
    """A picture of ours `width` pixels wide, as high as it then is. The machine's fonts are read only where it has
    words that the pictures' own hand cannot write. Not for drawings from elsewhere, which may name files to be read.

    Raises ValueError for a width below 1 or above WIDEST, and for what is no SVG.
    """
    if not 1 <= width <= WIDEST:
        raise ValueError(f"a picture is 1 to {WIDEST} pixels wide")
    return resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts="<text" not in svg)

"""Where points are, and what a picture is made of."""

from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from mood.pictures.hand import Line, Point

Mask = NDArray[np.bool_]
SVG = "{http://www.w3.org/2000/svg}"


def inside(outline: Line, x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
    """Which of the points are inside an outline (by how often a ray to the right crosses it)."""
    found = np.zeros(x.shape, dtype=np.bool_)
    for (x1, y1), (x2, y2) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if y1 != y2:
            found ^= ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return found


def room(outline: Line, at: Point) -> float:
    """How far a point is from an outline."""
    begin, point = np.array(outline), np.array(at)
    along = np.roll(begin, -1, axis=0) - begin
    long = np.maximum((along**2).sum(axis=1), 1e-9)
    part = np.clip(((point - begin) * along).sum(axis=1) / long, 0, 1)
    return float(np.hypot(*(begin + part[:, None] * along - point).T).min())


def read(svg: str) -> ET.Element:
    """A picture as a tree; in a page an SVG needs no namespace, a parser does."""
    whole = svg if "xmlns=" in svg else svg.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1)
    return ET.fromstring(whole)  # noqa: S314 - drawn by us


def places(svg: str) -> list[ET.Element]:
    """What is drawn of each day."""
    return [each for each in read(svg).iter() if each.get("class", "").startswith("day ")]


def fill(place: ET.Element) -> str:
    """What a day's region is filled with."""
    return next(path.get("fill", "") for path in place if "edge" in path.get("class", ""))

"""A picture as PNG."""

import struct

import pytest

from mood.pictures.month import TEMPLATES, month_picture
from mood.pictures.png import WIDEST, as_png
from mood.pictures.year import year_picture
from tests.mood.pictures.looks import month, year


def size(png: bytes) -> tuple[int, int]:
    """Width and height as the file says (its first chunk)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("width", [390, 720])
def test_a_month_is_as_wide_as_was_asked_for(template: str, width: int) -> None:
    png = as_png(month_picture(month(2026, 3), name="March", label="March", template=template, alone=True), width)
    wide, high = size(png)
    assert wide == width
    assert width < high < 1.5 * width


def test_a_year_likewise() -> None:
    assert size(as_png(year_picture(year(2026), months="JFMAMJJASOND", label="2026", alone=True), 672))[0] == 672


def test_the_same_picture_is_the_same_file() -> None:
    svg = month_picture(month(2026, 3), name="March", label="March", alone=True)
    assert as_png(svg, 300) == as_png(svg, 300)


def test_a_name_in_another_script_is_no_obstacle() -> None:
    assert size(as_png(month_picture(month(2026, 3), name="三月", label="三月", alone=True), 300))[0] == 300


@pytest.mark.parametrize("width", [0, -1, WIDEST + 1])
def test_no_picture_is_larger_than_any_screen(width: int) -> None:
    with pytest.raises(ValueError, match="pixels wide"):
        as_png("<svg/>", width)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(ValueError):
        as_png("nothing drawn", 100)

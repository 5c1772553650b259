"""A year in pixels, and several of them."""

from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest

from mood.pictures.looks import YearLook
from mood.pictures.year import CELL, PITCH, WIDTH, year_picture, years_picture
from mood.selectors import State
from tests.mood.pictures.checking import SVG, fill, places, read
from tests.mood.pictures.looks import look, year

LETTERS = "JFMAMJJASOND"


def drawn(number: int, *, alone: bool = False) -> str:
    return year_picture(year(number), months=LETTERS, label=str(number), alone=alone)


def corners(place: ET.Element) -> list[tuple[float, float]]:
    path = next(each.get("d", "") for each in place if "edge" in each.get("class", ""))
    pairs = path.strip("MZ").split("L")
    return [(float(x), float(y)) for x, y in (pair.split() for pair in pairs)]


@pytest.mark.parametrize("number", [2023, 2024])
def test_a_year_is_a_cell_for_each_day_in_its_colour(number: int) -> None:
    days, shown = year(number), places(drawn(number))
    assert [fill(place) for place in shown] == [day.colour or "#faf7f0" for day in days]
    assert [place.get("href") for place in shown] == [day.href for day in days]
    assert [place.get("aria-label") for place in shown] == [day.label for day in days]


def test_months_stand_beside_one_another_and_days_beneath() -> None:
    days = year(2024)
    by_day = {day.date: corners(place) for day, place in zip(days, places(drawn(2024)), strict=True)}
    for day, (upper_left, *_) in by_day.items():
        origin = by_day[date(2024, 1, 1)][0]
        assert upper_left[0] - origin[0] == pytest.approx(PITCH * (day.month - 1), abs=1.5)
        assert upper_left[1] - origin[1] == pytest.approx(PITCH * (day.day - 1), abs=1.5)


def test_cells_are_24_pixels_and_never_overlap() -> None:
    for place in places(drawn(2024)):
        (x1, y1), (x2, y2), (x3, y3), (x4, y4) = corners(place)
        assert max(x1, x2, x3, x4) <= WIDTH
        for side in (x2 - x1, x3 - x4, y4 - y1, y3 - y2):
            assert CELL - 1.4 <= side < PITCH
    assert CELL >= 24


def test_a_year_is_the_same_on_every_load_and_a_file_has_no_links() -> None:
    assert drawn(2026) == drawn(2026)
    assert not [each for each in read(drawn(2026, alone=True)).iter() if each.tag == f"{SVG}a"]


def test_letters_of_another_script_are_set_and_escaped() -> None:
    svg = year_picture(year(2026), months=["Я", "<", *"ФМАМИИАСОНД"][:12], label="2026")
    assert {"Я", "<"} <= {each.text for each in read(svg).iter(f"{SVG}text")}


def test_a_year_is_all_of_its_days() -> None:
    with pytest.raises(ValueError, match="all of its days"):
        year_picture(year(2026)[1:], months=LETTERS, label="2026")


def test_years_beside_one_another_are_links_to_them_with_every_colour() -> None:
    looks = [YearLook(year(number), f"The year {number}", f"/mood/{number}/") for number in (2026, 2025, 2024, 2023)]
    tree = read(years_picture(looks, label="All years"))
    links = list(tree.iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == [f"/mood/{number}/" for number in (2026, 2025, 2024, 2023)]
    for link, look_ in zip(links, looks, strict=True):
        colours = {path.get("fill") for path in link.iter(f"{SVG}path")} - {None}
        assert colours == {day.colour for day in look_.days if day.colour}
        cells = sum(path.get("d", "").count("M") for path in link.iter(f"{SVG}path") if path.get("fill"))
        assert cells == sum(1 for day in look_.days if day.colour)


def test_a_year_with_nothing_in_it_has_no_colour() -> None:
    days = [look(date(2026, 1, 1) + timedelta(days=number), State.EMPTY) for number in range(365)]
    tree = read(years_picture([YearLook(days, "2026")], label="All years"))
    assert {path.get("fill") for path in tree.iter(f"{SVG}path")} == {None}

"""A month as an illustration."""

import hashlib
import subprocess
import sys
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from mood.model.ramp import colour, contrast
from mood.pictures.hand import WIDTH
from mood.pictures.month import TEMPLATES, month_picture, scene_of, template_of
from mood.selectors import State
from tests.mood.pictures.checking import SVG, fill, inside, places, read, room
from tests.mood.pictures.looks import UNSCORED, look, month, months

PHONE = 328
"""CSS pixels that a picture has on the smallest of usual phones: 360 less the page's edges."""
TARGET = 24
"""The least that may be pressed (WCAG 2.2, 2.5.8)."""
YEARS = (2023, 2026)

every_template = pytest.mark.parametrize("template", TEMPLATES)


def drawn(year: int, number: int, template: str = "", *, alone: bool = False) -> str:
    return month_picture(month(year, number), name="March", label="March", template=template, alone=alone)


@every_template
def test_a_day_is_one_region_of_its_own_within_the_picture(template: str) -> None:
    across, down = np.meshgrid(np.arange(0.3, WIDTH, 4), np.arange(0.3, 1000, 4))
    for year, number in months(*YEARS):
        scene = scene_of(template, year, number)
        assert len(scene.regions) == len(month(year, number))
        taken = np.zeros(across.shape, dtype=np.int64)
        for region in scene.regions:
            edge = np.array(region.outline)
            assert edge.min() >= 0
            assert edge[:, 0].max() <= WIDTH
            assert edge[:, 1].max() <= scene.height
            (left, top), (right, low) = (edge.min(axis=0) // 4).astype(int), (edge.max(axis=0) // 4 + 2).astype(int)
            taken[top:low, left:right] += inside(region.outline, across[top:low, left:right], down[top:low, left:right])
        assert taken.max() == 1, (year, number)


@every_template
def test_numbers_stand_in_their_regions_with_room_for_a_finger_on_a_phone(template: str) -> None:
    for year, number in months(*YEARS):
        for region in scene_of(template, year, number).regions:
            x, y = region.heart
            assert inside(region.outline, np.array([x]), np.array([y])).all()
            assert 2 * room(region.outline, region.heart) * PHONE / WIDTH >= TARGET, (year, number)


@every_template
def test_days_are_in_reading_order(template: str) -> None:
    for year, number in months(*YEARS):
        hearts = [region.heart for region in scene_of(template, year, number).regions]
        rows = [0, *(place for place in range(1, len(hearts)) if hearts[place][0] < hearts[place - 1][0])]
        heights = [np.mean([y for _, y in hearts[begin:end]]) for begin, end in pairwise([*rows, len(hearts)])]
        assert len(rows) == 6, (year, number)
        assert heights == sorted(heights)


def test_a_picture_is_the_same_on_every_load_and_in_every_process() -> None:
    def prints() -> list[str]:
        scene_of.cache_clear()
        return [hashlib.sha256(drawn(2026, 3, template).encode()).hexdigest() for template in TEMPLATES]

    program = (
        "import django; django.setup(); import hashlib;"
        "from tests.mood.pictures.test_month import TEMPLATES, drawn;"
        "[print(hashlib.sha256(drawn(2026, 3, template).encode()).hexdigest()) for template in TEMPLATES]"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert prints() == prints() == run.stdout.split()


@every_template
def test_no_month_looks_like_the_one_before(template: str) -> None:
    march, may = (scene_of(template, 2026, number).regions for number in (3, 5))
    assert [region.outline for region in march] != [region.outline for region in may]


def test_a_scored_day_has_its_colour_and_no_other_day_has_one() -> None:
    for year, number in months(2024, 2025):
        days = month(year, number)
        for day, place in zip(days, places(drawn(year, number)), strict=True):
            assert fill(place) == (day.colour or "#faf7f0")
            assert f"day {day.state}" in place.get("class", "")


def test_what_is_written_on_a_colour_is_black_or_white_and_legible() -> None:
    for score in range(0, 101, 4):
        days = [look(date(2026, 2, day), score=score / 100) for day in range(1, 29)]
        numeral = places(month_picture(days, name="February", label="February"))[9][-1]
        assert numeral.get("stroke") in ("#000000", "#ffffff")
        assert contrast(numeral.get("stroke", ""), colour(score / 100)) >= 4.5


def test_no_two_states_look_alike_even_in_grey() -> None:
    shapes = set()
    for state in UNSCORED:
        days = [look(date(2026, 2, day), state) for day in range(1, 29)]
        place = places(month_picture(days, name="February", label="February"))[9]
        shapes.add(
            tuple(
                (path.get("stroke-width"), path.get("stroke-dasharray"), path.get("stroke-opacity")) for path in place
            )
        )
    assert len(shapes) == len(UNSCORED)


def test_ones_own_rating_stands_beside_the_musics() -> None:
    days = [look(date(2026, 2, day), score=0.1, own=0.9 if day == 3 else None) for day in range(1, 29)]
    shown = places(month_picture(days, name="February", label="February"))
    dots = [[path.get("fill") for path in place if (path.get("fill") or "") == colour(0.9)] for place in shown]
    assert [len(found) for found in dots] == [int(number == 3) for number in range(1, 29)]
    assert fill(shown[2]) == colour(0.1)


def test_in_a_page_each_day_is_a_link_and_in_a_file_none_is() -> None:
    page, file = read(drawn(2026, 3)), read(drawn(2026, 3, alone=True))
    links = [each for each in page.iter() if each.tag.endswith("}a")]
    assert [link.get("href") for link in links] == [day.href for day in month(2026, 3)]
    assert all(link.get("aria-label") == link.findtext(f"{SVG}title") for link in links)
    assert not [each for each in file.iter() if each.tag.endswith("}a")]
    assert "style" not in {name for tree in (page, file) for each in tree.iter() for name in each.keys()}  # noqa: SIM118 - an element's


def test_what_is_said_of_a_day_is_text_and_nothing_else() -> None:
    evil = '"><script>alert(1)</script>&'
    days = [look(date(2026, 2, day)) for day in range(1, 29)]
    days[4] = type(days[4])(date(2026, 2, 5), State.EMPTY, evil, href=f"/{evil}")
    svg = month_picture(days, name=evil, label=evil)
    assert "<script" not in svg
    tree = read(svg)
    assert tree.get("aria-label") == evil
    assert places(svg)[4].get("href") == f"/{evil}"
    assert places(svg)[4].findtext(f"{SVG}title") == evil


def test_a_picture_is_of_a_whole_month() -> None:
    with pytest.raises(ValueError, match="all of its days"):
        month_picture(month(2026, 3)[:-1], name="March", label="March 2026")


def test_another_picture_each_month_unless_one_was_chosen() -> None:
    assert {template_of(2026, number) for number in range(1, len(TEMPLATES) + 1)} == set(TEMPLATES)
    assert template_of(2026, 1, "jar") == template_of(2026, 2, "jar") == "jar"
    assert template_of(2026, 1, "gone") == template_of(2026, 1)


def test_a_scored_day_without_a_colour_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="colour"):
        type(look(date(2026, 2, 1)))(date(2026, 2, 1), State.SCORED, "")

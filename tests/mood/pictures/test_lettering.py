"""Letters and numerals as strokes of a pen."""

import string
from random import Random

import pytest

from mood.pictures.heading import heading
from mood.pictures.lettering import can_letter, lettered
from tests.mood.pictures.checking import SVG, read


@pytest.mark.parametrize("name", ["March", "März", "août", "marzec", "únor", "październik", "øktober", "Ağustos", "’s"])
def test_latin_names_are_written_by_hand_with_their_marks(name: str) -> None:
    assert can_letter(name)
    wide, path = lettered(name)
    assert wide > 0
    assert path.startswith("M")


def test_a_letter_with_a_mark_is_not_the_letter_without() -> None:
    assert lettered("ä")[1] != lettered("a")[1]
    assert lettered("ä")[0] == lettered("a")[0]


def test_no_two_letters_look_alike() -> None:
    signs = string.ascii_uppercase + string.digits
    assert len({lettered(sign)[1] for sign in signs}) == len(signs)


@pytest.mark.parametrize("name", ["Март", "三月", "مارس", "\u0301a"])
def test_a_name_in_another_script_is_set_in_a_font(name: str) -> None:
    assert not can_letter(name)
    tree = read(f"<svg>{heading(name, '2026', 720, Random(1))}</svg>")
    assert [each.text for each in tree.iter(f"{SVG}text")] == [name]


def test_a_long_name_stays_on_the_sheet() -> None:
    drawn = heading("mis Listopadowo-grudniowy", "2026", 720, Random(1))
    assert float(drawn.split("translate(")[1].split()[0]) > 0

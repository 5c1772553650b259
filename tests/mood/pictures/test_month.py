"""A month as an illustration."""

import pytest

from mood.pictures.month import TEMPLATES, month_picture, template_of
from tests.mood.pictures.looks import month


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_picture_is_the_same_on_every_load(template: str) -> None:
    one, other = (month_picture(month(2026, 3), name="March", label="March 2026", template=template) for _ in "ab")
    assert one == other


def test_a_picture_is_of_a_whole_month() -> None:
    with pytest.raises(ValueError, match="all of its days"):
        month_picture(month(2026, 3)[:-1], name="March", label="March 2026")


def test_another_picture_each_month_unless_one_was_chosen() -> None:
    assert {template_of(2026, month) for month in (1, 2, 3)} == set(TEMPLATES)
    assert template_of(2026, 1, "jar") == template_of(2026, 2, "jar") == "jar"
    assert template_of(2026, 1, "gone") == template_of(2026, 1)

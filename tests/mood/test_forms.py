"""What is typed about a day is taken as meant, or refused in words."""

from typing import Any

import pytest

from mood.forms import RatingForm, WordsForm


def words(**typed: Any) -> WordsForm:
    return WordsForm({"own_tags": "", "note": "", **typed}, suggested=["rest", "work"])


def test_tags_chosen_and_tags_of_ones_own_are_one_list_without_doubles() -> None:
    form = words(tags=["rest"], own_tags=" choir ,  Rest,long   walk，雨;")
    assert form.is_valid()
    assert form.cleaned_data["all_tags"] == ["rest", "choir", "long walk", "雨"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own_tags": "x" * 31}, "is too long: a tag has at most 30 letters"),
        ({"own_tags": ",".join(f"tag {number}" for number in range(13))}, "These are 13 tags; a day has room for 12"),
        ({"tags": ["rest"], "own_tags": ",".join("abcdefghijkl")}, "These are 13 tags"),
        ({"tags": ["unheard of"]}, "Write this tag into the field beneath"),
        ({"note": "x" * 4001}, "This is 4001 letters long; 4000 fit"),
        ({"note": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_does_not_fit_is_said(typed: dict[str, Any], said: str) -> None:
    form = words(**typed)
    assert not form.is_valid()
    assert said in str(form.errors)


def test_a_lines_end_is_one_letter() -> None:
    form = words(note="x\r\n" * 1998 + "end")
    assert form.is_valid()
    assert form.cleaned_data["note"].count("\n") == 1998


def test_tags_that_the_day_has_can_be_kept_though_nobody_suggests_them() -> None:
    form = WordsForm({"tags": ["sailing"], "own_tags": "", "note": ""}, initial={"tags": ["sailing"]})
    assert form.is_valid()


@pytest.mark.parametrize("typed", ["-0.1", "1.1", "nan", "inf", "warm"])
def test_a_rating_is_a_place_on_the_line(typed: str) -> None:
    assert not RatingForm({"rating": typed}).is_valid()
    assert not RatingForm({"rating": "0.5", "energy": typed}).is_valid()


def test_no_rating_is_one_too() -> None:
    form = RatingForm({"rating": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"rating": None, "energy": None}

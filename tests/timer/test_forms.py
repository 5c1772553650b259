"""What people type about a plan, and what is said where it is no plan."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timer.forms import PlanForm, seconds_typed
from timer.plans import LONGEST, Plan
from timer.presets import BUILT_IN, length_typed, plan_typed


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("30", 30),
        ("0:30", 30),
        ("1:30", 90),
        ("90 s", 90),
        ("90s", 90),
        ("45 sec", 45),
        ("2 min", 120),
        ("2m", 120),
        ("1.5 min", 90),
        ("1,5 min", 90),
        ("1 min 30 s", 90),
        ("1h", 3600),
        ("1 h 30 min", 5400),
        ("1:00:05", 3605),
        ("90:00", 5400),
        ("1：30", 90),
        (" 30 ", 30),
    ],
)
def test_lengths_are_typed_as_people_do(typed: str, seconds: int) -> None:
    assert seconds_typed(typed) == seconds


@pytest.mark.parametrize(
    "typed", ["", "soon", "-5", "1:99", "1e3", "0x20", "1.0005 s", "5 s 2 min", "1:", "∞", "30 30"]
)
def test_anything_else_is_no_length(typed: str) -> None:
    assert seconds_typed(typed) is None


@given(seconds=st.integers(0, LONGEST))
def test_what_is_written_of_a_length_is_read_as_the_same(seconds: int) -> None:
    assert seconds_typed(length_typed(seconds)) == seconds


def plan_of(**typed: str) -> Plan:
    form = PlanForm(typed)
    assert form.is_valid(), form.errors
    return form.plan


def wrong(**typed: str) -> dict[str, Any]:
    form = PlanForm(typed)
    assert not form.is_valid()
    return {name: " ".join(map(str, words)) for name, words in form.errors.items()}


def test_an_interval_and_a_total_are_enough() -> None:
    assert plan_of(interval="30", total="20 min") == Plan(work=30, total=1200)


def test_rounds_take_the_place_of_a_total() -> None:
    typed = {"interval": "20", "rest": "10", "rounds": "8", "sets": "2", "between": "1:00", "prepare": "10"}

    assert plan_of(**typed) == Plan(work=20, rest=10, rounds=8, sets=2, between=60, prepare=10)


@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda preset: preset.slug)
def test_an_address_that_holds_a_plan_is_read_as_that_plan(preset: Any) -> None:
    assert plan_of(**plan_typed(preset.plan)) == preset.plan


def test_the_fields_begin_with_the_plan_that_is_given() -> None:
    form = PlanForm(plan=Plan(work=20, rest=10, rounds=8), name="Mine")

    assert form["interval"].value() == "20"
    assert not form["total"].value()
    assert form["name"].value() == "Mine"
    assert form.more_asked
    assert not PlanForm().more_asked


@pytest.mark.parametrize(
    "typed", ["-30", "0", "4", "61:00", "soon", "99999999999999999999", "9" * 5000, "1" + " " * 9000 + "x"]
)
def test_no_interval_is_less_than_nothing_or_longer_than_an_hour(typed: str) -> None:
    assert "10 seconds to 60 minutes" in wrong(interval=typed, total="20:00")["interval"]


@pytest.mark.parametrize("typed", ["-1", "0", "7 h", "later", "1e9"])
def test_a_total_is_one_minute_to_six_hours(typed: str) -> None:
    assert "1 minute to 6 hours" in wrong(interval="30", total=typed)["total"]


def test_minutes_typed_as_a_bare_number_are_told_how_to_be_typed() -> None:
    assert "“20 min”" in wrong(interval="30", total="20")["total"]


def test_nothing_at_all_is_told_what_is_needed() -> None:
    assert set(wrong(interval="", total="")) == {"interval", "total"}


@pytest.mark.parametrize(
    ("typed", "where", "words"),
    [
        ({"total": "20:00", "rounds": "8"}, "rounds", "not both"),
        ({"total": "20:00", "sets": "2"}, "sets", "how many rounds"),
        ({"rounds": "8", "between": "60"}, "between", "how many sets"),
        ({"rounds": "501"}, "rounds", "1 to 500"),
        ({"rounds": "10000"}, "rounds", "1 to 500"),
        ({"rounds": "9" * 5000}, "rounds", "1 to 500"),
        ({"rounds": "eight"}, "rounds", "1 to 500"),
        ({"rounds": "2", "sets": "0"}, "sets", "1 to 20"),
        ({"total": "20"}, "total", "20 min"),
        ({"interval": "5", "total": "20:00"}, "interval", "10 seconds"),
        ({"interval": "30:00", "total": "20:00"}, "interval", "longer than the total"),
        ({"rounds": "500", "sets": "20"}, "rounds", "six hours"),
        ({"rounds": "500", "sets": "20", "interval": "1 h"}, "rounds", "six hours"),
        ({"total": "6:00:00", "prepare": "60"}, "total", "six hours"),
        ({"total": "6:00:00", "interval": "5", "rest": "5"}, "interval", "too many"),
        ({"total": "20:00", "name": "x" * 81}, "name", "80"),
        ({"total": "20:00", "prepare": "6 min"}, "prepare", "5 minutes"),
    ],
)
def test_what_does_not_go_together_is_told_beside_its_field(typed: dict[str, str], where: str, words: str) -> None:
    found = wrong(**{"interval": "30", **typed})

    assert set(found) == {where}
    assert words in found[where]


@given(
    typed=st.fixed_dictionaries(
        {},
        optional={name: st.one_of(st.text(max_size=12), st.integers(-5, 99_999).map(str)) for name in PlanForm.KNOWN},
    )
)
def test_whatever_is_typed_is_a_session_that_may_be_or_is_refused(typed: dict[str, str]) -> None:
    form = PlanForm(typed)
    if form.is_valid():
        assert 0 < form.plan.length <= LONGEST
        assert sum(phase.seconds for phase in form.plan.phases) == form.plan.length
    else:
        assert all(form.errors.values())

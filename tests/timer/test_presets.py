"""Plans to begin with."""

import pytest

from timer.plans import LONGEST, MOST_PHASES, Kind, Plan
from timer.presets import BUILT_IN, BuiltIn, length_typed, plan_typed

PLANS = {preset.slug: preset.plan for preset in BUILT_IN}


def test_the_built_in_presets_are_what_people_know_by_these_names() -> None:
    def lengths(slug: str, kind: Kind) -> list[int]:
        return [phase.seconds for phase in PLANS[slug].phases if phase.kind == kind]

    assert lengths("taste", Kind.WORK) == [10] * 6
    assert lengths("tabata", Kind.WORK) == [20] * 8
    assert lengths("tabata", Kind.REST) == [10] * 7
    assert lengths("emom", Kind.WORK) == [60] * 12
    assert lengths("pomodoro", Kind.WORK) == [1500] * 4
    assert lengths("pomodoro", Kind.REST) == [300] * 3
    assert lengths("power-hour", Kind.WORK) == [60] * 60
    assert lengths("hiit", Kind.REST) == [20] * 7 + [60] + [20] * 7


@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda preset: preset.slug)
def test_every_built_in_preset_is_a_session_that_may_be(preset: BuiltIn) -> None:
    assert preset.plan.length <= LONGEST
    assert len(preset.plan.phases) <= MOST_PHASES
    assert str(preset.name)
    assert str(preset.words).endswith(".")


@pytest.mark.parametrize(
    ("seconds", "typed"), [(0, "0"), (59, "59"), (60, "1:00"), (90, "1:30"), (3600, "1:00:00"), (5025, "1:23:45")]
)
def test_a_length_is_written_as_one_would_type_it(seconds: int, typed: str) -> None:
    assert length_typed(seconds) == typed


def test_what_a_plan_does_without_is_not_in_its_address() -> None:
    assert plan_typed(Plan(work=30, total=1200)) == {"interval": "30", "total": "20:00"}
    assert plan_typed(PLANS["tabata"]) == {"work": "20", "rest": "10", "rounds": "8", "sets": "1", "prepare": "10"}

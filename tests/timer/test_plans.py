"""What a session does when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timer.plans import LONGEST, MOST_PHASES, Kind, Plan

SECONDS = st.integers(1, 3600)


def test_no_rest_follows_the_last_round_of_a_set() -> None:
    plan = Plan(work=20, rest=10, rounds=2, sets=2, between=60, prepare=5, cool_down=30)

    assert [(phase.kind, phase.seconds) for phase in plan.phases] == [
        (Kind.PREPARE, 5),
        *((Kind.WORK, 20), (Kind.REST, 10), (Kind.WORK, 20)),
        (Kind.REST, 60),
        *((Kind.WORK, 20), (Kind.REST, 10), (Kind.WORK, 20)),
        (Kind.COOL_DOWN, 30),
    ]


def test_an_interval_and_a_total_make_as_many_rounds_as_fit_and_cut_the_last_one_short() -> None:
    assert [phase.seconds for phase in Plan(work=40, total=100).phases] == [40, 40, 20]


@given(
    plan=st.builds(
        Plan,
        work=SECONDS,
        rest=st.integers(0, 600),
        rounds=st.integers(1, 20),
        sets=st.integers(1, 5),
        between=st.integers(0, 600),
        prepare=st.integers(0, 60),
        cool_down=st.integers(0, 600),
        total=st.integers(0, 2000),
    )
)
def test_the_phases_take_as_long_as_the_plan_says_to_the_second(plan: Plan) -> None:
    assert sum(phase.seconds for phase in plan.phases) == plan.length
    assert all(phase.seconds > 0 for phase in plan.phases)
    assert plan.after(0) == plan.length - plan.phases[0].seconds


@given(
    plan=st.builds(
        Plan,
        work=st.integers(5, 60),
        rest=st.integers(0, 30),
        rounds=st.integers(1, 12),
        sets=st.integers(1, 4),
        between=st.integers(0, 30),
        prepare=st.integers(0, 10),
        cool_down=st.integers(0, 10),
        total=st.just(0) | st.integers(60, 600),
    ),
    begun=st.integers(0, 200),
)
def test_intervals_are_counted_as_the_phases_have_them(plan: Plan, begun: int) -> None:
    assert plan.works(begun) == sum(phase.kind == Kind.WORK for phase in plan.phases[:begun])


def test_six_hours_of_ten_seconds_with_a_phase_before_and_after_are_the_most_phases() -> None:
    assert len(Plan(work=10, total=LONGEST, prepare=10, cool_down=60).phases) == MOST_PHASES


def test_what_is_far_too_long_is_known_at_once_and_its_phases_end() -> None:
    monster = Plan(work=1, rest=1, rounds=10**12, sets=10**6, cool_down=1)

    assert monster.length == 10**6 * (2 * 10**12 - 1) + 1
    assert len(monster.phases) == MOST_PHASES + 1


@pytest.mark.parametrize(
    "figures",
    [{"work": 0}, {"work": 0, "total": 60}, {"rounds": 0}, {"sets": 0}, {"rest": -1}, {"prepare": -5}, {"total": -60}],
    ids=str,
)
def test_what_is_no_plan_cannot_be_made(figures: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        Plan(**{"work": 30, **figures})


def test_a_plan_reads_what_it_wrote() -> None:
    plan = Plan(work=40, rest=20, rounds=8, sets=2, between=60, prepare=10, cool_down=60)
    assert Plan(**plan.figures()) == plan

"""What a session does when."""

from hypothesis import given
from hypothesis import strategies as st

from timer.plans import Kind, Plan

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

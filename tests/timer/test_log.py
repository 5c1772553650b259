"""The log: which day a session belongs to, and what they all come to."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from timer.log import ON_A_PAGE, Line, log_forget, log_forget_all, log_page, log_totals
from timer.models import Music, Session
from timer.plans import Plan
from timer.presets import BUILT_IN
from timer.telling import plan_told

TABATA = next(preset.plan for preset in BUILT_IN if preset.slug == "tabata")
WEDNESDAY = datetime(2026, 7, 15, 10, tzinfo=UTC)


@pytest.fixture
def person(db: None) -> User:
    """In Berlin; their days begin at four."""
    return User.objects.create_user(display_name="Ana", time_zone="Europe/Berlin", time_zone_known=True)


def over(person: User, began: datetime, *, minutes: float = 10, plan: Plan = TABATA, **more: object) -> Session:
    fields = {"state": Session.State.DONE, "phase": len(plan.phases) - 1, **more}
    return Session.objects.create(
        person=person,
        figures=plan.figures(),
        started_at=began,
        over_at=began + timedelta(minutes=minutes),
        **fields,
    )


@time_machine.travel(WEDNESDAY, tick=False)
def test_totals_go_by_the_persons_own_days(person: User) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    over(person, datetime(2026, 7, 13, 4, tzinfo=berlin))  # the first moment of this week
    over(person, datetime(2026, 7, 13, 3, 59, tzinfo=berlin))  # still last Sunday
    over(person, datetime(2026, 7, 1, 4, tzinfo=berlin))
    over(person, datetime(2026, 7, 1, 3, 59, tzinfo=berlin))  # still June

    totals = log_totals(person)

    assert [(str(total.label), total.sessions, total.seconds) for total in totals] == [
        ("This week", 1, 600),
        ("This month", 3, 1800),
        ("Ever", 4, 2400),
    ]
    assert totals[1].ran == "30 minutes"


def test_what_stood_still_does_not_count(person: User) -> None:
    over(person, WEDNESDAY, minutes=10, stood_for=timedelta(minutes=4))

    assert log_totals(person)[-1].seconds == 360


def test_a_session_that_runs_is_not_in_the_log(person: User) -> None:
    Session.objects.create(person=person, figures=TABATA.figures(), ends_at=WEDNESDAY)

    assert log_page(person, 1).days == []
    assert log_totals(person)[-1].sessions == 0


def test_a_line_tells_how_much_of_it_was_done(person: User) -> None:
    ended = over(person, WEDNESDAY, minutes=1, phase=3, state=Session.State.ENDED)
    Music.objects.create(session=ended, skips=3, missed=1, unsure=1)

    line = Line(Session.objects.select_related("music").get(pk=ended.pk))

    assert line.rounds == (1, 8)
    assert line.ran == "1 minute of 4 minutes"
    assert line.missed == 2
    assert Line(over(person, WEDNESDAY)).rounds == (8, 8)
    assert Line(over(person, WEDNESDAY)).ran == "10 minutes"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (Plan(work=30, total=1200), "A change every 30 seconds, 20 minutes in all"),
        (Plan(work=45, rest=15, total=600), "45 seconds of work, 15 seconds of rest, 10 minutes in all"),
        (TABATA, "8 rounds: 20 seconds of work, 10 seconds of rest"),
        (Plan(work=60, rounds=12), "12 rounds: 1 minute of work"),
        (Plan(work=40, rest=20, rounds=8, sets=2), "2 sets of 8 rounds: 40 seconds of work, 20 seconds of rest"),
    ],
)
def test_a_session_without_a_name_is_called_what_it_was(plan: Plan, words: str) -> None:
    assert plan_told(plan) == words


def test_pages_follow_each_other_without_a_gap(person: User) -> None:
    made = [over(person, WEDNESDAY - timedelta(hours=number)).pk for number in range(ON_A_PAGE + 3)]

    first, second = log_page(person, 1), log_page(person, 2)

    shown = [line.session.pk for page in (first, second) for _, lines in page.days for line in lines]
    assert shown == made
    assert (first.older, second.older) == (2, None)


def test_forgetting_takes_what_is_over_and_only_that(person: User, bob: User) -> None:
    live = Session.objects.create(person=person, figures=TABATA.figures(), ends_at=WEDNESDAY)
    first, second = over(person, WEDNESDAY), over(person, WEDNESDAY)
    Music.objects.create(session=second)
    others = over(bob, WEDNESDAY)

    log_forget(session=first)
    log_forget(session=live)
    assert set(Session.objects.all()) == {live, second, others}

    assert log_forget_all(person=person) == 1
    assert set(Session.objects.all()) == {live, others}


class LogProperties(TestCase):
    """Whatever the zone, the hour at which days begin, and the moments at which sessions began."""

    @settings(max_examples=60, deadline=None)
    @given(
        zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "Asia/Kathmandu"]),
        starts_at=st.integers(0, 23),
        now=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # hypothesis adds it
        ages=st.lists(st.integers(0, 60 * 24 * 60), max_size=8),
    )
    def test_totals_add_up_what_the_pages_show_of_those_days(
        self, zone: str, starts_at: int, now: datetime, ages: list[int]
    ) -> None:
        person = User.objects.create_user(time_zone=zone, day_starts_at=starts_at)
        with time_machine.travel(now, tick=False):
            for age in ages:
                over(person, now - timedelta(minutes=age), minutes=1 + age % 7)
            shown = [(day, line.seconds) for day, lines in log_page(person, 1).days for line in lines]
            week, month, ever = log_totals(person)
            today = _own_day(now, zone, starts_at)
        monday = today - timedelta(days=today.weekday())
        for total, first in ((week, monday), (month, today.replace(day=1)), (ever, date.min)):
            within = [seconds for day, seconds in shown if day >= first]
            assert (total.sessions, total.seconds) == (len(within), sum(within))


def _own_day(moment: datetime, zone: str, starts_at: int) -> date:
    local = moment.astimezone(ZoneInfo(zone))
    return local.date() if local.hour >= starts_at else local.date() - timedelta(days=1)

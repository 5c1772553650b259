"""However Spotify answers and whenever a worker dies, each play it ever told of is there once, and counted once."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from discoverdaily import clock
from discoverdaily.due import handle_safely
from discoverdaily.listening import capture as capturing
from discoverdaily.listening.capture import capture_begin
from discoverdaily.listening.fields import to_ms
from discoverdaily.listening.models import Capture, HourTotal, Play
from discoverdaily.listening.pace import KEPT
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.objects import Artist, Page, PlayHistory, Track

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 1, tzinfo=UTC)
TRACKS = [
    Track(f"track{number:017}", f"Song {number}", (Artist(f"artist{number:016}", "A singer"),)) for number in range(3)
]


class Killed(BaseException):
    """The worker is no more: nothing after this line happens, and nobody tidies up."""


def dies_at(statement: int) -> Callable[..., Any]:
    """Has the worker killed when it sends its so manieth statement to the database, which then rolls back."""
    left = statement

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1:
            raise Killed
        return execute(*args)

    return count


class Answers:
    """Spotify, as `spotify_for` gives it, with the next answer in its hands."""

    def __init__(self) -> None:
        self.page: Page[PlayHistory] | None = None

    def __call__(self, *_: Any, **__: Any) -> "Answers":
        return self

    def recently_played(self, *, limit: int) -> Page[PlayHistory]:
        assert limit == KEPT
        if self.page is None:
            raise RetryLater(Reason.SERVER)
        return self.page


def look(person: User, *, statements: int | None) -> None:
    """A worker looks, and may be killed; its lease then runs out."""
    capture_begin(person=person)
    for row in Capture.claim(Capture.objects.filter(person=person), limit=1):
        if statements is None:
            handle_safely(row, _look)
            continue
        try:
            with connection.execute_wrapper(dies_at(statements)):
                handle_safely(row, _look)
        except Killed:
            pass
    Capture.objects.update(leased_until=clock.now() - timedelta(seconds=1))


def _look(row: Capture) -> None:
    capturing.capture_look(capture=row)


def page_of(plays: Sequence[tuple[int, int]], order: Any, *, twice: bool, left_out: int) -> Page[PlayHistory]:
    """The latest fifty of the plays (seconds, number of the track), in any order, told twice or with some left out."""
    told = [PlayHistory(TRACKS[track], NIGHT + timedelta(seconds=second)) for second, track in sorted(plays)[-KEPT:]]
    order.shuffle(told)
    told = told[left_out:]
    return Page(items=tuple(told + told[:3] if twice else told), left_out=left_out)


LOOKS = st.lists(
    st.fixed_dictionaries(
        {
            "later": st.integers(0, 60),  # plays since the look before
            "late": st.sets(st.integers(0, 59), max_size=20),  # of those, the ones that this answer does not have yet
            "twice": st.booleans(),
            "left_out": st.integers(0, 3),
            "statements": st.one_of(st.none(), st.none(), st.integers(0, 80)),  # until the worker is killed
            "answers": st.sampled_from([True, True, True, False]),
        }
    ),
    min_size=1,
    max_size=6,
)


WELL = {"later": 0, "late": (), "twice": False, "left_out": 0, "statements": None, "answers": True}


@settings(max_examples=15, deadline=None)
@given(LOOKS, st.lists(st.integers(30, 400), min_size=400, max_size=400), st.randoms(use_true_random=False))
def test_each_play_told_of_is_kept_and_counted_once(looks: list[dict[str, Any]], steps: list[int], chance: Any) -> None:
    spotify, told = Answers(), set[tuple[int, int]]()
    with transaction.atomic(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(capturing, "spotify_for", spotify)
        person = User.objects.create_user()
        heard, late, second = list[tuple[int, int]](), set[tuple[int, int]](), 0
        for answer in [*looks, WELL]:
            fresh = []
            for step in steps[: answer["later"]]:
                second += step
                fresh.append((second, step % len(TRACKS)))
            heard += fresh
            late = {play for number, play in enumerate(fresh) if number in answer["late"]}
            visible = [play for play in heard if play not in late]
            page = page_of(visible, chance, twice=answer["twice"], left_out=answer["left_out"])
            spotify.page = page if answer["answers"] else None
            before = Capture.objects.filter(person=person).values_list("looked_at", flat=True).first()
            look(person, statements=answer["statements"])
            if Capture.objects.values_list("looked_at", flat=True).get(person=person) != before:
                told |= {(to_ms(play.played_at), int(play.track.id[-1])) for play in page}
        kept = [
            (to_ms(played_at), int((track or "")[-1]))
            for played_at, track in Play.objects.values_list("played_at", "track__spotify_id")
        ]
        assert sorted(kept) == sorted(told)
        assert (HourTotal.objects.aggregate(all=Sum("plays_all"))["all"] or 0) == len(told)
        latest = {(to_ms(NIGHT + timedelta(seconds=second)), track) for second, track in sorted(heard)[-KEPT:]}
        assert latest <= told, "what Spotify still remembers is there in the end"
        transaction.set_rollback(True)

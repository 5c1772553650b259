"""How fast Spotify may be asked: one budget for each client id, across all workers.

Spotify counts calls over any thirty seconds, publishes no number, and answers too many with a ban that may last a day.
So calls are counted here, people go before the background, and what Spotify says about waiting is stored and kept to.
Nothing here sleeps: who may not call now is told when to come back. A process that makes very many calls may count
them by the handful (handfuls.py).

The Web API's budget goes by the client id itself. Signing in and renewing tokens, which another host answers, have
budgets of their own: anybody may begin a sign-in, and whatever Spotify makes of it must not stop the others' music.
Whoever else is asked (music_data) has a budget by its name.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.conf import settings
from django.db import transaction

from discoverdaily import clock
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.handfuls import Handfuls
from discoverdaily.spotify.models import ClientBudget

WINDOW = timedelta(seconds=30)
BACKGROUND_SHARE = 0.6
"""The part of the budget beyond which the background waits; the rest is kept for people."""
PAUSE = {Reason.RATE: timedelta(seconds=30), Reason.QUOTA: timedelta(hours=1)}
"""How long to wait where Spotify does not say."""
handfuls = Handfuls()
"""Of the Web API's calls for people; opened by a process that makes very many."""
LONGEST_PAUSE = timedelta(days=7)


class Lane(StrEnum):
    """On whose behalf a call is made: a person waits for it, or nobody does."""

    PEOPLE = "people"
    BACKGROUND = "background"


class Allowance(NamedTuple):
    """So many calls in any stretch of time so long."""

    calls: int
    window: timedelta = WINDOW


def sign_ins_of(client_id: str) -> str:
    """The budget of codes turned into tokens."""
    return f"{client_id}:sign-in"


def renewals_of(client_id: str) -> str:
    """The budget of tokens renewed."""
    return f"{client_id}:renewal"


def lookups_of(client_id: str) -> str:
    """The budget of tracks asked for one by one in the background."""
    return f"{client_id}:lookups"


def take(client_id: str, lane: Lane, allowance: Allowance | None = None) -> None:
    """Counts one call against the allowance; a Spotify app's where none is given.

    Raises RetryLater where the app is cooling down (RATE, QUOTA …) or its budget is used up (BUSY).
    """
    now = clock.now()
    second = int(now.timestamp())
    many = allowance is None and lane is Lane.PEOPLE
    wanted = handfuls.wanted(client_id, second) if many else 1
    if not wanted:
        return
    allowance = allowance or Allowance(settings.SPOTIFY_CALLS_IN_30_SECONDS)
    with transaction.atomic():
        budget, _ = ClientBudget.objects.select_for_update().get_or_create(client_id=client_id)
        recent = _room(budget, lane, allowance, now)
        given = min(wanted, _share(lane, allowance.calls) - sum(recent.values()))
        budget.recent = recent | {str(second): recent.get(str(second), 0) + given}
        budget.save(update_fields=["recent"])
    if given > 1:
        handfuls.keep(client_id, second, given - 1)


def has_room(client_id: str, lane: Lane, allowance: Allowance) -> bool:
    """Whether a call could be made now, as far as this budget goes. Counts nothing."""
    budget = ClientBudget.objects.filter(client_id=client_id).first() or ClientBudget()
    try:
        _room(budget, lane, allowance, clock.now())
    except RetryLater:
        return False
    return True


def _room(budget: ClientBudget, lane: Lane, allowance: Allowance, now: datetime) -> dict[str, int]:
    """The calls within the window, where there is room for one more. Raises RetryLater where there is none."""
    refuse_while_cooling_down(budget, now)
    recent = _within(allowance.window, budget.recent, now)
    if sum(recent.values()) >= _share(lane, allowance.calls):
        oldest = datetime.fromtimestamp(min(map(int, recent), default=int(now.timestamp())), tz=now.tzinfo)
        raise RetryLater(Reason.BUSY, after=oldest + allowance.window + timedelta(seconds=1) - now)
    return recent


def calls_of_late(budget: ClientBudget, window: timedelta = WINDOW) -> int:
    """How many calls were counted within so long."""
    return sum(_within(window, budget.recent, clock.now()).values())


def refuse_while_cooling_down(budget: ClientBudget, now: datetime) -> None:
    """Raises RetryLater while Spotify wants the app to wait."""
    if budget.cooldown_until is not None and budget.cooling_down(now):
        raise RetryLater(Reason(budget.cooldown_reason), after=budget.cooldown_until - now)


def cool_down(client_id: str, reason: Reason, after: timedelta | None) -> timedelta:
    """Stores that Spotify wants to be left alone for so long, and answers how long that is.

    A shorter wait never ends a longer one early.
    """
    pause = min(after if after is not None else PAUSE[reason], LONGEST_PAUSE)
    until = clock.now() + pause
    handfuls.drop(client_id)
    ClientBudget.objects.get_or_create(client_id=client_id)
    shorter = ClientBudget.objects.filter(client_id=client_id).exclude(cooldown_until__gt=until)
    shorter.update(cooldown_until=until, cooldown_reason=reason)
    return pause


def _share(lane: Lane, calls: int) -> int:
    return int(calls * BACKGROUND_SHARE) if lane is Lane.BACKGROUND else calls


def _within(window: timedelta, recent: dict[str, int], now: datetime) -> dict[str, int]:
    first, last = (now - window).timestamp(), (now + window).timestamp()  # a clock that was set back is not waited for
    return {second: calls for second, calls in recent.items() if first < int(second) + 1 <= last}

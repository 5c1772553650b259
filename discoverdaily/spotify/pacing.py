"""How fast Spotify may be asked: one budget for each client id, across all workers.

Spotify counts calls over any thirty seconds, publishes no number, and answers too many with a ban that may last a day.
So calls are counted here, people go before the background, and what Spotify says about waiting is stored and kept to.
Nothing here sleeps: who may not call now is told when to come back.

The Web API's budget goes by the client id itself. Signing in and renewing tokens, which another host answers, have
budgets of their own: anybody may begin a sign-in, and whatever Spotify makes of it must not stop the others' music.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction

from discoverdaily import clock
from discoverdaily.spotify.errors import Reason, RetryLater
from discoverdaily.spotify.models import ClientBudget

WINDOW = timedelta(seconds=30)
BACKGROUND_SHARE = 0.6
"""The part of the budget beyond which the background waits; the rest is kept for people."""
PAUSE = {Reason.RATE: timedelta(seconds=30), Reason.QUOTA: timedelta(hours=1)}
"""How long to wait where Spotify does not say."""
LONGEST_PAUSE = timedelta(days=7)


class Lane(StrEnum):
    """On whose behalf a call is made: a person waits for it, or nobody does."""

    PEOPLE = "people"
    BACKGROUND = "background"


def sign_ins_of(client_id: str) -> str:
    """The budget of codes turned into tokens."""
    return f"{client_id}:sign-in"


def renewals_of(client_id: str) -> str:
    """The budget of tokens renewed."""
    return f"{client_id}:renewal"


def take(client_id: str, lane: Lane) -> None:
    """Counts one call.

    Raises RetryLater where the app is cooling down (RATE, QUOTA) or its budget is used up (BUSY).
    """
    now = clock.now()
    with transaction.atomic():
        budget, _ = ClientBudget.objects.select_for_update().get_or_create(client_id=client_id)
        refuse_while_cooling_down(budget, now)
        recent = _within_window(budget.recent, now)
        if sum(recent.values()) >= _allowance(lane):
            oldest = datetime.fromtimestamp(min(map(int, recent)), tz=now.tzinfo)
            raise RetryLater(Reason.BUSY, after=oldest + WINDOW + timedelta(seconds=1) - now)
        second = str(int(now.timestamp()))
        budget.recent = recent | {second: recent.get(second, 0) + 1}
        budget.save(update_fields=["recent"])


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
    ClientBudget.objects.get_or_create(client_id=client_id)
    shorter = ClientBudget.objects.filter(client_id=client_id).exclude(cooldown_until__gt=until)
    shorter.update(cooldown_until=until, cooldown_reason=reason)
    return pause


def _allowance(lane: Lane) -> int:
    whole = settings.SPOTIFY_CALLS_IN_30_SECONDS
    return int(whole * BACKGROUND_SHARE) if lane is Lane.BACKGROUND else whole


def _within_window(recent: dict[str, int], now: datetime) -> dict[str, int]:
    first, last = (now - WINDOW).timestamp(), (now + WINDOW).timestamp()  # a clock that was set back is not waited for
    return {second: calls for second, calls in recent.items() if first < int(second) + 1 <= last}

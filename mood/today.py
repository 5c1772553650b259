"""What the calendar has to say on Today."""

from typing import TYPE_CHECKING

from discoverdaily.personal import TodayCard

if TYPE_CHECKING:
    from accounts.models import User


def cards_of(person: "User") -> list[TodayCard]:
    """The running day in one stroke."""
    return []

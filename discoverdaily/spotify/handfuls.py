"""Calls counted some at a time, in a process that makes very many: one word with the database for a handful of them.

What is in hand is already counted against the app's budget and is good for the same second only, so the budget holds
as ever; what is not used is lost. A handful is an eighth of what was called for lately: who seldom calls takes one.
"""

import threading
from dataclasses import dataclass

OF_A_SECOND = 8


@dataclass(slots=True)
class Hand:
    """`made`: calls in this second; `before`: in the one before; `left`: counted already, and not made."""

    second: int
    before: int = 0
    made: int = 0
    left: int = 0


class Handfuls:
    """What this process has in hand, by a key; any thread may ask. While it is not `open` nothing is ever in hand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hands: dict[str, Hand] = {}
        self.open = False

    def wanted(self, key: str, second: int) -> int:
        """How many to take for one call that is to be made now; 0: it is in hand already."""
        if not self.open:
            return 1
        with self._lock:
            hand = self._hand(key, second)
            hand.made += 1
            if hand.left:
                hand.left -= 1
                return 0
            return 1 + max(hand.made, hand.before) // OF_A_SECOND

    def keep(self, key: str, second: int, more: int) -> None:
        """So many more were taken than the one call needs."""
        with self._lock:
            self._hand(key, second).left += more

    def drop(self, key: str) -> None:
        """What is in hand must not be used."""
        with self._lock:
            self._hands.pop(key, None)

    def _hand(self, key: str, second: int) -> Hand:
        hand = self._hands.get(key)
        if hand is None or hand.second != second:
            before = hand.made if hand is not None and hand.second == second - 1 else 0
            hand = self._hands[key] = Hand(second, before)
        return hand

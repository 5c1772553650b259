"""Workers that die: at any word with the database."""

from typing import Any


class Killed(BaseException):
    """The worker is no more: nothing after this happens, and nobody tidies up."""


class Death:
    """Ends the worker before its so many-th word with the database."""

    def __init__(self, words: int) -> None:
        self.words = words

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.words -= 1
        if self.words < 0 and not sql.startswith(("ROLLBACK", "RELEASE", "SAVEPOINT")):
            raise Killed
        return execute(sql, params, many, context)

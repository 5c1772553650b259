"""One call to the Web API: counted, carried out with the person's token, its refusal named.

The token is renewed once where Spotify calls it stale. A request that is safe to repeat is sent a second time after
a moment where the server or the connection failed; longer waits are somebody else's due row.
"""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, Protocol, TypeVar, overload

import httpx2
import stamina
from django.conf import settings

from discoverdaily.spotify import http, pacing, refusals
from discoverdaily.spotify.errors import Reason, RetryLater, SpotifyError
from discoverdaily.spotify.pacing import Lane
from discoverdaily.spotify.reading import Read, answer

T = TypeVar("T")
Params = Mapping[str, str | int | float | None]
Scopes = AbstractSet[str]


class Tokens(Protocol):
    """Where a call gets its token from, and whom it tells how it went."""

    def current(self) -> str:
        """A token that should be good now."""

    def renewed(self, refused: str) -> str:
        """A newer one than the one that was refused."""

    def went_well(self) -> None:
        """Spotify did what was asked."""

    def went_wrong(self, error: SpotifyError) -> None:
        """Spotify refused."""


class Calls:
    """Calls for one person, under one client id, in one lane."""

    def __init__(self, *, client_id: str, tokens: Tokens, lane: Lane, patience: float | None = None) -> None:
        """`patience`: seconds to wait for an answer, where it is to be less than for all others."""
        self._patience = patience
        self._client_id = client_id
        self._tokens = tokens
        self._lane = lane

    def get(self, path: str, read: Read[T], params: Params | None = None, *, scopes: Scopes = frozenset()) -> T:
        """Asks, and reads the answer. Raises any SpotifyError."""
        body = self._tried(lambda: self._call("GET", path, scopes, params=http.without_nothing(params)))
        return answer(read, body)

    @overload
    def write(
        self,
        method: Literal["PUT", "POST", "DELETE"],
        path: str,
        *,
        params: Params | None = None,
        json: Mapping[str, object] | None = None,
        repeatable: bool = False,
        scopes: Scopes = frozenset(),
    ) -> None: ...

    @overload
    def write(
        self,
        method: Literal["PUT", "POST", "DELETE"],
        path: str,
        read: Read[T],
        *,
        params: Params | None = None,
        json: Mapping[str, object] | None = None,
        repeatable: bool = False,
        scopes: Scopes = frozenset(),
    ) -> T: ...

    def write(  # noqa: PLR0913  # it is all that a write has
        self,
        method: Literal["PUT", "POST", "DELETE"],
        path: str,
        read: Read[T] | None = None,
        *,
        params: Params | None = None,
        json: Mapping[str, object] | None = None,
        repeatable: bool = False,
        scopes: Scopes = frozenset(),
    ) -> T | None:
        """Changes something; the answer is read only where `read` is given, for some writes answer random text.

        `repeatable`: doing it twice is as good as once. Raises any SpotifyError, `unsure` where it may be done.
        """

        def once() -> bytes:
            body = {"content": b""} if json is None else {"json": dict(json)}
            return self._call(method, path, scopes, params=http.without_nothing(params), **body)

        answered = self._tried(once) if repeatable else once()
        return None if read is None else answer(read, answered, unsure=True)

    def _tried(self, once: Callable[[], bytes]) -> bytes:
        for attempt in stamina.retry_context(on=_passing, attempts=2, wait_initial=0.2, wait_max=0.5, timeout=None):
            with attempt:
                return once()
        raise AssertionError("the last attempt answers or raises")

    def _call(self, method: str, path: str, scopes: Scopes, **request: object) -> bytes:
        token = self._tokens.current()
        response = self._send(method, path, token, request)
        if refusals.token_is_stale(response):
            response = self._send(method, path, self._tokens.renewed(token), request)
        if response.is_success:
            self._tokens.went_well()
            return response.content
        error = refusals.refusal(response, scopes=frozenset(scopes))
        if isinstance(error, RetryLater) and error.reason in pacing.PAUSE:
            error.after = pacing.cool_down(self._client_id, error.reason, error.after)
        self._tokens.went_wrong(error)
        raise error

    def _send(self, method: str, path: str, token: str, request: dict[str, object]) -> httpx2.Response:
        pacing.take(self._client_id, self._lane)
        headers = {"Authorization": f"Bearer {token}"}
        timeout = http.patience(self._patience)
        return http.exchange(method, settings.SPOTIFY_API_URL + path, headers=headers, timeout=timeout, **request)


def _passing(error: Exception) -> bool:
    return isinstance(error, RetryLater) and error.reason in (Reason.SERVER, Reason.CONNECTION) and error.after is None

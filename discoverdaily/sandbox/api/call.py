"""One call of the Web API: who asks, with what, in which regime; and how an endpoint is declared."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from discoverdaily.sandbox.access import Caller, admit, identify, listener_of, need_all
from discoverdaily.sandbox.errors import Refused, error_response, refused
from discoverdaily.sandbox.records import Record
from discoverdaily.sandbox.shapes import MARKETS, View, Window, is_spotify_id
from discoverdaily.sandbox.state import Sandbox

B = TypeVar("B")
NO_BODY = Response(status_code=200)
_WHOLE = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Call:
    sandbox: Sandbox
    request: Request
    caller: Caller
    body: bytes
    view: View

    @property
    def listener(self) -> str:
        """The id of the listener for whom the app asks. Raises Refused for an app's own token."""
        return listener_of(self.caller)

    def query(self, name: str) -> str | None:
        return self.request.query_params.get(name)

    def part(self, name: str) -> str:
        return str(self.request.path_params[name])

    def id(self, name: str = "id") -> str:
        """A Spotify id from the path. Raises Refused (400) when it is not one."""
        value = self.part(name)
        if not is_spotify_id(value):
            raise refused(400, "Invalid base62 id")
        return value

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from the query. Raises Refused (400 "Invalid limit" and the like) outside low..high."""
        text = self.query(name)
        if text is None:
            return default
        if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
            raise refused(400, f"Invalid {name}")
        return int(text)

    def window(self, path: str, limit: int = 20, most: int = 50, furthest: int = 1_000_000) -> Window:
        """The page of that path which is asked for; what else was asked stands in its addresses too.

        Raises Refused (400) for a limit or offset out of bounds.
        """
        others = {name: text for name, text in self.request.query_params.items() if name not in {"limit", "offset"}}
        return Window(path, self.whole("limit", limit, 1, most), self.whole("offset", 0, 0, furthest), others)

    def check_market(self) -> None:
        """Raises Refused (400) for a market that Spotify is not in."""
        market = self.query("market")
        if market is not None and market != "from_token" and market not in MARKETS:
            raise refused(400, "Invalid market code")

    def list_of(self, name: str, most: int, *, what: str = "ids") -> list[str]:
        """A comma list from the query. Raises Refused (400) when it is missing or too long."""
        values = [value.strip() for value in (self.query(name) or "").split(",") if value.strip()]
        if not values:
            raise refused(400, f"Missing required parameter: {name}")
        if len(values) > most:
            raise refused(400, f"Too many {what} requested")
        return values

    def json(self, kind: type[B], malformed: str = "Error parsing JSON.") -> B:
        """The body, checked. Raises Refused (400) with the given words, or the field that does not fit."""
        try:
            return msgspec.json.decode(self.body or b"{}", type=kind)
        except msgspec.ValidationError as error:
            raise refused(400, str(error)) from error
        except (msgspec.DecodeError, RecursionError) as error:
            raise refused(400, malformed) from error


class Body(Record, frozen=True, forbid_unknown_fields=False):
    """A body that an endpoint takes; what it does not know is ignored, as Spotify does."""


class Removed(Enum):
    """How an endpoint that is gone for apps in development mode answers them."""

    FORBIDDEN = "forbidden"
    WITHOUT_MESSAGE = "without message"
    EMPTY_NOT_FOUND = "empty not found"

    def response(self) -> Response:
        if self is Removed.FORBIDDEN:
            return error_response(403, "Forbidden")
        return error_response(403, None) if self is Removed.WITHOUT_MESSAGE else Response(status_code=404)


def endpoint(
    method: str,
    path: str,
    handler: Callable[[Call], Response],
    *,
    scopes: Sequence[str] = (),
    removed: Removed | None = None,
) -> Route:
    """An endpoint of the Web API: all the scopes are needed; `removed` says how the restricted regime answers."""

    async def answer(request: Request) -> Response:
        sandbox: Sandbox = request.app.state.sandbox
        try:
            caller = request.scope.get("caller") or identify(sandbox, request.headers)
            admit(sandbox, caller)
            if removed is not None and not sandbox.legacy:
                return removed.response()
            need_all(caller, scopes, player=path.startswith("/me/player") and not path.endswith("/recently-played"))
            view = View(str(request.base_url).rstrip("/"), sandbox.legacy)
            call = Call(sandbox, request, caller, await request.body(), view)
            call.check_market()
            return handler(call)
        except Refused as refusal:
            return refusal.response

    return Route(f"/v1{path}", answer, methods=[method])

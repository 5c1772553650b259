"""Every request passes here: it is read, delayed, limited, spoiled on purpose, written to the journal and logged.

The order is Spotify's own: an unknown token before the limit, the limit before the answer. An answer is sent only after
everything it changed is in the journal.
"""

import asyncio
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from discoverdaily.sandbox import faults
from discoverdaily.sandbox.access import Caller, basic_client, identify
from discoverdaily.sandbox.errors import Refused, error_response, text_response
from discoverdaily.sandbox.state import Sandbox

OUTSIDE = ("/v1/", "/api/token", "/reccobeats/")
LONGEST_SILENCE = 120.0
MOST_BODY = 1024 * 1024
LENGTH_REQUIRED = "<!DOCTYPE html><title>Error 411 (Length Required)</title><p>A Content-Length header is required."


@dataclass(slots=True)
class Exchange:
    """One request for one of the services that the sandbox stands for."""

    scope: Scope
    method: str
    path: str
    headers: Headers
    body: bytes
    arrived: datetime
    caller: Caller | None = None
    listener: str | None = None
    client_id: str | None = None


class Door:
    def __init__(self, app: ASGIApp, sandbox: Sandbox) -> None:
        self.app = app
        self.sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            body = await _whole_body(scope, receive)
        except ClientDisconnect:
            return
        if body is None:
            await _too_large(scope["path"])(scope, receive, send)
        elif scope["path"].startswith(OUTSIDE):
            await self._outside(scope, receive, send, body)
        else:
            await self.app(scope, _again(body, receive), self._after_writing(send))

    def _after_writing(self, send: Send) -> Send:
        async def write_then_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.sandbox.journal.write()
            await send(message)

        return write_then_send

    async def _outside(self, scope: Scope, receive: Receive, send: Send, body: bytes) -> None:
        exchange = _exchange(scope, body, self.sandbox.clock.now())
        self._recognise(exchange)
        if latency := self.sandbox.settings.latency:
            await asyncio.sleep(latency)
        answer = self._limited(exchange)
        fault = None if answer else faults.draw_fault(self.sandbox, exchange.method, exchange.path, exchange.listener)
        if answer is None and (fault is None or faults.takes_effect(fault)):
            answer = await self._answer(exchange)
        lost = fault is not None and faults.loses_answer(fault)
        if fault is not None and not lost:
            answer = faults.wrong_answer(fault, exchange.path, answer)
        self._log(exchange, answer.status_code if answer else None)
        self.sandbox.journal.write()
        if lost or answer is None:
            await _lose(scope, receive, silent=fault is not None and fault.kind.startswith("timeout"))
        else:
            await answer(scope, receive, send)

    def _recognise(self, exchange: Exchange) -> None:
        """Who asks, for the limit, the faults and the log; whether they may is for the endpoint to say."""
        if exchange.path == "/api/token":
            exchange.client_id, exchange.listener = _token_subject(self.sandbox, exchange)
        elif exchange.path.startswith("/v1/"):
            try:
                exchange.caller = identify(self.sandbox, exchange.headers)
            except Refused:
                return
            exchange.scope["caller"] = exchange.caller
            exchange.client_id, exchange.listener = exchange.caller.client_id, exchange.caller.listener

    def _limited(self, exchange: Exchange) -> Response | None:
        if exchange.path.startswith("/v1/") and exchange.caller is not None:
            return faults.over_limit(self.sandbox, exchange.caller.client_id)
        return None

    async def _answer(self, exchange: Exchange) -> Response:
        if _lacks_length(exchange):
            return Response(LENGTH_REQUIRED, 411, media_type="text/html; charset=utf-8")
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(exchange.scope, _again(exchange.body), keep)
        answer = Response(b"".join(message.get("body", b"") for message in messages[1:]), messages[0]["status"])
        answer.raw_headers = list(messages[0]["headers"])
        return answer

    def _log(self, exchange: Exchange, status: int | None) -> None:
        self.sandbox.passing.log.append(
            {
                "method": exchange.method,
                "path": exchange.path,
                "query": exchange.scope["query_string"].decode("latin-1"),
                "status": status,
                "listener": exchange.listener,
                "client_id": exchange.client_id,
                "arrived": exchange.arrived,
                "at": self.sandbox.clock.now(),
            }
        )


async def _whole_body(scope: Scope, receive: Receive) -> bytes | None:
    """None for more than any endpoint takes, which is read to its end all the same so that the caller hears the answer.

    Raises ClientDisconnect when the caller is gone before the end.
    """
    parts, size = [], 0
    async for part in Request(scope, receive).stream():
        size += len(part)
        if size <= MOST_BODY:
            parts.append(part)
    return b"".join(parts) if size <= MOST_BODY else None


def _too_large(path: str) -> Response:
    words = "Request Entity Too Large"
    return error_response(413, words) if path.startswith("/v1/") else text_response(words, 413)


def _again(body: bytes, receive: Receive | None = None) -> Receive:
    """The body that was read already, and then what else comes of the caller."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        if messages:
            return messages.pop()
        return await receive() if receive is not None else {"type": "http.disconnect"}

    return next_message


def _exchange(scope: Scope, body: bytes, arrived: datetime) -> Exchange:
    """A slash at the end of a path makes no difference to Spotify."""
    path = scope["path"].rstrip("/")
    request = Request({**scope, "path": path})
    return Exchange(dict(request.scope), request.method, path, request.headers, body, arrived)


def _lacks_length(exchange: Exchange) -> bool:
    """Spotify's front refuses a write that does not say how long it is, even when it is empty."""
    said = "content-length" in exchange.headers or "transfer-encoding" in exchange.headers
    return exchange.method in {"PUT", "POST"} and exchange.path.startswith("/v1/") and not said


def _token_subject(sandbox: Sandbox, exchange: Exchange) -> tuple[str | None, str | None]:
    """The client and the listener that a call of the token endpoint is about, as far as it says."""
    form = parse_qs(exchange.body.decode("latin-1"))
    code = sandbox.codes.get(form.get("code", [""])[0])
    if code is not None:
        return code.client_id, code.listener
    grant = sandbox.grants.get(sandbox.refresh_tokens.get(form.get("refresh_token", [""])[0], ""))
    if grant is not None:
        return grant.client_id, grant.listener
    return basic_client(exchange.headers)[0] or form.get("client_id", [None])[0], None


async def _lose(scope: Scope, receive: Receive, *, silent: bool) -> None:
    """Never answer: say nothing until the caller gives up ("timeout"), or reset the connection at once."""
    if silent:
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_SILENCE):
                await _until_gone(receive)
    transport: asyncio.Transport = scope["state"]["transport"]
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue

"""The web server: uvicorn, with each request knowing its connection so that a fault can reset it."""

import asyncio
import socket
import sys
from pathlib import Path

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from discoverdaily.sandbox.app import create_app
from discoverdaily.sandbox.journal import Journal
from discoverdaily.sandbox.state import Sandbox


class Connection(H11Protocol):
    """Puts the transport into the state that each request of this connection gets a copy of."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # uvicorn narrows it too
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Announced(uvicorn.Server):
    """Says where it listens once it does, for whoever asked for port 0; closes the journal last of all."""

    def __init__(self, config: uvicorn.Config, journal: Journal) -> None:
        super().__init__(config)
        self.journal = journal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for server in self.servers:
            for listening in server.sockets:
                host, port = listening.getsockname()[:2]
                print(f"Sandbox on http://{host}:{port}", flush=True)  # noqa: T201 - this line is for its starter

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """After this uvicorn lets the signal that ended it have its way, which for SIGTERM leaves time for nothing."""
        await super().shutdown(sockets)
        self.journal.close()


def serve(host: str, port: int, state: Path | None, crowd: int = 0) -> None:
    """Run until interrupted. Raises StateUnusable when the state file cannot be used."""
    sandbox = Sandbox(state, crowd)
    if sandbox.begun_anew:
        print(f"{state} was written for another catalogue; everything begins anew.", file=sys.stderr, flush=True)  # noqa: T201 - for its starter
    config = uvicorn.Config(
        create_app(sandbox),
        host=host,
        port=port,
        http=Connection,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,  # longer than whoever calls keeps a connection: a call must not meet its end half-way
        timeout_graceful_shutdown=1,
    )
    try:
        Announced(config, sandbox.journal).run()
    except KeyboardInterrupt:
        pass  # Ctrl-C is how a person ends it; uvicorn has closed everything by now
    finally:
        sandbox.journal.close()

"""The application: every room's routes behind the one door."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from discoverdaily.sandbox import accounts, control, pages, reccobeats, sdk
from discoverdaily.sandbox.api import catalogue, edges, features, items, library, me, player, playlists
from discoverdaily.sandbox.door import Door
from discoverdaily.sandbox.errors import error_response, reccobeats_error, text_response
from discoverdaily.sandbox.state import Sandbox


def create_app(sandbox: Sandbox) -> Starlette:
    app = Starlette(
        routes=[
            *me.ROUTES,
            *player.ROUTES,
            *items.ROUTES,
            *playlists.ROUTES,
            *library.ROUTES,
            *catalogue.ROUTES,
            *features.ROUTES,
            *edges.ROUTES,
            *accounts.ROUTES,
            *reccobeats.ROUTES,
            *control.ROUTES,
            *pages.ROUTES,
            *sdk.ROUTES,
            Mount("/static", StaticFiles(directory=pages.HERE / "static"), name="static"),
        ],
        middleware=[Middleware(Door, sandbox=sandbox)],
        exception_handlers={HTTPException: _no_such_thing},
    )
    app.state.sandbox = sandbox
    return app


async def _no_such_thing(request: Request, error: Exception) -> Response:
    """404 and 405 in the Web API's shape below /v1, 404 in ReccoBeats' below its own, in words elsewhere."""
    status, path = error.status_code if isinstance(error, HTTPException) else 500, request.url.path
    if path.startswith("/v1/"):
        return error_response(status, "Service not found" if status == 404 else "Method not allowed")
    if path.startswith("/reccobeats/") and status == 404:
        return reccobeats_error(404, 4041, "Not found", path)
    return text_response("There is nothing here." if status == 404 else "That cannot be done here.", status)

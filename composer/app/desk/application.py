"""Puts the desk's web application together."""

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse

from composer.app.desk import refusal
from composer.app.desk.access import Access, Fallback
from composer.app.desk.bounds import Bounds
from composer.app.desk.desk import Desk
from composer.app.desk.guard import Guard
from composer.app.desk.routers import BOUNDS, MOUNTS, OPEN, ROUTERS
from composer.app.desk.static import static_router
from composer.app.desk.visit import visit


def create_desk(desk: Desk) -> FastAPI:
    """Return the web application of a desk.

    Args:
        desk: The desk, open.
    """
    app = FastAPI(
        title="Nashir",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(Access),
            Middleware(Guard, desk=desk),
            Middleware(Fallback),
            Middleware(Bounds, bounds=BOUNDS),
        ],
    )
    app.state.desk = desk
    refusal.register(app)
    app.include_router(static_router(desk.assets))
    for module in OPEN:
        app.include_router(module.router, include_in_schema=False)
    for module in ROUTERS:
        # Whoever forgets to ask who it is has it asked all the same.
        app.include_router(module.router, dependencies=[Depends(visit)], include_in_schema=False)
    for path, make in MOUNTS.items():
        app.mount(path, make(desk))
    app.add_api_route("/", _home, include_in_schema=False)
    return app


def _home(request: Request) -> RedirectResponse:
    del request
    return RedirectResponse("/drafts", status_code=303)

"""Puts the API together; it lies below ``/api/v1`` of the desk."""

from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware import Middleware

from composer.app.desk.access import Fallback
from composer.app.desk.api import (
    changes,
    description,
    drafts,
    health,
    images,
    jobs,
    listing,
    openapi,
    pages,
    picture,
    queue,
    trouble,
)
from composer.app.desk.api import versions as draft_versions
from composer.app.desk.bounds import Bound
from composer.app.desk.desk import Desk
from composer.app.picture import MOST_BYTES
from composer.ingest.decode import LIMIT_BYTES

_PARTS = (
    description,
    health,
    listing,
    drafts,
    changes,
    picture,
    draft_versions,
    images,
    jobs,
    queue,
    pages,
)

BOUNDS = (
    Bound(path="/api/v1/drafts", most=LIMIT_BYTES + (1 << 16)),
    Bound(path="/api/v1/drafts/{draft}/picture", most=MOST_BYTES),
)
"""An article in a form, and a photograph, are larger than what other calls bring."""

_TAGS = [
    {"name": "drafts", "description": "Cards and post of an article, until they are approved."},
    {"name": "jobs", "description": "The making of drafts."},
    {"name": "queue", "description": "What goes out when, and what became of it."},
    {"name": "pages", "description": "Where posts go out to."},
    {"name": "service", "description": "The service itself."},
]


def create_api(desk: Desk) -> FastAPI:
    """Return the API of a desk.

    Args:
        desk: The desk, open.
    """
    api = FastAPI(
        title="Nashir",
        version=version("nashir"),
        summary="Drafts, their approval and their publication, for other programs.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        openapi_tags=_TAGS,
        redirect_slashes=False,
        middleware=[Middleware(Fallback)],
    )
    api.state.desk = desk
    trouble.register(api)
    for part in _PARTS:
        api.include_router(part.router)
    api.openapi = lambda: openapi.describe(api)  # type: ignore[method-assign] # the way FastAPI names
    return api

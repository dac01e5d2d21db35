"""Answers with a page, or a part of one, as a person sees it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from composer.app.desk.named import Named
from composer.app.desk.visit import Visit


def show(
    request: Request, visit: Visit, name: str, /, *, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page or a part of one.

    Every template knows ``visit``, ``words``, ``times``, ``named`` and ``path`` besides its own
    values.

    Args:
        request: What was asked.
        visit: Who asked.
        name: The template, such as ``drafts/screen.html.j2``.
        status: The HTTP status.
        values: What it shows.
    """
    usual = {
        "visit": visit,
        "look": visit.look,
        "words": visit.words,
        "times": visit.times,
        "named": Named(visit.newsroom.store.people),
        "path": request.url.path,
    }
    return HTMLResponse(visit.desk.screens.text(name, {**usual, **values}), status_code=status)

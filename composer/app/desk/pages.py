"""The pages: all of them with how each stands, and choosing the one that a person works for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from composer.app.desk.path import local_path
from composer.app.desk.show import show
from composer.app.desk.visit import Visitor
from composer.app.page_list import PageRow, list_pages

router = APIRouter()

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The pages that are shown.

    Args:
        search: What was searched for.
        rows: The first of those that fit.
        hidden: How many more there are.
        next: Where a person goes on who chooses one.
    """

    search: str
    rows: tuple[PageRow, ...]
    hidden: int
    next: str


@router.get("/pages")
def pages(
    request: Request,
    visit: Visitor,
    q: Annotated[str, Query(max_length=200)] = "",
    next: Annotated[str, Query(max_length=2_000)] = "/",  # noqa: A002 - the field's name
) -> Response:
    """Show the pages that fit what is searched for."""
    rows = list_pages(visit.newsroom, search=q)
    found = Found(
        search=q,
        rows=rows[:_MOST_SHOWN],
        hidden=max(len(rows) - _MOST_SHOWN, 0),
        next=local_path(next),
    )
    return show(request, visit, "pages/screen.html.j2", found=found, now=visit.newsroom.now())

"""``/drafts``: the main screen with the list, the post and its cards; each part on its own too."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse

from composer.app.desk.card_view import shown_cards
from composer.app.desk.list_view import MOST_ROWS, ROWS, ListQuery, Tab, listed
from composer.app.desk.preview import preview
from composer.app.desk.show import show
from composer.app.desk.standing_view import draft_standing
from composer.app.desk.visit import Visit, Visitor

router = APIRouter()


def _wanted(
    tab: Tab = Tab.DRAFTS,
    q: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = ROWS,
) -> ListQuery:
    return ListQuery(tab=tab, search=q.strip(), after=after, limit=limit)


Wanted = Annotated[ListQuery, Depends(_wanted)]


@router.get("/drafts")
def screen(request: Request, visit: Visitor, wanted: Wanted) -> HTMLResponse:
    """Return the main screen with no draft open."""
    found = listed(visit.newsroom, wanted)
    return show(request, visit, "drafts/screen.html.j2", listed=found, draft=None, open_id=None)


@router.get("/drafts/list")
def drafts_list(request: Request, visit: Visitor, wanted: Wanted) -> HTMLResponse:
    """Return the list's column."""
    found = listed(visit.newsroom, wanted)
    return show(request, visit, "drafts/list.html.j2", listed=found, open_id=None)


@router.get("/drafts/rows")
def drafts_rows(request: Request, visit: Visitor, wanted: Wanted) -> HTMLResponse:
    """Return some rows of the list, and the way to the next ones."""
    found = listed(visit.newsroom, wanted)
    return show(request, visit, "drafts/rows.html.j2", listed=found, open_id=None)


@router.get("/drafts/{draft_id}")
def draft_screen(request: Request, visit: Visitor, draft_id: str, wanted: Wanted) -> HTMLResponse:
    """Return the main screen with a draft open."""
    values = _open(visit, draft_id)
    found = listed(visit.newsroom, wanted)
    return show(request, visit, "drafts/screen.html.j2", listed=found, open_id=draft_id, **values)


@router.get("/drafts/{draft_id}/post")
def draft_post(request: Request, visit: Visitor, draft_id: str) -> HTMLResponse:
    """Return the middle column of a draft."""
    return show(request, visit, "drafts/post.html.j2", **_open(visit, draft_id))


def _open(visit: Visit, draft_id: str) -> dict[str, Any]:
    """Return what the middle column shows of a draft.

    Raises:
        DraftError: There is none.
    """
    sheet = visit.desk.editing.sheet(draft_id, visit.newsroom)
    draft = sheet.draft
    return {
        "draft": draft,
        "title": draft.title,
        "standing": draft_standing(visit, sheet),
        "preview": preview(
            visit.post_of(draft), page=visit.page_name(visit.page), face=visit.face(visit.page)
        ),
        "cards": shown_cards(sheet.cards),
    }

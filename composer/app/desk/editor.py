"""The editor of a draft: the left column, and the changes that are made in it."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from composer.app import services
from composer.app.desk.editor_view import Desktop, editor_view
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor
from composer.app.editing.flag import flags_of
from composer.app.editing.galley import galley_of
from composer.app.workshop import gazetteer
from composer.domain.role import Right

router = APIRouter()


@router.get("/drafts/{draft_id}/article")
def article(request: Request, visit: Visitor, draft_id: str) -> HTMLResponse:
    """Return the left column of a draft."""
    return _column(request, visit, draft_id)


def _column(request: Request, visit: Visit, draft_id: str) -> HTMLResponse:
    draft = visit.newsroom.draft(draft_id)
    galley = galley_of(draft)
    desktop = Desktop(
        draft=draft,
        galley=galley,
        flags=flags_of(galley, gazetteer()),
        cards={"headline": 1, "points[0]": 2, "points[1]": 2},
        themes=services.all_themes(visit.newsroom.settings.themes),
    )
    view = editor_view(desktop, visit.words, may_write=visit.may(Right.WRITE))
    return show(request, visit, "editor/editor.html.j2", view=view)

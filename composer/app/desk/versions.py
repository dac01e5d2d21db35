"""The versions of a draft: what it was, who made it so, and the way back."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from composer.app.desk.preview import preview
from composer.app.desk.show import show
from composer.app.desk.version_view import version_view
from composer.app.desk.visit import Visitor

router = APIRouter()


@router.get("/drafts/{draft_id}/versions")
def versions(request: Request, visit: Visitor, draft_id: str) -> HTMLResponse:
    """Return the list of versions."""
    drafts = visit.newsroom.store.drafts
    draft = drafts.get(draft_id)
    rows = tuple(version_view(each, visit.words) for each in drafts.versions(draft.id))
    return show(request, visit, "editor/versions.html.j2", draft=draft, versions=rows)


@router.get("/drafts/{draft_id}/versions/{number}")
def version(request: Request, visit: Visitor, draft_id: str, number: int) -> HTMLResponse:
    """Return one version as its readers would have met it."""
    drafts = visit.newsroom.store.drafts
    found = drafts.version(draft_id, number)
    return show(
        request,
        visit,
        "editor/version.html.j2",
        draft=drafts.get(draft_id),
        version=version_view(found.row, visit.words),
        then=found.draft,
        preview=preview(
            visit.post_of(found.draft),
            page=visit.page_name(visit.page),
            face=visit.face(visit.page),
        ),
    )

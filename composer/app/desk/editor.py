"""The editor of a draft: the left column, and the changes that are made in it."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import HTMLResponse, Response

from composer.app.desk.editor_view import editor_view
from composer.app.desk.refused import refused
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.editing import Change, ChangeRefused, Clash, Sheet, change_of
from composer.domain.role import Right

router = APIRouter()
_WRITES = [needs(Right.WRITE)]

_Number = Annotated[int, Path(ge=1)]


class Step(BaseModel):
    """Going to another version."""

    model_config = ConfigDict(extra="forbid")

    base: int = Field(ge=1)


class Wish(Step):
    """A change that somebody asks for."""

    change: dict[str, Any]


@router.get("/drafts/{draft_id}/article")
def article(request: Request, visit: Visitor, draft_id: str) -> HTMLResponse:
    """Return the left column of a draft."""
    return column(request, visit, visit.desk.editing.sheet(draft_id, visit.newsroom))


@router.post("/drafts/{draft_id}/changes", dependencies=_WRITES)
def change(request: Request, visit: Visitor, draft_id: str, wish: Wish) -> Response:
    """Make a change, and return the left column as it stands then."""
    try:
        wanted = change_of(wish.change)
    except ChangeRefused as error:
        return refused(request, error, visit.words)
    return changed(request, visit, draft_id, wanted, base=wish.base)


@router.post("/drafts/{draft_id}/undo", dependencies=_WRITES)
def undo(request: Request, visit: Visitor, draft_id: str, step: Step) -> HTMLResponse:
    """Bring up what stood before the last change."""
    done = visit.desk.editing.undo(draft_id, base=step.base, newsroom=visit.newsroom)
    return column(request, visit, done.sheet)


@router.post("/drafts/{draft_id}/redo", dependencies=_WRITES)
def redo(request: Request, visit: Visitor, draft_id: str, step: Step) -> HTMLResponse:
    """Bring up what the last undo took away."""
    done = visit.desk.editing.redo(draft_id, base=step.base, newsroom=visit.newsroom)
    return column(request, visit, done.sheet)


@router.post("/drafts/{draft_id}/restore/{number}", dependencies=_WRITES)
def restore(
    request: Request, visit: Visitor, draft_id: str, number: _Number, step: Step
) -> HTMLResponse:
    """Bring up an earlier version."""
    room = visit.desk.editing
    done = room.restore(draft_id, number, base=step.base, newsroom=visit.newsroom)
    return column(request, visit, done.sheet)


def changed(
    request: Request,
    visit: Visit,
    draft_id: str,
    change: Change,
    *,
    base: int,
    images: Mapping[str, bytes] | None = None,
) -> Response:
    """Make a change, and return the left column as it stands then, or why it was not made.

    Args:
        request: What was asked.
        visit: Who asked.
        draft_id: The draft.
        change: The change.
        base: The revision that the person saw.
        images: Bytes of images that the change brings, by their hashes.
    """
    try:
        done = visit.desk.editing.change(
            draft_id, change, base=base, newsroom=visit.newsroom, images=images
        )
    except ChangeRefused as error:
        return refused(request, error, visit.words)
    if isinstance(done, Clash):
        return show(request, visit, "editor/clash.html.j2", status=409, clash=done)
    return column(request, visit, done.sheet)


def column(request: Request, visit: Visit, sheet: Sheet) -> HTMLResponse:
    """Return the left column of a draft."""
    themes = visit.desk.themes.all(visit.newsroom.settings.themes)
    view = editor_view(sheet, themes, visit.words, may_write=visit.may(Right.WRITE))
    return show(request, visit, "editor/editor.html.j2", view=view)

"""Approval: asking for it, giving it, and sending a draft back with a reason."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Path, Request, Response

from composer.app.desk.approval_view import approval_view
from composer.app.desk.done import done
from composer.app.desk.refusal import Refusal, answer
from composer.app.desk.show import show
from composer.app.desk.visit import Visit, Visitor, needs
from composer.app.editing import ChangeRefused, Sheet
from composer.cards.difference import difference
from composer.domain.role import Right
from composer.errors import DraftError
from composer.store.rule import LONGEST_REASON

router = APIRouter()
_WRITES = [needs(Right.WRITE)]
_APPROVES = [needs(Right.APPROVE)]
_KEPT = "private, max-age=31536000, immutable"

_Revision = Annotated[int, Form(ge=1)]
_Reason = Annotated[str, Form(max_length=LONGEST_REASON)]
_Hash = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.get("/drafts/{draft_id}/approve", dependencies=_APPROVES)
def look(request: Request, visit: Visitor, draft_id: str) -> Response:
    """Show the whole post as it would be approved, and what changed since the last time."""
    return _approve(request, visit, _sheet(visit, draft_id))


@router.post("/drafts/{draft_id}/approve", dependencies=_APPROVES)
def approve(request: Request, visit: Visitor, draft_id: str, revision: _Revision) -> Response:
    """Approve a draft as the person saw it; where it is another by now, show it anew."""
    room = visit.desk.editing
    try:
        room.approve(draft_id, base=revision, newsroom=visit.newsroom, page=visit.page)
    except DraftError as error:
        sheet = _sheet(visit, draft_id)
        if sheet.revision == revision and not isinstance(error, ChangeRefused):
            raise
        return _approve(request, visit, sheet, is_stale=sheet.revision != revision)
    return done(request, draft_id, visit.words("approval.done"))


@router.get("/drafts/{draft_id}/ask", dependencies=_WRITES)
def ask_first(request: Request, visit: Visitor, draft_id: str) -> Response:
    """Show what asking for approval means."""
    return _ask(request, visit, _sheet(visit, draft_id))


@router.post("/drafts/{draft_id}/ask", dependencies=_WRITES)
def ask(
    request: Request, visit: Visitor, draft_id: str, revision: _Revision, note: _Reason = ""
) -> Response:
    """Ask for the approval of a draft."""
    room = visit.newsroom
    sheet = _sheet(visit, draft_id)
    if sheet.revision != revision:
        return _ask(request, visit, sheet, text=note, is_stale=True)
    room.store.drafts.ask(
        draft_id, note=note, expected_revision=revision, now=room.now(), actor=room.person
    )
    return done(request, draft_id, visit.words("approval.ask_done"))


@router.get("/drafts/{draft_id}/reject", dependencies=_APPROVES)
def reject_first(request: Request, visit: Visitor, draft_id: str) -> Response:
    """Ask for the reason."""
    return _reject(request, visit, _sheet(visit, draft_id))


@router.post("/drafts/{draft_id}/reject", dependencies=_APPROVES)
def reject(
    request: Request, visit: Visitor, draft_id: str, revision: _Revision, reason: _Reason = ""
) -> Response:
    """Send a draft back to who wrote it."""
    room = visit.newsroom
    sheet = _sheet(visit, draft_id)
    if sheet.revision != revision:
        return _reject(request, visit, sheet, text=reason, is_stale=True)
    if not reason.strip():
        told = Refusal(status=422, message=visit.words("approval.reject_empty"))
        return answer(request, told)
    room.store.drafts.reject(
        draft_id, reason=reason, expected_revision=revision, now=room.now(), actor=room.person
    )
    return done(request, draft_id, visit.words("approval.reject_done"))


@router.get("/differences/{before}/{after}")
def picture(visit: Visitor, before: _Hash, after: _Hash) -> Response:
    """Return a picture of what is different between two images of the store."""
    blobs = visit.newsroom.store.blobs
    if not (blobs.has(before) and blobs.has(after)):
        raise HTTPException(404)
    made = difference(blobs.get(before), blobs.get(after))
    if made is None:
        raise HTTPException(404)
    return Response(made, media_type="image/png", headers={"Cache-Control": _KEPT})


def _sheet(visit: Visit, draft_id: str) -> Sheet:
    return visit.desk.editing.sheet(draft_id, visit.newsroom)


def _approve(request: Request, visit: Visit, sheet: Sheet, *, is_stale: bool = False) -> Response:
    view = approval_view(visit, sheet)
    return show(request, visit, "editor/approve.html.j2", approval=view, is_stale=is_stale)


def _ask(
    request: Request, visit: Visit, sheet: Sheet, *, text: str = "", is_stale: bool = False
) -> Response:
    return show(
        request,
        visit,
        "editor/ask.html.j2",
        draft=sheet.draft,
        hindrances=sheet.hindrances,
        text=text,
        is_stale=is_stale,
    )


def _reject(
    request: Request, visit: Visit, sheet: Sheet, *, text: str = "", is_stale: bool = False
) -> Response:
    return show(
        request,
        visit,
        "editor/reject.html.j2",
        draft=sheet.draft,
        text=text,
        is_stale=is_stale,
    )

"""``/drafts/ID/versions``: what a draft was, and the ways back to it."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from composer.app.desk.api import draft_model
from composer.app.desk.api.caller import Caller, Known, Writer
from composer.app.desk.api.found import TheDraft
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.problem import Kind, refuse
from composer.app.desk.api.revision import IfMatch, seen, tag_of
from composer.app.json_text import Document
from composer.app.queue_document import edited_document, instant, post_document
from composer.errors import DraftError
from composer.store.stored import StoredDraft
from composer.store.version import VersionRow

router = APIRouter(tags=["drafts"])

_CHANGES = problems(404, 409, 412, 428)

Number = Annotated[int, Path(description="The revision that it was.", ge=1, lt=2**31)]


@router.get(
    "/drafts/{draft}/versions",
    operation_id="listVersions",
    response_model=draft_model.VersionList,
    responses=problems(404),
)
def list_versions(known: Known, draft: TheDraft) -> Document:
    """List what a draft was, the newest first, and where undo and redo lead."""
    drafts = known.newsroom.store.drafts
    turns = drafts.turns(draft.id)
    rows = [_row(each) for each in drafts.versions(draft.id)]
    return {"versions": rows, "undo": turns.undo, "redo": turns.redo}


@router.get(
    "/drafts/{draft}/versions/{number}",
    operation_id="getVersion",
    response_model=draft_model.Version,
    responses=problems(404),
)
def get(known: Known, draft: TheDraft, number: Number) -> Document:
    """Tell what a draft was at a revision."""
    try:
        found = known.newsroom.store.drafts.version(draft.id, number)
    except DraftError as error:
        raise refuse(Kind.NOT_FOUND, str(error)) from error
    was = found.draft
    return {**_row(found.row), "title": was.title, "post": post_document(was.post)}


@router.post(
    "/drafts/{draft}/undo",
    operation_id="undo",
    response_model=draft_model.Edited,
    responses=_CHANGES,
)
def undo(known: Writer, draft: TheDraft, response: Response, if_match: IfMatch = None) -> Document:
    """Bring up what stood before the last change, as a new revision."""
    return _turned(known, draft, response, if_match, known.newsroom.store.drafts.undo)


@router.post(
    "/drafts/{draft}/redo",
    operation_id="redo",
    response_model=draft_model.Edited,
    responses=_CHANGES,
)
def redo(known: Writer, draft: TheDraft, response: Response, if_match: IfMatch = None) -> Document:
    """Bring up what the last undo took away, as a new revision."""
    return _turned(known, draft, response, if_match, known.newsroom.store.drafts.redo)


@router.post(
    "/drafts/{draft}/restore",
    operation_id="restoreVersion",
    response_model=draft_model.Edited,
    responses=_CHANGES,
)
def restore(
    known: Writer,
    draft: TheDraft,
    asked: draft_model.Restore,
    response: Response,
    if_match: IfMatch = None,
) -> Document:
    """Bring up any version, as a new revision; nothing is lost by it."""
    turn = partial(known.newsroom.store.drafts.restore, number=asked.version)
    return _turned(known, draft, response, if_match, turn)


def _turned(
    known: Caller,
    draft: StoredDraft,
    response: Response,
    if_match: str | None,
    turn: Callable[..., StoredDraft],
) -> Document:
    """Bring up another state of a draft, and tell what that left behind."""
    room = known.newsroom
    expected = seen(draft, if_match) or draft.revision
    edited = room.changing(
        draft.id,
        lambda old: turn(old.id, expected_revision=expected, now=room.now(), actor=room.person),
    )
    response.headers["ETag"] = tag_of(edited.draft.revision)
    return edited_document(edited)


def _row(row: VersionRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "at": instant(row.at),
        "actor": row.actor,
        "label": row.label,
        "source": row.source,
        "image": row.image,
        "approved": row.approved,
        "current": row.is_current,
    }

"""``/drafts``: what may be published, until it is approved."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Response

from composer.app.amendment import from_the_right
from composer.app.care import press_over
from composer.app.desk.api import draft_model, queue_model
from composer.app.desk.api.caller import Approver, Caller, Known, Publisher, Writer
from composer.app.desk.api.found import TheDraft
from composer.app.desk.api.model import PageName
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.review import review_document
from composer.app.desk.api.revision import IfMatch, seen, tag_of
from composer.app.desk.api.send import see_off
from composer.app.desk.api.sheet_document import sheet_document
from composer.app.desk.api.wish import IdempotencyKey, wish_of
from composer.app.dossier import dossier
from composer.app.dry_run import dry_run
from composer.app.json_text import Document
from composer.app.queue_document import (
    approved_document,
    edited_document,
    item_document,
    show_document,
)
from composer.settings import MAIN_PAGE
from composer.store.change import DraftChange

router = APIRouter(tags=["drafts"])


OfPage = Annotated[PageName, Query(description="The page that the approval is told for.")]


@router.get(
    "/drafts/{draft}",
    operation_id="getDraft",
    response_model=draft_model.Draft,
    responses=problems(404),
)
def get(known: Known, draft: TheDraft, response: Response, page: OfPage = MAIN_PAGE) -> Document:
    """Tell all that is known of a draft; its `ETag` is its revision."""
    response.headers["ETag"] = tag_of(draft.revision)
    review = known.newsroom.store.drafts.review(draft.id)
    document = show_document(dossier(known.newsroom, draft.id, page=page))
    return {**document, "review": review and review_document(review)}


@router.get(
    "/drafts/{draft}/document",
    operation_id="getDraftDocument",
    response_model=draft_model.Composed,
    responses=problems(404),
)
def get_document(known: Known, draft: TheDraft, response: Response) -> Document:
    """Give the article, what it offers, each card with its lines and checks, and what is flagged.

    `hindrances` tells why it cannot be approved yet.
    """
    sheet = known.desk.editing.sheet(draft.id, known.newsroom)
    response.headers["ETag"] = tag_of(sheet.revision)
    return sheet_document(sheet)


@router.patch(
    "/drafts/{draft}",
    operation_id="changePost",
    response_model=draft_model.Edited,
    responses=problems(404, 409, 412, 428),
)
def change_post(
    known: Writer,
    draft: TheDraft,
    asked: draft_model.PostChange,
    response: Response,
    if_match: IfMatch = None,
) -> Document:
    """Change text, link, first comment, alternative texts, or which cards are posted.

    With `page`, text, link and first comment become that page's own.
    """
    change = _change(known, asked)
    edited = known.newsroom.edit(draft.id, change, expected_revision=seen(draft, if_match))
    response.headers["ETag"] = tag_of(edited.draft.revision)
    return edited_document(edited)


@router.delete(
    "/drafts/{draft}",
    operation_id="removeDraft",
    status_code=204,
    responses=problems(404, 409),
)
def remove(known: Writer, draft: TheDraft) -> None:
    """Remove a draft with its cards, unless it may still be sent."""
    known.newsroom.remove((draft.id,))


@router.post(
    "/drafts/{draft}/ask",
    operation_id="askForApproval",
    response_model=draft_model.Review,
    responses=problems(404, 409),
)
def ask(known: Writer, draft: TheDraft, asked: draft_model.Ask) -> Document:
    """Ask an editor for approval."""
    room = known.newsroom
    review = room.store.drafts.ask(
        draft.id,
        note=asked.note,
        expected_revision=asked.revision,
        now=room.now(),
        actor=room.person,
    )
    return review_document(review)


@router.post(
    "/drafts/{draft}/approve",
    operation_id="approveDraft",
    response_model=draft_model.Approved,
    responses=problems(404, 409),
)
def approve(known: Approver, draft: TheDraft, asked: draft_model.Approve) -> Document:
    """Allow a draft, as it stood at a revision, to be published on a page.

    A check that failed refuses, and so does a flag that nobody decided about, unless `accept` says
    that what is flagged is accepted. To repeat it is harmless: the approval that there is stays.
    """
    room, page = known.newsroom, asked.page
    if asked.accept:
        approved = room.approve(draft.id, page=page, expected_revision=asked.revision)
    else:
        editing = known.desk.editing
        approved = editing.approve(draft.id, base=asked.revision, newsroom=room, page=page)
    return approved_document(approved)


@router.post(
    "/drafts/{draft}/reject",
    operation_id="rejectDraft",
    response_model=draft_model.Review,
    responses=problems(404, 409),
)
def reject(known: Approver, draft: TheDraft, asked: draft_model.Reject) -> Document:
    """Send a draft back to who wrote it; what was approved of it is void."""
    room = known.newsroom
    review = room.store.drafts.reject(
        draft.id,
        reason=asked.reason,
        expected_revision=asked.revision,
        now=room.now(),
        actor=room.person,
    )
    return review_document(review)


@router.get(
    "/drafts/{draft}/calls",
    operation_id="rehearse",
    response_model=queue_model.Calls,
    responses=problems(404, 409),
)
def rehearse(known: Known, draft: TheDraft, page: OfPage = MAIN_PAGE) -> Document:
    """Tell which calls publishing would make; nothing is sent."""
    target = known.newsroom.outlet(page).target
    with press_over(known.newsroom) as press:
        calls = dry_run(press, draft.id, page=page)
    return {
        "page": target.page,
        "publisher": target.publisher,
        "page_id": target.page_id,
        "calls": [asdict(each) for each in calls],
    }


@router.post(
    "/drafts/{draft}/publish",
    operation_id="publishDraft",
    status_code=202,
    response_model=queue_model.Item,
    responses=problems(404, 409, 428),
)
def publish(
    known: Publisher,
    draft: TheDraft,
    asked: queue_model.Publish,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Document:
    """Publish an approved draft now; the item tells what became of it.

    To repeat it is harmless, as with the queue.
    """
    key = wish_of(known, idempotency_key, again=asked.again)
    with press_over(known.newsroom) as press:
        item = press.queue_now(draft.id, page=asked.page, again=asked.again, key=key)
    see_off(known, item)
    response.headers["Location"] = f"/api/v1/items/{item.id}"
    return item_document(item)


def _change(known: Caller, asked: draft_model.PostChange) -> DraftChange:
    told = asked.alt_texts
    return DraftChange(
        target=None if asked.page is None else known.newsroom.outlet(asked.page).target,
        common=asked.common,
        text=None if asked.text is None else from_the_right(asked.text),
        link=asked.link,
        comment=asked.comment,
        alt_texts=None if told is None else {int(place): text for place, text in told.items()},
        order=None if asked.order is None else tuple(asked.order),
    )

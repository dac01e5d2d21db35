"""``/queue`` and ``/items``: which posts go out when, and what became of them."""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Response

from composer.app.care import aftercare, press_over, reschedule
from composer.app.desk.api import cursor, queue_model
from composer.app.desk.api.caller import Known, Publisher
from composer.app.desk.api.draft_model import Draft
from composer.app.desk.api.found import TheItem, draft_of
from composer.app.desk.api.model import PageName
from composer.app.desk.api.openapi import problems
from composer.app.desk.api.send import see_off
from composer.app.desk.api.wish import IdempotencyKey, wish_of
from composer.app.desk.api.word import take_word
from composer.app.dossier import dossier
from composer.app.json_text import Document
from composer.app.queue_document import instant, item_document, show_document
from composer.app.rundown import Placed, Rundown
from composer.domain.queue import Status
from composer.store.item_list import list_items

router = APIRouter(tags=["queue"])


@router.get("/queue", operation_id="listQueue", response_model=queue_model.ItemList)
def list_queue(
    known: Known,
    page: Annotated[PageName | None, Query()] = None,
    status: Annotated[list[Status] | None, Query(description="Only items in one of these.")] = None,
    limit: cursor.Limit = cursor.USUAL,
    after: cursor.Cursor = None,
) -> Document:
    """List the queue in the order in which the items are due, in parts."""
    found = list_items(
        known.newsroom.store.database,
        page=page,
        statuses=status,
        after=None if after is None else _place(after),
        limit=limit + 1,
    )
    shown, more = found[:limit], len(found) > limit
    following = cursor.cursor_of((instant(shown[-1].due), shown[-1].id)) if more else None
    return {"items": [item_document(each) for each in shown], "next": following}


@router.post(
    "/queue",
    operation_id="addToQueue",
    status_code=201,
    response_model=queue_model.Placed,
    responses=problems(404, 409, 428),
)
def add(
    known: Publisher,
    asked: queue_model.Enqueue,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Document:
    """Queue an approved draft. Without `at`, for the page's next free slot.

    To repeat it is harmless: a page does not get a draft or its article twice; the refusal (409)
    names the item that there is. With an `Idempotency-Key` the answer is that item.
    """
    draft = draft_of(known, asked.draft)
    placed = Rundown(newsroom=known.newsroom).add(
        draft.id,
        page=asked.page,
        at=asked.at,
        breaking=asked.breaking,
        again=asked.again,
        key=wish_of(known, idempotency_key, again=asked.again),
    )
    response.headers["Location"] = f"/api/v1/items/{placed.item.id}"
    return placed_document(placed)


@router.get("/items/{item}", operation_id="getItem", response_model=Draft, responses=problems(404))
def get(known: Known, item: TheItem) -> Document:
    """Tell all that is known of an item: the post as it was approved for it, and its journal."""
    return show_document(dossier(known.newsroom, item.id))


@router.post(
    "/items/{item}/move",
    operation_id="moveItem",
    response_model=queue_model.Placed,
    responses=problems(404, 409, 502),
)
def move(known: Publisher, item: TheItem, asked: queue_model.Move) -> Document:
    """Give an item another time. Without `at`, the page's next free slot."""
    mover = partial(reschedule, known.newsroom)
    return placed_document(
        Rundown(newsroom=known.newsroom).move(item.id, at=asked.at, reschedule=mover)
    )


@router.post(
    "/items/{item}/publish",
    operation_id="publishItem",
    status_code=202,
    response_model=queue_model.Item,
    responses=problems(404, 409),
)
def publish(known: Publisher, item: TheItem) -> Document:
    """Publish an item of the queue now; reading it again tells what became of it."""
    with press_over(known.newsroom) as press:
        due = press.queue_now(item.id)
    see_off(known, due)
    return item_document(due)


@router.post(
    "/items/{item}/cancel",
    operation_id="cancelItem",
    response_model=queue_model.Item,
    responses=problems(404, 409),
)
def cancel(known: Publisher, item: TheItem) -> Document:
    """Take an item out of the queue for good."""
    return item_document(Rundown(newsroom=known.newsroom).cancel(item.id))


@router.post(
    "/items/{item}/retry",
    operation_id="retryItem",
    response_model=queue_model.Item,
    responses=problems(404, 409),
)
def retry(known: Publisher, item: TheItem, asked: queue_model.Retry) -> Document:
    """Put an item that waits for a person back into the queue."""
    return item_document(Rundown(newsroom=known.newsroom).retry(item.id, at=asked.at))


@router.post(
    "/items/{item}/settle",
    operation_id="settleItem",
    response_model=queue_model.Item,
    responses=problems(404, 409, 502),
)
def settle(known: Publisher, item: TheItem, asked: queue_model.Settle) -> Document:
    """Say what became of a post of which nobody knows whether it is out."""
    return item_document(take_word(known.newsroom, item, asked))


@router.post(
    "/items/{item}/correct",
    operation_id="correctPost",
    response_model=queue_model.Item,
    responses=problems(404, 409, 502),
)
def correct(known: Publisher, item: TheItem, asked: queue_model.Correction) -> Document:
    """Put another text into a post that is out."""
    with aftercare(known.newsroom) as care:
        return item_document(care.correct(item.id, text=asked.text))


@router.post(
    "/items/{item}/withdraw",
    operation_id="withdrawPost",
    response_model=queue_model.Item,
    responses=problems(404, 409, 502),
)
def withdraw(known: Publisher, item: TheItem) -> Document:
    """Take a post down."""
    with aftercare(known.newsroom) as care:
        return item_document(care.withdraw(item.id))


def placed_document(placed: Placed) -> Document:
    """Return an item with the posts that are due near to it."""
    return {**item_document(placed.item), "near": [instant(each) for each in placed.near]}


def _place(text: str) -> tuple[datetime, str]:
    due, name = cursor.parts_of(text, str, str)
    return cursor.moment(str(due)), cursor.item(str(name))
